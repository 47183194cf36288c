//! The commission engine: plans and facts in, explained entries out.

pub mod plan;
pub mod plan_advice;
pub mod plan_check;
mod plan_new;
#[cfg(test)]
mod plan_samples;
pub mod plan_sentences;

//! The commission engine: plans and facts in, explained entries out.
pub mod plan;

//! The commission engine against its contract, `docs/COMMISSIONS.md`.
//!
//! | module | what it holds the engine to |
//! |---|---|
//! | [`cases`] | the worked cases, to the byte |
//! | [`against_model`] | an independent model of the contract, over random programmes |
//!
//! [`model`] and [`generate`] make the random programmes and what they should give; [`engine`] runs
//! the real thing.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod against_model;
mod bad_input;
mod boundaries;
mod build;
mod cases;
mod engine;
mod evaluator;
mod explanations;
mod generate;
mod model;
mod properties;

//! The commission engine against its contract, `docs/COMMISSIONS.md`.
//!
//! | module | what it holds the engine to |
//! |---|---|
//! | [`cases`] | the worked cases, to the byte |
//! | [`against_model`] | an independent model of the contract, over random programmes |
//! | [`explanations`] | every explanation, worked out again from its own text |
//! | [`properties`] | what holds for every programme |
//! | [`reopened`] | books opened on what was posted, with facts that came late and no more than needed |
//! | [`standings`] | what is missing to the next tier, added, reaches it |
//! | [`boundaries`] | each rule of section 4 where it begins and ends |
//! | [`bad_input`] | whatever is in a file: no panic, and nothing computed where there is a fault |
//!
//! [`build`] writes small programmes by hand and [`generate`] random ones; [`model`] says what they
//! should give, and [`engine`] runs the real thing. `SAATHI_SEEDS=0..20000 cargo test --test engine`
//! takes other random programmes than the few that each test has of its own.

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
mod reopened;
mod standings;

//! The program as a person meets it: the real binary, small files, and what it says of bad ones.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod harness;

mod bad_partners;
mod bad_plans;
mod bad_rates;
mod bad_refunds;
mod bad_sales;
mod output;
mod plan_command;
mod report;
mod tables;
mod usage;

//! The program as a person meets it: the real binary, small files, and what it says of bad ones.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "../postgres/mod.rs"]
#[expect(dead_code, reason = "other tests crash clusters")]
mod postgres;

mod books;
mod harness;

mod backups;
mod bad_partners;
mod bad_plans;
mod bad_rates;
mod bad_refunds;
mod bad_sales;
mod bundles;
mod closed;
mod demo;
mod doctor;
mod importing;
mod late;
mod output;
mod plan_command;
mod report;
mod tables;
mod usage;
mod verify;

//! Saathi: a channel-partner CRM and commission tracker.
//!
//! | room | what is in it |
//! |---|---|
//! | [`domain`] | the programme's words, pure: money, currencies, dates, codes |
//! | [`commission`] | the engine, pure: plans and facts in, explained entries out |
//! | [`formats`] | bytes and values: plan files, fact tables, entries |
//! | [`storage`] | the two databases, by diesel |
//! | [`jobs`] | the work that comes due by itself, done while the service runs |
//! | [`web`] | pages, over the same use cases as the API |
//! | [`cli`] | one file for each subcommand |
//!
//! Which room may use which is in `docs/ARCHITECTURE.md`, and `tests/architecture.rs` holds it.

pub mod api;
pub mod cli;
pub mod commission;
pub mod config;
pub mod domain;
pub mod formats;
pub mod jobs;
pub mod service;
pub mod storage;
pub mod web;

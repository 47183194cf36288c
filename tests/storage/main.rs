//! The schema of both databases: that they are the same, and that they refuse by themselves what must
//! never happen. Each attack is plain SQL, run on SQLite and on PostgreSQL.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

#[path = "../postgres/mod.rs"]
mod postgres;

mod bounds;
mod catalogue;
mod database;
mod durable;
mod for_ever;
mod fundings;
mod killed;
mod migrating;
mod one_only;
mod parity;
mod people;
mod reversal;
mod rows;
mod scope;
mod server;
mod transactions;

//! The API as a client meets it: the real server in this process, over HTTP, on both databases.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

#[path = "../postgres/mod.rs"]
#[expect(dead_code, reason = "other tests crash clusters")]
mod postgres;

mod harness;
mod http;

mod audit;
mod bodies;
mod docs;
mod edge;
mod ending;
mod forged;
mod http_limits;
mod matrix;
mod notifications;
mod partners;
mod recruit_batches;
mod recruit_protection;
mod recruits;
mod sellers;
mod sessions;
mod settings;
mod taxes_and_banks;
mod trail;
mod users;
mod web_sessions;

//! The API as a client meets it: the real server in this process, over HTTP, on both databases.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

#[path = "../postgres/mod.rs"]
#[expect(dead_code, reason = "other tests crash clusters")]
mod postgres;

mod harness;
mod http;

mod bodies;
mod calendar;
mod check_ins;
mod check_ins_batch;
mod check_ins_day;
mod docs;
mod edge;
mod ending;
mod events;
mod events_door;
mod forged;
mod http_limits;
mod imports;
mod partners;
mod recruit_batches;
mod recruit_protection;
mod recruits;
mod sellers;
mod sessions;
mod trail;

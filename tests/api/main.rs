//! The API as a client meets it: the real server in this process, over HTTP, on both databases.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

#[path = "../postgres/mod.rs"]
#[expect(dead_code, reason = "other tests crash clusters")]
mod postgres;

mod contract;
mod harness;
mod http;
mod ledger;
mod schema;

mod all_at_once;
mod approvals;
mod audit;
mod bodies;
mod bundles;
mod calendar;
mod canaries;
mod cases;
mod cases_by_rest;
mod cases_racing;
mod changes;
mod check_ins;
mod check_ins_batch;
mod check_ins_day;
mod confirmed_sales;
mod conflict_states;
mod conflicts;
mod described;
mod disputes;
mod docs;
mod documents;
mod edge;
mod ending;
mod event_pages;
mod events;
mod events_door;
mod events_forms;
mod exceptions;
mod forged;
mod fundings;
mod given_out;
mod histories;
mod http_limits;
mod imports;
mod jobs;
mod killed;
mod matrix;
mod money;
mod notifications;
mod overview;
mod partners;
mod payouts;
mod periods;
mod pipeline;
mod plans;
mod pool;
mod products;
mod proofs;
mod proxies;
mod recruit_batches;
mod recruit_outcomes;
mod recruit_protection;
mod recruits;
mod replaced_ids;
mod reporting_week;
mod sales;
mod sellers;
mod sessions;
mod settings;
mod statements;
mod summit;
mod tampered;
mod targets;
mod taxes_and_banks;
mod tiers;
mod trail;
mod users;
mod web_sessions;

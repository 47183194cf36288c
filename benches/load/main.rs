//! How many requests a second the service answers, as ratios to what the machine itself can do.
//!
//! `cargo bench --bench load` measures, with the load generator on the same processors: a bare JSON
//! answer of actix, the disk's own commits, and the real service over SQLite (and over PostgreSQL
//! where `LOAD_POSTGRES` has the URL of an empty database): one record, a page of 50, recruits
//! logged by 64 clients, the start and the idle memory. `docs/SPEED.md` shows results.

#![expect(
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a bench prints what it measured, and fails where it cannot"
)]

mod bare;
mod client;
mod service;

use std::time::Duration;

use client::{Load, Measured, Sent};
use service::Service;

/// How long each figure is measured, and how often; the best run counts, since others use the machine.
const RUN: Duration = Duration::from_secs(3);
const RUNS: usize = 3;
/// How many clients there are.
const CLIENTS: usize = 64;

fn main() {
    if std::env::args().any(|argument| argument == "bare") {
        return bare::serve();
    }
    let postgres = std::env::var("LOAD_POSTGRES").ok();
    sqlite();
    if let Some(url) = postgres {
        over("PostgreSQL", &mut Service::start(&url));
    }
}

fn sqlite() {
    let folder = std::env::temp_dir().join(format!("saathi-load-{}", std::process::id()));
    std::fs::create_dir(&folder).expect("a new folder");
    let commits = service::commits_a_second(&folder);
    println!("the disk's own commits            {commits:>10.0} /s");
    let url = format!("sqlite://{}", folder.join("saathi.db").display());
    let mut service = Service::start(&url);
    let logged = over("SQLite", &mut service);
    println!("  recruits / the disk's commits   {:>10.1}", logged / commits);
    drop(service);
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

/// Measures the service over a database, and gives the recruits logged a second.
fn over(database: &str, service: &mut Service) -> f64 {
    println!("\nover {database}");
    println!(
        "  start to first answer           {:>10.0} ms",
        service.start_time.as_secs_f64() * 1e3
    );
    println!("  idle memory                     {:>10.1} MiB", service.memory_mib());
    service.fill();
    for (name, path) in [("one record", service.one()), ("a page of 50", service.page())] {
        let size = service.get(&path).len();
        let bare = bare::Server::start(size);
        let bare_load = |_, _| Sent::get("/", None);
        let bare = best(|| Load { clients: CLIENTS, time: RUN }.run(bare.address, bare_load));
        let token = service.token.clone();
        let load = move |_, _| Sent::get(&path, Some(&token));
        let address = service.address;
        let measured = best(|| Load { clients: CLIENTS, time: RUN }.run(address, load.clone()));
        println!("  bare answer of {size:>6} bytes     {bare}");
        println!("  {name:<16}                {measured}");
        println!("    ratio                         {:>10.2}", measured.a_second / bare.a_second);
    }
    let logged = service.log_recruits(CLIENTS, RUN);
    println!("  recruits logged                 {logged}");
    logged.a_second
}

fn best(run: impl Fn() -> Measured) -> Measured {
    let runs = (0..RUNS).map(|_| run());
    runs.max_by(|a, b| a.a_second.total_cmp(&b.a_second)).expect("a run")
}

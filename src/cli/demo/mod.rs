//! `saathi demo`: a database filled with an invented programme, a closed month, and the service over it.
//!
//! The data are the same every time for one day: they come from a fixed sequence and from today. Partners
//! and sellers are invented.

mod cases;
mod evening;
mod field;
mod funding;
mod history;
mod market;
mod money;
mod names;
mod paying;
mod programme;
mod report;
mod sequence;
mod stage;
mod summit;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;

use super::serve::{LogFormat, a_demo_listens_on, log_to_standard_error, until_told};
use super::talk::{finish, say};
use crate::config::TimeOptions;
use crate::domain::InstallationId;
use crate::service::demo::Step;
use crate::service::{App, ServiceError};
use crate::storage::{Database, DatabaseUrl, Installation, Limits, NoDatabaseUrl, migrate};

/// What the demo is to be.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// The demo's database: sqlite://FILE or postgres://USER@HOST/DATABASE
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://saathi-demo.db", value_name = "URL",
        hide_env_values = true, value_parser = parse_url)]
    database_url: DatabaseUrl,
    #[command(flatten)]
    time: TimeOptions,
    /// The address to listen on; a demo listens on this machine only
    #[arg(long, env = "SAATHI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How many partners there are
    #[arg(long, default_value_t = 12, value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(3..=2000))]
    partners: u32,
    /// Begin with a fresh database in place of an older demo
    #[arg(long)]
    reset: bool,
    /// Fill in and print, and do not serve
    #[arg(long)]
    no_serve: bool,
}

fn parse_url(url: &str) -> Result<DatabaseUrl, NoDatabaseUrl> {
    DatabaseUrl::parse(url)
}

/// Makes the demo, or opens the one that is there, and serves it.
pub(super) fn run(args: &DemoArgs) -> ExitCode {
    finish(demo(args).map(|()| String::new()))
}

fn demo(args: &DemoArgs) -> Result<(), String> {
    a_demo_listens_on(args.listen)?;
    if args.reset {
        remove(&args.database_url)?;
    }
    let app = open(args)?;
    fill(&app, args)?;
    let printed = report::text(&app, args.listen).map_err(|error| error.to_string())?;
    super::talk::print(&printed)?;
    if args.no_serve {
        return Ok(());
    }
    // What filling in has said would stand between the lines of what was printed.
    log_to_standard_error(LogFormat::Human);
    let listening = |address| say(format_args!("listening on http://{address}"));
    until_told(app, args.listen, listening)
}

/// Removes an older demo; any other database stays.
fn remove(url: &DatabaseUrl) -> Result<(), String> {
    let DatabaseUrl::Sqlite(file) = url else {
        return Err("on PostgreSQL, drop the demo's database and make an empty one".to_owned());
    };
    if !file.exists() {
        return Ok(());
    }
    let app = opened(url, &TimeOptions { today: None })
        .map_err(|error| format!("{}: {error}", file.display()))?;
    if app.demo_step().map_err(|error| error.to_string())?.is_none() {
        return Err(format!("{} is no demo, and stays as it is", file.display()));
    }
    drop(app);
    for ending in ["-wal", "-shm", ""] {
        let mut path = file.clone().into_os_string();
        path.push(ending);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn open(args: &DemoArgs) -> Result<App, String> {
    let clock = args.time.clock();
    let first = Installation {
        id: InstallationId::from_bits(uuid::Uuid::now_v7().as_u128()),
        first_today: args.time.today,
        created_at: clock.real_time(),
    };
    migrate(&args.database_url, &first).map_err(|error| error.to_string())?;
    opened(&args.database_url, &args.time).map_err(|error| error.to_string())
}

fn opened(url: &DatabaseUrl, time: &TimeOptions) -> Result<App, ServiceError> {
    let database = Database::open(url.clone(), Limits::default())?;
    App::new(database, time.clock(), None)
}

/// Fills an empty database in; one that is filled in stays as it is.
fn fill(app: &App, args: &DemoArgs) -> Result<(), String> {
    let text = |error: ServiceError| error.to_string();
    match app.demo_step().map_err(text)? {
        Some(Step::Complete) => {
            say("the demo is there already; --reset makes a fresh one");
            Ok(())
        }
        Some(Step::Begun) => {
            Err("filling the demo in was cut off; run it again with --reset".to_owned())
        }
        None => {
            let today = app.now().map_err(text)?.today;
            app.mark_demo(Step::Begun, today).map_err(text)?;
            let partners = usize::try_from(args.partners).unwrap_or(usize::MAX);
            history::fill(app, today, (partners, args.listen)).map_err(text)?;
            app.mark_demo(Step::Complete, today).map_err(text)
        }
    }
}

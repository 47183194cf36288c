//! `saathi migrate`: brings a database up to this version.

use std::process::ExitCode;

use clap::Args;

use crate::config::{DatabaseOptions, TimeOptions};
use crate::storage::migrations::{FirstMigration, migrate};

/// Which database, and for a test database its day.
#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
}

/// Migrates, and says what was done.
pub(super) fn run(args: &MigrateArgs) -> ExitCode {
    let first = FirstMigration {
        installation_id: format!("ins_{}", uuid::Uuid::now_v7().simple()),
        first_today: args.time.today,
        at: args.time.clock().real_time().naive_utc(),
    };
    match migrate(&args.database.database_url, &first) {
        Ok(done) if done.is_empty() => println!("nothing to do: the database is up to date"),
        Ok(done) => done.iter().for_each(|name| println!("{name}")),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

//! `saathi migrate`: brings a database up to this version.

use std::process::ExitCode;

use clap::Args;

use super::talk::finish;
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::InstallationId;
use crate::storage::{Installation, migrate};

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
    let first = Installation {
        id: InstallationId::from_bits(uuid::Uuid::now_v7().as_u128()),
        first_today: args.time.today,
        created_at: args.time.clock().real_time(),
    };
    let done = migrate(&args.database.database_url, &first).map_err(|error| error.to_string());
    finish(done.map(|names| match names.as_slice() {
        [] => "nothing to do: the database is up to date".to_owned(),
        names => names.join("\n"),
    }))
}

//! `saathi migrate`: brings a database up to this version.

use std::process::ExitCode;

use clap::Args;

use serde_json::json;

use super::talk::finish;
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::InstallationId;
use crate::storage::{DatabaseUrl, Installation, migrate};

/// Which database, and for a test database its day.
#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    /// Print the names of the migrations that ran as JSON
    #[arg(long)]
    json: bool,
}

/// Migrates, and says what was done.
pub(super) fn run(args: &MigrateArgs) -> ExitCode {
    let first = Installation {
        id: InstallationId::from_bits(uuid::Uuid::now_v7().as_u128()),
        first_today: args.time.today,
        created_at: args.time.clock().real_time(),
    };
    let url = &args.database.database_url;
    let done = migrate(url, &first).map_err(|error| told(url, &error.to_string()));
    finish(done.map(|names| match names.as_slice() {
        names if args.json => json!({"migrations": names}).to_string(),
        [] => "nothing to do: the database is up to date".to_owned(),
        names => names.join("\n"),
    }))
}

/// What went wrong, and where rights are missing, who has them.
fn told(url: &DatabaseUrl, error: &str) -> String {
    let lacks_rights = ["permission denied", "must be owner", "Permission denied", "readonly"];
    if !lacks_rights.iter().any(|words| error.contains(words)) {
        return error.to_owned();
    }
    let who = match url {
        DatabaseUrl::Sqlite(_) => "whoever may write the file and its folder",
        DatabaseUrl::Postgres(_) => {
            "the database's owner: let DATABASE_URL name that role, not the one that serves"
        }
    };
    format!("{error}; run `saathi migrate` as {who}")
}

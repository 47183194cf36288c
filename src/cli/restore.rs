//! `saathi restore`: a database from a backup.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::backup::{instead, quoted};
use super::talk::{finish, finish_with, say};
use super::verify::{in_words, listed, wrong};
use crate::config::TimeOptions;
use crate::service::backup::restore;
use crate::service::verification::verify;
use crate::storage::{DatabaseUrl, NoDatabaseUrl, pending};

/// Which backup, and where to.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup; its manifest is beside it, as FILE.manifest.json
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The database to make, where none may be
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://saathi.db", value_name = "URL",
        hide_env_values = true, value_parser = parse_url)]
    to: DatabaseUrl,
    #[command(flatten)]
    time: TimeOptions,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

fn parse_url(url: &str) -> Result<DatabaseUrl, NoDatabaseUrl> {
    DatabaseUrl::parse(url)
}

/// Restores, verifies, and says what was done; for PostgreSQL, prints what restores.
pub(super) fn run(args: &RestoreArgs) -> ExitCode {
    let file = &args.file;
    match &args.to {
        DatabaseUrl::Sqlite(database) => match to_sqlite(args, database) {
            Ok((words, wrong)) => finish_with(words, wrong),
            Err(error) => finish(Err(error)),
        },
        DatabaseUrl::Postgres(_) => instead(
            &format!(
                "pg_restore --exit-on-error --single-transaction --dbname=\"$SUPERUSER_URL\" {}\n\
                 saathi verify",
                quoted(file)
            ),
            "a PostgreSQL database is restored by its own tool, which is printed here. Make the \
             roles and an empty database first, and let SUPERUSER_URL name a superuser on it",
        ),
    }
}

/// What was found in the restored database, and whether something of it is wrong.
fn to_sqlite(args: &RestoreArgs, database: &Path) -> Result<(String, Option<String>), String> {
    let manifest = restore(&args.file, database).map_err(|error| error.to_string())?;
    let (place, at) = (database.display(), manifest.taken_at);
    say(format_args!(
        "restored {place} as it was at {at}, to row {} of its audit trail",
        manifest.audit_seq
    ));
    let missing = pending(&args.to).map_err(|error| error.to_string())?.len();
    let mut checks = Vec::new();
    if missing > 0 {
        say(format_args!(
            "it lacks {missing} migrations: run `saathi migrate`, then `saathi verify`"
        ));
    } else {
        let today = args.time.clock().now().today;
        checks = verify(&args.to, today).map_err(|error| error.to_string())?;
    }
    let (words, wrong) = (in_words(&checks), wrong(&checks));
    if !args.json {
        return Ok((words, wrong));
    }
    let shown = json!({"restored": place.to_string(), "taken_at": at, "audit_seq": manifest.audit_seq,
        "missing_migrations": missing, "sound": wrong.is_none(), "checks": listed(&checks)});
    Ok((shown.to_string(), wrong))
}

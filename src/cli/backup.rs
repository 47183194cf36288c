//! `saathi backup`: the database in a file, taken while it is served.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Utc;
use clap::Args;

use super::talk::{closed_is_done, finish, say};
use crate::config::DatabaseOptions;
use crate::service::backup::{back_up, manifest_of};
use crate::storage::DatabaseUrl;

/// The exit status of what is asked for in the wrong place.
const BAD_USAGE: u8 = 2;

/// Which database, and where to.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The file to make; its manifest comes beside it, as FILE.manifest.json
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Takes a backup and prints its manifest; for PostgreSQL, prints what takes one.
pub(super) fn run(args: &BackupArgs) -> ExitCode {
    let BackupArgs { database, file } = args;
    match &database.database_url {
        DatabaseUrl::Sqlite(database) => finish(of_sqlite(database, file)),
        DatabaseUrl::Postgres(_) => instead(
            &format!("pg_dump --format=custom --file={} --dbname=\"$SUPERUSER_URL\"", quoted(file)),
            "a PostgreSQL database is backed up by its own tool, which is printed here. The row \
             policies hold for the tables' owner too, so let SUPERUSER_URL name a superuser or a \
             role with BYPASSRLS",
        ),
    }
}

fn of_sqlite(database: &Path, file: &Path) -> Result<String, String> {
    let manifest = back_up(database, file, Utc::now()).map_err(|error| error.to_string())?;
    let beside = manifest_of(file);
    say(format_args!("wrote {} and {}", file.display(), beside.display()));
    serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())
}

/// Prints the commands that do what this program does not, and says why.
pub(super) fn instead(commands: &str, why: &str) -> ExitCode {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    if let Err(error) = closed_is_done(writeln!(out, "{commands}")) {
        say(error);
        return ExitCode::FAILURE;
    }
    say(why);
    ExitCode::from(BAD_USAGE)
}

/// A path as a shell takes it for one word.
pub(super) fn quoted(file: &Path) -> String {
    format!("'{}'", file.display().to_string().replace('\'', r"'\''"))
}

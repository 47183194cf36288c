//! The database as it lies there, read by SQL that no writing code shares.
//!
//! `verify`, `doctor`, `backup` and `restore` look through this: beside a running server, in one
//! snapshot, and without changing anything.

mod closes;
mod engine;
mod facts;
mod records;
mod rule;
mod rules;
mod trail;

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::ManageConnection as _;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection as _, QueryableByName};

pub use closes::{KeptClose, KeptEntry, audited, entries_after};
pub use engine::{integrity, references, schema};
pub use facts::{Facts, facts, is_served, journal, unreadable_settings, version};
pub use records::{Claim, Held, Kept, TRACED, Traced, claims_after, held_after, kept_after};
pub use rule::{Broken, Outcome, Rule, hold};
pub use rules::RULES;
pub use trail::{KeptRow, approvals_told, end, rows_after};

use super::connection::{AnyConnection, Connector, DatabaseUrl};
use super::database::{Tx, in_scope};
use super::error::StorageError;
use super::transaction::Purpose;
use crate::domain::Scope;

/// Reads all that is in a database, in one snapshot. Nothing is made or changed by it, and on SQLite
/// a server may be running.
pub fn inspect<T, E: From<StorageError>>(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut read = None;
    let ended: Result<(), StorageError> =
        in_scope(&mut open(url)?, Purpose::Read, &Scope::of_programme(), |tx| {
            read = Some(work(tx));
            Ok(())
        });
    // What was read stands however the transaction ends: on a damaged file even that can fail.
    read.unwrap_or_else(|| Err(ended.err().unwrap_or(StorageError::Busy).into()))
}

fn open(url: &DatabaseUrl) -> Result<AnyConnection, StorageError> {
    match url {
        DatabaseUrl::Sqlite(file) => Ok(AnyConnection::Sqlite(open_as_it_is(file)?)),
        DatabaseUrl::Postgres(_) => {
            let mut connection = Connector { url: url.clone() }.connect()?;
            // Reading everything takes longer than any request may.
            connection.batch_execute("SET statement_timeout = 0")?;
            Ok(connection)
        }
    }
}

/// Opens a SQLite file to read it, with the journal that it has: not a byte of it changes.
pub(super) fn open_as_it_is(file: &Path) -> Result<SqliteConnection, StorageError> {
    if !file.is_file() {
        return Err(StorageError::Unusable(format!("there is no file {}", file.display())));
    }
    let mut connection = SqliteConnection::establish(&file.to_string_lossy())?;
    connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = 1")?;
    Ok(connection)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// A count as it is told.
fn counted(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

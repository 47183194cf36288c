//! Copies of a SQLite database, and places for them.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{RunQueryDsl as _, sql_query};

use super::error::StorageError;
use super::inspection::open_as_it_is;
use super::lock::FileLock;

/// Writes what is committed in a database into an empty file, while a server goes on writing: one
/// snapshot, and whole.
pub fn copy_sqlite(database: &Path, into: &Path) -> Result<(), StorageError> {
    let mut connection = open_as_it_is(database)?;
    let into = into.to_str().ok_or_else(|| {
        StorageError::Unusable(format!("{} is not written in UTF-8", into.display()))
    })?;
    // To SQLite this is a write, though not one to the database.
    connection.batch_execute("PRAGMA query_only = 0")?;
    sql_query("VACUUM INTO ?").bind::<Text, _>(into).execute(&mut connection)?;
    Ok(())
}

/// Does work on a SQLite file that no other process uses meanwhile; the file need not be there.
pub fn alone<T, E: From<StorageError>>(
    database: &Path,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let _lock = FileLock::take(database)?;
    work()
}

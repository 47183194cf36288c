//! Connections to either database, and how each is set up.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection as _, RunQueryDsl, sql_query};

use super::error::StorageError;

/// A connection to the one database or the other; queries are written once for both.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// An embedded SQLite database.
    Sqlite(SqliteConnection),
    /// A PostgreSQL database.
    Postgres(PgConnection),
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite://FILE`
    Sqlite(PathBuf),
    /// `postgres://…`
    Postgres(String),
}

/// What is wrong with a database URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("DATABASE_URL is neither sqlite://FILE nor postgres://USER@HOST/DATABASE")]
pub struct NoDatabaseUrl;

impl DatabaseUrl {
    /// Reads a URL by its scheme.
    pub fn parse(url: &str) -> Result<Self, NoDatabaseUrl> {
        if let Some(file) = url.strip_prefix("sqlite://") {
            // To SQLite these are no files: each connection would have a database of its own.
            let is_file = !file.is_empty() && !file.starts_with(':') && !file.starts_with("file:");
            return is_file.then(|| Self::Sqlite(file.into())).ok_or(NoDatabaseUrl);
        }
        let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        is_postgres.then(|| Self::Postgres(url.to_owned())).ok_or(NoDatabaseUrl)
    }
}

/// The oldest SQLite without a known corruption of its write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How a SQLite connection is set up; asserted, because SQLite ignores a pragma that it does not
/// know.
const SQLITE_PRAGMAS: [(&str, &str); 5] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("recursive_triggers", "1"),
    ("busy_timeout", "5000"),
];

#[derive(diesel::QueryableByName)]
struct Pragma {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// Opens a SQLite file, which is made where it does not exist.
pub(super) fn open_sqlite(file: &Path) -> Result<SqliteConnection, StorageError> {
    let mut connection = SqliteConnection::establish(&file.to_string_lossy())?;
    set_up_sqlite(&mut connection)?;
    Ok(connection)
}

/// Opens a SQLite file to write in, with 64 MiB of pages in memory: enough for what waits together and
/// for most of what it looks up. The writer itself says when the log is taken into the file; SQLite does
/// only where few large rows have made it 400 MiB before.
pub(super) fn open_sqlite_to_write(file: &Path) -> Result<AnyConnection, StorageError> {
    let mut connection = open_sqlite(file)?;
    connection.batch_execute("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 100000")?;
    Ok(AnyConnection::Sqlite(connection))
}

/// Opens a SQLite file to read from. Every commit of the writer empties the caches of those who only
/// read, so they read from the system's, without a copy.
fn open_sqlite_to_read(file: &Path) -> Result<AnyConnection, StorageError> {
    let mut connection = open_sqlite(file)?;
    connection.batch_execute("PRAGMA query_only = 1; PRAGMA mmap_size = 1073741824")?;
    Ok(AnyConnection::Sqlite(connection))
}

fn set_up_sqlite(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    // First of all, because even a question about the version reads the file, and waits.
    connection.batch_execute("PRAGMA busy_timeout = 5000")?;
    let version = sqlite_version(connection)?;
    if version < OLDEST_SQLITE {
        return Err(StorageError::Unusable(format!(
            "SQLite {version} is older than {OLDEST_SQLITE}, which loses data"
        )));
    }
    for (name, value) in SQLITE_PRAGMAS {
        connection.batch_execute(&format!("PRAGMA {name} = {value}"))?;
    }
    for (name, value) in SQLITE_PRAGMAS {
        let column = if name == "busy_timeout" { "timeout" } else { name };
        let query = format!("SELECT CAST({column} AS TEXT) AS value FROM pragma_{name}");
        let found: Pragma = sql_query(query).get_result(connection)?;
        if found.value != value {
            let found = found.value;
            return Err(StorageError::Unusable(format!("SQLite keeps {name} at {found}")));
        }
    }
    Ok(())
}

fn sqlite_version(connection: &mut SqliteConnection) -> Result<i32, StorageError> {
    let query = sql_query("SELECT sqlite_version() AS value");
    let Pragma { value } = query.get_result(connection)?;
    let numbers: Vec<i32> = value.split('.').filter_map(|number| number.parse().ok()).collect();
    match numbers.as_slice() {
        [major, minor, patch] => Ok(major * 1_000_000 + minor * 1_000 + patch),
        _ => Err(StorageError::Unusable(format!("SQLite calls itself {value}"))),
    }
}

/// Makes the connections of a pool.
#[derive(Debug)]
pub(super) struct Connector {
    pub url: DatabaseUrl,
}

impl ManageConnection for Connector {
    type Connection = AnyConnection;
    type Error = StorageError;

    /// On SQLite a connection that only reads, since all writes go through the one writer.
    fn connect(&self) -> Result<AnyConnection, StorageError> {
        match &self.url {
            DatabaseUrl::Sqlite(file) => open_sqlite_to_read(file),
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(url)?;
                set_up_postgres(&mut connection)?;
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), StorageError> {
        Ok(connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        connection.is_broken()
    }
}

#[derive(diesel::QueryableByName)]
struct Powers {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    too_many: bool,
}

/// Becomes the application's role, which owns nothing and cannot pass the row policies.
fn set_up_postgres(connection: &mut PgConnection) -> Result<(), StorageError> {
    connection.batch_execute(
        "SET ROLE saathi_app; SET statement_timeout = '10s'; SET lock_timeout = '3s'; \
         SET synchronous_commit = on; SET TIME ZONE 'UTC'; \
         SET default_transaction_isolation = 'serializable'",
    )?;
    let query = "SELECT rolsuper OR rolbypassrls OR EXISTS \
                 (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid) AS too_many \
                 FROM pg_roles WHERE rolname = current_user";
    let powers: Powers = sql_query(query).get_result(connection)?;
    if powers.too_many {
        let message = "the role saathi_app owns tables or can pass their policies".to_owned();
        return Err(StorageError::Unusable(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_which_database() {
        let sqlite = DatabaseUrl::parse("sqlite://saathi.db");
        assert_eq!(sqlite, Ok(DatabaseUrl::Sqlite("saathi.db".into())));
        assert!(matches!(DatabaseUrl::parse("postgres://x/y"), Ok(DatabaseUrl::Postgres(_))));
        assert!(matches!(DatabaseUrl::parse("postgresql://x/y"), Ok(DatabaseUrl::Postgres(_))));
        for bad in
            ["", "sqlite://", "sqlite://:memory:", "sqlite://file:a", "mysql://x", "saathi.db"]
        {
            assert_eq!(DatabaseUrl::parse(bad), Err(NoDatabaseUrl), "{bad}");
        }
    }
}

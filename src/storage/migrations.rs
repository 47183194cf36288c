//! The schema, brought up to what this program needs.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::{Pg, PgConnection};
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection as _, RunQueryDsl as _, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{AnyConnection, DatabaseUrl, open_sqlite};
use super::error::StorageError;
use super::installation::{Installation, settle};
use super::lock::FileLock;
use super::transaction::{Purpose, in_transaction};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// One migration at a time: whoever comes second waits and finds nothing left to do. The number is
/// "saathi" in ASCII.
const POSTGRES_TURN: &str =
    "SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(126879297398889)";

/// Runs the migrations that are pending, all of them or none, and returns their names. The first
/// run also writes what the database is. On PostgreSQL it works as whom the URL names, who becomes
/// the owner of the tables; on SQLite no server may be running.
pub fn migrate(url: &DatabaseUrl, first: &Installation) -> Result<Vec<String>, StorageError> {
    match url {
        DatabaseUrl::Sqlite(file) => {
            let _alone = FileLock::take(file)?;
            run(AnyConnection::Sqlite(open_sqlite(file)?), first)
        }
        DatabaseUrl::Postgres(url) => {
            run(AnyConnection::Postgres(PgConnection::establish(url)?), first)
        }
    }
}

/// The names of the migrations that have not run; a database that does not exist is not made.
pub fn pending(url: &DatabaseUrl) -> Result<Vec<String>, StorageError> {
    match url {
        DatabaseUrl::Sqlite(file) if !Path::is_file(file) => {
            Ok(embedded_for_sqlite()?.into_iter().map(|known| known.name).collect())
        }
        DatabaseUrl::Sqlite(file) => {
            let connection = SqliteConnection::establish(&file.to_string_lossy())?;
            pending_in(&mut AnyConnection::Sqlite(connection))
        }
        DatabaseUrl::Postgres(url) => {
            pending_in(&mut AnyConnection::Postgres(PgConnection::establish(url)?))
        }
    }
}

/// An empty database in memory with the schema of this program.
pub(super) fn schema_in_memory() -> Result<SqliteConnection, StorageError> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection
        .run_pending_migrations(SQLITE)
        .map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(connection)
}

fn run(mut connection: AnyConnection, first: &Installation) -> Result<Vec<String>, StorageError> {
    in_transaction(&mut connection, Purpose::Migrate, |connection| {
        if let AnyConnection::Postgres(postgres) = connection {
            postgres.batch_execute(POSTGRES_TURN)?;
        }
        let names = pending_in(connection)?;
        match connection {
            AnyConnection::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE),
            AnyConnection::Postgres(postgres) => postgres.run_pending_migrations(POSTGRES),
        }
        .map_err(|error| StorageError::Failed(error.to_string()))?;
        settle(connection, first)?;
        Ok(names)
    })
}

/// A migration that this program brings.
struct Known {
    version: String,
    name: String,
}

fn pending_in(connection: &mut AnyConnection) -> Result<Vec<String>, StorageError> {
    let known = match connection {
        AnyConnection::Sqlite(_) => embedded_for_sqlite(),
        AnyConnection::Postgres(_) => embedded_for_postgres(),
    }?;
    let applied = applied(connection)?;
    if let Some(newer) = applied.iter().find(|version| known.iter().all(|k| k.version != **version))
    {
        return Err(StorageError::Unusable(format!(
            "the database has migration {newer}, which this program does not know: it is older than \
             the one that migrated"
        )));
    }
    let is_pending = |known: &Known| !applied.contains(&known.version);
    Ok(known.into_iter().filter(is_pending).map(|known| known.name).collect())
}

fn embedded_for_sqlite() -> Result<Vec<Known>, StorageError> {
    in_order(MigrationSource::<Sqlite>::migrations(&SQLITE))
}

fn embedded_for_postgres() -> Result<Vec<Known>, StorageError> {
    in_order(MigrationSource::<Pg>::migrations(&POSTGRES))
}

fn in_order<B: diesel::backend::Backend>(
    found: diesel::migration::Result<Vec<Box<dyn Migration<B>>>>,
) -> Result<Vec<Known>, StorageError> {
    let found = found.map_err(|error| StorageError::Failed(error.to_string()))?;
    let describe = |migration: Box<dyn Migration<B>>| Known {
        version: migration.name().version().to_string(),
        name: migration.name().to_string(),
    };
    let mut known: Vec<Known> = found.into_iter().map(describe).collect();
    known.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(known)
}

#[derive(diesel::QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    value: bool,
}

#[derive(diesel::QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The versions that have run. The table in which diesel keeps them is not there before the first.
pub(super) fn applied(connection: &mut AnyConnection) -> Result<Vec<String>, StorageError> {
    let exists = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__diesel_schema_migrations') \
             AS value"
        }
        AnyConnection::Postgres(_) => {
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS value"
        }
    };
    let exists: Exists = sql_query(exists).get_result(connection)?;
    if !exists.value {
        return Ok(Vec::new());
    }
    let query = sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    let rows: Vec<Version> = query.load(connection)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

//! A database as the server opens it, of either kind, empty but for what the migrations write.

use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use saathi::domain::{InstallationId, Scope};
use saathi::storage::{Database, DatabaseUrl, Installation, Limits, StorageError, Tx, migrate};
use tempfile::TempDir;

use crate::postgres;

pub struct Server {
    pub database: Database,
    pub url: DatabaseUrl,
    _place: Place,
}

enum Place {
    Folder { _kept: Folder },
    Postgres { _kept: postgres::Database },
}

/// A folder of its own, removed with this value.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("saathi-storage-").tempdir().expect("a new folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn url(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.path().join("saathi.db"))
    }
}

pub const LIMITS: Limits = Limits { connections: 20, patience: Duration::from_secs(10) };

pub fn first() -> Installation {
    let created_at = DateTime::from_timestamp(1_790_000_000, 123_456_000).expect("an instant");
    Installation { id: InstallationId::from_bits(7), first_today: None, created_at }
}

pub fn on_both(limits: Limits, test: impl Fn(&Server)) {
    test(&on_sqlite(limits));
    if let Some(server) = on_postgres(limits) {
        test(&server);
    }
}

pub fn on_sqlite(limits: Limits) -> Server {
    let folder = Folder::new();
    let url = folder.url();
    migrate(&url, &first()).expect("it migrates");
    let database = Database::open(url.clone(), limits).expect("it opens");
    Server { database, url, _place: Place::Folder { _kept: folder } }
}

pub fn on_postgres(limits: Limits) -> Option<Server> {
    let place = postgres::database_like(|url| {
        migrate(&DatabaseUrl::Postgres(url.to_owned()), &first()).expect("it migrates");
    })?;
    let url = DatabaseUrl::Postgres(place.url());
    let database = Database::open(url.clone(), limits).expect("it opens");
    Some(Server { database, url, _place: Place::Postgres { _kept: place } })
}

impl Server {
    pub fn is_sqlite(&self) -> bool {
        matches!(self.url, DatabaseUrl::Sqlite(_))
    }

    /// Writes one statement as the programme.
    pub fn write(&self, sql: impl Into<String>) -> Result<usize, StorageError> {
        let sql = sql.into();
        self.database.write(Scope::of_programme(), move |tx| run(tx, &sql))
    }

    /// Reads a column named `value` as the programme.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.database.read(&Scope::of_programme(), |tx| texts(tx, sql)).expect("it reads")
    }

    /// The numbers of all sellers that [`seller`] made.
    pub fn sellers(&self) -> Vec<u64> {
        numbers(&self.texts("SELECT name AS value FROM sellers"))
    }
}

fn numbers(names: &[String]) -> Vec<u64> {
    let mut numbers: Vec<u64> = names.iter().map(|name| name.parse().expect("a number")).collect();
    numbers.sort_unstable();
    numbers
}

pub fn run(tx: &mut Tx<'_>, sql: &str) -> Result<usize, StorageError> {
    Ok(sql_query(sql).execute(tx.connection())?)
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

pub fn texts(tx: &mut Tx<'_>, sql: &str) -> Result<Vec<String>, StorageError> {
    let rows: Vec<OneText> = sql_query(sql).load(tx.connection())?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The statement that inserts a seller of that number.
pub fn seller(number: u64) -> String {
    format!(
        "INSERT INTO sellers (id, name, city, status, created_at, updated_at)
         VALUES ('sel_{number:032x}', '{number}', 'Lahore', 'prospect', '2026-08-01 12:00:00', \
         '2026-08-01 12:00:00')"
    )
}

//! A migrated database of either kind, to which tests speak plain SQL.

use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::postgres;
use crate::rows::{Who, insert};

pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Why a statement was refused, the same on both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Unique,
    ForeignKey,
    /// A CHECK, or on PostgreSQL a type that cannot hold the value.
    Value,
    /// A rule by its name.
    Rule(&'static str),
    /// PostgreSQL's grants or row-level security.
    Denied,
}

pub enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection, postgres::Database),
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Runs a test on a fresh migrated and seeded database of each kind.
pub fn on_both(test: impl Fn(&mut Db)) {
    test(&mut sqlite());
    if let Some(mut db) = postgres_db() {
        test(&mut db);
    }
}

pub fn sqlite() -> Db {
    let mut connection = empty_sqlite();
    connection.run_pending_migrations(SQLITE).expect("SQLite's migrations run");
    let mut db = Db::Sqlite(connection);
    crate::rows::seed(&mut db);
    db
}

pub fn empty_sqlite() -> SqliteConnection {
    let mut connection = SqliteConnection::establish(":memory:").expect("SQLite in memory");
    // As on every connection of the server.
    connection
        .batch_execute("PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;")
        .expect("pragmas");
    connection
}

pub fn postgres_db() -> Option<Db> {
    let database = postgres::database_like(|url| {
        let mut connection = PgConnection::establish(url).expect("a connection");
        connection.run_pending_migrations(POSTGRES).expect("PostgreSQL's migrations run");
        drop(connection);
    })?;
    let connection = PgConnection::establish(&database.url()).expect("a connection");
    let mut db = Db::Postgres(connection, database);
    crate::rows::seed(&mut db);
    Some(db)
}

impl Db {
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Db::Sqlite(_))
    }

    pub fn name(&self) -> &'static str {
        if self.is_sqlite() { "SQLite" } else { "PostgreSQL" }
    }

    pub fn try_run(&mut self, sql: &str) -> Result<usize, Error> {
        let sql = self.spell(sql);
        match self {
            Db::Sqlite(connection) => sql_query(sql).execute(connection),
            Db::Postgres(connection, _) => sql_query(sql).execute(connection),
        }
    }

    /// Runs what must succeed, and says how many rows it changed.
    pub fn run(&mut self, sql: &str) -> usize {
        let name = self.name();
        self.try_run(sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"))
    }

    /// Inserts a row of [`crate::rows`], which must succeed.
    pub fn insert(&mut self, table: &str, who: Who, number: u32, changes: &[(&str, &str)]) {
        if table == "audit" {
            self.run("UPDATE audit_head SET seq = seq + 1");
        }
        let changed = self.run(&insert(table, who, number, changes));
        assert_eq!(changed, 1, "one row of {table}");
    }

    /// Tries to insert a row of [`crate::rows`], which must be refused.
    pub fn refuses_row(
        &mut self,
        expected: Refusal,
        table: &str,
        who: Who,
        number: u32,
        changes: &[(&str, &str)],
    ) {
        self.refuses(expected, &insert(table, who, number, changes));
    }

    /// Runs what must be refused for that reason.
    pub fn refuses(&mut self, expected: Refusal, sql: &str) {
        let name = self.name();
        match self.try_run(sql) {
            Ok(rows) => panic!("{name} took it, {rows} rows: {sql}"),
            Err(error) => {
                assert!(
                    is_refusal(expected, &error),
                    "{name}: {error:?} is not {expected:?}\n{sql}"
                )
            }
        }
    }

    /// The rows of one text column named `value`.
    pub fn texts(&mut self, sql: &str) -> Vec<String> {
        let found: Result<Vec<OneText>, Error> = match self {
            Db::Sqlite(connection) => sql_query(sql).load(connection),
            Db::Postgres(connection, _) => sql_query(sql).load(connection),
        };
        let rows = found.unwrap_or_else(|error| panic!("{}: {error}\n{sql}", self.name()));
        rows.into_iter().map(|row| row.value).collect()
    }

    /// `hash:07` becomes the literal of 32 bytes 07.
    fn spell(&self, sql: &str) -> String {
        let mut text = String::with_capacity(sql.len());
        let mut rest = sql;
        while let Some(place) = rest.find("hash:") {
            let (before, found) = rest.split_at(place);
            let byte = &found[5..7];
            text.push_str(before);
            text.push_str(&match self {
                Db::Sqlite(_) => format!("x'{}'", byte.repeat(32)),
                Db::Postgres(..) => format!("'\\x{}'::bytea", byte.repeat(32)),
            });
            rest = &found[7..];
        }
        text + rest
    }
}

fn is_refusal(expected: Refusal, error: &Error) -> bool {
    let Error::DatabaseError(kind, information) = error else {
        return false;
    };
    let message = information.message();
    match expected {
        Refusal::Unique => matches!(kind, DatabaseErrorKind::UniqueViolation),
        Refusal::ForeignKey => matches!(kind, DatabaseErrorKind::ForeignKeyViolation),
        Refusal::Value => {
            let types = ["invalid input", "out of range", "cannot store", "datatype mismatch"];
            let types_too = ["is of type", "non-deterministic", "NOT NULL"];
            matches!(kind, DatabaseErrorKind::CheckViolation)
                || types.iter().chain(&types_too).any(|words| message.contains(words))
        }
        Refusal::Rule(name) => message.contains(name),
        Refusal::Denied => {
            message.contains("permission denied") || message.contains("row-level security")
        }
    }
}

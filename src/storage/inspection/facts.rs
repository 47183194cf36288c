//! What can be known of a database without reading its books.

use std::path::Path;

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Timestamp};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use super::Word;
use crate::storage::connection::AnyConnection;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::lock::FileLock;
use crate::storage::migrations::applied;

/// A database in a few figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The last migration that ran.
    pub schema: String,
    /// The database's own time; SQLite has none but this machine's.
    pub time: NaiveDateTime,
    /// When the last change was written down.
    pub last_change: Option<NaiveDateTime>,
    /// How many administrators can sign in.
    pub administrators: i64,
}

#[derive(QueryableByName)]
struct Figures {
    #[diesel(sql_type = Timestamp)]
    time: NaiveDateTime,
    #[diesel(sql_type = Nullable<Timestamp>)]
    last_change: Option<NaiveDateTime>,
    #[diesel(sql_type = BigInt)]
    administrators: i64,
}

/// Reads them from a migrated database.
pub fn facts(tx: &mut Tx<'_>) -> Result<Facts, StorageError> {
    let time = match tx.connection {
        AnyConnection::Sqlite(_) => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        AnyConnection::Postgres(_) => "clock_timestamp() AT TIME ZONE 'UTC'",
    };
    let query = format!(
        "SELECT {time} AS time, (SELECT max(at) FROM audit) AS last_change, \
         (SELECT count(*) FROM users WHERE role = 'admin' AND status = 'active') AS administrators"
    );
    let figures: Figures = sql_query(query).get_result(tx.connection)?;
    let Figures { time, last_change, administrators } = figures;
    let schema = applied(tx.connection)?.pop().unwrap_or_default();
    Ok(Facts { schema, time, last_change, administrators })
}

/// What the engine calls itself: `SQLite` or `PostgreSQL`, its version in words, and as a number that
/// can be compared.
pub fn version(tx: &mut Tx<'_>) -> Result<(&'static str, String, u32), StorageError> {
    let (name, query) = match tx.connection {
        AnyConnection::Sqlite(_) => ("SQLite", "SELECT sqlite_version() AS value"),
        AnyConnection::Postgres(_) => {
            ("PostgreSQL", "SELECT current_setting('server_version') AS value")
        }
    };
    let Word { value } = sql_query(query).get_result(tx.connection)?;
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut parts = value.split('.').map(|part| digits(part).parse().unwrap_or(0_u32));
    let mut part = || parts.next().unwrap_or_default();
    let number = part() * 1_000_000 + part() * 1_000 + part();
    Ok((name, value, number))
}

/// The settings that commits rest on and that are not as they must be, each in words.
pub fn journal(tx: &mut Tx<'_>) -> Result<Vec<String>, StorageError> {
    let expected: &[(&str, &str)] = match tx.connection {
        AnyConnection::Sqlite(_) => &[("journal_mode", "wal")],
        AnyConnection::Postgres(_) => {
            &[("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")]
        }
    };
    let mut wrong = Vec::new();
    for (name, wanted) in expected {
        let query = match tx.connection {
            AnyConnection::Sqlite(_) => format!("SELECT {name} AS value FROM pragma_{name}"),
            AnyConnection::Postgres(_) => format!("SELECT current_setting('{name}') AS value"),
        };
        let Word { value } = sql_query(query).get_result(tx.connection)?;
        if value != *wanted {
            wrong.push(format!("{name} is {value}, not {wanted}"));
        }
    }
    Ok(wrong)
}

/// How many settings hold no JSON that can be read.
pub fn unreadable_settings(tx: &mut Tx<'_>) -> Result<usize, StorageError> {
    let query = sql_query("SELECT value FROM settings");
    let values: Vec<Word> = query.load(tx.connection)?;
    let is_bad =
        |Word { value }: &&Word| serde_json::from_str::<serde::de::IgnoredAny>(value).is_err();
    Ok(values.iter().filter(is_bad).count())
}

/// Whether a process uses a SQLite file.
pub fn is_served(database: &Path) -> bool {
    FileLock::is_taken(database)
}

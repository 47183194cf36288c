//! What the database's own engine can say of itself: its file, its references, its schema.

use std::collections::BTreeMap;

use diesel::pg::PgConnection;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use super::rule::{Broken, Outcome};
use super::{Count, counted};
use crate::storage::connection::AnyConnection;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::migrations::schema_in_memory;

/// Whether the file is whole: every page, index, type and CHECK. PostgreSQL guards its own pages, so
/// there it is the indexes that must be usable.
pub fn integrity(tx: &mut Tx<'_>) -> Result<Outcome, StorageError> {
    let (all, broken) = match tx.connection {
        AnyConnection::Sqlite(_) => (
            "SELECT page_count AS value FROM pragma_page_count",
            "SELECT 'file' AS id, integrity_check AS what FROM pragma_integrity_check \
             WHERE integrity_check <> 'ok'",
        ),
        AnyConnection::Postgres(_) => (
            "SELECT count(*) AS value FROM pg_index WHERE indrelid IN \
             (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)",
            "SELECT indexrelid::regclass::text AS id, 'is not usable' AS what FROM pg_index \
             WHERE NOT (indisvalid AND indisready) AND indrelid IN \
             (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)",
        ),
    };
    let Count { value } = sql_query(all).get_result(tx.connection)?;
    let mut outcome = Outcome { checked: counted(value), ..Outcome::default() };
    let found: Vec<Broken> = sql_query(broken).load(tx.connection)?;
    found.into_iter().for_each(|Broken { id, what }| outcome.note(id, what));
    Ok(outcome)
}

/// Whether all that is referred to is there.
pub fn references(tx: &mut Tx<'_>) -> Result<Outcome, StorageError> {
    match tx.connection {
        AnyConnection::Sqlite(sqlite) => references_of_sqlite(sqlite),
        AnyConnection::Postgres(postgres) => references_of_postgres(postgres),
    }
}

fn references_of_sqlite(connection: &mut SqliteConnection) -> Result<Outcome, StorageError> {
    let all = "SELECT count(*) AS value FROM (SELECT DISTINCT t.name, f.id \
               FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f)";
    let Count { value } = sql_query(all).get_result(connection)?;
    let mut outcome = Outcome { checked: counted(value), ..Outcome::default() };
    let broken = "SELECT \"table\" || ' row ' || coalesce(rowid, '?') AS id, \
                  'refers to a row of ' || parent || ' that is not there' AS what \
                  FROM pragma_foreign_key_check";
    for row in sql_query(broken).load_iter::<Broken, _>(connection)? {
        let Broken { id, what } = row?;
        outcome.note(id, what);
    }
    Ok(outcome)
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    dangling: String,
}

/// PostgreSQL has no such question, so each key is made into one. Whoever may disable triggers can
/// write past it.
fn references_of_postgres(connection: &mut PgConnection) -> Result<Outcome, StorageError> {
    let all = "SELECT c.conname::text AS name, format( \
                   'SELECT count(*) AS value FROM %s AS c WHERE %s AND NOT EXISTS \
                    (SELECT 1 FROM %s AS p WHERE %s)', \
                   c.conrelid::regclass, \
                   string_agg(format('c.%I IS NOT NULL', own.attname), ' AND '), \
                   c.confrelid::regclass, \
                   string_agg(format('p.%I = c.%I', other.attname, own.attname), ' AND ') \
               ) AS dangling \
               FROM pg_constraint AS c \
               CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, other) \
               JOIN pg_attribute AS own ON own.attrelid = c.conrelid AND own.attnum = k.own \
               JOIN pg_attribute AS other ON other.attrelid = c.confrelid AND other.attnum = k.other \
               WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace \
               GROUP BY c.oid, c.conname, c.conrelid, c.confrelid ORDER BY 1";
    let mut outcome = Outcome::default();
    let references: Vec<Reference> = sql_query(all).load(connection)?;
    for Reference { name, dangling } in references {
        outcome.checked += 1;
        let Count { value } = sql_query(dangling).get_result(connection)?;
        if value > 0 {
            outcome.note(name, format!("{value} rows refer to rows that are not there"));
        }
    }
    Ok(outcome)
}

/// Whether the rules that the schema keeps by itself are all there: tables, indexes, triggers.
pub fn schema(tx: &mut Tx<'_>) -> Result<Outcome, StorageError> {
    match tx.connection {
        AnyConnection::Sqlite(sqlite) => schema_of_sqlite(sqlite),
        AnyConnection::Postgres(postgres) => schema_of_postgres(postgres),
    }
}

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

fn parts(connection: &mut SqliteConnection) -> Result<BTreeMap<String, String>, StorageError> {
    let query = "SELECT type || ' ' || name AS id, sql FROM sqlite_schema \
                 WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let parts: Vec<Part> = sql_query(query).load(connection)?;
    Ok(parts.into_iter().map(|Part { id, sql }| (id, sql)).collect())
}

/// Held against the schema that this program makes.
fn schema_of_sqlite(connection: &mut SqliteConnection) -> Result<Outcome, StorageError> {
    let mut found = parts(connection)?;
    let mut outcome = Outcome::default();
    for (id, sql) in parts(&mut schema_in_memory()?)? {
        outcome.checked += 1;
        match found.remove(&id) {
            None => outcome.note(id, "is missing"),
            Some(other) if other != sql => outcome.note(id, "is not as the migrations made it"),
            Some(_) => {}
        }
    }
    found.into_keys().for_each(|id| outcome.note(id, "was made by no migration"));
    Ok(outcome)
}

fn schema_of_postgres(connection: &mut PgConnection) -> Result<Outcome, StorageError> {
    let all = "SELECT count(*) AS value FROM pg_class \
               WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";
    let broken = "WITH ours AS (SELECT * FROM pg_class \
                      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace) \
                  SELECT t.tgname::text AS id, 'is a disabled trigger of ' || ours.relname AS what \
                  FROM pg_trigger AS t JOIN ours ON ours.oid = t.tgrelid \
                  WHERE t.tgenabled NOT IN ('O', 'A') \
                  UNION ALL SELECT c.conname::text, 'is a constraint that was never checked' \
                  FROM pg_constraint AS c JOIN ours ON ours.oid = c.conrelid \
                  WHERE NOT c.convalidated \
                  UNION ALL SELECT relname::text, 'does not keep its row policies' FROM ours \
                  WHERE NOT (relrowsecurity AND relforcerowsecurity) \
                  AND EXISTS (SELECT 1 FROM pg_policy AS p WHERE p.polrelid = ours.oid) \
                  ORDER BY 1, 2";
    let Count { value } = sql_query(all).get_result(connection)?;
    let mut outcome = Outcome { checked: counted(value), ..Outcome::default() };
    let found: Vec<Broken> = sql_query(broken).load(connection)?;
    found.into_iter().for_each(|Broken { id, what }| outcome.note(id, what));
    Ok(outcome)
}

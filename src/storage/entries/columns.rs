//! Many entries in one statement of PostgreSQL, a list for each column: it reads a short text once, where a
//! place for every value would be read and planned anew each time.

use diesel::pg::PgConnection;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text};
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::Row;

const INSERT: &str = "INSERT INTO entries (id, period, partner_id, position, sale_id, rule, \
     from_partner_id, window_first, day, entry, basis, amount, currency, explanation) \
     SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

/// Adds the rows.
pub(super) fn insert(postgres: &mut PgConnection, rows: &[Row]) -> QueryResult<()> {
    sql_query(INSERT)
        .bind::<Array<Text>, _>(of(rows, |row| row.id.as_str()))
        .bind::<Array<Text>, _>(of(rows, |row| row.period.as_str()))
        .bind::<Array<Text>, _>(of(rows, |row| row.partner_id.as_str()))
        .bind::<Array<Integer>, _>(of(rows, |row| row.position))
        .bind::<Array<Nullable<Text>>, _>(of(rows, |row| row.sale_id.as_deref()))
        .bind::<Array<Text>, _>(of(rows, |row| row.rule.as_str()))
        .bind::<Array<Nullable<Text>>, _>(of(rows, |row| row.from_partner_id.as_deref()))
        .bind::<Array<Nullable<Date>>, _>(of(rows, |row| row.window_first))
        .bind::<Array<Date>, _>(of(rows, |row| row.day))
        .bind::<Array<Text>, _>(of(rows, |row| row.entry.as_str()))
        .bind::<Array<Nullable<BigInt>>, _>(of(rows, |row| row.basis))
        .bind::<Array<BigInt>, _>(of(rows, |row| row.amount))
        .bind::<Array<Text>, _>(of(rows, |row| row.currency.as_str()))
        .bind::<Array<Text>, _>(of(rows, |row| row.explanation.as_str()))
        .execute(postgres)
        .map(drop)
}

fn of<'r, T>(rows: &'r [Row], column: impl Fn(&'r Row) -> T) -> Vec<T> {
    rows.iter().map(column).collect()
}

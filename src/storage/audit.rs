//! The audit trail: a chain that only grows.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{audit, audit_head};

/// A row of the trail as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// Its place in the chain, from 1, without gaps.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// When, by the real clock.
    pub at: NaiveDateTime,
    /// Who: a user's id, or `system`.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To which kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: String,
    /// Whose people may read it; none for the platform's alone.
    pub partner_id: Option<String>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// What was there before, as JSON.
    pub before_json: Option<String>,
    /// What is there now, as JSON.
    pub after_json: Option<String>,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// The exact bytes that were hashed.
    pub hashed: Vec<u8>,
    /// The hash of the row before.
    pub prev_hash: Vec<u8>,
    /// The hash of this one.
    pub hash: Vec<u8>,
}

/// Takes the next place in the chain: its number, and the hash of the row before. Whoever takes it
/// holds it until the transaction ends, and must fill it with [`insert`].
pub fn next(tx: &mut Tx<'_>) -> Result<(i64, Vec<u8>), StorageError> {
    let next = diesel::update(audit_head::table)
        .set(audit_head::seq.eq(audit_head::seq + 1))
        .returning((audit_head::seq, audit_head::hash));
    Ok(next.get_result(tx.connection)?)
}

/// Fills the place that was taken.
pub fn insert(tx: &mut Tx<'_>, row: &AuditRow) -> Result<(), StorageError> {
    diesel::insert_into(audit::table).values(row.clone()).execute(tx.connection)?;
    Ok(())
}

/// Rows of the chain behind a place, at most so many.
pub fn after(tx: &mut Tx<'_>, seq: i64, limit: i64) -> Result<Vec<AuditRow>, StorageError> {
    let rows = audit::table.filter(audit::seq.gt(seq)).order(audit::seq).limit(limit);
    Ok(rows.select(AuditRow::as_select()).load(tx.connection)?)
}

/// The end of the chain: the last number and hash.
pub fn head(tx: &mut Tx<'_>) -> Result<(i64, Vec<u8>), StorageError> {
    let head = audit_head::table.select((audit_head::seq, audit_head::hash));
    Ok(head.get_result(tx.connection)?)
}

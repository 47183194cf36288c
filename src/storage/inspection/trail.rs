//! The audit trail as it is kept.

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamp};
use diesel::{OptionalExtension as _, QueryableByName, RunQueryDsl as _, sql_query};

use crate::storage::database::Tx;
use crate::storage::error::StorageError;

/// A row of the trail: its columns, and the bytes that were hashed.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct KeptRow {
    /// Its place in the chain.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// Its id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// When.
    #[diesel(sql_type = Timestamp)]
    pub at: NaiveDateTime,
    /// Who.
    #[diesel(sql_type = Text)]
    pub actor: String,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// To which kind of thing.
    #[diesel(sql_type = Text)]
    pub subject_kind: String,
    /// To which one.
    #[diesel(sql_type = Text)]
    pub subject_id: String,
    /// Whose people may read it.
    #[diesel(sql_type = Nullable<Text>)]
    pub partner_id: Option<String>,
    /// The request that asked for it.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// What was there before.
    #[diesel(sql_type = Nullable<Text>)]
    pub before_json: Option<String>,
    /// What is there since.
    #[diesel(sql_type = Nullable<Text>)]
    pub after_json: Option<String>,
    /// Why.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    /// The bytes that were hashed.
    #[diesel(sql_type = Binary)]
    pub hashed: Vec<u8>,
    /// The hash of the row before.
    #[diesel(sql_type = Binary)]
    pub prev_hash: Vec<u8>,
    /// The hash of this one.
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
}

/// The rows behind a place, so many at most.
pub fn rows_after(tx: &mut Tx<'_>, seq: i64, limit: u32) -> Result<Vec<KeptRow>, StorageError> {
    let query = format!("SELECT * FROM audit WHERE seq > {seq} ORDER BY seq LIMIT {limit}");
    Ok(sql_query(query).load(tx.connection)?)
}

#[derive(QueryableByName)]
struct End {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

/// Where the chain ends by its own account: the last number and hash.
pub fn end(tx: &mut Tx<'_>) -> Result<Option<(i64, Vec<u8>)>, StorageError> {
    let query = sql_query("SELECT seq, hash FROM audit_head");
    let end: Option<End> = query.get_result(tx.connection).optional()?;
    Ok(end.map(|End { seq, hash }| (seq, hash)))
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    subject_id: String,
    #[diesel(sql_type = Text)]
    after_json: String,
}

/// What the audit trail says of all approvals and confirmations by a second person, in their order: of
/// which record, and what was there then, as JSON.
pub fn approvals_told(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, StorageError> {
    let query = "SELECT subject_id, after_json FROM audit \
                 WHERE action IN ('plans.approve_version', 'adjustments.approve', \
                     'statements.approve', 'bank_accounts.confirm') \
                 AND after_json IS NOT NULL ORDER BY seq";
    let rows: Vec<Told> = sql_query(query).load(tx.connection)?;
    Ok(rows.into_iter().map(|told| (told.subject_id, told.after_json)).collect())
}

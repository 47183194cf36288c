//! Answers that are kept under the key that a client chose, so that a request sent twice is done once.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::idempotency_keys;
use crate::domain::UserId;

/// A key: whose it is, for which operation, and what the client calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Who sent it.
    pub user: UserId,
    /// The method and the route.
    pub operation: String,
    /// The client's own words.
    pub key: String,
    /// The SHA-256 of the whole request.
    pub fingerprint: [u8; 32],
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its status.
    pub status: u16,
    /// Its headers as a JSON object.
    pub headers: String,
    /// Its body.
    pub body: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it has been taken now.
    New,
    /// Another request has it.
    OfAnother,
    /// This request was answered before.
    Answered(Kept),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
struct Row {
    fingerprint: Vec<u8>,
    status: Option<i32>,
    headers: Option<String>,
    body: Option<Vec<u8>>,
    created_at: NaiveDateTime,
}

/// Takes a key, or finds what it stands for. A key from before `forgotten` is taken anew.
///
/// A request that has the key and is still running holds its row: [`StorageError::Busy`] where that
/// takes too long.
pub fn take(
    tx: &mut Tx<'_>,
    key: &Key,
    at: NaiveDateTime,
    forgotten: NaiveDateTime,
) -> Result<Known, StorageError> {
    if let Some(row) = find(tx, key)? {
        if row.created_at >= forgotten {
            return Ok(known(row, key));
        }
        forget(tx, key)?;
    }
    let inserted = diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::user_id.eq(key.user.as_str()),
            idempotency_keys::operation.eq(&key.operation),
            idempotency_keys::key.eq(&key.key),
            idempotency_keys::fingerprint.eq(key.fingerprint.to_vec()),
            idempotency_keys::state.eq("running"),
            idempotency_keys::created_at.eq(at),
        ))
        .execute(tx.connection);
    match inserted.map_err(StorageError::from) {
        Ok(_) => Ok(Known::New),
        // Its first request ended in this moment: tried again, its answer is found.
        Err(StorageError::Refused(_)) => Err(StorageError::Contended),
        Err(error) => Err(error),
    }
}

fn known(row: Row, key: &Key) -> Known {
    let Row { fingerprint, status, headers, body, created_at: _ } = row;
    if fingerprint != key.fingerprint {
        return Known::OfAnother;
    }
    let status = status.and_then(|status| u16::try_from(status).ok());
    match (status, headers, body) {
        (Some(status), Some(headers), Some(body)) => {
            Known::Answered(Kept { status, headers, body })
        }
        // A row without an answer is never committed.
        _ => Known::OfAnother,
    }
}

fn find(tx: &mut Tx<'_>, key: &Key) -> Result<Option<Row>, StorageError> {
    let mine = idempotency_keys::table
        .filter(idempotency_keys::user_id.eq(key.user.as_str()))
        .filter(idempotency_keys::operation.eq(&key.operation))
        .filter(idempotency_keys::key.eq(&key.key));
    Ok(mine.select(Row::as_select()).get_result(tx.connection).optional()?)
}

fn forget(tx: &mut Tx<'_>, key: &Key) -> Result<(), StorageError> {
    let mine = idempotency_keys::table
        .filter(idempotency_keys::user_id.eq(key.user.as_str()))
        .filter(idempotency_keys::operation.eq(&key.operation))
        .filter(idempotency_keys::key.eq(&key.key));
    diesel::delete(mine).execute(tx.connection)?;
    Ok(())
}

/// Keeps the answer under a key that was taken.
pub fn keep(
    tx: &mut Tx<'_>,
    key: &Key,
    kept: &Kept,
    at: NaiveDateTime,
) -> Result<(), StorageError> {
    let mine = idempotency_keys::table
        .filter(idempotency_keys::user_id.eq(key.user.as_str()))
        .filter(idempotency_keys::operation.eq(&key.operation))
        .filter(idempotency_keys::key.eq(&key.key));
    diesel::update(mine)
        .set((
            idempotency_keys::state.eq("done"),
            idempotency_keys::status.eq(i32::from(kept.status)),
            idempotency_keys::headers.eq(&kept.headers),
            idempotency_keys::body.eq(&kept.body),
            idempotency_keys::completed_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Forgets the keys from before a time.
pub fn forget_before(tx: &mut Tx<'_>, time: NaiveDateTime) -> Result<usize, StorageError> {
    let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(time));
    Ok(diesel::delete(old).execute(tx.connection)?)
}

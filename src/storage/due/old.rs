//! What is not kept for ever: keys of requests, links to set a password, sessions that have ended.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{
    idempotency_keys, password_links, refresh_families, refresh_tokens, web_sessions,
};

/// Forgets keys from before a time, the oldest first and not many more than are asked for; how many.
pub fn forget_keys(
    tx: &mut Tx<'_>,
    before: NaiveDateTime,
    most: u16,
) -> Result<usize, StorageError> {
    let last: Option<NaiveDateTime> = idempotency_keys::table
        .filter(idempotency_keys::created_at.lt(before))
        .order(idempotency_keys::created_at)
        .offset(i64::from(most) - 1)
        .select(idempotency_keys::created_at)
        .first(tx.connection)
        .optional()?;
    let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before));
    Ok(match last {
        Some(last) => {
            let oldest = old.filter(idempotency_keys::created_at.le(last));
            diesel::delete(oldest).execute(tx.connection)?
        }
        None => diesel::delete(old).execute(tx.connection)?,
    })
}

/// Forgets links that ended before a time; how many.
pub fn forget_password_links(
    tx: &mut Tx<'_>,
    before: NaiveDateTime,
    most: u16,
) -> Result<usize, StorageError> {
    let old: Vec<String> = password_links::table
        .filter(password_links::expires_at.lt(before))
        .select(password_links::id)
        .limit(most.into())
        .load(tx.connection)?;
    let these = password_links::table.filter(password_links::id.eq_any(old));
    Ok(diesel::delete(these).execute(tx.connection)?)
}

/// Forgets browsers' sessions that ended before a time; how many.
pub fn forget_web_sessions(
    tx: &mut Tx<'_>,
    before: NaiveDateTime,
    most: u16,
) -> Result<usize, StorageError> {
    let old: Vec<String> = web_sessions::table
        .filter(web_sessions::expires_at.lt(before))
        .select(web_sessions::id)
        .limit(most.into())
        .load(tx.connection)?;
    let these = web_sessions::table.filter(web_sessions::id.eq_any(old));
    Ok(diesel::delete(these).execute(tx.connection)?)
}

/// Forgets families of refresh tokens that ended before a time, with their tokens; how many families.
pub fn forget_families(
    tx: &mut Tx<'_>,
    before: NaiveDateTime,
    most: u16,
) -> Result<usize, StorageError> {
    let old: Vec<String> = refresh_families::table
        .filter(refresh_families::expires_at.lt(before))
        .select(refresh_families::id)
        .limit(most.into())
        .load(tx.connection)?;
    let tokens = refresh_tokens::table.filter(refresh_tokens::family_id.eq_any(&old));
    diesel::delete(tokens).execute(tx.connection)?;
    let these = refresh_families::table.filter(refresh_families::id.eq_any(&old));
    Ok(diesel::delete(these).execute(tx.connection)?)
}

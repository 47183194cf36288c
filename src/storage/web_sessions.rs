//! Sessions of browsers, known by the hash of their cookie only.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::web_sessions;
use crate::domain::{SessionId, UserId};

/// A session of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The user's security version when it signed in.
    pub security_version: i32,
    /// The SHA-256 of the token that requests which change something must carry.
    pub csrf_hash: Vec<u8>,
    /// When it was last seen, to a few minutes.
    pub last_seen_at: NaiveDateTime,
    /// When it ends by itself, however busy it is.
    pub expires_at: NaiveDateTime,
    /// Whether it was ended.
    pub is_revoked: bool,
}

/// Adds a session.
pub fn insert(
    tx: &mut Tx<'_>,
    session: &WebSession,
    token_hash: &[u8],
) -> Result<(), StorageError> {
    let WebSession {
        id,
        user,
        security_version,
        csrf_hash,
        last_seen_at,
        expires_at,
        is_revoked: _,
    } = session;
    diesel::insert_into(web_sessions::table)
        .values((
            web_sessions::id.eq(id.as_str()),
            web_sessions::token_hash.eq(token_hash),
            web_sessions::csrf_hash.eq(csrf_hash),
            web_sessions::user_id.eq(user.as_str()),
            web_sessions::security_version.eq(security_version),
            web_sessions::created_at.eq(last_seen_at),
            web_sessions::last_seen_at.eq(last_seen_at),
            web_sessions::expires_at.eq(expires_at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The session whose cookie has that hash.
pub fn by_token(tx: &mut Tx<'_>, token_hash: &[u8]) -> Result<Option<WebSession>, StorageError> {
    type Found =
        (String, String, i32, Vec<u8>, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>);
    let row: Option<Found> = web_sessions::table
        .filter(web_sessions::token_hash.eq(token_hash))
        .select((
            web_sessions::id,
            web_sessions::user_id,
            web_sessions::security_version,
            web_sessions::csrf_hash,
            web_sessions::last_seen_at,
            web_sessions::expires_at,
            web_sessions::revoked_at,
        ))
        .get_result(tx.connection)
        .optional()?;
    let Some((id, user, security_version, csrf_hash, last_seen_at, expires_at, revoked_at)) = row
    else {
        return Ok(None);
    };
    let unreadable = |what: &str| StorageError::Failed(format!("web session {id}: {what}"));
    Ok(Some(WebSession {
        user: UserId::parse(&user).ok_or_else(|| unreadable("its user's id"))?,
        id: SessionId::parse(&id).ok_or_else(|| unreadable("its id"))?,
        security_version,
        csrf_hash,
        last_seen_at,
        expires_at,
        is_revoked: revoked_at.is_some(),
    }))
}

/// A person's sessions that have not ended, the last seen first: each with when it was last seen.
pub fn live_of(
    tx: &mut Tx<'_>,
    (user, security_version): (&UserId, i32),
    seen_after: NaiveDateTime,
) -> Result<Vec<(SessionId, NaiveDateTime)>, StorageError> {
    let rows: Vec<(String, NaiveDateTime)> = web_sessions::table
        .filter(web_sessions::user_id.eq(user.as_str()))
        .filter(web_sessions::security_version.eq(security_version))
        .filter(web_sessions::revoked_at.is_null())
        .filter(web_sessions::last_seen_at.gt(seen_after))
        .order(web_sessions::last_seen_at.desc())
        .select((web_sessions::id, web_sessions::last_seen_at))
        .load(tx.connection)?;
    let read = |(id, at): (String, NaiveDateTime)| {
        let unreadable = || StorageError::Failed(format!("web session {id}: its id"));
        Ok((SessionId::parse(&id).ok_or_else(unreadable)?, at))
    };
    rows.into_iter().map(read).collect()
}

/// Ends all of a person's sessions but one, and says how many these were.
pub fn revoke_others(
    tx: &mut Tx<'_>,
    (user, kept): (&UserId, &SessionId),
    at: NaiveDateTime,
) -> Result<usize, StorageError> {
    let others = web_sessions::table
        .filter(web_sessions::user_id.eq(user.as_str()))
        .filter(web_sessions::id.ne(kept.as_str()))
        .filter(web_sessions::revoked_at.is_null());
    Ok(diesel::update(others).set(web_sessions::revoked_at.eq(at)).execute(tx.connection)?)
}

/// Keeps that a session was seen.
pub fn touch(tx: &mut Tx<'_>, id: &SessionId, at: NaiveDateTime) -> Result<(), StorageError> {
    let same = web_sessions::table.filter(web_sessions::id.eq(id.as_str()));
    diesel::update(same).set(web_sessions::last_seen_at.eq(at)).execute(tx.connection)?;
    Ok(())
}

/// Ends a session, once.
pub fn revoke(tx: &mut Tx<'_>, id: &SessionId, at: NaiveDateTime) -> Result<(), StorageError> {
    let live = web_sessions::table
        .filter(web_sessions::id.eq(id.as_str()))
        .filter(web_sessions::revoked_at.is_null());
    diesel::update(live).set(web_sessions::revoked_at.eq(at)).execute(tx.connection)?;
    Ok(())
}

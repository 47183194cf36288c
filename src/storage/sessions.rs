//! Sessions: families of refresh tokens, and the keys that sign access tokens.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{refresh_families, refresh_tokens, signing_keys};
use crate::domain::{SessionId, UserId};

/// A session: one sign-in and all that is refreshed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The user's security version when it signed in.
    pub security_version: i32,
    /// When it ends by itself.
    pub expires_at: NaiveDateTime,
    /// Whether it was ended.
    pub is_revoked: bool,
}

/// Why a session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The user signed out.
    Logout,
    /// A spent token came again.
    Reuse,
}

impl Revoked {
    fn as_str(self) -> &'static str {
        match self {
            Revoked::Logout => "logout",
            Revoked::Reuse => "reuse",
        }
    }
}

/// A refresh token, known by its hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The session that it belongs to.
    pub session: SessionId,
    /// Until when it can be spent.
    pub expires_at: NaiveDateTime,
    /// When it was spent, and the hash of the one that took its place.
    pub spent: Option<(NaiveDateTime, Vec<u8>)>,
}

/// Adds a session with its first refresh token.
pub fn insert(
    tx: &mut Tx<'_>,
    session: &Session,
    token_hash: &[u8],
    at: NaiveDateTime,
) -> Result<(), StorageError> {
    diesel::insert_into(refresh_families::table)
        .values((
            refresh_families::id.eq(session.id.as_str()),
            refresh_families::user_id.eq(session.user.as_str()),
            refresh_families::security_version.eq(session.security_version),
            refresh_families::created_at.eq(at),
            refresh_families::expires_at.eq(session.expires_at),
        ))
        .execute(tx.connection)?;
    insert_token(tx, session, token_hash, at)
}

fn insert_token(
    tx: &mut Tx<'_>,
    session: &Session,
    token_hash: &[u8],
    at: NaiveDateTime,
) -> Result<(), StorageError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(token_hash),
            refresh_tokens::family_id.eq(session.id.as_str()),
            refresh_tokens::user_id.eq(session.user.as_str()),
            refresh_tokens::created_at.eq(at),
            refresh_tokens::expires_at.eq(session.expires_at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The session with that id.
pub fn by_id(tx: &mut Tx<'_>, id: &SessionId) -> Result<Option<Session>, StorageError> {
    let row: Option<(String, i32, NaiveDateTime, Option<NaiveDateTime>)> = refresh_families::table
        .filter(refresh_families::id.eq(id.as_str()))
        .select((
            refresh_families::user_id,
            refresh_families::security_version,
            refresh_families::expires_at,
            refresh_families::revoked_at,
        ))
        .get_result(tx.connection)
        .optional()?;
    let Some((user, security_version, expires_at, revoked_at)) = row else { return Ok(None) };
    let user = UserId::parse(&user)
        .ok_or_else(|| StorageError::Failed(format!("session {id}: its user's id")))?;
    let is_revoked = revoked_at.is_some();
    Ok(Some(Session { id: id.clone(), user, security_version, expires_at, is_revoked }))
}

/// The refresh token with that hash.
pub fn token(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<RefreshToken>, StorageError> {
    type Found = (String, NaiveDateTime, Option<NaiveDateTime>, Option<Vec<u8>>);
    let row: Option<Found> = refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(hash))
        .select((
            refresh_tokens::family_id,
            refresh_tokens::expires_at,
            refresh_tokens::rotated_at,
            refresh_tokens::replaced_by,
        ))
        .get_result(tx.connection)
        .optional()?;
    let Some((family, expires_at, rotated_at, replaced_by)) = row else { return Ok(None) };
    let session = SessionId::parse(&family)
        .ok_or_else(|| StorageError::Failed(format!("session {family}: its id")))?;
    Ok(Some(RefreshToken { session, expires_at, spent: rotated_at.zip(replaced_by) }))
}

/// Spends a token and puts its successor in its place; `false` where it was spent meanwhile.
pub fn rotate(
    tx: &mut Tx<'_>,
    session: &Session,
    (spent, successor): (&[u8], &[u8]),
    at: NaiveDateTime,
) -> Result<bool, StorageError> {
    let live = refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(spent))
        .filter(refresh_tokens::rotated_at.is_null());
    let changed = diesel::update(live)
        .set((refresh_tokens::rotated_at.eq(at), refresh_tokens::replaced_by.eq(successor)))
        .execute(tx.connection)?;
    if changed != 1 {
        return Ok(false);
    }
    insert_token(tx, session, successor, at)?;
    Ok(true)
}

/// Ends a session, once.
pub fn revoke(
    tx: &mut Tx<'_>,
    id: &SessionId,
    why: Revoked,
    at: NaiveDateTime,
) -> Result<(), StorageError> {
    let live = refresh_families::table
        .filter(refresh_families::id.eq(id.as_str()))
        .filter(refresh_families::revoked_at.is_null());
    diesel::update(live)
        .set((refresh_families::revoked_at.eq(at), refresh_families::revoked_for.eq(why.as_str())))
        .execute(tx.connection)?;
    Ok(())
}

/// The keys that sign access tokens and are not retired, the newest first.
pub fn signing_keys(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
    let keys = signing_keys::table
        .filter(signing_keys::retired_at.is_null())
        .order((signing_keys::created_at.desc(), signing_keys::id.desc()))
        .select((signing_keys::id, signing_keys::secret));
    Ok(keys.load(tx.connection)?)
}

/// Adds a signing key.
pub fn insert_signing_key(
    tx: &mut Tx<'_>,
    id: &str,
    secret: &[u8],
    at: NaiveDateTime,
) -> Result<(), StorageError> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(id),
            signing_keys::algorithm.eq("HS256"),
            signing_keys::secret.eq(secret),
            signing_keys::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

//! One-time links with which a person sets a password, known by their hash only.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::password_links;
use crate::domain::{PasswordLinkId, UserId};

/// A link that can still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLink {
    /// Its id.
    pub id: PasswordLinkId,
    /// Whose password it sets.
    pub user: UserId,
    /// Until when.
    pub expires_at: NaiveDateTime,
}

/// Adds a link that somebody made.
pub fn insert(
    tx: &mut Tx<'_>,
    link: &PasswordLink,
    token_hash: &[u8],
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    let PasswordLink { id, user, expires_at } = link;
    diesel::insert_into(password_links::table)
        .values((
            password_links::id.eq(id.as_str()),
            password_links::user_id.eq(user.as_str()),
            password_links::token_hash.eq(token_hash),
            password_links::created_by.eq(by.as_str()),
            password_links::created_at.eq(at),
            password_links::expires_at.eq(expires_at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The link with that hash that was neither used nor withdrawn.
pub fn live(tx: &mut Tx<'_>, token_hash: &[u8]) -> Result<Option<PasswordLink>, StorageError> {
    let row: Option<(String, String, NaiveDateTime)> = password_links::table
        .filter(password_links::token_hash.eq(token_hash))
        .filter(password_links::used_at.is_null())
        .filter(password_links::withdrawn_at.is_null())
        .select((password_links::id, password_links::user_id, password_links::expires_at))
        .get_result(tx.connection)
        .optional()?;
    let Some((id, user, expires_at)) = row else { return Ok(None) };
    let unreadable = |what: &str| StorageError::Failed(format!("password link {id}: {what}"));
    let user = UserId::parse(&user).ok_or_else(|| unreadable("its user's id"))?;
    let id = PasswordLinkId::parse(&id).ok_or_else(|| unreadable("its id"))?;
    Ok(Some(PasswordLink { id, user, expires_at }))
}

/// Spends a link; `false` where it was spent or withdrawn meanwhile.
pub fn spend(
    tx: &mut Tx<'_>,
    id: &PasswordLinkId,
    at: NaiveDateTime,
) -> Result<bool, StorageError> {
    let live = password_links::table
        .filter(password_links::id.eq(id.as_str()))
        .filter(password_links::used_at.is_null())
        .filter(password_links::withdrawn_at.is_null());
    let spent = diesel::update(live).set(password_links::used_at.eq(at)).execute(tx.connection)?;
    Ok(spent == 1)
}

/// Withdraws a user's live link, where there is one.
pub fn withdraw_of(tx: &mut Tx<'_>, user: &UserId, at: NaiveDateTime) -> Result<(), StorageError> {
    let live = password_links::table
        .filter(password_links::user_id.eq(user.as_str()))
        .filter(password_links::used_at.is_null())
        .filter(password_links::withdrawn_at.is_null());
    diesel::update(live).set(password_links::withdrawn_at.eq(at)).execute(tx.connection)?;
    Ok(())
}

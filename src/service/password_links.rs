//! One-time links with which a person sets its password: made by somebody else, shown once, and kept as
//! a hash.

use chrono::{Duration, NaiveDateTime};

use super::app::{App, random};
use super::audit::{self, Change, OnBehalf};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::sessions::sha256;
use super::{partners, passwords, people};
use crate::domain::{Scope, User, UserId, UserStatus, hex};
use crate::storage::Tx;
use crate::storage::password_links::{self, PasswordLink};
use crate::storage::users;

/// How long a link can be used, in hours.
const HOURS: i64 = 72;

/// A link as it is shown, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLink {
    /// What sets the password.
    pub token: String,
    /// Until when.
    pub expires_at: NaiveDateTime,
}

impl App {
    /// Makes a link for a user that the caller may see, in the place of one that was made before. It is
    /// not kept under an idempotency key, since nothing but its hash is kept.
    pub fn make_password_link(&self, by: &By, id: &UserId) -> Result<ShownLink, ServiceError> {
        let (token, at) = (hex(&random()?), by.recorded_at);
        let expires_at = at + Duration::hours(HOURS);
        let hash = sha256(token.as_bytes());
        let (by, id) = (by.clone(), id.clone());
        self.database.write(by.actor.scope(), move |tx| {
            partners::may_write(tx, &by.actor)?;
            let user = people::get(tx, &id)?;
            may_have_link(&by, &user)?;
            password_links::withdraw_of(tx, &user.id, at)?;
            let link = PasswordLink { id: new_id(), user: user.id.clone(), expires_at };
            password_links::insert(tx, &link, &hash, (by.actor.user(), at))?;
            audit::note(tx, &by, &Change::of("users.password_link", (None, &user)))
        })?;
        Ok(ShownLink { token, expires_at })
    }

    /// Whether a link can be used now.
    pub fn is_password_link(&self, token: &str) -> Result<bool, ServiceError> {
        let (hash, at) = (sha256(token.as_bytes()), self.clock.real_time().naive_utc());
        match self.database.read(&Scope::of_programme(), |tx| usable(tx, &hash, at)) {
            Ok(_) => Ok(true),
            Err(ServiceError::Unprocessable(..)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Sets a password with a link, which is spent by it. Sessions of before end.
    pub fn use_password_link(
        &self,
        (token, new): (&str, &str),
        (address, who): (&str, &OnBehalf),
    ) -> Result<(), ServiceError> {
        self.attempts.attempt(&format!("link {address}"))?;
        passwords::check(new, "/new_password")?;
        let (hash, at) = (sha256(token.as_bytes()), self.clock.real_time().naive_utc());
        // Hashing is dear, so that a link must be good before.
        self.database.read(&Scope::of_programme(), |tx| usable(tx, &hash, at))?;
        let (password, request_id) = (self.passwords.hash(new)?, who.request_id.clone());
        self.database.write(Scope::of_programme(), move |tx| {
            let (link, user) = usable(tx, &hash, at)?;
            ServiceError::stale_unless(password_links::spend(tx, &link.id, at)?)?;
            ServiceError::stale_unless(users::set_password(tx, &user, &password, at)?)?;
            let who = OnBehalf { user: Some(user.id.clone()), request_id: request_id.clone() };
            audit::record(tx, &who, &Change::about("users.use_password_link", &user), at)
        })
    }
}

fn may_have_link(by: &By, user: &User) -> Result<(), ServiceError> {
    if user.id == *by.actor.user() {
        let detail = "change your own password with the one that you have".to_owned();
        return Err(ServiceError::Conflict("own_password", detail));
    }
    if user.status == UserStatus::Disabled {
        let detail = "the user is disabled; make it active or invited first".to_owned();
        return Err(ServiceError::Conflict("disabled", detail));
    }
    Ok(())
}

/// A link that can be used now, and whose it is. Why one cannot, nobody is told.
fn usable(
    tx: &mut Tx<'_>,
    hash: &[u8],
    at: NaiveDateTime,
) -> Result<(PasswordLink, User), ServiceError> {
    let link = password_links::live(tx, hash)?.filter(|link| at < link.expires_at);
    let user = match &link {
        Some(link) => users::by_id(tx, &link.user)?,
        None => None,
    };
    let user = user.filter(|user| user.status != UserStatus::Disabled);
    link.zip(user).ok_or_else(|| {
        let detail = "the link was used or replaced, or is too old; ask for a new one".to_owned();
        ServiceError::Unprocessable("password_link", detail)
    })
}

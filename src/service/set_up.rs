//! The first administrator, who is made by whoever started the server: with a link that it printed.

use std::sync::{Arc, Mutex, PoisonError};

use super::app::{App, random};
use super::audit::{self, Change, OnBehalf};
use super::by::new_id;
use super::error::ServiceError;
use super::sessions::sha256;
use super::users::{NewUser, made};
use crate::domain::{Role, Scope, User, hex};
use crate::storage::users;

/// The hash of the link that this process printed; there is none once it is spent.
pub(super) type SetUpLink = Arc<Mutex<Option<Vec<u8>>>>;

impl App {
    /// What makes the first administrator, once: none where somebody can sign in already.
    pub fn set_up_token(&self) -> Result<Option<String>, ServiceError> {
        let is_empty = self.database.read(&Scope::of_programme(), users::is_empty)?;
        if !is_empty {
            return Ok(None);
        }
        let token = hex(&random()?);
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(sha256(token.as_bytes()));
        Ok(Some(token))
    }

    /// Whether a token is the one that was printed, and nobody can sign in yet.
    pub fn is_set_up_token(&self, token: &str) -> Result<bool, ServiceError> {
        let printed = self.set_up.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if printed != Some(sha256(token.as_bytes())) {
            return Ok(false);
        }
        Ok(self.database.read(&Scope::of_programme(), users::is_empty)?)
    }

    /// Makes the first administrator, whatever role was asked for, and spends the link.
    pub fn set_up(
        &self,
        (token, address): (&str, &str),
        new: NewUser,
        who: OnBehalf,
    ) -> Result<User, ServiceError> {
        self.attempts.attempt(&format!("set up {address}"))?;
        if !self.is_set_up_token(token)? {
            return Err(spent());
        }
        let new = NewUser { role: Role::Admin, partner: None, ..new };
        let hash = self.hash_new_password(&new.password, "/password")?;
        let at = self.clock.real_time().naive_utc();
        let user = self.database.write(Scope::of_programme(), move |tx| {
            if !users::is_empty(tx)? {
                return Err(spent());
            }
            let user = made(&new, new_id(), None, hash.clone(), at);
            users::insert(tx, &user)?;
            audit::record(tx, &who, &Change::of("users.set_up", (None, &user)), at)?;
            Ok(user)
        })?;
        self.set_up.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(user)
    }
}

/// Why a link does not work, nobody is told.
fn spent() -> ServiceError {
    let detail = "the link was used, is not whole, or somebody can sign in already".to_owned();
    ServiceError::Unprocessable("set_up_link", detail)
}

//! Sessions of browsers: an opaque cookie, kept as a hash, and a token against requests that other sites
//! make a browser send.

use chrono::{Duration, NaiveDateTime};

use super::app::{App, random};
use super::audit::OnBehalf;
use super::by::new_id;
use super::error::ServiceError;
use super::sessions::{Recognised, actor, is_current, record, sha256};
use super::settings;
use crate::domain::{Scope, SessionId, User, hex};
use crate::storage::users;
use crate::storage::web_sessions::{self, WebSession};

/// How long a session lasts, and how long without a request.
const DAYS: i64 = 30;
const IDLE_HOURS: i64 = 12;
/// How much later than kept a session may have been seen, so that not every request writes.
const SEEN_MINUTES: i64 = 5;

/// A browser that signed in.
#[derive(Debug, Clone)]
pub struct WebSignedIn {
    /// The cookie's value.
    pub token: String,
    /// When the session ends at the latest.
    pub expires_at: NaiveDateTime,
    /// Who signed in.
    pub user: User,
}

/// The token that requests of a session must carry where they change something. It follows from the
/// cookie, so that pages can be given it, and the cookie does not follow from it.
pub fn csrf_token(token: &str) -> String {
    hex(&sha256(format!("saathi csrf {token}").as_bytes()))
}

impl App {
    /// Signs a browser in.
    pub fn sign_in_web(
        &self,
        email: &str,
        password: &str,
        (address, who): (&str, &OnBehalf),
    ) -> Result<WebSignedIn, ServiceError> {
        let user = self.recognise(email, password, address)?;
        let (token, at) = (hex(&random()?), self.clock.real_time().naive_utc());
        let session = WebSession {
            id: new_id(),
            user: user.id.clone(),
            security_version: user.security_version,
            csrf_hash: sha256(csrf_token(&token).as_bytes()),
            last_seen_at: at,
            expires_at: at + Duration::days(DAYS),
            is_revoked: false,
        };
        let expires_at = session.expires_at;
        let (hash, of) = (sha256(token.as_bytes()), user.clone());
        let who = OnBehalf { user: Some(user.id.clone()), ..who.clone() };
        self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
            web_sessions::insert(tx, &session, &hash)?;
            record(tx, &who, "sessions.sign_in", (&session.id, &of), at)
        })?;
        Ok(WebSignedIn { token, expires_at, user })
    }

    /// Who sent a cookie: the user as it is now. A request that changes something comes with the
    /// session's own token.
    pub fn authenticate_web(
        &self,
        token: &str,
        csrf: Option<&str>,
    ) -> Result<Recognised<WebAccess>, ServiceError> {
        let at = self.clock.real_time().naive_utc();
        let hash = sha256(token.as_bytes());
        let found =
            self.database.read(&Scope::of_programme(), |tx| -> Result<_, ServiceError> {
                let session = web_sessions::by_token(tx, &hash)?.filter(|found| is_live(found, at));
                let Some(session) = session else { return Ok(None) };
                let user = users::by_id(tx, &session.user)?;
                let user = user.filter(|user| is_current(user, session.security_version));
                let now = settings::business_time(tx, &self.clock)?;
                Ok(user.map(|user| (session, user, now)))
            })?;
        let (session, user, now) = found.ok_or(ServiceError::Unauthenticated)?;
        if at - session.last_seen_at > Duration::minutes(SEEN_MINUTES) {
            let id = session.id.clone();
            self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
                Ok(web_sessions::touch(tx, &id, at)?)
            })?;
        }
        let is_own = csrf.is_some_and(|csrf| sha256(csrf.as_bytes()) == session.csrf_hash);
        let credential = WebAccess { session: session.id, is_own };
        Ok(Recognised { actor: actor(&user)?, user, credential, now })
    }

    /// A person's browsers, the last seen first: each session, and when it was last seen.
    pub fn web_sessions_of(
        &self,
        user: &User,
    ) -> Result<Vec<(SessionId, NaiveDateTime)>, ServiceError> {
        let seen_after = self.clock.real_time().naive_utc() - Duration::hours(IDLE_HOURS);
        let of = (&user.id, user.security_version);
        Ok(self
            .database
            .read(&Scope::of_programme(), |tx| web_sessions::live_of(tx, of, seen_after))?)
    }

    /// Ends all of a person's browsers' sessions but one.
    pub fn end_other_web_sessions(
        &self,
        session: &SessionId,
        user: &User,
        who: &OnBehalf,
    ) -> Result<(), ServiceError> {
        let at = self.clock.real_time().naive_utc();
        let (session, user, who) = (session.clone(), user.clone(), who.clone());
        self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
            web_sessions::revoke_others(tx, (&user.id, &session), at)?;
            record(tx, &who, "sessions.end_others", (&session, &user), at)
        })
    }

    /// Ends a browser's session.
    pub fn sign_out_web(
        &self,
        session: &SessionId,
        user: &User,
        who: &OnBehalf,
    ) -> Result<(), ServiceError> {
        let at = self.clock.real_time().naive_utc();
        let (session, user, who) = (session.clone(), user.clone(), who.clone());
        self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
            web_sessions::revoke(tx, &session, at)?;
            record(tx, &who, "sessions.sign_out", (&session, &user), at)
        })
    }
}

/// A request with a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAccess {
    /// The session.
    pub session: SessionId,
    /// Whether the request carried the session's own token, which no other site knows.
    pub is_own: bool,
}

fn is_live(session: &WebSession, now: NaiveDateTime) -> bool {
    let idle = now - session.last_seen_at > Duration::hours(IDLE_HOURS);
    !session.is_revoked && !idle && now < session.expires_at
}

//! Sessions: signing in, refreshing, signing out, and who somebody is.
//!
//! `docs/API.md`, "Sessions". An access token lives ten minutes and is checked against the user on
//! every request, so that a demotion acts at once. Refresh tokens are spent when they are used; one
//! that comes again ends its session, unless it is the retry of an answer that was lost.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::app::{App, random};
use super::audit::{self, Change, OnBehalf};
use super::clock::Now;
use super::error::ServiceError;
use super::settings;
use super::tokens::{Bearer, LIFETIME};
use crate::domain::{Actor, Email, Scope, SessionId, User, UserStatus, hex};
use crate::storage::sessions::{self, RefreshToken, Revoked, Session};
use crate::storage::{Tx, users};

/// How long a session lasts, in days.
const SESSION_DAYS: i64 = 30;
/// How long the retry of a lost answer gets the same successor, in seconds.
const RETRY_SECONDS: i64 = 10;

/// What signing in and refreshing give.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The access token.
    pub access_token: String,
    /// For how many seconds it is good.
    pub expires_in: i64,
    /// The token that is spent for the next pair.
    pub refresh_token: String,
    /// Who signed in.
    pub user: User,
}

impl App {
    /// Signs in with an e-mail address and a password, from a network address. What is wrong with them is not told, and takes as
    /// long for an unknown address as for a wrong password.
    pub fn sign_in(
        &self,
        email: &str,
        password: &str,
        (address, who): (&str, &OnBehalf),
    ) -> Result<SignedIn, ServiceError> {
        let user = self.recognise(email, password, address)?;
        let now = self.clock.real_time();
        let session = new_session(&user, now);
        let refresh_token = hex(&random()?);
        let (kept, hash) = (session.clone(), sha256(refresh_token.as_bytes()));
        let who = OnBehalf { user: Some(user.id.clone()), ..who.clone() };
        let of = user.clone();
        self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
            sessions::insert(tx, &kept, &hash, now.naive_utc())?;
            record(tx, &who, "sessions.sign_in", (&kept.id, &of), now.naive_utc())
        })?;
        self.signed_in(user, &session.id, refresh_token, now)
    }

    /// The user of an e-mail address and a password, from a network address.
    pub(super) fn recognise(
        &self,
        email: &str,
        password: &str,
        address: &str,
    ) -> Result<User, ServiceError> {
        self.attempts.attempt(&format!("{} {address}", email.trim().to_lowercase()))?;
        let scope = Scope::of_programme();
        let email = Email::parse(email);
        let found = match &email {
            Some(email) => self.database.read(&scope, |tx| -> Result<_, ServiceError> {
                Ok(users::by_email(tx, email)?)
            })?,
            None => None,
        };
        let hash = found.as_ref().and_then(|user| user.password_hash.as_deref());
        let right = self.passwords.verify(password, hash);
        let user = found.filter(|user| right && user.status == UserStatus::Active);
        user.ok_or(ServiceError::Unauthenticated)
    }

    fn signed_in(
        &self,
        user: User,
        session: &SessionId,
        refresh_token: String,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, ServiceError> {
        let bearer = Bearer {
            user: user.id.clone(),
            session: session.clone(),
            security_version: user.security_version,
        };
        let access_token = self.tokens.issue(&bearer, now)?;
        Ok(SignedIn { access_token, expires_in: LIFETIME, refresh_token, user })
    }

    /// Spends a refresh token for the next pair.
    pub fn refresh(&self, refresh_token: &str, who: &OnBehalf) -> Result<SignedIn, ServiceError> {
        let now = self.clock.real_time();
        // The successor follows from the token spent and the keys, so that the retry of a lost
        // answer can be given the same one, though only its hash is kept.
        let successor = hex(&self.tokens.derive("refresh", refresh_token.as_bytes())?);
        let spent = sha256(refresh_token.as_bytes());
        let next = sha256(successor.as_bytes());
        let (at, who) = (now.naive_utc(), who.clone());
        let spend = move |tx: &mut Tx<'_>| spend(tx, (&spent, &next), &who, at);
        let outcome = self.database.write(Scope::of_programme(), spend)?;
        // Reuse is refused, but that the session ended stays.
        let (user, session) = outcome.ok_or(ServiceError::Unauthenticated)?;
        self.signed_in(user, &session, successor, now)
    }

    /// Ends a session.
    pub fn sign_out(&self, bearer: &Bearer, who: &OnBehalf) -> Result<(), ServiceError> {
        let at = self.clock.real_time().naive_utc();
        let (bearer, who) = (bearer.clone(), who.clone());
        self.database.write(Scope::of_programme(), move |tx| {
            sessions::revoke(tx, &bearer.session, Revoked::Logout, at)?;
            let user = users::by_id(tx, &bearer.user)?.ok_or(ServiceError::Unauthenticated)?;
            record(tx, &who, "sessions.sign_out", (&bearer.session, &user), at)
        })
    }

    /// Who sent an access token: the user as it is now, not as it was when the token was made.
    pub fn authenticate(&self, token: &str) -> Result<Recognised<Bearer>, ServiceError> {
        let bearer = self.tokens.read(token)?;
        self.database.read(&Scope::of_programme(), |tx| self.of_bearer(tx, bearer.clone()))
    }

    /// As [`Self::authenticate`], where that waits for nobody; otherwise it does not begin.
    pub fn authenticate_at_once(
        &self,
        token: &str,
    ) -> Option<Result<Recognised<Bearer>, ServiceError>> {
        let bearer = match self.tokens.read(token) {
            Ok(bearer) => bearer,
            Err(error) => return Some(Err(error)),
        };
        let load = |tx: &mut Tx<'_>| self.of_bearer(tx, bearer);
        self.database.read_at_once(&Scope::of_programme(), load).ok()
    }

    /// The user that an access token speaks for, while its session lasts and it is no older than the
    /// user's rights.
    fn of_bearer(
        &self,
        tx: &mut Tx<'_>,
        bearer: Bearer,
    ) -> Result<Recognised<Bearer>, ServiceError> {
        let at = self.clock.real_time().naive_utc();
        let user = users::of_session(tx, &bearer.session, at)?
            .filter(|user| user.id == bearer.user && is_current(user, bearer.security_version));
        let user = user.ok_or(ServiceError::Unauthenticated)?;
        let (actor, now) = (actor(&user)?, settings::business_time(tx, &self.clock)?);
        Ok(Recognised { actor, user, credential: bearer, now })
    }
}

/// Somebody who was recognised, and when.
#[derive(Debug, Clone)]
pub struct Recognised<C> {
    /// What it can see and do.
    pub actor: Actor,
    /// The user as it is now.
    pub user: User,
    /// By what it was recognised.
    pub credential: C,
    /// Business time.
    pub now: Now,
}

impl<C> Recognised<C> {
    /// The same, recognised by something that is made of what it was.
    pub fn with<D>(self, make: impl FnOnce(C) -> D) -> Recognised<D> {
        let Self { actor, user, credential, now } = self;
        Recognised { actor, user, credential: make(credential), now }
    }
}

/// Somebody who was recognised.
pub(super) fn actor(user: &User) -> Result<Actor, ServiceError> {
    let actor = Actor::new(user.id.clone(), user.role, user.partner.clone());
    actor.ok_or(ServiceError::Unauthenticated)
}

fn new_session(user: &User, now: DateTime<Utc>) -> Session {
    Session {
        id: SessionId::from_bits(uuid::Uuid::now_v7().as_u128()),
        user: user.id.clone(),
        security_version: user.security_version,
        expires_at: (now + Duration::days(SESSION_DAYS)).naive_utc(),
        is_revoked: false,
    }
}

fn is_live(session: &Session, now: NaiveDateTime) -> bool {
    !session.is_revoked && now < session.expires_at
}

/// Whether a user may go on with what was given to it at that security version.
pub(super) fn is_current(user: &User, security_version: i32) -> bool {
    user.status == UserStatus::Active && user.security_version == security_version
}

/// Spends a token; `None` where it gives nothing. Whatever it changes stays in either case.
fn spend(
    tx: &mut Tx<'_>,
    (spent, next): (&[u8], &[u8]),
    who: &OnBehalf,
    at: NaiveDateTime,
) -> Result<Option<(User, SessionId)>, ServiceError> {
    let Some(token) = sessions::token(tx, spent)? else { return Ok(None) };
    let session = sessions::by_id(tx, &token.session)?.filter(|session| is_live(session, at));
    let Some(session) = session else { return Ok(None) };
    let user = users::by_id(tx, &session.user)?;
    let Some(user) = user.filter(|user| is_current(user, session.security_version)) else {
        return Ok(None);
    };
    if is_retry(&token, next, at) {
        return Ok(Some((user, session.id)));
    }
    if token.spent.is_none() && sessions::rotate(tx, &session, (spent, next), at)? {
        let who = OnBehalf { user: Some(user.id.clone()), ..who.clone() };
        record(tx, &who, "sessions.refresh", (&session.id, &user), at)?;
        return Ok(Some((user, session.id)));
    }
    sessions::revoke(tx, &session.id, Revoked::Reuse, at)?;
    let who = OnBehalf { user: None, ..who.clone() };
    record(tx, &who, "sessions.reuse", (&session.id, &user), at)?;
    Ok(None)
}

/// Whether a spent token comes again because its answer was lost.
fn is_retry(token: &RefreshToken, next: &[u8], at: NaiveDateTime) -> bool {
    token.spent.as_ref().is_some_and(|(spent_at, successor)| {
        successor == next && at - *spent_at <= Duration::seconds(RETRY_SECONDS)
    })
}

/// Writes down what became of a session.
pub(super) fn record(
    tx: &mut Tx<'_>,
    who: &OnBehalf,
    action: &'static str,
    (session, user): (&SessionId, &User),
    at: NaiveDateTime,
) -> Result<(), ServiceError> {
    let change = Change {
        action,
        subject_kind: "session",
        subject_id: session.as_str(),
        partner: user.partner.as_ref(),
        after: Some(json!({"user_id": user.id.as_str()})),
        ..Change::default()
    };
    audit::record(tx, who, &change, at)
}

/// What is kept of a secret.
pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

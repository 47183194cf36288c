//! The application: what every use case has at hand.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::clock::Clock;
use super::due;
use super::error::ServiceError;
use super::imports::Running;
use super::overview::Estimates;
use super::passwords::Passwords;
use super::proxies::Proxies;
use super::set_up::SetUpLink;
use super::throttle::{Forms, Paced, Throttle};
use super::tokens::Tokens;
use crate::domain::Scope;
use crate::storage::{Database, StorageError, audit, installation, sessions};

/// How many files may be on their way at once: each lies on the disk until it is kept.
const FILES_AT_ONCE: usize = 8;
/// Bytes of randomness in keys and tokens.
const SECRET_BYTES: usize = 32;

/// The database, the clock and the keys of this process; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Where transactions begin and end.
    pub database: Database,
    /// What time it is.
    pub clock: Clock,
    /// Access tokens.
    pub tokens: Arc<Tokens>,
    /// Passwords.
    pub passwords: Arc<Passwords>,
    /// Attempts to sign in.
    pub(super) attempts: Arc<Throttle>,
    /// Who reads beside each other.
    readers: Arc<Semaphore>,
    /// Who sends files beside each other.
    senders: Arc<Semaphore>,
    /// The imports that this process goes through.
    pub(super) imports: Arc<Running>,
    /// Questions whether a seller is free.
    pub(super) lookups: Arc<Paced>,
    /// Public forms that were sent.
    pub(super) forms: Arc<Forms>,
    /// The commissions of the open period, as they were computed last.
    pub(super) estimates: Arc<Estimates>,
    /// What makes the first administrator.
    pub(super) set_up: SetUpLink,
    /// Which proxies stand before this process.
    proxies: Proxies,
}

impl App {
    /// Takes a migrated database into use. The key that signs access tokens is made at the first
    /// start and kept in the database for all servers, unless `secret` is given.
    pub fn new(
        database: Database,
        clock: Clock,
        secret: Option<Vec<u8>>,
    ) -> Result<Self, ServiceError> {
        let keys = match secret {
            Some(secret) => vec![("configured".to_owned(), secret)],
            None => kept_keys(&database, &clock)?,
        };
        let (tokens, passwords) = (Arc::new(Tokens::new(keys)?), Arc::new(Passwords::new()?));
        let (attempts, lookups) = (Arc::default(), Arc::default());
        let (forms, estimates, set_up) = (Arc::default(), Arc::default(), Arc::default());
        let readers = Arc::new(Semaphore::new(database.readers()));
        let senders = Arc::new(Semaphore::new(FILES_AT_ONCE));
        Ok(Self {
            database,
            clock,
            tokens,
            passwords,
            attempts,
            readers,
            senders,
            imports: Arc::default(),
            lookups,
            forms,
            estimates,
            set_up,
            proxies: Proxies::default(),
        })
    }

    /// The same behind proxies.
    pub fn behind(self, proxies: Proxies) -> Self {
        Self { proxies, ..self }
    }

    /// From which address a request comes, by who connected and what `X-Forwarded-For` says.
    pub fn client_of<'a>(
        &self,
        peer: Option<SocketAddr>,
        forwarded_for: impl Iterator<Item = &'a [u8]>,
    ) -> String {
        let peer = peer.map(|peer| peer.ip());
        self.proxies.client_of(peer, forwarded_for).map_or_else(String::new, |ip| ip.to_string())
    }

    /// Waits for a turn to read, which ends when what is given is dropped. Threads that would wait for
    /// each other are not even begun.
    pub async fn turn_to_read(&self) -> Result<OwnedSemaphorePermit, ServiceError> {
        let turn = timeout(self.database.patience(), self.readers.clone().acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or(StorageError::Busy.into())
    }

    /// The right to send a file, until it is dropped.
    pub fn turn_to_send(&self) -> Result<OwnedSemaphorePermit, ServiceError> {
        let turn = self.senders.clone().try_acquire_owned();
        turn.map_err(|_| ServiceError::Busy("too many files are on their way".to_owned()))
    }

    /// Whether the database was first migrated at a set day, which makes it a test database for ever.
    pub fn is_test_database(&self) -> Result<bool, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| -> Result<_, ServiceError> {
            Ok(installation(tx)?.is_test())
        })
    }

    /// Asks the database: whether some job is overdue.
    pub fn check(&self) -> Result<bool, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| {
            audit::head(tx)?;
            let states = due::states(tx, &self.clock)?;
            Ok(states.iter().any(|state| state.is_overdue))
        })
    }
}

fn kept_keys(database: &Database, clock: &Clock) -> Result<Vec<(String, Vec<u8>)>, ServiceError> {
    let (id, secret) = (uuid::Uuid::now_v7().simple().to_string(), random()?);
    let at = clock.real_time().naive_utc();
    database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
        if sessions::signing_keys(tx)?.is_empty() {
            sessions::insert_signing_key(tx, &id, &secret, at)?;
        }
        Ok(sessions::signing_keys(tx)?)
    })
}

/// Bytes that nobody can guess.
pub(super) fn random() -> Result<[u8; SECRET_BYTES], ServiceError> {
    let mut bytes = [0; SECRET_BYTES];
    let failed = |error| ServiceError::Internal(format!("no randomness: {error}"));
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

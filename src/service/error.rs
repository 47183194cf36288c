//! Why a use case was refused or failed.

use crate::storage::{StorageError, TransactionError};

/// A field that is not valid, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The place in the request's body, as a JSON pointer.
    pub pointer: String,
    /// A stable code.
    pub code: &'static str,
    /// What is wrong and what to do, in words.
    pub message: String,
}

/// Why a use case was refused or failed. The HTTP status and title of each are in `api::error`.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The request was understood, but fields of it are not valid; all of them.
    #[error("the request is not valid")]
    Invalid(Vec<Invalid>),
    /// No or bad credentials.
    #[error("no or bad credentials")]
    Unauthenticated,
    /// The role never may.
    #[error("the role may not do this")]
    Forbidden,
    /// Absent, or not the asker's to see; nobody is told which.
    #[error("not found")]
    NotFound,
    /// The request was understood, but a rule forbids it: a stable code, and why.
    #[error("{1}")]
    Unprocessable(&'static str, String),
    /// What is there does not allow it: a stable code, and what is in the way.
    #[error("{1}")]
    Conflict(&'static str, String),
    /// What is there does not allow it: as a conflict, and the first of the things that are in the way.
    #[error("{1}")]
    InTheWay(&'static str, String, Vec<Invalid>),
    /// The record changed since it was read.
    #[error("the record has changed since it was read")]
    Stale,
    /// The idempotency key is that of another request.
    #[error("the idempotency key is that of another request")]
    KeyReused,
    /// The request with this idempotency key is still running.
    #[error("the request with this idempotency key is still running")]
    StillRunning,
    /// Too many attempts; when to try again, in seconds.
    #[error("too many attempts")]
    TooMany(u32),
    /// More is asked for than can be done in time; trying again later helps.
    #[error("busy: {0}")]
    Busy(String),
    /// Another transaction was in the way, again and again.
    #[error("another transaction was in the way")]
    Contended,
    /// Something that should not happen; for the operator only.
    #[error("{0}")]
    Internal(String),
}

/// When to try again where nothing better is known, in seconds.
const SOON: u32 = 1;

impl From<StorageError> for ServiceError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy => Self::Busy(error.to_string()),
            StorageError::Contended => Self::Contended,
            // A rule of the database that no use case foresaw is a fault of the use case.
            StorageError::Refused(_) | StorageError::Unusable(_) | StorageError::Failed(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

/// Faults, and those of others that are of other places.
pub fn joined(mut faults: Vec<Invalid>, others: Vec<Invalid>) -> Vec<Invalid> {
    for other in others {
        if faults.iter().all(|fault| fault.pointer != other.pointer) {
            faults.push(other);
        }
    }
    faults
}

/// Refuses a change of a record that is not as the caller has seen it.
pub(super) fn fresh(version: i32, seen: Option<i32>) -> Result<(), ServiceError> {
    ServiceError::stale_unless(seen.is_none_or(|seen| seen == version))
}

impl ServiceError {
    /// When trying again helps, in seconds; none where it does not, or where nobody knows when.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Busy(_) | Self::Contended | Self::StillRunning => Some(SOON),
            _ => None,
        }
    }

    /// Somebody else was faster with what is there once, whom the next try sees.
    pub(super) fn meanwhile(error: StorageError) -> Self {
        let is_once = |rule: &str| {
            ["recruits_one_live_protection", "payments_one_live"].contains(&rule)
                || rule.ends_with("_key")
        };
        match error {
            StorageError::Refused(rule) if is_once(&rule) => Self::Contended,
            error => error.into(),
        }
    }

    /// Refuses where the record is not there any more as it was read.
    pub(super) fn stale_unless(is_there: bool) -> Result<(), Self> {
        if is_there { Ok(()) } else { Err(Self::Stale) }
    }

    /// A single field that is not valid.
    pub fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self::Invalid(vec![Invalid { pointer: pointer.into(), code, message: message.into() }])
    }
}

impl TransactionError for ServiceError {
    fn is_contended(&self) -> bool {
        matches!(self, Self::Contended)
    }
}

//! Who does something, and when.

use chrono::NaiveDateTime;

use super::audit::OnBehalf;
use super::clock::Now;
use super::error::ServiceError;
use crate::domain::{Actor, Id, IdKind, UserId};

/// Who does something, and when: what every use case is given beside its command.
#[derive(Debug, Clone)]
pub struct By {
    /// Who, and what it can see.
    pub actor: Actor,
    /// On whose behalf it is written down.
    pub on_behalf: OnBehalf,
    /// Business time.
    pub now: Now,
    /// Real time, which the audit trail goes by.
    pub recorded_at: NaiveDateTime,
}

impl By {
    /// The system, which does what comes due by itself.
    pub fn system(now: Now, recorded_at: NaiveDateTime) -> Self {
        Self { actor: Actor::of_programme(), on_behalf: OnBehalf::default(), now, recorded_at }
    }

    /// The business instant as the database keeps it.
    pub fn at(&self) -> NaiveDateTime {
        self.now.at.naive_utc()
    }

    /// Refuses that somebody confirms or approves its own work.
    pub fn is_second_to(&self, first: &UserId) -> Result<(), ServiceError> {
        if self.actor.user() != first {
            return Ok(());
        }
        let detail = "you prepared this yourself; a second person must look at it".to_owned();
        Err(ServiceError::Conflict("needs_second_person", detail))
    }
}

/// An id that there has not been yet.
pub fn new_id<T: IdKind>() -> Id<T> {
    Id::from_bits(uuid::Uuid::now_v7().as_u128())
}

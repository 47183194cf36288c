//! Who does something, and when.

use chrono::NaiveDateTime;

use super::audit::OnBehalf;
use super::clock::Now;
use crate::domain::{Actor, Id, IdKind};

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
    /// The business instant as the database keeps it.
    pub fn at(&self) -> NaiveDateTime {
        self.now.at.naive_utc()
    }
}

/// An id that there has not been yet.
pub fn new_id<T: IdKind>() -> Id<T> {
    Id::from_bits(uuid::Uuid::now_v7().as_u128())
}

//! Who does something, and when.

use chrono::NaiveDateTime;

use super::app::App;
use super::audit::OnBehalf;
use super::clock::Now;
use super::error::ServiceError;
use crate::domain::{Actor, Email, Id, IdKind, Scope, User, UserId, UserStatus};
use crate::storage::users;

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
        let detail = "this is your own work; a second person must look at it".to_owned();
        Err(ServiceError::Conflict("needs_second_person", detail))
    }
}

impl App {
    /// Somebody who acts from the command line, by address; `None` where nobody active has it.
    pub fn by_email(&self, email: &Email) -> Result<Option<By>, ServiceError> {
        let user = self.database.read(&Scope::of_programme(), |tx| users::by_email(tx, email))?;
        user.map_or(Ok(None), |user| self.by_user(&user))
    }

    /// Somebody whose work goes on after its request; `None` where that user is not active any more.
    pub(super) fn by_id(&self, id: &UserId) -> Result<Option<By>, ServiceError> {
        let user = self.database.read(&Scope::of_programme(), |tx| users::by_id(tx, id))?;
        user.map_or(Ok(None), |user| self.by_user(&user))
    }

    fn by_user(&self, user: &User) -> Result<Option<By>, ServiceError> {
        let active = user.status == UserStatus::Active;
        let actor = Actor::new(user.id.clone(), user.role, user.partner.clone());
        let on_behalf = OnBehalf { user: Some(user.id.clone()), request_id: None };
        let (now, recorded_at) = (self.now()?, self.clock.real_time().naive_utc());
        let by = |actor| By { actor, on_behalf, now, recorded_at };
        Ok(actor.filter(|_| active).map(by))
    }
}

/// An id that there has not been yet.
pub fn new_id<T: IdKind>() -> Id<T> {
    Id::from_bits(uuid::Uuid::now_v7().as_u128())
}

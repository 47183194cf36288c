//! Where the demo plays: its transaction, its people's time, and the values that its texts make.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::sequence::Sequence;
use crate::domain::{Actor, User};
use crate::service::audit::OnBehalf;
use crate::service::clock::Now;
use crate::service::{By, ServiceError, Tx};

/// What a scene of the demo has at hand.
pub(super) struct Stage<'t, 'c> {
    /// The transaction of the day.
    pub(super) tx: &'t mut Tx<'c>,
    /// The programme's zone.
    pub(super) zone: Tz,
    /// The day.
    pub(super) day: NaiveDate,
    /// What looks random.
    pub(super) sequence: &'t mut Sequence,
}

impl Stage<'_, '_> {
    /// Somebody acts on the day, so many minutes after midnight.
    pub(super) fn by(&self, user: &User, minute: u32) -> Result<By, ServiceError> {
        by(user, (self.day, minute), self.zone)
    }

    /// The instant of so many minutes after the midnight of a day.
    pub(super) fn at_on(&self, day: NaiveDate, minute: u32) -> NaiveDateTime {
        instant((day, minute), self.zone)
    }

    /// The instant of so many minutes after midnight, as it is kept.
    pub(super) fn at(&self, minute: u32) -> NaiveDateTime {
        instant((self.day, minute), self.zone)
    }
}

/// Somebody acts on a day, so many minutes after midnight.
pub(super) fn by(
    user: &User,
    (day, minute): (NaiveDate, u32),
    zone: Tz,
) -> Result<By, ServiceError> {
    let actor = Actor::new(user.id.clone(), user.role, user.partner.clone());
    let actor = actor.ok_or_else(|| wrong("a role without its partner"))?;
    let at = instant((day, minute), zone);
    let on_behalf = OnBehalf { user: Some(user.id.clone()), request_id: None };
    Ok(By { actor, on_behalf, now: Now { at: at.and_utc(), today: day }, recorded_at: at })
}

fn instant((day, minute): (NaiveDate, u32), zone: Tz) -> NaiveDateTime {
    let time = NaiveTime::from_hms_opt(minute / 60 % 24, minute % 60, 0).unwrap_or_default();
    let local = day.and_time(time);
    let there = zone.from_local_datetime(&local).earliest();
    there.map_or(local, |there| there.with_timezone(&Utc).naive_utc())
}

/// What cannot be, unless the demo's own data are wrong.
pub(super) fn wrong(what: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(format!("the demo's data: {what}"))
}

/// Reads a text of the demo by a type's own door.
pub(super) fn read<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, ServiceError> {
    parse(text).ok_or_else(|| wrong(text))
}

//! Agreements: by which plan a partner is paid, from when until when.

use chrono::{NaiveDate, NaiveDateTime};

use super::id::{PartnerId, UserId};
use super::ids::{AgreementId, PlanId};

/// An agreement. Those of one partner never overlap, and their plans have one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Whose.
    pub partner: PartnerId,
    /// The plan that it is paid by.
    pub plan: PlanId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none where no end is agreed.
    pub ends_on: Option<NaiveDate>,
    /// Who wrote it down.
    pub created_by: UserId,
    /// Rises with every change.
    pub version: i32,
    /// When it was written down.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Agreement {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        is_agreed_on(day, (self.starts_on, self.ends_on))
    }
}

/// Whether a day is among those agreed: from the first to the last, if there is a last one.
pub fn is_agreed_on(day: NaiveDate, (first, last): (NaiveDate, Option<NaiveDate>)) -> bool {
    first <= day && last.is_none_or(|last| day <= last)
}

//! A check-in: what one person told of one day.

use chrono::{NaiveDate, NaiveDateTime};

use super::super::bounded::Note;
use super::super::client_ref::ClientRef;
use super::super::id::{PartnerId, UserId};
use super::super::ids::{CheckInId, RecruitId};
use super::super::money::Money;
use super::counts::{Counted, Counts};
use super::words::{BlockerCategory, CheckInStatus};

/// Something that stood in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// What kind of thing.
    pub category: BlockerCategory,
    /// What, in words.
    pub note: Option<Note>,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// What a person tells of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The day's figures.
    pub counts: Counts,
    /// What was sold, in one currency.
    pub sales_amount: Money,
    /// What stood in the way, in the person's order.
    pub blockers: Vec<Blocker>,
    /// What is planned for the next day.
    pub plan: Option<Note>,
    /// The recruits that the plan is about, in the person's order.
    pub planned: Vec<RecruitId>,
    /// Anything else.
    pub note: Option<Note>,
    /// Why the figures are not those of the records.
    pub correction: Option<Note>,
}

impl Told {
    /// Whether what the programme itself records, recruits, contracts and sales, is told otherwise. Calls
    /// and visits are logged by few, so to tell of more is no correction: it is a claim to be looked at.
    pub fn corrects(&self, recorded: &Counts, sold: Money) -> bool {
        let differs = |what: &Counted| self.counts.get(*what) != recorded.get(*what);
        self.sales_amount != sold || Counted::RECORDED.iter().any(differs)
    }
}

/// One person's report of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// Its id.
    pub id: CheckInId,
    /// Whose person it is.
    pub partner: PartnerId,
    /// The person.
    pub user: UserId,
    /// The day.
    pub date: NaiveDate,
    /// What the person tells.
    pub told: Told,
    /// When it was written, by the phone.
    pub captured_at: Option<NaiveDateTime>,
    /// When it came first.
    pub received_at: NaiveDateTime,
    /// The phone's reference.
    pub client_ref: Option<ClientRef>,
    /// Where it stands.
    pub status: CheckInStatus,
    /// Whether it came after the cut-off.
    pub late: bool,
    /// Whether it came when its day was closed already.
    pub after_lock: bool,
    /// Whether its figures were others than the records said when it came, or was changed last.
    pub corrected: bool,
    /// Who looked at it last, and when.
    pub reviewed: Option<(UserId, NaiveDateTime)>,
    /// What that person said.
    pub review_comment: Option<Note>,
    /// Rises with every change.
    pub version: i32,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl CheckIn {
    /// Whether it corrects the records without a word on why.
    pub fn is_unexplained(&self) -> bool {
        self.corrected && self.told.correction.is_none()
    }
}

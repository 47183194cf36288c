//! Holidays, leave, and each person's own week: the records of the working calendar.

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use super::bounded::Note;
use super::calendar::Span;
use super::id::{PartnerId, UserId};
use super::ids::LeaveId;
use super::user::Name;
use super::word::Word;

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Name,
}

/// Where a leave stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeaveStatus {
    /// Was asked for.
    Asked,
    /// Holds.
    Approved,
    /// Does not hold.
    Refused,
}

impl Word for LeaveStatus {
    const ALL: &'static [Self] = &[LeaveStatus::Asked, LeaveStatus::Approved, LeaveStatus::Refused];

    fn as_str(self) -> &'static str {
        match self {
            LeaveStatus::Asked => "asked",
            LeaveStatus::Approved => "approved",
            LeaveStatus::Refused => "refused",
        }
    }
}

/// Days on which a person is away, once somebody else agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Its id.
    pub id: LeaveId,
    /// Whose person it is.
    pub partner: PartnerId,
    /// Who is away.
    pub user: UserId,
    /// On which days.
    pub days: Span,
    /// Why.
    pub reason: Option<Note>,
    /// Where it stands.
    pub status: LeaveStatus,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// Rises with every change.
    pub version: i32,
    /// When it was asked for.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

/// How a person works from a day on, until the next such record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonWeek {
    /// Who.
    pub user: UserId,
    /// Whose person it is.
    pub partner: PartnerId,
    /// From which day on.
    pub from: NaiveDate,
    /// The day of the week on which the person is off, besides the programme's.
    pub day_off: Option<Weekday>,
    /// Whether the person reports its days. Staff does without a word; an owner by choice.
    pub reports: bool,
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn a_leave_has_its_words() {
        assert_words::<LeaveStatus>(&["asked", "approved", "refused"]);
    }
}

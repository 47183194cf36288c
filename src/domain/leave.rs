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
    /// Was taken back.
    Withdrawn,
}

impl LeaveStatus {
    /// Whether it may become another: what was decided stands, but for a leave that is taken back.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Asked, Self::Approved | Self::Refused | Self::Withdrawn)
                | (Self::Approved, Self::Withdrawn)
        )
    }
}

impl Word for LeaveStatus {
    const ALL: &'static [Self] =
        &[LeaveStatus::Asked, LeaveStatus::Approved, LeaveStatus::Refused, LeaveStatus::Withdrawn];

    fn as_str(self) -> &'static str {
        match self {
            LeaveStatus::Asked => "asked",
            LeaveStatus::Approved => "approved",
            LeaveStatus::Refused => "refused",
            LeaveStatus::Withdrawn => "withdrawn",
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
    /// Who took it back, and when.
    pub withdrawn: Option<(UserId, NaiveDateTime)>,
    /// Rises with every change.
    pub version: i32,
    /// When it was asked for.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Leave {
    /// The most days of one leave.
    pub const MOST_DAYS: i64 = 92;
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
        assert_words::<LeaveStatus>(&["asked", "approved", "refused", "withdrawn"]);
    }

    #[test]
    fn a_leave_moves_from_each_status_to_these_alone() {
        use LeaveStatus::{Approved, Asked, Refused, Withdrawn};
        let moves = [
            (Asked, [false, true, true, true]),
            (Approved, [false, false, false, true]),
            (Refused, [false; 4]),
            (Withdrawn, [false; 4]),
        ];
        assert_eq!(moves.map(|(from, _)| from), LeaveStatus::ALL);
        for (from, to) in moves {
            let found: Vec<bool> =
                LeaveStatus::ALL.iter().map(|next| from.may_become(*next)).collect();
            assert_eq!(found, to, "{from:?}");
        }
    }
}

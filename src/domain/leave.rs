//! Holidays, leave, and each person's own week: the records of the working calendar.

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

use super::bounded::Note;
use super::calendar::Span;
use super::id::{PartnerId, UserId};
use super::ids::LeaveId;
use super::user::Name;
use super::word::Word;
use super::zone::day_of;

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Name,
}

/// What was decided on a leave.
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
    /// What was decided; it stays where the leave was taken back.
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

    /// Where it stands, in a word: what was taken back is called so, whatever was decided.
    pub fn standing(&self) -> &'static str {
        if self.withdrawn.is_some() { "withdrawn" } else { self.status.as_str() }
    }

    /// Whether it can be decided.
    pub fn can_be_decided(&self) -> bool {
        self.status == LeaveStatus::Asked && self.withdrawn.is_none()
    }

    /// Whether it can be taken back: it was neither refused nor taken back before.
    pub fn can_be_withdrawn(&self) -> bool {
        self.status != LeaveStatus::Refused && self.withdrawn.is_none()
    }

    /// Whether it excuses its person on a day: one that was taken back while it ran does until the day
    /// before.
    pub fn holds_on(&self, day: NaiveDate, zone: Tz) -> bool {
        let taken_back = self.withdrawn.as_ref().map(|(_, at)| day_of(at.and_utc(), zone));
        self.status == LeaveStatus::Approved
            && self.days.holds(day)
            && taken_back.is_none_or(|back| day < back)
    }
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
    use super::super::id::Id;
    use super::super::word::assert_words;
    use super::*;

    fn leave(status: LeaveStatus, withdrawn_at: Option<&str>) -> Leave {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        Leave {
            id: Id::from_bits(1),
            partner: Id::from_bits(2),
            user: Id::from_bits(3),
            days: Span { first: day("2026-11-20"), last: day("2026-11-25") },
            reason: None,
            status,
            decided_by: None,
            withdrawn: withdrawn_at.map(|text| (Id::from_bits(4), at(text))),
            version: 1,
            created_at: at("2026-11-01T09:00:00"),
            updated_at: at("2026-11-01T09:00:00"),
        }
    }

    #[test]
    fn a_leave_has_its_words() {
        assert_words::<LeaveStatus>(&["asked", "approved", "refused"]);
        let back = Some("2026-11-22T09:00:00");
        for status in LeaveStatus::ALL {
            assert_eq!(leave(*status, None).standing(), status.as_str());
            assert_eq!(leave(*status, back).standing(), "withdrawn");
        }
    }

    #[test]
    fn what_was_decided_stands_but_for_a_leave_that_is_taken_back() {
        use LeaveStatus::{Approved, Asked, Refused};
        let may = |leave: Leave| (leave.can_be_decided(), leave.can_be_withdrawn());
        for (status, expected) in
            [(Asked, (true, true)), (Approved, (false, true)), (Refused, (false, false))]
        {
            assert_eq!(may(leave(status, None)), expected, "{status:?}");
            assert_eq!(may(leave(status, Some("2026-11-22T09:00:00"))), (false, false));
        }
    }

    #[test]
    fn an_approved_leave_holds_until_the_day_on_which_it_is_taken_back() {
        use LeaveStatus::{Approved, Asked};
        let days = |leave: Leave| {
            let holds = |day: &u32| {
                let day = NaiveDate::from_ymd_opt(2026, 11, *day).unwrap();
                leave.holds_on(day, Tz::Asia__Karachi)
            };
            (18..=27).filter(holds).collect::<Vec<u32>>()
        };
        assert!(days(leave(Asked, None)).is_empty());
        assert_eq!(days(leave(Approved, None)), [20, 21, 22, 23, 24, 25]);
        // An hour of the 23rd in Karachi, and of the 22nd in UTC.
        assert_eq!(days(leave(Approved, Some("2026-11-22T20:00:00"))), [20, 21, 22]);
        assert!(days(leave(Approved, Some("2026-11-18T09:00:00"))).is_empty());
    }
}

//! Which days are worked, by everybody and by one person.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

use super::calendar::Span;
use super::word::Word;

impl Word for Weekday {
    const ALL: &'static [Self] = &[
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Weekday::Mon => "mon",
            Weekday::Tue => "tue",
            Weekday::Wed => "wed",
            Weekday::Thu => "thu",
            Weekday::Fri => "fri",
            Weekday::Sat => "sat",
            Weekday::Sun => "sun",
        }
    }
}

/// The days of a week that are worked, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week([bool; 7]);

impl Week {
    /// Monday to Saturday.
    pub const SIX_DAYS: Week = Week([true, true, true, true, true, true, false]);

    /// The week of these days; `None` where there are none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let days: Vec<Weekday> = days.into_iter().collect();
        let mut week = [false; 7];
        for (worked, day) in week.iter_mut().zip(Weekday::ALL) {
            *worked = days.contains(day);
        }
        week.contains(&true).then_some(Self(week))
    }

    /// Whether a day of the week is worked.
    pub fn holds(self, day: Weekday) -> bool {
        self.days().any(|worked| worked == day)
    }

    /// Its days, from Monday on.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        self.0.into_iter().zip(Weekday::ALL).filter_map(|(worked, day)| worked.then_some(*day))
    }
}

impl Default for Week {
    fn default() -> Self {
        Self::SIX_DAYS
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.days().map(Word::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

/// The programme's week, and its public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingCalendar {
    week: Week,
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// A calendar.
    pub fn new(week: Week, holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self { week, holidays: holidays.into_iter().collect() }
    }

    /// Whether the programme works on a day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.week.holds(day.weekday()) && !self.holidays.contains(&day)
    }

    /// The first working day after a day.
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().skip(1).find(|next| self.is_working_day(*next)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether a report of a day is expected of a person.
    pub fn is_expected(&self, day: NaiveDate, absence: &Absence) -> bool {
        self.is_working_day(day) && !absence.holds(day)
    }
}

/// When a person is away by right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Absence {
    /// Its own day off in the week, besides the programme's.
    pub day_off: Option<Weekday>,
    /// Its approved leave.
    pub leave: Vec<Span>,
}

impl Absence {
    /// Whether the person is away on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.day_off == Some(day.weekday()) || self.leave.iter().any(|span| span.holds(day))
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::parse_date;
    use super::super::word::assert_words;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_week_has_a_day() {
        assert_words::<Weekday>(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
        assert_eq!(Week::default().to_string(), "mon tue wed thu fri sat");
        assert_eq!(Week::of([Weekday::Sun, Weekday::Mon]).unwrap().to_string(), "mon sun");
        assert_eq!(Week::of([]), None);
    }

    #[test]
    fn the_next_working_day_skips_sundays_and_holidays() {
        let calendar = WorkingCalendar::new(Week::SIX_DAYS, [day("2026-08-14"), day("2026-08-17")]);
        for (from, next) in [
            ("2026-08-12", "2026-08-13"),
            ("2026-08-13", "2026-08-15"),
            ("2026-08-14", "2026-08-15"),
            ("2026-08-15", "2026-08-18"),
            ("2026-08-16", "2026-08-18"),
        ] {
            assert_eq!(calendar.next_working_day(day(from)), day(next), "{from}");
        }
    }

    #[test]
    fn nothing_is_expected_on_a_day_off_on_leave_or_on_a_holiday() {
        let calendar = WorkingCalendar::new(Week::SIX_DAYS, [day("2026-08-14")]);
        let leave = Span { first: day("2026-08-18"), last: day("2026-08-19") };
        let absence = Absence { day_off: Some(Weekday::Mon), leave: vec![leave] };
        for (date, of_anybody, of_this_person) in [
            ("2026-08-13", true, true),
            ("2026-08-14", false, false),
            ("2026-08-16", false, false),
            ("2026-08-17", true, false),
            ("2026-08-18", true, false),
            ("2026-08-19", true, false),
            ("2026-08-20", true, true),
        ] {
            let date = day(date);
            assert_eq!(calendar.is_expected(date, &Absence::default()), of_anybody, "{date}");
            assert_eq!(calendar.is_expected(date, &absence), of_this_person, "{date}");
        }
    }
}

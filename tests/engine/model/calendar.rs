//! Days, periods and windows.
//!
//! `docs/COMMISSIONS.md` section 1.

use chrono::{Datelike, Days, Months, NaiveDate};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("not a date: {text}"))
}

pub fn plus_days(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}

pub fn last_of_month(day: NaiveDate) -> NaiveDate {
    first_of_month(day) + Months::new(1) - Days::new(1)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap()
}

/// The kinds of windows.
pub const WINDOWS: [&str; 3] = ["month", "quarter", "year"];

/// A calendar span, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Window {
    /// The window of a kind that holds a day, in a fiscal year that starts with that month.
    pub fn holding(day: NaiveDate, kind: &str, fiscal_year_start: u32) -> Window {
        let months = match kind {
            "month" => 1,
            "quarter" => 3,
            "year" => 12,
            other => panic!("unknown window {other}"),
        };
        let into_year = (day.month() + 12 - fiscal_year_start) % 12;
        let first = first_of_month(day) - Months::new(into_year % months);
        Window { first, last: first + Months::new(months) - Days::new(1) }
    }

    pub fn holds(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    pub fn name(&self) -> String {
        format!("{}..{}", self.first, self.last)
    }
}

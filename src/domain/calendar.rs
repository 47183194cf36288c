//! Days, calendar months and the windows of a fiscal year, all in the programme's time zone.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// Reads `2026-07-31`; a day that does not exist is `None`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    let month = number(&[*m1, *m2])?;
    let day = number(&[*d1, *d2])?;
    (year > 0).then(|| NaiveDate::from_ymd_opt(year.cast_signed(), month, day))?
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
    })
}

/// A number of days from 0 to 36,500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Days(u16);

impl Days {
    /// The most days there may be.
    pub const MAX: u16 = 36_500;
    /// A year, a leap year too: no window is longer.
    pub const A_YEAR: Days = Days(366);

    /// `None` where it is more than 36,500.
    pub fn new(days: u64) -> Option<Self> {
        u16::try_from(days).ok().filter(|days| *days <= Self::MAX).map(Self)
    }

    /// A number of days that stands in the program, a century where it is more.
    pub(super) const fn of(days: u16) -> Self {
        Self(if days > Self::MAX { Self::MAX } else { days })
    }

    /// The number.
    pub fn get(self) -> u16 {
        self.0
    }

    /// The day that comes so many days after `date`.
    pub fn after(self, date: NaiveDate) -> NaiveDate {
        date.checked_add_days(chrono::Days::new(u64::from(self.0))).unwrap_or(NaiveDate::MAX)
    }
}

/// The month with which the fiscal year begins, 1 to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FiscalYearStart(u8);

impl FiscalYearStart {
    /// July, as in Pakistan.
    pub const JULY: FiscalYearStart = FiscalYearStart(7);

    /// `None` where it is not a month.
    pub fn new(month: u64) -> Option<Self> {
        u8::try_from(month).ok().filter(|month| (1..=12).contains(month)).map(Self)
    }

    /// The month's number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl Default for FiscalYearStart {
    /// January.
    fn default() -> Self {
        Self(1)
    }
}

/// A calendar month, written `2026-07`: the unit that finance closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Months since the beginning of the year 0.
    months: i32,
}

impl Period {
    /// The last period that can be closed, 2199-12.
    pub const LAST: Period = Period { months: 2199 * 12 + 11 };

    /// Reads `2026-07`.
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2] = text.as_bytes() else { return None };
        let (year, month) = (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?);
        (year > 0 && (1..=12).contains(&month))
            .then(|| Self { months: year.cast_signed() * 12 + month.cast_signed() - 1 })
    }

    /// The month that holds `date`.
    pub fn of(date: NaiveDate) -> Self {
        Self { months: date.year() * 12 + date.month0().cast_signed() }
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Self {
        self.plus(-1)
    }

    /// The month that comes so many months after it, or before it where they are below zero.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self { months: self.months + months }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month0 = self.months.rem_euclid(12).cast_unsigned();
        NaiveDate::from_ymd_opt(self.months.div_euclid(12), month0 + 1, 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.months.div_euclid(12), self.months.rem_euclid(12) + 1)
    }
}

/// The length of a window over which a tier, a bonus or a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowKind {
    /// A calendar month.
    Month,
    /// Three months of the fiscal year.
    Quarter,
    /// A fiscal year.
    Year,
}

impl WindowKind {
    /// All of them, the shortest first.
    pub const ALL: [WindowKind; 3] = [WindowKind::Month, WindowKind::Quarter, WindowKind::Year];

    /// Reads `month`, `quarter` or `year`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Its word in a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            WindowKind::Month => "month",
            WindowKind::Quarter => "quarter",
            WindowKind::Year => "year",
        }
    }

    fn months(self) -> i32 {
        match self {
            WindowKind::Month => 1,
            WindowKind::Quarter => 3,
            WindowKind::Year => 12,
        }
    }

    /// The window of this kind that holds `date`.
    ///
    /// `docs/COMMISSIONS.md` section 1: years and quarters follow the fiscal year.
    pub fn holding(self, date: NaiveDate, fiscal_year: FiscalYearStart) -> Span {
        let period = Period::of(date);
        let into = (period.months - i32::from(fiscal_year.0) + 1).rem_euclid(self.months());
        let first = period.plus(-into);
        Span { first: first.first_day(), last: first.plus(self.months() - 1).last_day() }
    }
}

impl fmt::Display for WindowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Days from `first` to `last`, both in it, written `2026-07-01..2026-07-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Span {
    /// Whether `date` is in it.
    pub fn holds(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert!(parse_date("2028-02-29").is_some());
        for text in ["2026-02-29", "2026-7-1", "2026-07-32", "0000-01-01", "2026/07/01", "", "x"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_period_is_a_calendar_month() {
        let february = Period::parse("2028-02").unwrap();
        assert_eq!(february.last_day(), day("2028-02-29"));
        assert_eq!(Period::parse("2026-12").unwrap().next().to_string(), "2027-01");
        assert_eq!(Period::of(day("2026-07-31")).to_string(), "2026-07");
        assert_eq!(Period::LAST.to_string(), "2199-12");
        for text in ["2026-13", "2026-00", "2026-7", "0000-01", "2026"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn windows_follow_the_fiscal_year() {
        let july = FiscalYearStart::new(7).unwrap();
        let span = |kind: WindowKind, date, start| kind.holding(day(date), start).to_string();
        assert_eq!(span(WindowKind::Month, "2026-02-28", july), "2026-02-01..2026-02-28");
        assert_eq!(span(WindowKind::Quarter, "2026-09-30", july), "2026-07-01..2026-09-30");
        assert_eq!(span(WindowKind::Quarter, "2026-10-01", july), "2026-10-01..2026-12-31");
        assert_eq!(span(WindowKind::Year, "2026-06-30", july), "2025-07-01..2026-06-30");
        assert_eq!(span(WindowKind::Year, "2026-07-01", july), "2026-07-01..2027-06-30");
        let february = FiscalYearStart::new(2).unwrap();
        assert_eq!(span(WindowKind::Quarter, "2026-01-31", february), "2025-11-01..2026-01-31");
        let january = FiscalYearStart::default();
        assert_eq!(span(WindowKind::Year, "2026-12-31", january), "2026-01-01..2026-12-31");
    }

    #[test]
    fn days_stay_within_a_century() {
        assert_eq!(Days::new(36_501), None);
        let ninety = Days::new(90).unwrap();
        assert_eq!(ninety.after(day("2026-07-01")), day("2026-09-29"));
    }
}

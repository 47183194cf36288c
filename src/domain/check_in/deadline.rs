//! Until when a day's check-in is on time, and until when it is taken.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::super::working_calendar::WorkingCalendar;
use super::super::zone::{day_of, instant_of};

/// The hours of check-ins: settings, whose defaults are the programme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckInRules {
    /// After it a check-in is late.
    pub cut_off: NaiveTime,
    /// From it on, of the next working day, it is closed.
    pub lock: NaiveTime,
}

impl CheckInRules {
    /// An hour of the day; midnight where there is none.
    const fn hour(hour: u32) -> NaiveTime {
        match NaiveTime::from_hms_opt(hour, 0, 0) {
            Some(time) => time,
            None => NaiveTime::MIN,
        }
    }
}

impl Default for CheckInRules {
    fn default() -> Self {
        Self { cut_off: Self::hour(20), lock: Self::hour(10) }
    }
}

/// The two instants that matter for the check-in of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// The last instant on time.
    pub cut_off: DateTime<Utc>,
    /// The first instant at which it is closed.
    pub lock: DateTime<Utc>,
}

/// How a check-in came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// After the cut-off.
    pub late: bool,
    /// When it was closed already, though captured before.
    pub after_lock: bool,
}

/// Why a check-in is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckInRefused {
    /// Its day has not come.
    #[error("a check-in is of today or of a day before")]
    OfTheFuture,
    /// Its day is closed.
    #[error("the day is closed: a manager can reopen it")]
    Locked,
}

impl Deadlines {
    /// The deadlines of the check-in of a day.
    pub fn of(date: NaiveDate, calendar: &WorkingCalendar, zone: Tz, rules: &CheckInRules) -> Self {
        Self {
            cut_off: instant_of(date, rules.cut_off, zone),
            lock: instant_of(calendar.next_working_day(date), rules.lock, zone),
        }
    }

    /// Whether the day is closed at an instant.
    pub fn is_locked_at(&self, at: DateTime<Utc>) -> bool {
        at >= self.lock
    }

    /// How a first check-in comes that is received at an instant. Receipt says whether it is late;
    /// what the phone says of its capture only lets it in after the lock.
    pub fn timing(
        &self,
        captured_at: Option<DateTime<Utc>>,
        received_at: DateTime<Utc>,
    ) -> Result<Timing, CheckInRefused> {
        let late = received_at > self.cut_off;
        if !self.is_locked_at(received_at) {
            return Ok(Timing { late, after_lock: false });
        }
        let captured_before = captured_at.is_some_and(|captured| !self.is_locked_at(captured));
        captured_before.then_some(Timing { late, after_lock: true }).ok_or(CheckInRefused::Locked)
    }
}

impl CheckInRules {
    /// How the check-in of a day comes, as [`Deadlines::timing`], if its day has come.
    pub fn timing(
        &self,
        date: NaiveDate,
        calendar: &WorkingCalendar,
        zone: Tz,
        captured_at: Option<DateTime<Utc>>,
        received_at: DateTime<Utc>,
    ) -> Result<Timing, CheckInRefused> {
        if date > day_of(received_at, zone) {
            return Err(CheckInRefused::OfTheFuture);
        }
        Deadlines::of(date, calendar, zone, self).timing(captured_at, received_at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::super::super::working_calendar::Week;
    use super::*;

    const ON_TIME: Timing = Timing { late: false, after_lock: false };
    const LATE: Timing = Timing { late: true, after_lock: false };
    const AFTER_LOCK: Timing = Timing { late: true, after_lock: true };

    fn timing(
        date: &str,
        captured: Option<&str>,
        received: &str,
    ) -> Result<Timing, CheckInRefused> {
        let holiday = parse_date("2026-08-14").unwrap();
        let calendar = WorkingCalendar::new(Week::SIX_DAYS, [holiday]);
        let (date, instant) = (parse_date(date).unwrap(), |text: &str| text.parse().unwrap());
        let rules = CheckInRules::default();
        rules.timing(date, &calendar, Tz::Asia__Karachi, captured.map(instant), instant(received))
    }

    /// 20:00 in Karachi is 15:00 in UTC, 10:00 is 05:00.
    #[test]
    fn a_check_in_is_late_after_eight_and_closed_from_ten_of_the_next_working_day() {
        for (date, received, expected) in [
            // A Wednesday.
            ("2026-08-12", "2026-08-12T03:00:00Z", Ok(ON_TIME)),
            ("2026-08-12", "2026-08-12T15:00:00Z", Ok(ON_TIME)),
            ("2026-08-12", "2026-08-12T15:00:00.000001Z", Ok(LATE)),
            ("2026-08-12", "2026-08-13T04:59:59.999999Z", Ok(LATE)),
            ("2026-08-12", "2026-08-13T05:00:00Z", Err(CheckInRefused::Locked)),
            // Thursday before a holiday: closes on Saturday.
            ("2026-08-13", "2026-08-15T04:59:59Z", Ok(LATE)),
            ("2026-08-13", "2026-08-15T05:00:00Z", Err(CheckInRefused::Locked)),
            // Saturday: closes on Monday.
            ("2026-08-15", "2026-08-17T04:59:59Z", Ok(LATE)),
            ("2026-08-15", "2026-08-17T05:00:00Z", Err(CheckInRefused::Locked)),
            // Tomorrow, and today by the programme's zone.
            ("2026-08-13", "2026-08-12T18:59:59Z", Err(CheckInRefused::OfTheFuture)),
            ("2026-08-13", "2026-08-12T19:00:00Z", Ok(ON_TIME)),
        ] {
            assert_eq!(timing(date, None, received), expected, "{date} at {received}");
        }
    }

    #[test]
    fn what_was_captured_in_time_is_taken_after_the_lock() {
        for (captured, received, expected) in [
            ("2026-08-12T13:00:00Z", "2026-08-13T06:00:00Z", Ok(AFTER_LOCK)),
            ("2026-08-13T04:59:59Z", "2026-08-20T06:00:00Z", Ok(AFTER_LOCK)),
            ("2026-08-13T05:00:00Z", "2026-08-13T06:00:00Z", Err(CheckInRefused::Locked)),
            ("2026-08-12T13:00:00Z", "2026-08-12T15:30:00Z", Ok(LATE)),
            ("2026-08-12T13:00:00Z", "2026-08-12T14:00:00Z", Ok(ON_TIME)),
        ] {
            let found = timing("2026-08-12", Some(captured), received);
            assert_eq!(found, expected, "{captured} at {received}");
        }
    }
}

//! Records whose capture and receipt lie far apart.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::rules::AnomalyRules;

/// By how much a phone's clock may be ahead of the server's before that is worth a word.
const CLOCKS_DIFFER_BY: TimeDelta = TimeDelta::minutes(5);

/// A record whose capture and receipt lie far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// When the phone says that it was made.
    pub captured_at: DateTime<Utc>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// By which rules.
    pub rules: AnomalyRules,
    zone: Tz,
}

/// How long something lasted: the largest two of days, hours and minutes that are not nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasted {
    /// Minutes.
    Minutes(i64),
    /// Hours and minutes.
    Hours(i64, i64),
    /// Days and hours.
    Days(i64, i64),
}

impl Lasted {
    fn of(duration: TimeDelta) -> Self {
        let minutes = duration.num_minutes();
        match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
            (0, 0, minutes) => Self::Minutes(minutes),
            (0, hours, minutes) => Self::Hours(hours, minutes),
            (days, hours, _) => Self::Days(days, hours),
        }
    }
}

impl fmt::Display for Lasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) => write!(f, "{minutes} min"),
            Self::Hours(hours, minutes) => write!(f, "{hours} h {minutes} min"),
            Self::Days(days, hours) => write!(f, "{days} d {hours} h"),
        }
    }
}

impl Apart {
    /// When it was captured and received, in the programme's zone.
    pub fn local(&self) -> (NaiveDateTime, NaiveDateTime) {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        (local(self.captured_at), local(self.received_at))
    }

    /// How long lies between the two.
    pub fn between(&self) -> Lasted {
        Lasted::of((self.received_at - self.captured_at).abs())
    }

    /// Whether it was received before its capture.
    pub fn is_before(&self) -> bool {
        self.received_at < self.captured_at
    }
}

/// Whether a record came long after its capture, or before it, which no clock that is right shows.
pub fn find_apart(
    captured_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    zone: Tz,
    rules: &AnomalyRules,
) -> Option<Apart> {
    let delay = received_at - captured_at;
    let is_far = delay > TimeDelta::hours(rules.capture_hours.into()) || delay < -CLOCKS_DIFFER_BY;
    is_far.then_some(Apart { captured_at, received_at, zone, rules: *rules })
}

impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (captured, received) = self.local();
        let minute = "%F %H:%M";
        write!(f, "captured {}, received {}: ", captured.format(minute), received.format(minute))?;
        if self.is_before() {
            return write!(f, "{} before its capture", self.between());
        }
        write!(f, "{} later, more than {} hours", self.between(), self.rules.capture_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capture_and_receipt_more_than_a_day_apart_are_noticed() {
        let received = "2026-11-23T12:00:00Z";
        for (captured, words) in [
            ("2026-11-22T12:00:00Z", None),
            (
                "2026-11-22T11:59:00Z",
                Some(
                    "captured 2026-11-22 16:59, received 2026-11-23 17:00: 1 d 0 h later, more than 24 hours",
                ),
            ),
            (
                "2026-11-20T09:30:00Z",
                Some(
                    "captured 2026-11-20 14:30, received 2026-11-23 17:00: 3 d 2 h later, more than 24 hours",
                ),
            ),
            ("2026-11-23T12:05:00Z", None),
            (
                "2026-11-23T13:30:00Z",
                Some(
                    "captured 2026-11-23 18:30, received 2026-11-23 17:00: 1 h 30 min before its capture",
                ),
            ),
            (
                "2026-11-23T12:06:00Z",
                Some(
                    "captured 2026-11-23 17:06, received 2026-11-23 17:00: 6 min before its capture",
                ),
            ),
        ] {
            let rules = AnomalyRules::default();
            let times = (captured.parse().unwrap(), received.parse().unwrap());
            let found = find_apart(times.0, times.1, Tz::Asia__Karachi, &rules);
            assert_eq!(found.map(|apart| apart.to_string()).as_deref(), words, "{captured}");
        }
    }
}

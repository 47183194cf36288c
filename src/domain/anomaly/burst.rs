//! Many records within minutes.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::rules::AnomalyRules;

/// Many records within minutes: the densest such stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How many.
    pub records: usize,
    /// When the first was captured.
    pub first: DateTime<Utc>,
    /// When the last was.
    pub last: DateTime<Utc>,
    /// By which rules.
    pub rules: AnomalyRules,
    zone: Tz,
}

impl Burst {
    /// When the first and the last were captured, in the programme's zone.
    pub fn local(&self) -> (NaiveDateTime, NaiveDateTime) {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        (local(self.first), local(self.last))
    }
}

/// The densest stretch of one person's records, by their time of capture and in any order, if it is a
/// burst; the earliest of several.
pub fn find_burst(times: &[DateTime<Utc>], zone: Tz, rules: &AnomalyRules) -> Option<Burst> {
    let mut times = times.to_vec();
    times.sort_unstable();
    let length = TimeDelta::minutes(rules.burst_minutes.into());
    let mut densest: Option<Burst> = None;
    for (place, first) in times.iter().enumerate() {
        let stretch = times.iter().skip(place).take_while(|time| **time - *first <= length);
        let (records, last) = stretch.fold((0, *first), |(count, _), time| (count + 1, *time));
        if densest.is_none_or(|burst| records > burst.records) {
            densest = Some(Burst { records, first: *first, last, zone, rules: *rules });
        }
    }
    densest.filter(|burst| burst.records >= (rules.burst_records as usize).max(2))
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.local();
        let AnomalyRules { burst_records, burst_minutes, .. } = self.rules;
        write!(
            f,
            "{} records from {} to {}",
            self.records,
            first.format("%F %H:%M"),
            last.format("%H:%M")
        )?;
        write!(f, ": {burst_records} or more within {burst_minutes} minutes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(minutes: &[i64]) -> Option<Burst> {
        let start: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let times: Vec<_> =
            minutes.iter().map(|minute| start + TimeDelta::minutes(*minute)).collect();
        find_burst(&times, Tz::Asia__Karachi, &AnomalyRules::default())
    }

    #[test]
    fn eight_records_within_ten_minutes_are_a_burst() {
        for (minutes, records) in [
            (&[0, 1, 2, 3, 4, 5, 6, 10][..], Some(8)),
            (&[10, 0, 1, 2, 3, 4, 5, 6], Some(8)),
            (&[0, 1, 2, 3, 4, 5, 6, 11], None),
            (&[0, 1, 2, 3, 4, 5, 6], None),
            (&[0, 50, 51, 52, 53, 53, 53, 54, 55, 60, 90], Some(9)),
            (&[], None),
        ] {
            assert_eq!(find(minutes).map(|burst| burst.records), records, "{minutes:?}");
        }
    }

    #[test]
    fn the_finding_says_its_rule_and_its_numbers() {
        assert_eq!(
            find(&[0, 1, 2, 3, 4, 5, 6, 7, 90]).unwrap().to_string(),
            "8 records from 2026-11-23 17:00 to 17:07: 8 or more within 10 minutes"
        );
    }
}

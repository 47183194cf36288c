//! Instants and the programme's days: which day an instant belongs to, and when a day begins.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The day that holds an instant.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first instant of a day.
pub fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant_of(day, NaiveTime::MIN, zone)
}

/// The instant at which clocks show a time of a day: the first, where they show it twice, and the
/// next that they show, where they skip it.
pub fn instant_of(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    const LONGEST_SKIP_IN_MINUTES: i64 = 24 * 60;
    let wanted = day.and_time(time);
    let shown = (0..=LONGEST_SKIP_IN_MINUTES).find_map(|minutes| {
        let local = wanted.checked_add_signed(TimeDelta::minutes(minutes))?;
        zone.from_local_datetime(&local).earliest()
    });
    shown.map_or_else(|| wanted.and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::super::parse_date;
    use super::*;

    #[test]
    fn a_late_evening_in_utc_is_the_next_day_in_karachi() {
        let at = "2026-08-31T20:15:00Z".parse().unwrap();
        assert_eq!(day_of(at, Tz::Asia__Karachi), parse_date("2026-09-01").unwrap());
        assert_eq!(day_of(at, Tz::UTC), parse_date("2026-08-31").unwrap());
    }

    #[test]
    fn a_day_begins_at_its_first_instant() {
        for (zone, day, start) in [
            (Tz::Asia__Karachi, "2026-09-02", "2026-09-01T19:00:00Z"),
            // Clocks went from 0:00 to 1:00.
            (Tz::America__Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z"),
            // Clocks went from 1:00 back to 0:00.
            (Tz::America__Havana, "2026-11-01", "2026-11-01T04:00:00Z"),
        ] {
            let expected: DateTime<Utc> = start.parse().unwrap();
            assert_eq!(start_of(parse_date(day).unwrap(), zone), expected, "{zone} {day}");
        }
    }
}

//! What time it is: the real clock, or a business day that stands still for tests.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;

/// The instant and the business day at which a use case runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant, to the microsecond that both databases keep.
    pub at: DateTime<Utc>,
    /// The day in the programme's time zone.
    pub today: NaiveDate,
}

/// Tells the time of business. Its zone is that of the programme until a setting names another one, as
/// `settings::business_time` knows.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: Tz,
    /// The day at whose ninth hour business time stands.
    stands_at: Option<NaiveDate>,
}

/// The hour at which business time stands on a test's day.
const TEST_HOUR: u32 = 9;

impl Clock {
    /// The real time in a zone.
    pub fn real(zone: Tz) -> Self {
        Self { zone, stands_at: None }
    }

    /// Business time that stands at 09:00 of a day.
    pub fn standing_at(zone: Tz, day: NaiveDate) -> Self {
        Self { zone, stands_at: Some(day) }
    }

    /// The same clock in another zone.
    #[must_use]
    pub fn in_zone(&self, zone: Tz) -> Self {
        Self { zone, ..self.clone() }
    }

    /// Business time, in the clock's zone.
    pub fn now(&self) -> Now {
        let Some(day) = self.stands_at else {
            let at = self.real_time();
            return Now { at, today: at.with_timezone(&self.zone).date_naive() };
        };
        let morning = day.and_hms_opt(TEST_HOUR, 0, 0).unwrap_or_default();
        let local = self.zone.from_local_datetime(&morning).earliest();
        let at = local.map_or_else(|| morning.and_utc(), |local| local.with_timezone(&Utc));
        Now { at, today: day }
    }

    /// The clock's zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The real time, which tokens, rate limits and the audit's own clock go by.
    pub fn real_time(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_time_stands_at_nine_in_the_programmes_zone() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let now = Clock::standing_at(chrono_tz::Asia::Karachi, day).now();
        assert_eq!(now.at.to_rfc3339(), "2026-11-23T04:00:00+00:00");
        assert_eq!(now.today, day);
        let east = Clock::standing_at(chrono_tz::Asia::Karachi, day).in_zone(Tz::Asia__Dubai);
        assert_eq!(east.now().at.to_rfc3339(), "2026-11-23T05:00:00+00:00");
        assert_eq!(east.now().today, day);
    }

    #[test]
    fn the_day_is_the_zones() {
        let clock = Clock::real(chrono_tz::Asia::Karachi);
        let now = clock.now();
        let there = now.at.with_timezone(&chrono_tz::Asia::Karachi);
        assert_eq!(now.today, there.date_naive());
        assert_eq!(now.at.timestamp_subsec_nanos() % 1000, 0);
    }
}

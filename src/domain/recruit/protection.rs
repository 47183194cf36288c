//! From when until when a seller is protected for a partner.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::super::zone::{day_of, start_of};
use super::rules::RecruitRules;
use super::words::Source;

/// The last day of protection of what was received at an instant.
pub fn protected_until(received_at: DateTime<Utc>, zone: Tz, rules: &RecruitRules) -> NaiveDate {
    rules.protection.after(day_of(received_at, zone))
}

/// Whether a protection whose last day is `until` still holds on a day.
pub fn is_protected_on(until: NaiveDate, today: NaiveDate) -> bool {
    today <= until
}

/// The instant at which a seller is free: the first of the day after the last of its protection.
pub fn free_from(until: NaiveDate, zone: Tz) -> DateTime<Utc> {
    start_of(until.succ_opt().unwrap_or(NaiveDate::MAX), zone)
}

/// Why a protection is not extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionRefused {
    /// It was extended before.
    #[error("a protection is extended once")]
    AlreadyExtended,
    /// It has ended.
    #[error("an extension is asked for before the protection ends")]
    Ended,
}

/// The last day of a protection after its one extension, which is asked for before it ends.
pub fn extended(
    until: NaiveDate,
    was_extended: bool,
    today: NaiveDate,
    rules: &RecruitRules,
) -> Result<NaiveDate, ExtensionRefused> {
    if was_extended {
        return Err(ExtensionRefused::AlreadyExtended);
    }
    if !is_protected_on(until, today) {
        return Err(ExtensionRefused::Ended);
    }
    Ok(rules.extension.after(until))
}

/// The day under which a registration is counted: that of its capture, as far as the phone can be
/// believed. Nothing is captured after it was received.
pub fn day_of_capture(
    captured_at: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
    zone: Tz,
) -> NaiveDate {
    day_of(captured_at.map_or(received_at, |captured| captured.min(received_at)), zone)
}

/// Whether a registration goes to a manager because its partner has made so many others of the same
/// day of capture. Those from events are not counted and not held back.
pub fn is_over_daily_cap(source: Source, others_that_day: u32, rules: &RecruitRules) -> bool {
    source != Source::Event && others_that_day >= rules.daily_cap
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::super::super::word::Word;
    use super::*;

    const ZONE: Tz = Tz::Asia__Karachi;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn protection_is_the_day_of_receipt_and_sixty_more_in_the_programmes_zone() {
        for (received, until, free) in [
            ("2026-07-03T10:00:00Z", "2026-09-01", "2026-09-01T19:00:00Z"),
            ("2026-07-02T19:00:00Z", "2026-09-01", "2026-09-01T19:00:00Z"),
            ("2026-07-02T18:59:59.999999Z", "2026-08-31", "2026-08-31T19:00:00Z"),
            ("2026-12-31T12:00:00Z", "2027-03-01", "2027-03-01T19:00:00Z"),
            ("2027-12-31T12:00:00Z", "2028-02-29", "2028-02-29T19:00:00Z"),
        ] {
            let last = protected_until(instant(received), ZONE, &RecruitRules::default());
            assert_eq!(last, day(until), "{received}");
            assert_eq!(free_from(last, ZONE), instant(free), "{received}");
            let before = instant(free) - chrono::TimeDelta::microseconds(1);
            assert!(is_protected_on(last, day_of(before, ZONE)));
            assert!(!is_protected_on(last, day_of(instant(free), ZONE)));
        }
    }

    #[test]
    fn one_extension_of_thirty_days_is_asked_for_before_the_end() {
        let (until, rules) = (day("2026-09-01"), RecruitRules::default());
        for (today, was_extended, result) in [
            ("2026-07-03", false, Ok(day("2026-10-01"))),
            ("2026-09-01", false, Ok(day("2026-10-01"))),
            ("2026-09-02", false, Err(ExtensionRefused::Ended)),
            ("2026-09-01", true, Err(ExtensionRefused::AlreadyExtended)),
            ("2026-09-02", true, Err(ExtensionRefused::AlreadyExtended)),
        ] {
            assert_eq!(extended(until, was_extended, day(today), &rules), result, "{today}");
        }
    }

    #[test]
    fn the_thirty_first_registration_of_a_day_waits_unless_it_comes_of_an_event() {
        let rules = RecruitRules::default();
        for source in Source::ALL {
            for (others, over) in [(0, false), (29, false), (30, true), (31, true)] {
                let expected = over && *source != Source::Event;
                assert_eq!(
                    is_over_daily_cap(*source, others, &rules),
                    expected,
                    "{source:?} {others}"
                );
            }
        }
    }

    #[test]
    fn the_day_of_capture_is_never_after_receipt() {
        let received = instant("2026-07-03T20:00:00Z");
        for (captured, expected) in [
            (None, "2026-07-04"),
            (Some("2026-07-03T12:00:00Z"), "2026-07-03"),
            (Some("2026-07-09T12:00:00Z"), "2026-07-04"),
        ] {
            let captured = captured.map(instant);
            assert_eq!(day_of_capture(captured, received, ZONE), day(expected), "{captured:?}");
        }
    }
}

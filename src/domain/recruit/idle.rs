//! What happens to a recruit that nobody does anything for.

use chrono::NaiveDate;

use super::super::calendar::Span;
use super::rules::RecruitRules;
use super::words::Stage;

/// What a recruit's idleness comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idleness {
    /// Something was done not long ago.
    Busy,
    /// The clock stands: others are to do something.
    Standing,
    /// Its partner is to be warned; so many idle days are left.
    Warned {
        /// Days until it is released, at least one.
        left: u16,
    },
    /// It goes back to the pool.
    Released,
}

/// How many days after `last_activity` and up to `today` count as idle: all but those on which the
/// clock stood. The spans may overlap.
pub fn idle_days(last_activity: NaiveDate, today: NaiveDate, standing: &[Span]) -> usize {
    let after = last_activity.iter_days().skip(1).take_while(|day| *day <= today);
    after.filter(|day| !standing.iter().any(|span| span.holds(*day))).count()
}

/// What so many idle days come to, where its partner was warned so many days ago, or never. Nobody loses
/// a seller without having had the days between warning and end. The clock stands while the platform
/// verifies the seller, and while a sale awaits confirmation.
pub fn idleness(
    (days, warned): (usize, Option<usize>),
    stage: Stage,
    sale_waits: bool,
    rules: &RecruitRules,
) -> Idleness {
    if stage == Stage::Verifying || sale_waits {
        return Idleness::Standing;
    }
    let (limit, warning) = (rules.idle.get(), rules.idle_warning.get());
    let whole = |days: usize| u16::try_from(days).unwrap_or(u16::MAX);
    if whole(days) < warning {
        return Idleness::Busy;
    }
    let of_grace = limit.saturating_sub(warning).saturating_sub(warned.map_or(0, whole));
    match limit.saturating_sub(whole(days)).max(of_grace) {
        0 if warned.is_some() => Idleness::Released,
        left => Idleness::Warned { left: left.max(1) },
    }
}

/// The first day on which the old partner may register again what went back to the pool.
pub fn cool_down_ends(released_on: NaiveDate, rules: &RecruitRules) -> NaiveDate {
    rules.cool_down.after(released_on)
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::super::super::word::Word;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_recruit_is_warned_on_day_11_and_released_on_day_14() {
        let rules = RecruitRules::default();
        for (today, warned, idle) in [
            ("2026-07-01", None, Idleness::Busy),
            ("2026-07-11", None, Idleness::Busy),
            ("2026-07-12", None, Idleness::Warned { left: 3 }),
            ("2026-07-14", Some(2), Idleness::Warned { left: 1 }),
            ("2026-07-15", Some(3), Idleness::Released),
            ("2026-12-31", Some(172), Idleness::Released),
        ] {
            let days = idle_days(day("2026-07-01"), day(today), &[]);
            assert_eq!(idleness((days, warned), Stage::Demo, false, &rules), idle, "{today}");
        }
    }

    #[test]
    fn nobody_loses_a_seller_before_three_days_after_the_warning() {
        let rules = RecruitRules::default();
        for (days, warned, idle) in [
            (13, None, Idleness::Warned { left: 3 }),
            (14, None, Idleness::Warned { left: 3 }),
            (15, Some(1), Idleness::Warned { left: 2 }),
            (100, None, Idleness::Warned { left: 3 }),
            (101, Some(1), Idleness::Warned { left: 2 }),
            (103, Some(3), Idleness::Released),
        ] {
            assert_eq!(idleness((days, warned), Stage::Demo, false, &rules), idle, "{days}");
        }
    }

    #[test]
    fn the_clock_stands_while_others_are_to_act() {
        let rules = RecruitRules::default();
        for stage in Stage::ALL {
            let stands = *stage == Stage::Verifying;
            let expected = if stands { Idleness::Standing } else { Idleness::Released };
            let idle = |sale_waits| idleness((100, Some(3)), *stage, sale_waits, &rules);
            assert_eq!(idle(false), expected, "{stage:?}");
            assert_eq!(idle(true), Idleness::Standing, "{stage:?}");
        }
    }

    #[test]
    fn days_on_which_the_clock_stood_do_not_count() {
        let span = |first, last| Span { first: day(first), last: day(last) };
        let standing = [span("2026-07-03", "2026-07-10"), span("2026-07-08", "2026-07-12")];
        for (today, days) in [
            ("2026-06-30", 0),
            ("2026-07-02", 1),
            ("2026-07-12", 1),
            ("2026-07-13", 2),
            ("2026-07-25", 14),
        ] {
            assert_eq!(idle_days(day("2026-07-01"), day(today), &standing), days, "{today}");
        }
    }

    #[test]
    fn the_old_partner_waits_three_days() {
        let ends = cool_down_ends(day("2026-07-15"), &RecruitRules::default());
        assert_eq!(ends, day("2026-07-18"));
    }
}

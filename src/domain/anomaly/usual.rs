//! A figure far above the person's own usual on that day of the week.

use std::fmt;

use chrono::NaiveDate;

use super::super::check_in::Counted;
use super::super::decimal::write_trimmed;
use super::rules::AnomalyRules;

/// A median in halves, and a median deviation in quarters, so that both are whole numbers.
const HALVES: u64 = 2;
const QUARTERS: u64 = 4;

/// A figure far above the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FarAboveUsual {
    /// What was counted.
    pub what: Counted,
    /// How many.
    pub value: u32,
    /// On which day.
    pub date: NaiveDate,
    /// How many days before say what is usual.
    pub days: usize,
    /// By which rules.
    pub rules: AnomalyRules,
    median_halves: u64,
    deviation_quarters: u64,
}

/// A whole number of hundredths, as people write it.
struct Hundredths(u64);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_trimmed(f, self.0.into(), 2)
    }
}

impl FarAboveUsual {
    /// The median of the days before.
    pub fn median(&self) -> impl fmt::Display + use<> {
        Hundredths(self.median_halves.saturating_mul(100 / HALVES))
    }

    /// The median deviation from it.
    pub fn deviation(&self) -> impl fmt::Display + use<> {
        Hundredths(self.deviation_quarters.saturating_mul(100 / QUARTERS))
    }
}

/// The days whose figures say what is usual on `date`: those of the same weekday within the window
/// before it.
pub fn usual_days(
    date: NaiveDate,
    rules: &AnomalyRules,
) -> impl Iterator<Item = NaiveDate> + use<> {
    let weeks = usize::from(rules.usual_window.get() / 7);
    std::iter::successors(date.checked_sub_days(chrono::Days::new(7)), |day| {
        day.checked_sub_days(chrono::Days::new(7))
    })
    .take(weeks)
}

/// Whether `value` of a day is far above what the person's `usual` figures are, which are those of
/// [`usual_days`] on which it reported.
///
/// Far is more than so many median absolute deviations above the median, and at least the least
/// excess. The median stands where one wild day would pull a mean along.
pub fn find_far_above_usual(
    what: Counted,
    value: u32,
    date: NaiveDate,
    usual: &[u32],
    rules: &AnomalyRules,
) -> Option<FarAboveUsual> {
    if usual.is_empty() || usual.len() < rules.usual_least_days as usize {
        return None;
    }
    let median_halves = doubled_median(usual.iter().map(|value| u64::from(*value)));
    let deviations = usual.iter().map(|value| (u64::from(*value) * HALVES).abs_diff(median_halves));
    let deviation_quarters = doubled_median(deviations);
    let excess = (u64::from(value) * QUARTERS).checked_sub(median_halves * HALVES)?;
    let is_far = excess > deviation_quarters.saturating_mul(rules.usual_deviations.into())
        && excess >= u64::from(rules.usual_least_excess) * QUARTERS;
    let days = usual.len();
    is_far.then_some(FarAboveUsual {
        what,
        value,
        date,
        days,
        median_halves,
        deviation_quarters,
        rules: *rules,
    })
}

/// Twice the median, a whole number.
fn doubled_median(values: impl Iterator<Item = u64>) -> u64 {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    let (upper, lower) = (values.len() / 2, values.len().saturating_sub(1) / 2);
    let at = |place| values.get(place).copied().unwrap_or_default();
    at(upper) + at(lower)
}

impl fmt::Display for FarAboveUsual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weekday = self.date.format("%A");
        write!(f, "{} on {weekday} {}; ", self.what.words(self.value), self.date)?;
        write!(f, "the median of {} {weekday}s before is {}", self.days, self.median())?;
        write!(f, ", the median deviation {}", self.deviation())?;
        let AnomalyRules { usual_deviations: times, usual_least_excess: least, .. } = self.rules;
        write!(f, ": more than {times} deviations above it, and at least {least}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::*;

    fn find(value: u32, usual: &[u32]) -> Option<FarAboveUsual> {
        let monday = parse_date("2026-11-23").unwrap();
        find_far_above_usual(Counted::Visits, value, monday, usual, &AnomalyRules::default())
    }

    #[test]
    fn far_is_five_deviations_above_the_median_and_five_at_least() {
        for (value, usual, far) in [
            // Median 3, deviation 1: far above 8.
            (8, &[2, 3, 4, 3, 2][..], false),
            (9, &[2, 4, 3, 1, 4], true),
            // Median 3.5, deviation 0.5: far above 6, but 5 more are 8.5.
            (8, &[3, 4, 3, 4], false),
            (9, &[3, 4, 3, 4], true),
            // No deviation at all.
            (7, &[3, 3, 3, 3], false),
            (8, &[3, 3, 3, 3], true),
            // One wild day does not make the next one usual.
            (40, &[3, 3, 90, 3], true),
            // Too few days, and below the usual.
            (100, &[3, 3], false),
            (100, &[], false),
            (0, &[3, 3, 3, 3], false),
        ] {
            assert_eq!(find(value, usual).is_some(), far, "{value} after {usual:?}");
        }
    }

    #[test]
    fn the_finding_says_its_rule_and_its_numbers() {
        assert_eq!(
            find(12, &[3, 4, 3, 4]).unwrap().to_string(),
            "12 visits on Monday 2026-11-23; the median of 4 Mondays before is 3.5, the median \
             deviation 0.5: more than 5 deviations above it, and at least 5"
        );
        assert!(find(u32::MAX, &[0, u32::MAX, u32::MAX / 2]).is_none());
    }

    #[test]
    fn the_usual_is_looked_for_on_the_same_weekday_of_28_days() {
        let days = usual_days(parse_date("2026-11-23").unwrap(), &AnomalyRules::default());
        let days: Vec<String> = days.map(|day| day.to_string()).collect();
        assert_eq!(days, ["2026-11-16", "2026-11-09", "2026-11-02", "2026-10-26"]);
    }
}

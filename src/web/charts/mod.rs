//! Charts: SVG drawn here, each with a label, and its numbers in a table beside it.
//!
//! They are drawn in whole numbers, and carry no text of their own, so that they can be stretched to
//! any width without their words becoming small.

mod by_rule;
mod line;
mod reports;
mod rows;
mod tiers;

use crate::domain::Money;
use crate::web::shown;

pub(super) use by_rule::{RuleChart, RuleTable};
pub(super) use line::LineChart;
pub(super) use rows::{RowChart, Stack};
pub(super) use tiers::TierChart;

/// A number with its name, and as it is written.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: u64,
    pub(super) text: String,
}

impl Figure {
    /// Money: drawn as it counts, written as it reads.
    pub(super) fn money(name: impl Into<String>, money: &Money) -> Self {
        let value = u64::try_from(money.amount.minor()).unwrap_or(0);
        Self { name: name.into(), value, text: shown::money(money).text() }
    }

    /// A count.
    pub(super) fn count(name: impl Into<String>, value: u64) -> Self {
        Self { name: name.into(), value, text: value.to_string() }
    }
}

/// The part of `length` that `value` is of `whole`, which may be nothing.
fn scaled(value: u64, whole: u64, length: u64) -> u64 {
    let exact = u128::from(value.min(whole)) * u128::from(length);
    let part = exact.checked_div(u128::from(whole)).unwrap_or_default();
    u64::try_from(part).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_of_the_whole_and_never_more() {
        for (value, whole, part) in
            [(0, 10, 0), (5, 10, 500), (10, 10, 1000), (20, 10, 1000), (3, 0, 0)]
        {
            assert_eq!(scaled(value, whole, 1000), part, "{value} of {whole}");
        }
        assert_eq!(scaled(u64::MAX, u64::MAX, 1000), 1000);
    }
}

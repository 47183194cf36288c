//! What a window counts.

use super::plan::Measure;
use crate::domain::Amount;

/// Both measures of some credits: the sum of their bases, and how many have one above zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    amount: i64,
    count: i64,
}

impl Totals {
    /// Counts a credit. A sum beyond 64 bits stays at their end, far out of an amount's range, so
    /// whoever uses it finds it there.
    #[inline]
    pub fn add(&mut self, basis: Amount) {
        self.amount = self.amount.saturating_add(basis.minor());
        self.count += i64::from(basis > Amount::ZERO);
    }

    pub fn measure(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Amount => self.amount,
            Measure::Count => self.count,
        }
    }

    /// The sum of the bases.
    pub fn amount(&self) -> i64 {
        self.amount
    }
}

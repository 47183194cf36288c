//! What a window counts.

use typed_index_collections::TiVec;

use super::facts::GroupIx;
use super::plan::Measure;
use crate::domain::Amount;

/// The measures of tier groups, few of which a window touches: those are forgotten one by one, so
/// that a plan of many rules costs nothing where they pay nobody.
#[derive(Debug, Default)]
pub(crate) struct GroupTotals {
    totals: TiVec<GroupIx, Totals>,
    used: Vec<GroupIx>,
}

impl GroupTotals {
    /// The measures of so many groups, all zero.
    pub fn new(groups: usize) -> Self {
        Self { totals: vec![Totals::default(); groups].into(), used: Vec::new() }
    }

    pub fn of(&self, group: GroupIx) -> Totals {
        self.totals[group]
    }

    /// Counts a credit of a group.
    #[inline]
    pub fn add(&mut self, group: GroupIx, basis: Amount) {
        let totals = &mut self.totals[group];
        if *totals == Totals::default() {
            self.used.push(group);
        }
        totals.add(basis);
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        for group in self.used.drain(..) {
            self.totals[group] = Totals::default();
        }
    }
}

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

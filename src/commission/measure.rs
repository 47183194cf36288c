//! What a window counts.

use typed_index_collections::{TiSlice, TiVec};

use super::book::{BoundTerm, Line};
use super::facts::{Facts, GroupIx, PlanIx, TermIx};
use super::plan::Measure;
use crate::domain::{Amount, WindowKind};

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

/// Measures every group over the lines of a whole window of a plan, and gives what each `counts`
/// measures, by its rule's term. `docs/COMMISSIONS.md` section 4.5.
pub(crate) fn measure_whole(
    (facts, terms): (&Facts, &TiSlice<TermIx, BoundTerm<'_>>),
    lines: &[Line],
    (plan, kind): (PlanIx, WindowKind),
    whole: &mut GroupTotals,
) -> Vec<(TermIx, Totals)> {
    whole.clear();
    let counting: Vec<_> = facts.terms.counting(plan, kind).collect();
    let mut counts: Vec<_> = counting.iter().map(|(term, _)| (*term, Totals::default())).collect();
    for line in lines.iter().filter(|line| line.counts()) {
        let term = &terms[line.term()];
        if term.plan_ix != plan || !term.is_credit() {
            continue;
        }
        if let Some(group) = term.group {
            whole.add(group, line.basis);
        }
        for ((_, totals), (_, filter)) in counts.iter_mut().zip(&counting) {
            if filter.fits(facts.profile(line.sale)) {
                totals.add(line.basis);
            }
        }
    }
    counts
}

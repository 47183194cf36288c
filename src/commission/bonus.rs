//! Bonuses: decided when their window has ended, by the version in force on its last day.
//!
//! `docs/COMMISSIONS.md` section 4.9.

use rustc_hash::FxHashSet;
use typed_index_collections::TiSlice;

use super::book::{Account, BoundTerm, Line};
use super::closing::{Closing, OutOfRange};
use super::entitlement::round;
use super::facts::{Facts, PlanIx, TermIx, VersionIx};
use super::measure::Totals;
use super::plan::{Bonus, BonusPay};
use super::tiers::percent_of;
use crate::domain::{Amount, Span};

impl<'f> Closing<'_, 'f> {
    /// Decides the bonuses of every window that ends now, or that ended and has a touched line.
    pub(super) fn pay_bonuses(&mut self) -> Result<(), OutOfRange> {
        for (plan, window) in self.bonus_windows() {
            let facts = self.run.facts;
            let in_force = facts.version_on(self.book.partner, window.last);
            let Some((_, version)) = in_force.filter(|(in_force, _)| *in_force == plan) else {
                continue;
            };
            for (place, bonus) in facts.version(version).bonuses.iter().enumerate() {
                if facts.plan(plan).window(bonus.window, window.first) == window {
                    self.pay_bonus((plan, version, place), bonus, window)?;
                }
            }
        }
        Ok(())
    }

    fn bonus_windows(&self) -> Vec<(PlanIx, Span)> {
        let terms = &self.run.facts.terms;
        let end = self.run.end;
        let (mut windows, mut known) = (Vec::new(), FxHashSet::default());
        if self.book.bonus_plans.is_empty() {
            return windows;
        }
        let mut add = |plan: PlanIx, window: Span| {
            if window.last <= end && known.insert((plan, window)) {
                windows.push((plan, window));
            }
        };
        for number in &self.touched {
            let line = &self.book.lines[*number as usize];
            let term = &self.run.terms[line.term()];
            for kind in terms.bonus_windows(term.plan_ix).iter().filter(|_| term.is_credit()) {
                add(term.plan_ix, term.plan.window(*kind, line.paid_on));
            }
        }
        for days in &self.days {
            for plan in &self.book.bonus_plans {
                for kind in terms.bonus_windows(*plan) {
                    let windows = self.run.facts.plan(*plan).windows_over(*kind, *days);
                    windows.for_each(|window| add(*plan, window));
                }
            }
        }
        // A window that ends now may hold lines of earlier periods only.
        for plan in &self.book.bonus_plans {
            for kind in terms.bonus_windows(*plan) {
                add(*plan, self.run.facts.plan(*plan).window(*kind, end));
            }
        }
        windows
    }

    fn pay_bonus(
        &mut self,
        (plan, version, place): (PlanIx, VersionIx, usize),
        bonus: &'f Bonus,
        window: Span,
    ) -> Result<(), OutOfRange> {
        let lines = &self.book.lines[self.book.lines_in(window)];
        let run = (self.run.facts, self.run.terms);
        let totals = bonus_totals(run, lines, (plan, version, place));
        let measure = totals.measure(bonus.measure);
        let of = || format!(" from bonus {} {window}", bonus.name);
        let in_range = |amount| Amount::try_from(amount).ok();
        if in_range(measure).is_none() {
            return Err(self.beyond("the measure", of()));
        }
        let mut sum = Amount::ZERO;
        if reaches(bonus, measure) && matches!(bonus.pay, BonusPay::Percent(_)) {
            sum = in_range(totals.amount())
                .ok_or_else(|| self.beyond("the sum of the bases", of()))?;
        }
        let entitled = pays(bonus, measure, sum).ok_or_else(|| self.beyond("the amount", of()))?;
        let account =
            Account { bonus: Some(&bonus.name), window, plan, posted: Amount::ZERO, last: None };
        self.pay_account(&account, entitled, (sum, measure))
    }
}

/// The measures over the partner's credits under the plan that fit the bonus, of a window's lines.
pub(super) fn bonus_totals(
    (facts, terms): (&Facts, &TiSlice<TermIx, BoundTerm<'_>>),
    lines: &[Line],
    (plan, version, place): (PlanIx, VersionIx, usize),
) -> Totals {
    let filter = &facts.terms.filters[version].bonuses[place];
    let mut totals = Totals::default();
    for line in lines {
        let term = &terms[line.term()];
        let counts = line.counts() && term.plan_ix == plan && term.is_credit();
        if counts && filter.fits(facts.profile(line.sale)) {
            totals.add(line.basis);
        }
    }
    totals
}

/// Whether a measure reaches a bonus's threshold.
pub(super) fn reaches(bonus: &Bonus, measure: i64) -> bool {
    measure >= bonus.threshold
}

/// What a bonus pays for a measure, the bases counted adding up to `sum`; `None` where that is out
/// of range.
pub(super) fn pays(bonus: &Bonus, measure: i64, sum: Amount) -> Option<Amount> {
    match bonus.pay {
        _ if !reaches(bonus, measure) => Some(Amount::ZERO),
        BonusPay::Flat(amount) => Some(amount),
        BonusPay::Percent(percent) => round(percent_of(sum, percent)),
    }
}

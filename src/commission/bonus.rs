//! Bonuses: decided when their window has ended, by the version in force on its last day.
//!
//! `docs/COMMISSIONS.md` section 4.9.

use super::book::Account;
use super::closing::{Closing, OutOfRange};
use super::facts::{PlanIx, VersionIx};
use super::measure::Totals;
use super::plan::{Bonus, BonusPay};
use super::tiers::percent_of;
use crate::domain::{Amount, Span};

impl<'f> Closing<'_, 'f> {
    /// Decides the bonuses of every window that ends now, or that ended and has a touched line.
    pub(super) fn pay_bonuses(&mut self) -> Result<(), OutOfRange> {
        for (plan, window) in self.bonus_windows() {
            let facts = self.run.facts;
            let standing = facts.partners.standing(self.book.partner, window.last);
            let Some(version) = standing.filter(|s| s.plan == plan).and_then(|s| s.version) else {
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
        let mut windows: Vec<(PlanIx, Span)> = Vec::new();
        let mut add = |plan: PlanIx, window: Span| {
            if window.last <= end && !windows.iter().rev().any(|known| *known == (plan, window)) {
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
        // A window that ends now may hold lines of earlier periods only.
        for standing in self.run.facts.partners.standings(self.book.partner) {
            for kind in terms.bonus_windows(standing.plan) {
                add(standing.plan, self.run.facts.plan(standing.plan).window(*kind, end));
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
        let totals = self.bonus_totals((plan, version, place), window);
        let measure = totals.measure(bonus.measure);
        let of = || format!(" from bonus {} {window}", bonus.name);
        let in_range = |amount| Amount::try_from(amount).ok();
        if in_range(measure).is_none() {
            return Err(self.beyond("the measure", of()));
        }
        let (reached, mut sum) = (measure >= bonus.threshold, Amount::ZERO);
        if reached && matches!(bonus.pay, BonusPay::Percent(_)) {
            sum = in_range(totals.amount())
                .ok_or_else(|| self.beyond("the sum of the bases", of()))?;
        }
        let entitled = match bonus.pay {
            _ if !reached => Some(Amount::ZERO),
            BonusPay::Flat(amount) => Some(amount),
            BonusPay::Percent(percent) => super::entitlement::round(percent_of(sum, percent)),
        };
        let entitled = entitled.ok_or_else(|| self.beyond("the amount", of()))?;
        let account =
            Account { bonus: Some(&bonus.name), window, plan, posted: Amount::ZERO, last: None };
        self.pay_account(&account, entitled, (sum, measure))
    }

    /// The measures over the partner's credits under the plan that fit the bonus, in the window.
    fn bonus_totals(
        &self,
        (plan, version, place): (PlanIx, VersionIx, usize),
        window: Span,
    ) -> Totals {
        let facts = self.run.facts;
        let filter = &facts.terms.filters[version].bonuses[place];
        let mut totals = Totals::default();
        for line in &self.book.lines[self.lines_in(window)] {
            let term = &self.run.terms[line.term()];
            let counts = line.counts() && term.plan_ix == plan && term.is_credit();
            if counts && filter.fits(facts.profile(line.sale)) {
                totals.add(line.basis);
            }
        }
        totals
    }
}

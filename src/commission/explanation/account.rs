//! The explanation of an entry of a bonus or a cap.

use super::{Comes, Saying, Steps};
use crate::commission::bonus::{pays, reaches};
use crate::commission::book::Account;
use crate::commission::cap::{decided_by, taken_off};
use crate::commission::ledger::EntryRef;
use crate::commission::plan::{Bonus, BonusPay, Cap, Measure};
use crate::commission::tiers::percent_of;
use crate::domain::{Amount, Span};

impl EntryRef<'_, '_> {
    /// Explains what a bonus or cap is entitled to at the end of the entry's period, by the plan
    /// and version in force then: the account itself may have come under others since.
    pub(super) fn explain_account(&self, account: &Account<'_>, steps: &mut Steps) -> Amount {
        let (facts, end) = (self.ledger.facts(), self.period.last_day());
        let Some(decided) = decided_by(facts, self.book.partner, account.window, end) else {
            return Amount::ZERO;
        };
        let (code, on) = (facts.plan(decided.plan).code(), decided.on);
        let Some(version) = decided.version else {
            steps.say(Saying::NoVersion, &[code, &on]);
            return Amount::ZERO;
        };
        let from = version.effective_from;
        steps.say(Saying::InForce, &[code, &from, &on]);
        match account.bonus {
            Some(name) => {
                let bonus = version.bonuses.iter().find(|bonus| bonus.name == *name);
                bonus.map_or(Amount::ZERO, |bonus| self.explain_bonus(bonus, account, steps))
            }
            None => self.explain_cap(decided.cap, account.window, steps),
        }
    }

    fn explain_bonus(&self, bonus: &Bonus, account: &Account<'_>, steps: &mut Steps) -> Amount {
        let (name, kind, window) = (&bonus.name, bonus.window, account.window);
        let shown = |value: i64| match bonus.measure {
            Measure::Amount => steps.minor(value).to_string(),
            Measure::Count => value.to_string(),
        };
        let (measure, threshold) = (shown(self.posting.measure), shown(bonus.threshold));
        let counted = match bonus.measure {
            Measure::Amount => Saying::BonusOfBases,
            Measure::Count => Saying::BonusOfCredits,
        };
        steps.given(counted, &[name, &kind, &window], &measure);
        if !reaches(bonus, self.posting.measure) {
            steps.say(Saying::NotReached, &[&threshold]);
            return Amount::ZERO;
        }
        steps.say(Saying::Reached, &[&threshold]);
        let sum = self.posting.basis;
        let paid = pays(bonus, self.posting.measure, sum).unwrap_or_default();
        let shown = steps.money(paid);
        match bonus.pay {
            BonusPay::Flat(_) => steps.given(Saying::Pays, &[], &shown),
            BonusPay::Percent(percent) => {
                let (figure, sum) = (steps.exact(percent_of(sum, percent)), steps.money(sum));
                let product = format_args!("{sum} * {percent} / 100");
                steps.sum(Saying::OfBases, &[], product, Comes::Exactly, &figure);
                steps.sum(Saying::Rounded, &[], format_args!("{figure}"), Comes::Rounded, &shown);
            }
        }
        paid
    }

    fn explain_cap(&self, cap: Option<&Cap>, window: Span, steps: &mut Steps) -> Amount {
        let Some(cap) = cap else {
            steps.say(Saying::NoCap, &[&window]);
            return Amount::ZERO;
        };
        let (kind, total) = (cap.window, self.posting.measure);
        let (total, most) = (steps.minor(total), steps.money(cap.amount));
        // A cap posts a sum, which an amount holds.
        let off = taken_off(cap, Amount::try_from(self.posting.measure).unwrap_or_default());
        let off_text = steps.money(off);
        steps.given(Saying::Cap, &[&kind, &window], &total);
        let above = format_args!("0 - max(0, {total} - {most})");
        steps.sum(Saying::AboveCap, &[], above, Comes::Exactly, &off_text);
        off
    }
}

//! The cap per window.
//!
//! `docs/COMMISSIONS.md` section 4.10.

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use super::book::Account;
use super::closing::{Closing, OutOfRange};
use super::entry::KeyPlace;
use super::facts::{Facts, PartnerIx, PlanIx};
use super::plan::{Cap, Version};
use crate::domain::{Amount, Span};

impl<'f> Closing<'_, 'f> {
    /// Limits every window in which something was paid, and the open one, because the version in
    /// force may have changed.
    pub(super) fn limit_by_caps(&mut self) -> Result<(), OutOfRange> {
        self.cap_windows().into_iter().try_for_each(|window| self.limit(window))
    }

    fn cap_windows(&self) -> Vec<Span> {
        let capped = &self.book.capped;
        let (mut windows, mut known) = (Vec::new(), FxHashSet::default());
        for account in self.accounts_again().filter(|account| account.bonus.is_none()) {
            if known.insert(account.window) {
                windows.push(account.window);
            }
        }
        if capped.is_empty() {
            return windows;
        }
        for (days, (plan, kind)) in
            self.days.iter().flat_map(|days| capped.iter().map(move |of| (days, of)))
        {
            let again = self.run.facts.plan(*plan).windows_over(*kind, *days);
            windows.extend(again.filter(|window| known.insert(*window)));
        }
        let mut add = |date| {
            for (plan, kind) in capped {
                let window = self.run.facts.plan(*plan).window(*kind, date);
                if known.insert(window) {
                    windows.push(window);
                }
            }
        };
        add(self.run.end);
        self.touched.iter().for_each(|line| add(self.book.lines[*line as usize].paid_on));
        for posting in &self.book.postings[self.book.open_from()..] {
            match posting.key.place() {
                KeyPlace::Line(line) => add(self.book.lines[line].paid_on),
                KeyPlace::Account(account) => add(self.book.accounts[account].window.last),
                KeyPlace::Gone(gone) => {
                    let bonus = self.book.past.gone[gone].key.window;
                    bonus.into_iter().for_each(|window| add(window.last));
                }
            }
        }
        windows
    }

    fn limit(&mut self, window: Span) -> Result<(), OutOfRange> {
        let facts = self.run.facts;
        let decided = decided_by(facts, self.book.partner, window, self.run.end);
        let Some(decided) = decided else { return self.lift_cap(window) };
        let plan = decided.plan;
        let (mut entitled, mut total) = (Amount::ZERO, Amount::ZERO);
        if let Some(cap) = decided.cap {
            total = self.entitlements(plan, window).ok_or_else(|| {
                self.beyond("the sum of entitlements", format!(" under the cap of {window}"))
            })?;
            entitled = taken_off(cap, total);
        }
        let account = Account { bonus: None, window, plan, posted: Amount::ZERO, last: None };
        self.pay_account(&account, entitled, (Amount::ZERO, total.minor()))
    }

    /// Takes a cap back in a window in which the partner turns out to have no plan yet.
    fn lift_cap(&mut self, window: Span) -> Result<(), OutOfRange> {
        let posted = self
            .accounts_again()
            .find(|account| account.bonus.is_none() && account.window == window);
        let Some(account) = posted.cloned() else { return Ok(()) };
        self.pay_account(&account, Amount::ZERO, (Amount::ZERO, 0))
    }

    /// The partner's entitlements under the plan: of sales and overrides paid in the window, and of
    /// bonuses whose window's last day is in it. What is posted is what is entitled by now.
    fn entitlements(&self, plan: PlanIx, window: Span) -> Option<Amount> {
        let lines = self.book.lines[self.book.lines_in(window)].iter();
        let lines = lines.filter(|line| self.run.terms[line.term()].plan_ix == plan);
        let bonuses = self.book.bonuses_in(window).filter(|account| account.plan == plan);
        let posted = lines.map(|line| line.posted).chain(bonuses.map(|account| account.posted));
        posted
            .map(Amount::minor)
            .try_fold(0i64, i64::checked_add)
            .and_then(|sum| sum.try_into().ok())
    }
}

/// What decides the cap of a window: the version in force on its last day, or on the day at hand
/// where it has not ended.
pub(super) struct Decided<'f> {
    pub on: NaiveDate,
    pub plan: PlanIx,
    pub version: Option<&'f Version>,
    /// The version's cap, where it is one over that window.
    pub cap: Option<&'f Cap>,
}

/// What decides a partner's cap of a window at the end of a day; `None` where it has no plan.
pub(super) fn decided_by(
    facts: &Facts,
    partner: PartnerIx,
    window: Span,
    end: NaiveDate,
) -> Option<Decided<'_>> {
    let on = window.last.min(end);
    let plan = facts.partners.standing(partner, on)?.plan;
    let version = facts.plans.in_force(plan, on).map(|version| facts.version(version));
    let limits = |cap: &&Cap| facts.plan(plan).window(cap.window, window.first) == window;
    let cap = version.and_then(|version| version.cap.as_ref()).filter(limits);
    Some(Decided { on, plan, version, cap })
}

/// What a cap takes off entitlements, as it is posted: never above zero.
pub(super) fn taken_off(cap: &Cap, total: Amount) -> Amount {
    // Both are amounts and neither is below zero, so the difference is one too.
    cap.amount.checked_sub(total).map_or(Amount::ZERO, |left| left.min(Amount::ZERO))
}

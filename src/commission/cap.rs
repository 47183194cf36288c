//! The cap per window.
//!
//! `docs/COMMISSIONS.md` section 4.10.

use super::book::Account;
use super::closing::{Closing, OutOfRange};
use super::entry::KeyPlace;
use super::facts::PlanIx;
use super::plan::Cap;
use crate::domain::{Amount, Span, WindowKind};

impl<'f> Closing<'_, 'f> {
    /// Limits every window in which something was paid, and those that have not ended before now,
    /// because the version in force may have changed.
    pub(super) fn limit_by_caps(&mut self) -> Result<(), OutOfRange> {
        let facts = self.run.facts;
        let mut capped: Vec<(PlanIx, WindowKind)> = Vec::new();
        for standing in facts.partners.standings(self.book.partner) {
            let kind = facts.terms.cap_window(standing.plan);
            if let Some(kind) = kind
                && !capped.contains(&(standing.plan, kind))
            {
                capped.push((standing.plan, kind));
            }
        }
        for window in self.cap_windows(&capped) {
            self.limit(window)?;
        }
        Ok(())
    }

    fn cap_windows(&self, capped: &[(PlanIx, WindowKind)]) -> Vec<Span> {
        let mut windows: Vec<Span> = Vec::new();
        if capped.is_empty() {
            return windows;
        }
        let mut add = |date| {
            for (plan, kind) in capped {
                let known = windows.iter().rev().any(|window| {
                    window.holds(date) && *window == self.run.facts.plan(*plan).window(*kind, date)
                });
                if !known {
                    windows.push(self.run.facts.plan(*plan).window(*kind, date));
                }
            }
        };
        add(self.run.end);
        self.touched.iter().for_each(|line| add(self.book.lines[*line as usize].paid_on));
        for posting in &self.book.postings[self.book.open_from()..] {
            match posting.key.place() {
                KeyPlace::Line(line) => add(self.book.lines[line].paid_on),
                KeyPlace::Account(account) => add(self.book.accounts[account].window.last),
            }
        }
        windows
    }

    fn limit(&mut self, window: Span) -> Result<(), OutOfRange> {
        let facts = self.run.facts;
        let decided_on = window.last.min(self.run.end);
        let Some(standing) = facts.partners.standing(self.book.partner, decided_on) else {
            return Ok(());
        };
        let (plan, version) = (standing.plan, standing.version);
        let limits = |cap: &Cap| facts.plan(plan).window(cap.window, window.first) == window;
        let cap = version.and_then(|version| facts.version(version).cap).filter(limits);
        let (mut entitled, mut total) = (Amount::ZERO, Amount::ZERO);
        if let Some(cap) = cap {
            total = self.entitlements(plan, window).ok_or_else(|| {
                self.beyond("the sum of entitlements", format!(" under the cap of {window}"))
            })?;
            entitled = taken_off(&cap, total);
        }
        let account = Account { bonus: None, window, plan, posted: Amount::ZERO, last: None };
        self.pay_account(&account, entitled, (Amount::ZERO, total.minor()))
    }

    /// The partner's entitlements under the plan: of sales and overrides paid in the window, and of
    /// bonuses whose window's last day is in it. What is posted is what is entitled by now.
    fn entitlements(&self, plan: PlanIx, window: Span) -> Option<Amount> {
        let lines = self.book.lines[self.lines_in(window)].iter();
        let lines = lines.filter(|line| self.run.terms[line.term()].plan_ix == plan);
        let bonuses = self.book.accounts.iter().filter(|account| {
            account.bonus.is_some() && account.plan == plan && window.holds(account.window.last)
        });
        let posted = lines.map(|line| line.posted).chain(bonuses.map(|account| account.posted));
        posted
            .map(Amount::minor)
            .try_fold(0i64, i64::checked_add)
            .and_then(|sum| sum.try_into().ok())
    }
}

/// What a cap takes off entitlements, as it is posted: never above zero.
pub(super) fn taken_off(cap: &Cap, total: Amount) -> Amount {
    // Both are amounts and neither is below zero, so the difference is one too.
    cap.amount.checked_sub(total).map_or(Amount::ZERO, |left| left.min(Amount::ZERO))
}

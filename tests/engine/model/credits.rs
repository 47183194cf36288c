//! The credits that count at the end of a day, and what windows measure of them.
//!
//! `docs/COMMISSIONS.md` sections 1 and 4.1 to 4.5.

use chrono::NaiveDate;
use serde_json::Value;

use super::calendar::Window;
use super::facts::{Facts, Sale};
use super::number::Exact;
use super::plan::{fits, is_same_plan, is_tiered, list, text};

/// A credit with a version, not pending.
pub struct Credit<'a> {
    pub sale: &'a Sale<'a>,
    pub partner: &'a str,
    pub share: &'a Exact,
    pub plan: &'a Value,
    pub version: &'a Value,
    pub basis: i128,
    /// The rule that pays it; where none does it is unmatched, but still counts.
    pub rule: Option<&'a Value>,
}

impl Credit<'_> {
    pub fn is_of(&self, partner: &str, plan: &Value) -> bool {
        self.partner == partner && is_same_plan(self.plan, plan)
    }

    pub fn is_earlier_than(&self, other: &Credit) -> bool {
        let order = |credit: &Credit| (credit.sale.paid_on, credit.sale.row.sale.clone());
        order(self) < order(other)
    }

    /// Whether a tiered rule of that name pays it.
    fn is_paid_by_tiers_of(&self, name: &str) -> bool {
        self.rule.is_some_and(|rule| is_tiered(rule) && text(rule, "name") == name)
    }
}

/// Sale, partner and reason.
pub type Unmatched = Vec<(String, String, String)>;

/// Every credit with a version that is not pending, and what is unmatched at the day.
pub fn credits_at<'a>(facts: &'a Facts<'a>, end: NaiveDate) -> (Vec<Credit<'a>>, Unmatched) {
    let (mut credits, mut unmatched) = (Vec::new(), Vec::new());
    for sale in facts.sales_by(end) {
        for (partner, share) in &sale.credits {
            let why = |reason: &str| (sale.row.sale.clone(), (*partner).into(), reason.into());
            let Some((plan, version)) = facts.terms_on(partner, sale.paid_on) else {
                unmatched.push(why("no_version"));
                continue;
            };
            if sale.is_pending(version, end) {
                continue;
            }
            let mut rules = list(version, "rules").iter();
            let rule = rules.find(|rule| fits(rule.get("when"), sale.row));
            if rule.is_none() {
                unmatched.push(why("no_rule"));
            }
            let basis = facts.basis(sale, partner, (plan, version), end);
            credits.push(Credit { sale, partner, share, plan, version, basis, rule });
        }
    }
    unmatched.sort();
    (credits, unmatched)
}

/// 1: the measure over some credits: the sum of bases, or the number of those above zero.
pub fn measure(kind: &str, credits: &[&Credit]) -> i128 {
    match kind {
        "amount" => credits.iter().map(|credit| credit.basis).sum(),
        "count" => credits.iter().map(|credit| i128::from(credit.basis > 0)).sum(),
        other => panic!("unknown measure {other}"),
    }
}

/// 4.5: a rule's own credits in a window are those that a tiered rule of its name pays to the
/// partner under the plan.
pub fn own_credits<'c, 'a>(
    credit: &Credit,
    rule: &Value,
    window: &Window,
    all: &'c [Credit<'a>],
) -> Vec<&'c Credit<'a>> {
    let own = counted_credits((credit.partner, credit.plan), None, window, all);
    own.into_iter().filter(|other| other.is_paid_by_tiers_of(text(rule, "name"))).collect()
}

/// 4.5 and 4.9: all the partner's credits under the plan, in a window, that fit.
pub fn counted_credits<'c, 'a>(
    (partner, plan): (&str, &Value),
    when: Option<&Value>,
    window: &Window,
    all: &'c [Credit<'a>],
) -> Vec<&'c Credit<'a>> {
    let of_partner = all.iter().filter(|credit| credit.is_of(partner, plan));
    let in_window = of_partner.filter(|credit| window.holds(credit.sale.paid_on));
    in_window.filter(|credit| fits(when, credit.sale.row)).collect()
}

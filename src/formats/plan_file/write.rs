//! Plans into files, their fields in the order of the contract.

use std::fmt::Display;

use crate::commission::plan::{
    Bonus, BonusPay, Cap, Holdback, Kind, Measure, Mode, Override, Pay, Plan, Rule, Tier, TierPay,
    Tiered, Version, When,
};
use crate::domain::{Amount, Currency, Days, Word};
use crate::formats::json::{self, Node};

/// The plan as a file that reads back to an equal plan.
///
/// `docs/COMMISSIONS.md` section 7.
pub fn write(plan: &Plan) -> String {
    let writer = Writer { currency: plan.currency() };
    let versions = plan.versions().iter().map(|version| writer.version(version));
    let file = object([
        ("plan", Some(text(plan.code()))),
        ("name", (!plan.name().is_empty()).then(|| text(plan.name()))),
        ("currency", Some(text(plan.currency()))),
        ("fiscal_year_start", Some(Node::Integer(plan.fiscal_year_start().get().into()))),
        ("minimum_payout", Some(writer.amount(plan.minimum_payout()))),
        ("versions", Some(Node::List(versions.collect()))),
    ]);
    json::write(&file) + "\n"
}

fn object<const N: usize>(fields: [(&str, Option<Node>); N]) -> Node {
    let there = fields.into_iter().filter_map(|(name, node)| Some((name.to_owned(), node?)));
    Node::Object(there.collect())
}

fn text(value: impl Display) -> Node {
    Node::Text(value.to_string())
}

fn days(days: Days) -> Node {
    Node::Integer(days.get().into())
}

/// A list, absent where it is empty.
fn list<'a, T>(members: &'a [T], write: impl FnMut(&'a T) -> Node) -> Option<Node> {
    (!members.is_empty()).then(|| Node::List(members.iter().map(write).collect()))
}

/// Which sales, absent where that is all.
fn when(when: &When) -> Option<Node> {
    (*when != When::default()).then(|| when_given(when))
}

fn when_given(When { kinds, products, sources, cities }: &When) -> Node {
    let kind = |kind: &Kind| text(kind.as_str());
    object([
        ("kinds", kinds.as_ref().and_then(|kinds| list(kinds, kind))),
        ("products", products.as_ref().and_then(|products| list(products, text))),
        ("sources", sources.as_ref().and_then(|sources| list(sources, text))),
        ("cities", cities.as_ref().and_then(|cities| list(cities, text))),
    ])
}

fn over(Override { name, when: sales, percents }: &Override) -> Node {
    object([("name", Some(text(name))), ("when", when(sales)), ("percents", list(percents, text))])
}

fn holdback(Holdback { percent, days: held }: Holdback) -> Node {
    object([("percent", Some(text(percent))), ("days", Some(days(held)))])
}

/// Writes figures of the plan's currency.
struct Writer {
    currency: Currency,
}

impl Writer {
    fn amount(&self, amount: Amount) -> Node {
        text(amount.in_currency(self.currency))
    }

    fn measure(&self, measure: Measure, value: i64) -> Node {
        match (measure, Amount::try_from(value)) {
            (Measure::Amount, Ok(amount)) => self.amount(amount),
            _ => text(value),
        }
    }

    fn version(&self, version: &Version) -> Node {
        object([
            ("effective_from", Some(text(version.effective_from))),
            ("clawback_days", Some(days(version.clawback_days))),
            ("hold_days", Some(days(version.hold_days))),
            ("requires_verification", Some(Node::Bool(version.requires_verification))),
            ("holdback", version.holdback.map(holdback)),
            ("rules", list(&version.rules, |rule| self.rule(rule))),
            ("overrides", list(&version.overrides, over)),
            ("bonuses", list(&version.bonuses, |bonus| self.bonus(bonus))),
            ("cap", version.cap.map(|cap| self.cap(cap))),
        ])
    }

    fn rule(&self, Rule { name, when: sales, pay, max_per_credit }: &Rule) -> Node {
        object([
            ("name", Some(text(name))),
            ("when", when(sales)),
            ("pay", Some(self.pay(pay))),
            ("max_per_credit", max_per_credit.map(|most| self.amount(most))),
        ])
    }

    fn pay(&self, pay: &Pay) -> Node {
        match pay {
            Pay::Percent(percent) => percent_pay(percent),
            Pay::Flat(amount) => self.flat_pay(*amount),
            Pay::Tiered(tiered) => self.tiered(tiered),
        }
    }

    fn flat_pay(&self, amount: Amount) -> Node {
        object([("type", Some(text("flat"))), ("amount", Some(self.amount(amount)))])
    }

    fn tiered(&self, Tiered { mode, measure, window, tiers }: &Tiered) -> Node {
        let (mode, counts) = match mode {
            Mode::Marginal => ("marginal", None),
            Mode::Retroactive { counts } => ("retroactive", counts.as_ref().map(when_given)),
        };
        object([
            ("type", Some(text("tiered"))),
            ("mode", Some(text(mode))),
            ("measure", Some(text(measure.as_str()))),
            ("window", Some(text(window))),
            ("tiers", list(tiers, |tier| self.tier(*measure, tier))),
            ("counts", counts),
        ])
    }

    fn tier(&self, measure: Measure, Tier { from, pay }: &Tier) -> Node {
        let (name, pay) = match pay {
            TierPay::Percent(percent) => ("percent", text(percent)),
            TierPay::Flat(amount) => ("flat", self.amount(*amount)),
        };
        object([("from", Some(self.measure(measure, *from))), (name, Some(pay))])
    }

    fn bonus(&self, bonus: &Bonus) -> Node {
        let pay = match bonus.pay {
            BonusPay::Flat(amount) => self.flat_pay(amount),
            BonusPay::Percent(percent) => percent_pay(percent),
        };
        object([
            ("name", Some(text(&bonus.name))),
            ("when", when(&bonus.when)),
            ("window", Some(text(bonus.window))),
            ("measure", Some(text(bonus.measure.as_str()))),
            ("threshold", Some(self.measure(bonus.measure, bonus.threshold))),
            ("pay", Some(pay)),
        ])
    }

    fn cap(&self, Cap { window, amount }: Cap) -> Node {
        object([("window", Some(text(window))), ("amount", Some(self.amount(amount)))])
    }
}

fn percent_pay(percent: impl Display) -> Node {
    object([("type", Some(text("percent"))), ("percent", Some(text(percent)))])
}

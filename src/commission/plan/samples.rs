//! Plans to test with.

use super::{Cap, Measure, Mode, Pay, PlanDraft, Rule, Tier, TierPay, Tiered, Version, When};
use crate::domain::{Amount, Code, Currency, Days, Percent, WindowKind, parse_date};

pub(super) fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

pub(super) fn percent(text: &str) -> Percent {
    Percent::parse(text).unwrap()
}

pub(super) fn usd(text: &str) -> Amount {
    Amount::parse(text, Currency::parse("USD").unwrap()).unwrap()
}

pub(super) fn days(days: u64) -> Days {
    Days::new(days).unwrap()
}

/// A plan in US dollars.
pub(super) fn draft(versions: Vec<Version>) -> PlanDraft {
    PlanDraft {
        code: code("PK"),
        name: String::new(),
        currency: Currency::parse("USD").unwrap(),
        fiscal_year_start: Default::default(),
        minimum_payout: Amount::ZERO,
        versions,
    }
}

/// A version that claws back for 90 days.
pub(super) fn version(date: &str, rules: Vec<Rule>) -> Version {
    Version {
        effective_from: parse_date(date).unwrap(),
        clawback_days: days(90),
        hold_days: days(0),
        requires_verification: false,
        holdback: None,
        rules,
        overrides: Vec::new(),
        bonuses: Vec::new(),
        cap: None,
    }
}

/// A rule for every sale.
pub(super) fn rule(name: &str, pay: Pay) -> Rule {
    Rule { name: code(name), when: When::default(), pay, max_per_credit: None }
}

/// A rule that pays 10 %.
pub(super) fn ten(name: &str) -> Rule {
    rule(name, Pay::Percent(percent("10")))
}

/// Tiers over a quarter that pay percentages: minor units or counts, and what they pay.
pub(super) fn tiered(mode: Mode, measure: Measure, tiers: &[(i64, &str)]) -> Tiered {
    let tiers = tiers.iter().map(|(from, pay)| Tier { from: *from, pay: tier_pay(pay) });
    Tiered { mode, measure, window: WindowKind::Quarter, tiers: tiers.collect() }
}

/// `18 %`, or an amount.
fn tier_pay(pay: &str) -> TierPay {
    match pay.strip_suffix(" %") {
        Some(text) => TierPay::Percent(percent(text)),
        None => TierPay::Flat(usd(pay)),
    }
}

pub(super) fn cap(window: WindowKind, amount: &str) -> Option<Cap> {
    Some(Cap { window, amount: usd(amount) })
}

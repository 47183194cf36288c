//! What a rule pays a credit, and how much of it is entitled yet.
//!
//! `docs/COMMISSIONS.md` sections 4.5 to 4.7.

use chrono::NaiveDate;
use num_traits::Zero;
use serde_json::Value;

use super::calendar::plus_days;
use super::credits::{Credit, counted_credits, measure, own_credits};
use super::facts::Sale;
use super::number::{Exact, decimal, percent_of, round, whole};
use super::plan::{amount, bound, days, list, requires_verification, text, window};

/// 4.6: the exact commission, at most `max_per_credit`, then rounded, once.
pub fn commission(credit: &Credit, rule: &Value, all: &[Credit]) -> i128 {
    let exact = exact_commission(credit, rule, all);
    match rule.get("max_per_credit") {
        None => round(&exact),
        Some(_) => round(&exact.min(whole(amount(credit.plan, rule, "max_per_credit")))),
    }
}

/// 4.5: the exact commission in minor units.
fn exact_commission(credit: &Credit, rule: &Value, all: &[Credit]) -> Exact {
    let pay = &rule["pay"];
    if credit.basis == 0 {
        return Exact::zero();
    }
    match text(pay, "type") {
        "percent" => percent(credit, pay),
        "flat" => flat(credit, pay, "amount"),
        "tiered" => tiered(credit, rule, all),
        other => panic!("unknown pay {other}"),
    }
}

fn percent(credit: &Credit, pay: &Value) -> Exact {
    percent_of(&whole(credit.basis), &decimal(text(pay, "percent")))
}

fn flat(credit: &Credit, pay: &Value, field: &str) -> Exact {
    percent_of(&whole(amount(credit.plan, pay, field)), credit.share)
}

fn tiered(credit: &Credit, rule: &Value, all: &[Credit]) -> Exact {
    let pay = &rule["pay"];
    let window = window(credit.plan, text(pay, "window"), credit.sale.paid_on);
    let own = own_credits(credit, rule, &window, all);
    let earlier: Vec<&Credit> =
        own.iter().copied().filter(|other| other.is_earlier_than(credit)).collect();
    match (text(pay, "mode"), text(pay, "measure")) {
        ("marginal", "amount") => slices(credit, pay, measure("amount", &earlier)),
        ("marginal", "count") => tier(credit, pay, measure("count", &earlier)),
        ("retroactive", kind) => {
            let of = (credit.partner, credit.plan);
            let counts = pay.get("counts");
            let counted = counts.map(|counts| counted_credits(of, Some(counts), &window, all));
            tier(credit, pay, measure(kind, &counted.unwrap_or(own)))
        }
        other => panic!("unknown tiers {other:?}"),
    }
}

/// The tier with the largest `from` not above the measure pays the whole credit.
fn tier(credit: &Credit, pay: &Value, measured: i128) -> Exact {
    let from = |tier: &&Value| bound(credit.plan, text(pay, "measure"), tier, "from");
    let reached = list(pay, "tiers").iter().filter(|tier| from(tier) <= measured);
    let tier = reached.max_by_key(from).expect("the first tier is from zero");
    if tier.get("percent").is_some() { percent(credit, tier) } else { flat(credit, tier, "flat") }
}

/// The credit covers `before` to `before + basis`; each slice is paid at the rate of its tier.
fn slices(credit: &Credit, pay: &Value, before: i128) -> Exact {
    let tiers = list(pay, "tiers");
    let from = |tier: &Value| bound(credit.plan, "amount", tier, "from");
    let after = before + credit.basis;
    let ends = tiers.iter().skip(1).map(from).chain([after]);
    let mut sum = Exact::zero();
    for (tier, end) in tiers.iter().zip(ends) {
        let slice = end.min(after) - from(tier).max(before);
        sum += percent_of(&whole(slice.max(0)), &decimal(text(tier, "percent")));
    }
    sum
}

/// 4.7: the day on which the holdback of a sale ends, by a version.
pub fn holdback_ends(sale: &Sale, version: &Value) -> Option<NaiveDate> {
    version.get("holdback").map(|holdback| plus_days(sale.paid_on, days(holdback, "days")))
}

/// 4.7: what of a commission is entitled at the end of a day.
pub fn after_hold(commission: i128, sale: &Sale, version: &Value, end: NaiveDate) -> i128 {
    let mut hold_ends = plus_days(sale.paid_on, days(version, "hold_days"));
    if requires_verification(version) {
        hold_ends = hold_ends.max(sale.verified_on.expect("a sale that is not pending"));
    }
    if end < hold_ends {
        return 0;
    }
    match holdback_ends(sale, version) {
        Some(day) if end < day => {
            let percent = decimal(text(&version["holdback"], "percent"));
            commission - round(&percent_of(&whole(commission), &percent))
        }
        _ => commission,
    }
}

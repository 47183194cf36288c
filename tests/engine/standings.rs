//! Where partners stand in their tiers: what is said to be missing to the next tier is what a close
//! takes to reach it. `docs/COMMISSIONS.md` section 4.5.

use chrono::NaiveDate;
use saathi::commission::plan::TierPay;
use saathi::commission::{Measured, NextTier, Standing};
use saathi::domain::{Amount, Code, Currency};
use serde_json::json;

use crate::build::{Programme, paying, percent, rule, rule_for, sale, tiers, tiers_over};
use crate::engine;
use crate::generate::hold_for_programmes;
use crate::model::Input;
use crate::model::rows::SaleRow;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Where a partner stands on the last day of the period that is closed last; `None` where that
/// cannot be closed.
fn standings(input: &Input, partner: &str, through: &str) -> Option<Vec<Standing>> {
    let facts = engine::facts(&engine::files(input), through).ok()?;
    let ledger = engine::closed(&facts, through).ok()?;
    let on = engine::period(through).last_day();
    ledger.standings(&Code::parse(partner).unwrap(), on).ok()
}

fn value(measured: Measured) -> i64 {
    match measured {
        Measured::Amount(amount) => amount.minor(),
        Measured::Count(count) => count,
    }
}

/// `new: 7 of 10, then 12.5`: the rule, what is measured, and the next tier.
fn shown(standing: &Standing) -> String {
    let pays = |pay| match pay {
        TierPay::Percent(percent) => percent.to_string(),
        TierPay::Flat(amount) => amount.in_currency(standing.currency).to_string(),
    };
    let Standing { rule, measured, pay, .. } = standing;
    let now = format!("{rule}: {} pays {}", value(*measured), pays(*pay));
    match standing.next {
        None => format!("{now}, the top"),
        Some(NextTier { from, pay, missing }) => {
            format!("{now}, {} more to {} pays {}", value(missing), value(from), pays(pay))
        }
    }
}

fn all(given: &Programme, through: &str) -> Vec<String> {
    standings(&given.0, "P", through).unwrap().iter().map(shown).collect()
}

#[test]
fn a_count_says_how_many_are_missing() {
    for how in ["marginal count", "retroactive count"] {
        let given = paying([rule("r", tiers(how, &[("0", "10"), ("3", "12.5")]))])
            .sale(sale("A", "P", "100", "2026-07-01"))
            .sale(sale("B", "P", "0", "2026-07-02"))
            .sale(sale("C", "P", "50", "2026-07-31"))
            .sale(sale("OTHER", "Q", "50", "2026-07-31"));
        assert_eq!(all(&given, "2026-07"), ["r: 2 pays 10, 1 more to 3 pays 12.5"], "{how}");
        assert_eq!(all(&given, "2026-08"), ["r: 0 pays 10, 3 more to 3 pays 12.5"], "{how}");
        let given = given.sale(sale("D", "P", "1", "2026-07-15"));
        assert_eq!(all(&given, "2026-07"), ["r: 3 pays 12.5, the top"], "{how}");
    }
}

#[test]
fn an_amount_says_how_much_is_missing() {
    let given = paying([rule("r", tiers("marginal amount", &[("0", "10"), ("1000.00", "15")]))])
        .sale(sale("A", "P", "900.00", "2026-07-01"))
        .sale(sale("B", "P", "99.99", "2026-07-02"));
    assert_eq!(all(&given, "2026-07"), ["r: 99999 pays 10, 1 more to 100000 pays 15"]);
    let given = given.refund("A", "400.00", "2026-07-09");
    assert_eq!(all(&given, "2026-07"), ["r: 59999 pays 10, 40001 more to 100000 pays 15"]);
}

#[test]
fn each_rule_has_its_window_and_what_it_counts() {
    let mut renewals = tiers_over("quarter", "retroactive count", &[("0", "4"), ("5", "6")]);
    renewals["counts"] = json!({"kinds": ["renewal", "new"]});
    let given = paying([
        rule_for("add_on", "flat", percent("5")),
        rule_for("new", "new", tiers("marginal count", &[("0", "10"), ("4", "12")])),
        rule_for("renewal", "renewal", renewals),
    ])
    .sale(sale("A", "P", "100", "2026-07-31"))
    .sale(sale("B", "P", "100", "2026-08-01"))
    .sale(sale("C", "P", "100", "2026-08-02").of_kind("renewal"))
    .sale(sale("D", "P", "100", "2026-06-30").of_kind("renewal"));
    assert_eq!(
        all(&given, "2026-08"),
        ["new: 1 pays 10, 3 more to 4 pays 12", "renewal: 3 pays 4, 2 more to 5 pays 6"]
    );
    let found = standings(&given.0, "P", "2026-08").unwrap();
    let windows: Vec<_> = found.iter().map(|found| found.window.to_string()).collect();
    assert_eq!(windows, ["2026-08-01..2026-08-31", "2026-07-01..2026-09-30"]);
    let kinds: Vec<_> =
        found.iter().map(|found| (found.kinds.len(), found.is_retroactive)).collect();
    assert_eq!(kinds, [(1, false), (2, true)]);
}

#[test]
fn the_tiers_are_those_of_the_version_in_force() {
    let given = paying([rule("r", tiers("marginal count", &[("0", "10"), ("2", "12")]))])
        .version("2026-07-16")
        .with("rules", json!([rule("r", tiers("marginal count", &[("0", "1"), ("3", "2")]))]))
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-20"));
    let facts = engine::good_facts(&given.0, "2026-07");
    let ledger = engine::closed(&facts, "2026-07").unwrap();
    let on = |day| {
        let found = ledger.standings(&Code::parse("P").unwrap(), date(day)).unwrap();
        found.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(on("2026-07-15"), ["r: 2 pays 12, the top"]);
    assert_eq!(on("2026-07-16"), ["r: 2 pays 1, 1 more to 3 pays 2"]);
    // Of other periods the books may not hold all.
    assert_eq!(on("2026-06-30"), [""; 0]);
    assert_eq!(on("2026-08-01"), [""; 0]);
    assert_eq!(ledger.standings(&Code::parse("NOBODY").unwrap(), date("2026-07-15")), Ok(vec![]));
}

#[test]
fn what_waits_for_verification_does_not_count_yet() {
    let given = paying([rule("r", tiers("retroactive count", &[("0", "10"), ("2", "12")]))])
        .with("requires_verification", true)
        .sale(sale("A", "P", "100", "2026-07-01").verified_on("2026-07-05"))
        .sale(sale("B", "P", "100", "2026-07-02").verified_on("2026-08-05"));
    assert_eq!(all(&given, "2026-07"), ["r: 1 pays 10, 1 more to 2 pays 12"]);
}

/// So many sales like one, or one of so much, paid on the last day of a period by a partner that
/// gets the whole of each.
fn more(
    (input, like): (&Input, &SaleRow),
    (partner, currency, through): (&str, Currency, &str),
    missing: Measured,
) -> Input {
    let on = engine::period(through).last_day().to_string();
    let (count, amount) = match missing {
        Measured::Amount(amount) => (1, amount),
        Measured::Count(count) => (count, Amount::try_from(1_i64).unwrap()),
    };
    let mut input = input.clone();
    input.sales.extend((0..count).map(|number| SaleRow {
        sale: format!("more-{number}"),
        partner: partner.to_owned(),
        amount: amount.in_currency(currency).to_string(),
        currency: currency.to_string(),
        paid_on: on.clone(),
        verified_on: on.clone(),
        credits: String::new(),
        ..like.clone()
    }));
    input
}

fn less_by_one(missing: Measured) -> Measured {
    match missing {
        Measured::Amount(amount) => Measured::Amount(Amount::try_from(amount.minor() - 1).unwrap()),
        Measured::Count(count) => Measured::Count(count - 1),
    }
}

/// The standing in a rule once more sales like one have been paid, where the rule counts them.
fn after(
    sold: (&Input, &SaleRow),
    (partner, through): (&str, &str),
    (standing, missing): (&Standing, Measured),
) -> Option<Standing> {
    let input = more(sold, (partner, standing.currency, through), missing);
    let mut found = standings(&input, partner, through)?.into_iter();
    let found = found.find(|found| found.rule == standing.rule)?;
    let grown = value(found.measured) - value(standing.measured);
    (grown == value(missing)).then_some(found)
}

#[test]
fn what_is_missing_reaches_the_next_tier_and_no_less_does() {
    let reached = std::sync::atomic::AtomicUsize::new(0);
    hold_for_programmes(30_000..30_060, |input, through| {
        for like in input.sales.iter().take(3) {
            let partner = like.credits.split(':').next().filter(|name| !name.is_empty());
            let partner = partner.unwrap_or(&like.partner);
            let found = standings(input, partner, through).unwrap_or_default();
            for standing in &found {
                let Some(next) = standing.next.filter(|next| value(next.missing) < i64::MAX / 2)
                else {
                    continue;
                };
                let whose = (partner, through);
                let Some(then) = after((input, like), whose, (standing, next.missing)) else {
                    continue;
                };
                if (then.from, then.pay) != (next.from, next.pay) {
                    return Err(format!("{} led to {}", shown(standing), shown(&then)));
                }
                let less = after((input, like), whose, (standing, less_by_one(next.missing)));
                if less.is_some_and(|less| less.from != standing.from) {
                    return Err(format!("{} took less", shown(standing)));
                }
                reached.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
        Ok(())
    });
    assert!(reached.into_inner() > 50, "too few programmes with tiers to reach");
}

#[test]
fn the_credit_that_is_missing_is_explained_by_the_next_tier() {
    let given = paying([rule("r", tiers("retroactive count", &[("0", "10"), ("3", "12.5")]))])
        .sale(sale("A", "P", "100", "2026-07-01"));
    assert_eq!(all(&given, "2026-07"), ["r: 1 pays 10, 2 more to 3 pays 12.5"]);
    let given =
        given.sale(sale("B", "P", "100", "2026-07-02")).sale(sale("C", "P", "100", "2026-07-03"));
    let facts = engine::good_facts(&given.0, "2026-07");
    let ledger = engine::closed(&facts, "2026-07").unwrap();
    for (entry, steps) in engine::explained(&ledger) {
        assert_eq!(entry.amount, "12.50");
        let tier = "commission of the tier from 3 credits: 100.00 * 12.5 / 100";
        assert!(steps.iter().any(|step| step.starts_with(tier)), "{steps:?}");
    }
}

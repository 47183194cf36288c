//! Bonuses and caps: thresholds, the days that decide, and moves between plans.
//!
//! `docs/COMMISSIONS.md` sections 4.9 and 4.10.

use saathi::commission::{BonusStanding, Measured};
use saathi::domain::Code;
use serde_json::{Value, json};

use crate::build::{Programme, bonus, flat, paying, percent, plan, rule, sale};
use crate::engine;

const JULY: &str = "2026-07-01..2026-07-31";

/// A plan whose rules pay nothing, so that only the bonus shows.
fn with_bonus(bonus: Value) -> Programme {
    paying([rule("r", percent("0"))]).with("bonuses", json!([bonus]))
}

fn july(entries: &[&str]) -> Vec<String> {
    entries.iter().map(|entry| entry.replace("JULY", JULY)).collect()
}

#[test]
fn a_threshold_by_count_is_reached_exactly() {
    let of = |sales: u32| {
        with_bonus(bonus("b", "count 3", flat("500")))
            .sales((0..sales).map(|n| sale(&format!("S{n}"), "P", "1", "2026-07-31")))
            .sale(sale("Z", "P", "0", "2026-07-31"))
            .entries("2026-08")
    };
    assert_eq!(of(2), [""; 0]);
    assert_eq!(of(3), july(&["2026-07 P b JULY earning 500.00"]));
}

#[test]
fn a_threshold_by_amount_is_reached_exactly() {
    let of = |amount| {
        with_bonus(bonus("b", "amount 1000", percent("5")))
            .sale(sale("S", "P", amount, "2026-07-01"))
            .sale(sale("T", "P", "1000", "2026-08-01"))
            .entries("2026-07")
    };
    assert_eq!(of("999.99"), [""; 0]);
    assert_eq!(of("1000.00"), july(&["2026-07 P b JULY earning 50.00"]));
}

#[test]
fn a_split_sale_counts_once_for_each_of_its_partners() {
    let given = with_bonus(bonus("b", "count 1", flat("5")))
        .sale(sale("S", "", "1", "2026-07-01").split("P:50;Q:50"));
    assert_eq!(
        given.entries("2026-07"),
        july(&["2026-07 P b JULY earning 5.00", "2026-07 Q b JULY earning 5.00"])
    );
}

#[test]
fn a_percentage_is_of_the_credits_counted_alone() {
    let mut for_renewals = bonus("b", "count 1", percent("10"));
    for_renewals["when"] = json!({"kinds": ["renewal"]});
    let given = with_bonus(for_renewals)
        .sale(sale("S", "P", "100", "2026-07-01"))
        .sale(sale("T", "P", "50", "2026-07-01").of_kind("renewal"));
    assert_eq!(given.entries("2026-07"), july(&["2026-07 P b JULY earning 5.00"]));
}

#[test]
fn a_bonus_is_decided_when_its_window_ends() {
    let mut over_quarter = bonus("b", "count 1", flat("5"));
    over_quarter["window"] = json!("quarter");
    let given = with_bonus(over_quarter).sale(sale("S", "P", "1", "2026-07-01"));
    assert_eq!(given.entries("2026-08"), [""; 0]);
    assert_eq!(given.entries("2026-12"), ["2026-09 P b 2026-07-01..2026-09-30 earning 5.00"]);
}

#[test]
fn a_refund_takes_a_bonus_back() {
    let refunded_on = |day| {
        with_bonus(bonus("b", "amount 100", flat("5")))
            .sale(sale("S", "P", "100", "2026-07-20"))
            .refund("S", "0.01", day)
            .entries("2026-08")
    };
    let earning = "2026-07 P b JULY earning 5.00";
    assert_eq!(refunded_on("2026-07-31"), [""; 0]);
    let taken_back = july(&[earning, "2026-08 P b JULY true_up -5.00"]);
    assert_eq!(refunded_on("2026-08-19"), taken_back);
    assert_eq!(refunded_on("2026-08-20"), july(&[earning]));
}

#[test]
fn the_version_of_the_windows_last_day_decides_a_bonus() {
    let from = |day| {
        with_bonus(bonus("b", "count 1", flat("5")))
            .version(day)
            .with("bonuses", json!([bonus("b", "count 1", flat("7"))]))
            .sale(sale("S", "P", "1", "2026-07-01"))
            .entries("2026-07")
    };
    assert_eq!(from("2026-07-31"), july(&["2026-07 P b JULY earning 7.00"]));
    assert_eq!(from("2026-08-01"), july(&["2026-07 P b JULY earning 5.00"]));
}

#[test]
fn the_plan_of_the_windows_last_day_decides_a_bonus_and_counts_its_own_credits() {
    let mut other = plan("OTHER", [rule("r", percent("0"))]);
    other["versions"][0]["bonuses"] = json!([bonus("b", "amount 10", flat("7"))]);
    let moved_on = |day| {
        with_bonus(bonus("b", "amount 10", flat("5")))
            .another_plan(other.clone())
            .partner("P", "", "PLAN", "")
            .partner("P", "", "OTHER", day)
            .sale(sale("S", "P", "10", "2026-07-01"))
            .sale(sale("T", "P", "10", "2026-07-31"))
            .entries("2026-07")
    };
    assert_eq!(moved_on("2026-07-31"), july(&["2026-07 P b JULY earning 7.00"]));
    assert_eq!(moved_on("2026-08-01"), july(&["2026-07 P b JULY earning 5.00"]));
    // On the new plan from the window's last day on, but without a credit under it.
    let none = with_bonus(bonus("b", "amount 10", flat("5")))
        .another_plan(other.clone())
        .partner("P", "", "PLAN", "")
        .partner("P", "", "OTHER", "2026-07-31")
        .sale(sale("S", "P", "10", "2026-07-30"));
    assert_eq!(none.entries("2026-07"), [""; 0]);
}

fn capped_at(amount: &str) -> Programme {
    paying([rule("r", percent("10"))]).with("cap", json!({"window": "month", "amount": amount}))
}

#[test]
fn a_cap_takes_what_is_above_it_and_no_less() {
    let given = |most| {
        let given = capped_at(most).sale(sale("S", "P", "100", "2026-07-31"));
        given.sale(sale("T", "P", "100", "2026-08-01")).entries("2026-07")
    };
    assert_eq!(given("10.00"), ["2026-07 P S r earning 10.00"]);
    assert_eq!(
        given("9.99"),
        july(&["2026-07 P cap JULY cap -0.01", "2026-07 P S r earning 10.00"])
    );
}

#[test]
fn a_cap_counts_the_bonuses_whose_last_day_is_in_its_window() {
    let given = capped_at("12")
        .with("bonuses", json!([bonus("b", "count 1", flat("5"))]))
        .sale(sale("S", "P", "100", "2026-07-01"));
    assert_eq!(given.entries("2026-08")[1], july(&["2026-07 P cap JULY cap -3.00"])[0]);
}

#[test]
fn a_refund_gives_back_what_the_cap_took() {
    let given = capped_at("15")
        .sale(sale("S", "P", "100", "2026-07-20"))
        .sale(sale("T", "P", "100", "2026-07-20"))
        .refund("T", "80", "2026-08-01");
    assert_eq!(
        given.entries("2026-08"),
        july(&[
            "2026-07 P cap JULY cap -5.00",
            "2026-07 P S r earning 10.00",
            "2026-07 P T r earning 10.00",
            "2026-08 P cap JULY cap 5.00",
            "2026-08 P T r clawback -8.00"
        ])
    );
}

/// A plan that pays ten per cent, with a cap over quarters from a day on.
fn capped_from(day: &str) -> Programme {
    paying([rule("r", percent("10"))])
        .version(day)
        .with("cap", json!({"window": "quarter", "amount": "4"}))
        .sale(sale("S", "P", "100", "2026-07-01"))
}

#[test]
fn a_cap_that_comes_with_a_version_takes_the_whole_window() {
    let earning = "2026-07 P S r earning 10.00";
    let window = "2026-07-01..2026-09-30";
    assert_eq!(
        capped_from("2026-07-31").entries("2026-10"),
        [format!("2026-07 P cap {window} cap -6.00"), earning.into()]
    );
    assert_eq!(
        capped_from("2026-08-01").entries("2026-10"),
        [earning.into(), format!("2026-08 P cap {window} cap -6.00")]
    );
    assert_eq!(
        capped_from("2026-09-30").entries("2026-10"),
        [earning.into(), format!("2026-09 P cap {window} cap -6.00")]
    );
    assert_eq!(capped_from("2026-10-01").entries("2026-10"), [earning]);
}

#[test]
fn a_cap_that_comes_later_leaves_an_ended_window_alone_when_a_refund_touches_it() {
    let given = paying([rule("r", percent("10"))])
        .version("2026-08-01")
        .with("cap", json!({"window": "month", "amount": "4"}))
        .sale(sale("S", "P", "100", "2026-07-10"))
        .refund("S", "20", "2026-08-09");
    assert_eq!(
        given.entries("2026-08"),
        ["2026-07 P S r earning 10.00", "2026-08 P S r clawback -2.00"]
    );
}

#[test]
fn a_cap_that_goes_with_a_version_gives_back_the_whole_window() {
    let mut given = capped_from("2026-07-01").version("2026-09-01");
    let versions = given.0.plans[0]["versions"].as_array_mut().unwrap();
    versions.last_mut().unwrap().as_object_mut().unwrap().remove("cap");
    let cap = given.entries("2026-12").into_iter().filter(|entry| entry.contains(" cap "));
    assert_eq!(
        cap.collect::<Vec<_>>(),
        [
            "2026-07 P cap 2026-07-01..2026-09-30 cap -6.00",
            "2026-09 P cap 2026-07-01..2026-09-30 cap 6.00"
        ]
    );
}

#[test]
fn a_move_within_the_window_brings_back_what_the_old_plans_cap_took() {
    let mut other = plan("OTHER", [rule("r", percent("20"))]);
    other["versions"][0]["cap"] = json!({"window": "quarter", "amount": "15"});
    let moved_on = |day| {
        capped_from("2026-07-01")
            .another_plan(other.clone())
            .partner("P", "", "PLAN", "")
            .partner("P", "", "OTHER", day)
            .sale(sale("T", "P", "100", "2026-08-31"))
            .entries("2026-10")
            .into_iter()
            .filter(|entry| entry.contains(" cap "))
            .map(|entry| entry.replace(" P cap 2026-07-01..2026-09-30 cap", ""))
            .collect::<Vec<_>>()
    };
    // Only the 20.00 under the new plan count against its 15.00.
    assert_eq!(moved_on("2026-08-31"), ["2026-07 -6.00", "2026-08 1.00"]);
    assert_eq!(moved_on("2026-09-30"), ["2026-07 -6.00", "2026-08 -10.00", "2026-09 16.00"]);
    assert_eq!(moved_on("2026-10-01"), ["2026-07 -6.00", "2026-08 -10.00"]);
}

/// `b: 1 of 3, 2 missing`, for each bonus on a day.
fn on_the_way(given: &Programme, through: &str, day: &str) -> Vec<String> {
    let facts = engine::good_facts(&given.0, through);
    let ledger = engine::closed(&facts, through).unwrap();
    let value = |measured| match measured {
        Measured::Amount(amount) => amount.minor(),
        Measured::Count(count) => count,
    };
    let found = ledger.bonus_standings(&Code::parse("P").unwrap(), day.parse().unwrap()).unwrap();
    let shown = |one: &BonusStanding| {
        let BonusStanding { bonus, measured, threshold, missing, .. } = one;
        let missing =
            missing.map_or("reached".to_owned(), |left| format!("{} missing", value(left)));
        format!("{bonus}: {} of {}, {missing}", value(*measured), value(*threshold))
    };
    found.iter().map(shown).collect()
}

#[test]
fn what_is_missing_to_a_bonus_is_said_in_its_window() {
    let mut over_quarter = bonus("q", "amount 1000", percent("5"));
    over_quarter["window"] = json!("quarter");
    let mut renewals = bonus("r", "count 2", flat("5"));
    renewals["when"] = json!({"kinds": ["renewal"]});
    let bonuses = json!([bonus("b", "count 3", flat("500")), over_quarter, renewals]);
    let given = paying([rule("r0", percent("0"))])
        .with("bonuses", bonuses)
        .sale(sale("A", "P", "900.00", "2026-07-01"))
        .sale(sale("B", "P", "99.99", "2026-08-02"))
        .sale(sale("C", "P", "0", "2026-08-03"))
        .sale(sale("OTHER", "Q", "500", "2026-08-03"));
    let mut found = on_the_way(&given, "2026-08", "2026-08-31");
    found.sort();
    assert_eq!(
        found,
        ["b: 1 of 3, 2 missing", "q: 99999 of 100000, 1 missing", "r: 0 of 2, 2 missing"]
    );
    // What is said to be missing is what reaches it.
    let given = given.sale(sale("D", "P", "0.01", "2026-08-31"));
    let reached = on_the_way(&given, "2026-08", "2026-08-31");
    assert!(reached.contains(&"q: 100000 of 100000, reached".to_owned()), "{reached:?}");
    // Of other periods the books may not hold all.
    assert_eq!(on_the_way(&given, "2026-08", "2026-07-31"), [""; 0]);
}

#[test]
fn a_bonus_is_said_by_the_version_that_will_decide_it() {
    let mut first = bonus("b", "count 5", flat("5"));
    first["window"] = json!("quarter");
    let mut second = bonus("b", "count 2", flat("7"));
    second["window"] = json!("quarter");
    let given = paying([rule("r", percent("0"))])
        .with("bonuses", json!([first]))
        .version("2026-09-01")
        .with("bonuses", json!([second]))
        .sale(sale("A", "P", "100", "2026-07-01"));
    assert_eq!(on_the_way(&given, "2026-07", "2026-07-31"), ["b: 1 of 2, 1 missing"]);
}

//! Overrides by level, day and plan. `docs/COMMISSIONS.md` section 4.8.

use serde_json::{Value, json};

use crate::build::{Programme, paying, percent, plan, rule, rule_for, sale};

fn with_overrides(percents: Value) -> Programme {
    let over = json!([{"name": "up", "percents": percents}]);
    paying([rule("r", percent("10"))]).with("overrides", over)
}

/// A over B over C over D, all on one plan.
fn four_levels(percents: Value) -> Programme {
    with_overrides(percents)
        .partner("A", "", "PLAN", "")
        .partner("B", "A", "PLAN", "")
        .partner("C", "B", "PLAN", "")
        .partner("D", "C", "PLAN", "")
}

#[test]
fn reach_as_many_levels_down_as_they_have_percentages() {
    let given = four_levels(json!(["2", "1"])).sale(sale("S", "D", "100", "2026-07-01"));
    assert_eq!(
        given.entries("2026-07"),
        [
            "2026-07 B S up D earning 1.00",
            "2026-07 C S up D earning 2.00",
            "2026-07 D S r earning 10.00"
        ]
    );
}

#[test]
fn are_paid_beside_the_upper_partners_own_credit() {
    let given = four_levels(json!(["2"]))
        .sale(sale("S", "", "0.05", "2026-07-01").split("C:50;D:50"))
        .sale(sale("T", "", "100", "2026-07-01").split("D:40;C:60"));
    assert_eq!(
        given.entries("2026-07"),
        [
            "2026-07 B T up C earning 1.20",
            "2026-07 C T r earning 6.00",
            "2026-07 C T up D earning 0.80",
            "2026-07 D T r earning 4.00"
        ]
    );
}

#[test]
fn go_by_the_upper_partners_own_plan() {
    let mut top = plan("TOP", [rule("r", percent("10"))]);
    let version = &mut top["versions"][0];
    version["clawback_days"] = json!(0);
    version["hold_days"] = json!(31);
    version["overrides"] = json!([{"name": "top", "percents": ["0", "7"]}]);
    let given = with_overrides(json!(["2"]))
        .another_plan(top)
        .partner("A", "", "TOP", "")
        .partner("B", "A", "PLAN", "")
        .partner("C", "B", "PLAN", "")
        .sale(sale("S", "C", "100", "2026-07-01"))
        .refund("S", "100", "2026-07-02");
    assert_eq!(given.entries("2026-09"), ["2026-08 A S top C earning 7.00"]);
}

#[test]
fn do_not_ask_what_pays_the_lower_partner() {
    let mut later = plan("LATER", [rule("r", percent("10"))]);
    later["versions"][0]["effective_from"] = json!("2026-08-01");
    let given = paying([rule_for("renewal", "r", percent("10"))])
        .with("overrides", json!([{"name": "up", "percents": ["2"]}]))
        .another_plan(later)
        .partner("A", "", "PLAN", "")
        .partner("B", "A", "PLAN", "")
        .partner("C", "A", "LATER", "")
        .sale(sale("S", "B", "100", "2026-07-01"))
        .sale(sale("T", "C", "100", "2026-07-31"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 A S up B earning 2.00", "2026-07 A T up C earning 2.00"]
    );
    let why = given.close("2026-07").unmatched.into_iter().map(|(_, _, reason)| reason);
    assert_eq!(why.collect::<Vec<_>>(), ["no_rule", "no_version"]);
}

#[test]
fn follow_the_parent_of_the_day() {
    let given = with_overrides(json!(["2"]))
        .partner("A", "", "PLAN", "")
        .partner("B", "", "PLAN", "")
        .partner("C", "A", "PLAN", "")
        .partner("C", "B", "PLAN", "2026-07-16")
        .sale(sale("S", "C", "100", "2026-07-15"))
        .sale(sale("T", "C", "100", "2026-07-16"));
    let overrides = given.entries("2026-07").into_iter().filter(|entry| entry.contains(" up "));
    assert_eq!(
        overrides.collect::<Vec<_>>(),
        ["2026-07 A S up C earning 2.00", "2026-07 B T up C earning 2.00"]
    );
}

#[test]
fn end_at_a_partner_that_has_no_row_yet() {
    let given = with_overrides(json!(["2", "1"]))
        .partner("A", "", "PLAN", "")
        .partner("B", "A", "PLAN", "2026-07-16")
        .partner("C", "B", "PLAN", "")
        .sale(sale("S", "C", "100", "2026-07-15"))
        .sale(sale("T", "C", "100", "2026-07-16"));
    let overrides = given.entries("2026-07").into_iter().filter(|entry| entry.contains(" up "));
    assert_eq!(
        overrides.collect::<Vec<_>>(),
        ["2026-07 A T up C earning 1.00", "2026-07 B T up C earning 2.00"]
    );
}

#[test]
fn all_that_fit_pay_and_count_in_the_cap() {
    let given = with_overrides(json!(["2"]))
        .with(
            "overrides",
            json!([
                {"name": "a", "percents": ["2"]},
                {"name": "b", "percents": ["3"], "when": {"kinds": ["new"]}},
                {"name": "c", "percents": ["4"], "when": {"kinds": ["renewal"]}},
            ]),
        )
        .with("cap", json!({"window": "month", "amount": "4.99"}))
        .partner("A", "", "PLAN", "")
        .partner("B", "A", "PLAN", "")
        .sale(sale("S", "B", "100", "2026-07-01"));
    assert_eq!(
        given.entries("2026-07")[..3],
        [
            "2026-07 A cap 2026-07-01..2026-07-31 cap -0.01",
            "2026-07 A S a B earning 2.00",
            "2026-07 A S b B earning 3.00"
        ]
    );
}

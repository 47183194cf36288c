//! Tiers at their starts. `docs/COMMISSIONS.md` section 4.5.

use serde_json::json;

use crate::build::{paying, percent, rule, rule_for, sale, tiers};

#[test]
fn a_marginal_tier_by_amount_begins_exactly_at_its_from() {
    for (earlier, paid) in [("999.99", "0.99"), ("1000.00", "1.00")] {
        let given = paying([rule("r", tiers("marginal amount", &[("0", "0"), ("1000", "100")]))])
            .sale(sale("A", "P", earlier, "2026-07-01"))
            .sale(sale("B", "P", "1.00", "2026-07-02"));
        assert_eq!(
            given.entries("2026-07"),
            [format!("2026-07 P B r earning {paid}")],
            "{earlier}"
        );
    }
}

#[test]
fn a_credit_that_ends_at_a_tier_has_nothing_in_it() {
    let up_to = |amount| {
        paying([rule("r", tiers("marginal amount", &[("0", "10"), ("1000", "100")]))])
            .sale(sale("A", "P", amount, "2026-07-01"))
            .entries("2026-07")
    };
    assert_eq!(up_to("1000.00"), ["2026-07 P A r earning 100.00"]);
    assert_eq!(up_to("1000.01"), ["2026-07 P A r earning 100.01"]);
}

#[test]
fn a_retroactive_tier_by_amount_begins_exactly_at_its_from() {
    for (amount, paid) in [("999.99", "10.00"), ("1000.00", "100.00")] {
        let given = paying([rule("r", tiers("retroactive amount", &[("0", "1"), ("1000", "10")]))])
            .sale(sale("A", "P", amount, "2026-07-01"));
        assert_eq!(given.entries("2026-07"), [format!("2026-07 P A r earning {paid}")]);
    }
}

#[test]
fn a_marginal_tier_by_count_pays_from_so_many_earlier_credits_on() {
    let given = paying([rule("r", tiers("marginal count", &[("0", "1"), ("2", "10")]))])
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-02"))
        .sale(sale("C", "P", "100", "2026-07-03"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A r earning 1.00", "2026-07 P B r earning 1.00", "2026-07 P C r earning 10.00"]
    );
}

#[test]
fn a_retroactive_tier_by_count_pays_all_credits_once_the_last_one_is_there() {
    let quarter =
        crate::build::tiers_over("quarter", "retroactive count", &[("0", "1"), ("3", "10")]);
    let given = paying([rule("r", quarter)])
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-02"))
        .sale(sale("C", "P", "100", "2026-08-01"));
    assert_eq!(
        given.entries("2026-08"),
        [
            "2026-07 P A r earning 1.00",
            "2026-07 P B r earning 1.00",
            "2026-08 P A r true_up 9.00",
            "2026-08 P B r true_up 9.00",
            "2026-08 P C r earning 10.00"
        ]
    );
}

#[test]
fn a_basis_of_zero_counts_for_nobody() {
    for how in ["marginal count", "retroactive count"] {
        let given = paying([rule("r", tiers(how, &[("0", "1"), ("1", "1"), ("2", "10")]))])
            .sale(sale("A", "P", "0", "2026-07-01"))
            .sale(sale("B", "P", "50", "2026-07-02"))
            .sale(sale("C", "P", "100", "2026-07-03"))
            .refund("B", "50", "2026-07-31");
        assert_eq!(given.entries("2026-07"), ["2026-07 P C r earning 1.00"], "{how}");
    }
}

#[test]
fn credits_of_one_day_stand_in_the_bytewise_order_of_their_sales() {
    let given = paying([rule("r", tiers("marginal count", &[("0", "1"), ("1", "10")]))])
        .sale(sale("S9", "P", "100", "2026-07-01"))
        .sale(sale("S10", "P", "100", "2026-07-01"))
        .sale(sale("s1", "P", "100", "2026-07-01"));
    assert_eq!(
        given.entries("2026-07"),
        [
            "2026-07 P S10 r earning 1.00",
            "2026-07 P S9 r earning 10.00",
            "2026-07 P s1 r earning 10.00"
        ]
    );
}

#[test]
fn counts_measures_other_credits_than_the_rule_pays() {
    let mut by_renewals = tiers("retroactive count", &[("0", "1"), ("2", "10")]);
    by_renewals["counts"] = json!({"kinds": ["renewal"]});
    let given = |renewals: usize| {
        paying([rule_for("new", "r", by_renewals.clone())])
            .sale(sale("A", "P", "100", "2026-07-01"))
            .sales(
                (0..renewals)
                    .map(|n| sale(&format!("N{n}"), "P", "5", "2026-07-31").of_kind("renewal")),
            )
    };
    assert_eq!(given(1).entries("2026-07"), ["2026-07 P A r earning 1.00"]);
    assert_eq!(given(2).entries("2026-07"), ["2026-07 P A r earning 10.00"]);
    // What no rule pays still counts, and is listed.
    assert_eq!(given(1).close("2026-07").unmatched, [("N0".into(), "P".into(), "no_rule".into())]);
}

#[test]
fn a_rule_keeps_its_measure_in_the_next_version_which_pays_by_its_own_tiers() {
    let given = paying([rule("r", tiers("marginal amount", &[("0", "10")]))])
        .version("2026-07-16")
        .with("rules", json!([rule("r", tiers("marginal amount", &[("0", "0"), ("100", "50")]))]))
        .sale(sale("A", "P", "100", "2026-07-15"))
        .sale(sale("B", "P", "100", "2026-07-16"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A r earning 10.00", "2026-07 P B r earning 50.00"]
    );
}

#[test]
fn a_rule_that_pays_no_tiers_has_no_part_in_the_measure() {
    let given = paying([rule("r", percent("1"))])
        .version("2026-07-16")
        .with("rules", json!([rule("r", tiers("marginal count", &[("0", "5"), ("1", "50")]))]))
        .sale(sale("A", "P", "100", "2026-07-15"))
        .sale(sale("B", "P", "100", "2026-07-16"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A r earning 1.00", "2026-07 P B r earning 5.00"]
    );
}

#[test]
fn the_first_rule_that_fits_pays_and_the_others_do_not() {
    let given = paying([rule_for("new", "first", percent("1")), rule("second", percent("2"))])
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-01").of_kind("upgrade"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A first earning 1.00", "2026-07 P B second earning 2.00"]
    );
}

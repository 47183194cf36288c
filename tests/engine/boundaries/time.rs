//! Days: versions, clawback time, hold, holdback, verification, and the end of the period.
//!
//! `docs/COMMISSIONS.md` sections 4, 4.1, 4.2 and 4.7.

use serde_json::json;

use crate::build::{Programme, paying, percent, plan, rule, sale, tiers, tiers_over};

fn ten_percent() -> Programme {
    paying([rule("r", percent("10"))])
}

#[test]
fn a_version_holds_from_its_first_day() {
    let given = ten_percent()
        .version("2026-07-16")
        .with("rules", json!([rule("r", percent("20"))]))
        .sale(sale("A", "P", "100", "2026-07-15"))
        .sale(sale("B", "P", "100", "2026-07-16"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A r earning 10.00", "2026-07 P B r earning 20.00"]
    );
}

#[test]
fn a_version_that_begins_on_the_day_of_a_move_holds_for_who_moves() {
    let given = paying([rule("r", percent("1"))])
        .version("2026-07-16")
        .with("rules", json!([rule("r", percent("2"))]))
        .another_plan(plan("OTHER", [rule("o", percent("5"))]))
        .partner("P", "", "OTHER", "")
        .partner("P", "", "PLAN", "2026-07-16")
        .sale(sale("A", "P", "100", "2026-07-15"))
        .sale(sale("B", "P", "100", "2026-07-16"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P A o earning 5.00", "2026-07 P B r earning 2.00"]
    );
}

#[test]
fn before_the_first_version_and_the_first_row_there_is_none() {
    let given = ten_percent()
        .partner("P", "", "PLAN", "2026-07-10")
        .partner("Q", "", "PLAN", "")
        .sale(sale("A", "P", "100", "2026-07-09"))
        .sale(sale("B", "P", "100", "2026-07-10"))
        .sale(sale("C", "Q", "100", "2019-12-31"));
    assert_eq!(given.entries("2026-07"), ["2026-07 P B r earning 10.00"]);
    let no_version = |sale: &str, partner: &str| (sale.into(), partner.into(), "no_version".into());
    assert_eq!(given.close("2026-07").unmatched, [no_version("A", "P"), no_version("C", "Q")]);
}

#[test]
fn a_refund_counts_until_the_last_day_of_the_clawback_time() {
    let refunded_on = |day| {
        ten_percent()
            .sale(sale("A", "P", "100", "2026-07-10"))
            .refund("A", "40", day)
            .entries("2026-08")
    };
    let earning = "2026-07 P A r earning 10.00";
    assert_eq!(refunded_on("2026-08-09"), [earning, "2026-08 P A r clawback -4.00"]);
    assert_eq!(refunded_on("2026-08-10"), [earning]);
}

#[test]
fn without_clawback_days_only_a_refund_of_the_same_day_counts() {
    let refunded_on = |day| {
        let given = ten_percent().with("clawback_days", 0);
        given.sale(sale("A", "P", "100", "2026-07-10")).refund("A", "40", day).entries("2026-07")
    };
    assert_eq!(refunded_on("2026-07-10"), ["2026-07 P A r earning 6.00"]);
    assert_eq!(refunded_on("2026-07-11"), ["2026-07 P A r earning 10.00"]);
}

#[test]
fn each_version_has_its_own_clawback_time() {
    let given = ten_percent()
        .version("2026-07-11")
        .with("clawback_days", 5)
        .sale(sale("A", "P", "100", "2026-07-10"))
        .sale(sale("B", "P", "100", "2026-07-11"))
        .refund("A", "100", "2026-07-17")
        .refund("B", "100", "2026-07-17");
    assert_eq!(given.entries("2026-07"), ["2026-07 P B r earning 10.00"]);
}

#[test]
fn what_comes_after_the_period_is_not_known_yet() {
    let given = ten_percent()
        .sale(sale("A", "P", "100", "2026-07-31"))
        .sale(sale("B", "P", "100", "2026-08-01"))
        .refund("A", "100", "2026-08-01");
    assert_eq!(given.entries("2026-07"), ["2026-07 P A r earning 10.00"]);
    assert_eq!(given.entries("2026-06"), [""; 0]);
}

#[test]
fn a_hold_that_ends_on_the_last_day_of_a_period_is_over_in_it() {
    let held_for = |days: u32| {
        let given = ten_percent().with("hold_days", days);
        given.sale(sale("A", "P", "100", "2026-07-01")).entries("2026-08")
    };
    assert_eq!(held_for(30), ["2026-07 P A r earning 10.00"]);
    assert_eq!(held_for(31), ["2026-08 P A r earning 10.00"]);
}

#[test]
fn a_refund_during_the_hold_leaves_no_trace() {
    let given = ten_percent()
        .with("hold_days", 60)
        .sale(sale("A", "P", "100", "2026-07-01"))
        .refund("A", "100", "2026-07-31");
    assert_eq!(given.entries("2026-10"), [""; 0]);
}

#[test]
fn a_credit_on_hold_counts_in_measures() {
    let by_count = tiers("retroactive count", &[("0", "1"), ("2", "10")]);
    let given = paying([rule("r", by_count)])
        .with("hold_days", 10)
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-31"));
    assert_eq!(
        given.entries("2026-08"),
        ["2026-07 P A r earning 10.00", "2026-08 P B r earning 10.00"]
    );
}

#[test]
fn a_holdback_that_ends_on_the_last_day_of_a_period_is_released_in_it() {
    let held_back_for = |days: u32| {
        let given = ten_percent().with("holdback", json!({"percent": "25", "days": days}));
        given.sale(sale("A", "P", "100.20", "2026-07-01")).entries("2026-08")
    };
    assert_eq!(held_back_for(30), ["2026-07 P A r earning 10.02"]);
    // 2.505 is rounded to 2.51.
    assert_eq!(held_back_for(31), ["2026-07 P A r earning 7.51", "2026-08 P A r release 2.51"]);
}

#[test]
fn a_rise_is_a_release_only_where_a_holdback_ended_since_the_last_entry() {
    let earned = |paid_on, days: u32| {
        let by_count = tiers_over("year", "retroactive count", &[("0", "10"), ("2", "20")]);
        paying([rule("r", by_count)])
            .with("holdback", json!({"percent": "50", "days": days}))
            .sale(sale("A", "P", "100", paid_on))
            .sale(sale("B", "P", "0.01", "2026-08-31"))
            .entries("2026-08")
    };
    assert_eq!(
        earned("2026-06-15", 46),
        ["2026-06 P A r earning 5.00", "2026-07 P A r release 5.00", "2026-08 P A r true_up 10.00"]
    );
    let august = ["2026-07 P A r earning 10.00", "2026-08 P A r true_up 10.00"];
    assert_eq!(earned("2026-07-01", 30), august);
    let both = ["2026-07 P A r earning 5.00", "2026-08 P A r release 15.00"];
    assert_eq!(earned("2026-07-01", 31), both);
}

#[test]
fn a_fall_is_a_clawback_only_where_the_basis_fell() {
    let by_count = tiers("retroactive count", &[("0", "10"), ("2", "20")]);
    let given = paying([rule("r", by_count)])
        .sale(sale("A", "P", "100", "2026-07-20"))
        .sale(sale("B", "P", "100", "2026-07-20"))
        .refund("B", "100", "2026-08-01");
    assert_eq!(
        given.entries("2026-08")[2..],
        ["2026-08 P A r true_up -10.00", "2026-08 P B r clawback -20.00"]
    );
}

#[test]
fn a_refund_and_the_end_of_a_holdback_in_one_period_make_one_entry() {
    let given = ten_percent().with("holdback", json!({"percent": "50", "days": 31}));
    let given = given.sale(sale("A", "P", "100", "2026-07-02"));
    let refunded = |amount| given.clone().refund("A", amount, "2026-08-01").entries("2026-08");
    assert_eq!(refunded("80"), ["2026-07 P A r earning 5.00", "2026-08 P A r clawback -3.00"]);
    assert_eq!(refunded("20"), ["2026-07 P A r earning 5.00", "2026-08 P A r release 3.00"]);
    // Five less is as much as the rest that is released.
    assert_eq!(refunded("50"), ["2026-07 P A r earning 5.00"]);
}

#[test]
fn a_sale_verified_on_the_last_day_of_a_period_counts_in_it() {
    let verified_on = |day| {
        let given = ten_percent().with("requires_verification", true);
        given.sale(sale("A", "P", "100", "2026-07-01").verified_on(day)).close("2026-08")
    };
    let earned_in = |day| verified_on(day).entries.iter().map(|e| e.period.clone()).next();
    assert_eq!(earned_in("2026-07-31").as_deref(), Some("2026-07"));
    assert_eq!(earned_in("2026-08-01").as_deref(), Some("2026-08"));
    assert_eq!(earned_in("2026-06-01").as_deref(), Some("2026-07"));
    assert_eq!(earned_in("2026-09-01"), None);
    assert_eq!(earned_in(""), None);
    assert!(verified_on("").unmatched.is_empty(), "pending is not unmatched");
}

#[test]
fn a_pending_sale_counts_in_no_measure() {
    let by_count = tiers("retroactive count", &[("0", "1"), ("2", "10")]);
    let given = paying([rule("r", by_count)])
        .with("requires_verification", true)
        .sale(sale("A", "P", "100", "2026-07-01").verified_on("2026-07-01"))
        .sale(sale("B", "P", "100", "2026-07-31").verified_on("2026-08-31"));
    assert_eq!(
        given.entries("2026-08"),
        ["2026-07 P A r earning 1.00", "2026-08 P A r true_up 9.00", "2026-08 P B r earning 10.00"]
    );
}

//! A result out of range stops the run; nothing wraps, and nothing is cut.
//!
//! `docs/COMMISSIONS.md` sections 2 and 3.

use serde_json::json;

use crate::build::{Programme, bonus, flat, paying, percent, rule, sale, tiers};

/// 10^15 minor units of USD.
const MOST: &str = "10000000000000.00";

/// So many of them would come back into the range if 64 bits wrapped.
const WRAPPING: usize = 18_447;

fn rich(programme: Programme, sales: usize) -> Programme {
    programme.sales((0..sales).map(|n| sale(&format!("S{n}"), "P", MOST, "2026-07-01")))
}

#[test]
fn the_largest_amount_is_paid() {
    let given = rich(paying([rule("r", percent("100"))]), 2);
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 P S0 r earning 10000000000000.00", "2026-07 P S1 r earning 10000000000000.00"]
    );
}

#[test]
fn a_basis_beyond_it_stops_the_run_once_it_counts() {
    let given = |rate| {
        paying([rule("r", percent("1"))]).rate("2026-07-01", "EUR/USD", rate).sale(sale(
            "S",
            "P",
            "10000000000000 EUR",
            "2026-08-01",
        ))
    };
    assert_eq!(given("1").entries("2026-08").len(), 1);
    let beyond = given("1.0000000001");
    let error = beyond.out_of_range("2026-08");
    assert!(error.contains("the basis") && error.contains("partner P from sale S"), "{error}");
    assert_eq!(beyond.entries("2026-07"), [""; 0]);
    let pending = beyond.with("requires_verification", true);
    assert_eq!(pending.entries("2026-08"), [""; 0]);
}

#[test]
fn a_refund_can_bring_a_basis_back_into_the_range() {
    let given = paying([rule("r", percent("100"))])
        .rate("2026-07-01", "EUR/USD", "2")
        .sale(sale("S", "P", "10000000000000 EUR", "2026-07-01"))
        .refund("S", "5000000000000", "2026-07-31");
    assert_eq!(given.entries("2026-07"), ["2026-07 P S r earning 10000000000000.00"]);
}

#[test]
fn a_measure_of_tiers_beyond_it_stops_the_run() {
    for how in ["marginal amount", "retroactive amount"] {
        let paid = paying([rule("r", tiers(how, &[("0", "1"), ("100", "2")]))]);
        assert_eq!(rich(paid.clone(), 1).entries("2026-07").len(), 1, "{how}");
        for sales in [2, WRAPPING] {
            let error = rich(paid.clone(), sales).out_of_range("2026-07");
            assert!(error.contains("the measure"), "{how}, {sales}: {error}");
        }
    }
}

#[test]
fn a_count_is_not_out_of_range_where_the_amounts_are() {
    let given = rich(paying([rule("r", tiers("retroactive count", &[("0", "0"), ("3", "1")]))]), 3);
    assert_eq!(given.entries("2026-07").len(), 3);
}

#[test]
fn a_sum_under_a_cap_beyond_it_stops_the_run() {
    let capped = paying([rule("r", percent("100"))])
        .with("cap", json!({"window": "year", "amount": "10000000000000"}));
    assert_eq!(rich(capped.clone(), 1).entries("2026-07").len(), 1);
    for sales in [2, WRAPPING] {
        let error = rich(capped.clone(), sales).out_of_range("2026-07");
        assert!(error.contains("the sum of entitlements"), "{sales}: {error}");
    }
}

#[test]
fn a_bonus_beyond_it_stops_the_run() {
    let by = |bonus| paying([rule("r", percent("0"))]).with("bonuses", json!([bonus]));
    for sales in [2, WRAPPING] {
        let amount = rich(by(bonus("b", "amount 1", flat("1"))), sales).out_of_range("2026-07");
        assert!(amount.contains("the measure"), "{sales}: {amount}");
        let sum = rich(by(bonus("b", "count 1", percent("1"))), sales).out_of_range("2026-07");
        assert!(sum.contains("the sum of the bases"), "{sales}: {sum}");
    }
    // It is decided when its window ends, and a flat one by count needs no sum.
    let counted = rich(by(bonus("b", "count 2", flat("1"))), 2);
    assert_eq!(counted.entries("2026-07").len(), 1);
}

#[test]
fn the_first_period_out_of_range_is_the_one_named() {
    let paid = paying([rule("r", tiers("marginal amount", &[("0", "1")]))]);
    let given = rich(paid, 1)
        .sale(sale("T", "P", MOST, "2026-09-01"))
        .sale(sale("U", "Q", MOST, "2026-08-01"))
        .sale(sale("V", "Q", MOST, "2026-08-31"))
        .sale(sale("W", "P", MOST, "2026-09-30"));
    let error = given.out_of_range("2026-12");
    assert!(error.contains("partner Q") && error.contains("in 2026-08"), "{error}");
}

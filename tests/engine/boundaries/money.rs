//! Minor units: splits, conversions, roundings and the cap per credit.
//!
//! `docs/COMMISSIONS.md` sections 2, 4.2, 4.3, 4.5 and 4.6.

use crate::build::{Programme, flat, paying, percent, rule, sale};

/// What each partner earns of a sale under a rule that pays all of the basis.
fn parts(amount: &str, credits: &str) -> Vec<String> {
    let currency = amount.split_once(' ').map_or("USD", |(_, currency)| currency);
    let given = paying([rule("r", percent("100"))])
        .plan_with("currency", currency)
        .sale(sale("S", "", amount, "2026-07-01").split(credits));
    let entries = given.close("2026-07").entries;
    entries.into_iter().map(|entry| format!("{} {}", entry.partner, entry.amount)).collect()
}

#[test]
fn units_left_over_go_to_the_largest_remainders() {
    let thirds = "A:33.333333;B:33.333333;C:33.333334";
    assert_eq!(parts("100.00", thirds), ["A 33.33", "B 33.33", "C 33.34"]);
    assert_eq!(parts("0.05", thirds), ["A 0.02", "B 0.01", "C 0.02"]);
    assert_eq!(parts("100", "A:16.666667;B:83.333333"), ["A 16.67", "B 83.33"]);
}

#[test]
fn ties_go_in_the_order_of_the_credits() {
    assert_eq!(parts("0.01", "A:50;B:50"), ["A 0.01"]);
    assert_eq!(parts("0.01", "B:50;A:50"), ["B 0.01"]);
    assert_eq!(parts("0.03", "E:20;D:20;C:20;B:20;A:20"), ["C 0.01", "D 0.01", "E 0.01"]);
}

#[test]
fn a_unit_is_as_small_as_its_currency_has_it() {
    assert_eq!(parts("5 JPY", "A:50;B:50"), ["A 3", "B 2"]);
    assert_eq!(parts("0.005 KWD", "A:50;B:50"), ["A 0.003", "B 0.002"]);
    assert_eq!(parts("0.0005 CLF", "A:50;B:50"), ["A 0.0003", "B 0.0002"]);
}

#[test]
fn a_refunded_sale_is_split_anew() {
    let given = paying([rule("r", percent("100"))])
        .sale(sale("S", "", "0.02", "2026-07-01").split("A:50;B:50"))
        .refund("S", "0.01", "2026-07-31");
    assert_eq!(given.entries("2026-07"), ["2026-07 A S r earning 0.01"]);
}

#[test]
fn a_commission_is_rounded_half_away_from_zero() {
    for (amount, rate, paid) in [
        ("0.01", "50", Some("0.01")),
        ("0.01", "49.999999", None),
        ("1 JPY", "50", Some("1")),
        ("1 JPY", "49.999999", None),
        ("0.001 KWD", "50", Some("0.001")),
        ("0.0001 CLF", "50", Some("0.0001")),
        ("12345.67", "33.333333", Some("4115.22")),
    ] {
        let currency = amount.split_once(' ').map_or("USD", |(_, currency)| currency);
        let given = paying([rule("r", percent(rate))]).plan_with("currency", currency).sale(sale(
            "S",
            "P",
            amount,
            "2026-07-01",
        ));
        let expected = paid.map(|paid| format!("2026-07 P S r earning {paid}"));
        assert_eq!(given.entries("2026-07"), Vec::from_iter(expected), "{rate} % of {amount}");
    }
}

#[test]
fn a_flat_amount_goes_by_share_and_not_to_a_basis_of_zero() {
    let given = |amount, credits| {
        paying([rule("r", flat("10.00"))])
            .sale(sale("S", "", amount, "2026-07-01").split(credits))
            .entries("2026-07")
    };
    assert_eq!(
        given("1", "A:33.333333;B:66.666667"),
        ["2026-07 A S r earning 3.33", "2026-07 B S r earning 6.67"]
    );
    assert_eq!(given("0.01", "A:0.000001;B:99.999999"), ["2026-07 B S r earning 10.00"]);
    assert_eq!(given("0", "A:100"), [""; 0]);
}

#[test]
fn the_cap_per_credit_is_not_scaled_by_the_share() {
    let given = |amount| {
        let mut capped = rule("r", percent("100"));
        capped["max_per_credit"] = "50.00".into();
        paying([capped])
            .sale(sale("S", "", amount, "2026-07-01").split("A:60;B:40"))
            .entries("2026-07")
    };
    assert_eq!(given("100"), ["2026-07 A S r earning 50.00", "2026-07 B S r earning 40.00"]);
    assert_eq!(given("200"), ["2026-07 A S r earning 50.00", "2026-07 B S r earning 50.00"]);
}

/// What a sale of 100 EUR earns under a plan in USD that pays all of the basis.
fn converted(rates: Programme, paid_on: &str) -> String {
    let given = rates.sale(sale("S", "P", "100 EUR", paid_on)).close("2026-12");
    given.entries[0].basis.clone()
}

#[test]
fn the_latest_rate_by_the_day_converts() {
    let rates = paying([rule("r", percent("100"))]).rate("2026-07-01", "EUR/USD", "1.1").rate(
        "2026-07-10",
        "EUR/USD",
        "1.2",
    );
    assert_eq!(converted(rates.clone(), "2026-07-01"), "110.00");
    assert_eq!(converted(rates.clone(), "2026-07-09"), "110.00");
    assert_eq!(converted(rates.clone(), "2026-07-10"), "120.00");
    assert_eq!(converted(rates, "2026-12-31"), "120.00");
}

#[test]
fn the_inverse_pair_converts_only_until_the_pair_itself_has_a_rate() {
    let rates = paying([rule("r", percent("100"))])
        .rate("2026-07-01", "USD/EUR", "0.5")
        .rate("2026-07-10", "EUR/USD", "1.1")
        .rate("2026-07-20", "USD/EUR", "0.8");
    assert_eq!(converted(rates.clone(), "2026-07-09"), "200.00");
    assert_eq!(converted(rates.clone(), "2026-07-10"), "110.00");
    assert_eq!(converted(rates, "2026-07-20"), "110.00");
}

#[test]
fn a_conversion_goes_between_minor_units_and_is_rounded_once() {
    let basis = |plan: &str, amount, pair, rate| {
        let given = paying([rule("r", flat("1"))])
            .plan_with("currency", plan)
            .rate("2026-07-01", pair, rate)
            .sale(sale("S", "P", amount, "2026-07-01"));
        given.close("2026-07").entries.first().map(|entry| entry.basis.clone())
    };
    assert_eq!(basis("JPY", "0.001 KWD", "KWD/JPY", "500").as_deref(), Some("1"));
    assert_eq!(basis("JPY", "0.001 KWD", "KWD/JPY", "499.9999999999"), None);
    assert_eq!(basis("KWD", "1 JPY", "KWD/JPY", "3").as_deref(), Some("0.333"));
    assert_eq!(basis("CLF", "1 JPY", "JPY/CLF", "0.00005").as_deref(), Some("0.0001"));
    assert_eq!(basis("USD", "0.0001 CLF", "USD/CLF", "0.02").as_deref(), Some("0.01"));
}

#[test]
fn a_sale_is_split_before_it_is_converted() {
    let given = paying([rule("r", percent("100"))])
        .rate("2026-07-01", "EUR/USD", "1.5")
        .sale(sale("S", "", "0.03 EUR", "2026-07-01").split("A:50;B:50"));
    assert_eq!(
        given.entries("2026-07"),
        ["2026-07 A S r earning 0.03", "2026-07 B S r earning 0.02"]
    );
}

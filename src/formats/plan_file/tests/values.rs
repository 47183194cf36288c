//! Single values of every type.

use serde_json::{Value, json};

use super::{R, V, accepted, faults, refused, refused_at, sample};

#[test]
fn null_is_refused_everywhere() {
    for field in ["/plan", "/name", "/currency", "/fiscal_year_start", "/minimum_payout"] {
        refused(field, Value::Null, "null is refused");
    }
    for field in [
        "effective_from",
        "clawback_days",
        "hold_days",
        "requires_verification",
        "holdback",
        "rules",
        "overrides",
        "bonuses",
        "cap",
        "rules/0/when",
        "rules/0/max_per_credit",
        "rules/0/when/kinds",
        "rules/2/pay/counts",
        "rules/0/pay",
        "rules/1/pay/tiers/0",
    ] {
        refused(&format!("{V}/{field}"), Value::Null, "null is refused");
    }
}

#[test]
fn days_are_integers_from_0_to_36500() {
    for field in ["clawback_days", "hold_days"] {
        let path = format!("{V}/{field}");
        accepted(&path, json!(0));
        accepted(&path, json!(36_500));
        for bad in [json!(36_501), json!(-1), json!(30.0), json!("30"), json!(1e300), json!(true)] {
            refused(&path, bad, "0 to 36500");
        }
    }
    let text = sample().to_string().replacen("\"hold_days\":0", "\"hold_days\":3e1", 1);
    assert_eq!(faults(&text).len(), 1);
    let holdback = format!("{V}/holdback");
    accepted(&holdback, json!({"percent": "10", "days": 30}));
    let path = format!("{holdback}/days");
    refused_at(&holdback, Some(json!({"percent": "10", "days": "30"})), &path, "0 to 36500");
    let path = format!("{holdback}/percent");
    refused_at(&holdback, Some(json!({"percent": "101", "days": 30})), &path, "from 0 to 100");
}

#[test]
fn the_fiscal_year_starts_in_a_month() {
    accepted("/fiscal_year_start", json!(12));
    for bad in [json!(0), json!(13), json!("7"), json!(7.0)] {
        refused("/fiscal_year_start", bad, "1 to 12");
    }
}

#[test]
fn figures_are_strings_of_digits_with_at_most_one_point() {
    let amount = format!("{R}/3/pay/amount");
    for good in ["0", "10", "12.5", "12.50", "007", "10000000000000.00"] {
        accepted(&amount, json!(good));
    }
    for bad in ["", "-1", "+1", "1e3", "1.", ".5", "1,000", " 1", "1.2.3", "-0", "١"] {
        refused(&amount, json!(bad), "is not a number such as 12.50");
    }
    for bad in [json!(25), json!(25.5), json!(true), json!([]), json!({})] {
        refused(&amount, bad, "must be a string");
    }
    refused(&amount, json!("0.001"), "more decimals than USD has, 2");
    refused(&amount, json!("10000000000000.01"), "out of range");
    for field in ["rules/0/max_per_credit", "cap/amount", "rules/1/pay/tiers/1/from"] {
        refused(&format!("{V}/{field}"), json!("-5"), "no sign");
        refused(&format!("{V}/{field}"), json!("5.555"), "more decimals");
    }
    refused("/minimum_payout", json!("-1"), "no sign");
}

#[test]
fn percentages_lie_between_0_and_100_with_six_decimals() {
    let tier = format!("{R}/1/pay/tiers/1/percent");
    let level = format!("{V}/overrides/0/percents/1");
    for path in [&format!("{R}/0/pay/percent"), &tier, &level] {
        accepted(path, json!("0"));
        accepted(path, json!("100"));
        accepted(path, json!("33.333333"));
        refused(path, json!("100.000001"), "from 0 to 100");
        refused(path, json!("1.0000001"), "more than 6 decimals");
        refused(path, json!(12.5), "must be a string");
    }
}

#[test]
fn counts_are_whole() {
    let from = format!("{R}/2/pay/tiers/1/from");
    let threshold = format!("{V}/bonuses/0/threshold");
    for path in [&from, &threshold] {
        accepted(path, json!("3"));
        accepted(path, json!("3.0"));
        refused(path, json!("2.5"), "whole number");
        refused(path, json!("99999999999999999999"), "out of range");
        refused(path, json!(3), "must be a string");
    }
    accepted(&threshold, json!("1"));
    refused(&threshold, json!("0"), "above zero");
    refused(&threshold, json!("0.0"), "above zero");
}

#[test]
fn words_are_known() {
    refused(&format!("{R}/0/when/kinds/0"), json!("renewals"), "did you mean `renewal`");
    refused(&format!("{R}/0/pay/type"), json!("percentage"), "unknown type");
    refused(&format!("{R}/1/pay/mode"), json!("slab"), "unknown mode");
    refused(&format!("{R}/1/pay/measure"), json!("ammount"), "`amount`");
    refused("/currency", json!("usd"), "unknown currency");
    refused("/currency", json!("XYZ"), "unknown currency");
    refused(&format!("{V}/bonuses/0/pay/type"), json!("tiered"), "unknown type");
    refused(&format!("{V}/requires_verification"), json!("true"), "true or false");
}

#[test]
fn lists_of_a_when_have_valid_members() {
    for (list, good) in [("products", "p/1"), ("sources", ""), ("cities", "Karāchi, south")] {
        let path = format!("{R}/0/when/{list}");
        accepted(&path, json!([good]));
        refused(&path, json!([]), "at least one");
        refused(&path, json!(good), "a list in brackets");
        refused_at(&path, Some(json!(["a", "x".repeat(101)])), &format!("{path}/1"), "");
        refused_at(&path, Some(json!([1])), &format!("{path}/0"), "must be a string");
    }
    accepted(&format!("{R}/0/when"), json!({}));
    refused(&format!("{V}/overrides/0/percents"), json!([]), "at least one percentage");
}

#[test]
fn a_name_for_people_has_at_most_200_characters() {
    accepted("/name", json!("س".repeat(200)));
    accepted("/name", json!(""));
    refused("/name", json!("س".repeat(201)), "201 characters");
}

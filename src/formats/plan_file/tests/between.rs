//! What holds between fields, and what becomes of many faults.

use serde_json::json;

use super::{R, V, accepted, changed, read_value, refused, refused_at, sample};
use crate::domain::Code;

#[test]
fn names_are_unique_within_a_version_and_never_cap() {
    refused(&format!("{R}/1/name"), json!("verified-new"), "used in this version already");
    refused(&format!("{V}/overrides/0/name"), json!("add-on"), "used in this version already");
    refused(&format!("{V}/bonuses/0/name"), json!("master"), "used in this version already");
    refused(&format!("{R}/0/name"), json!("cap"), "kept for");
    refused(&format!("{R}/0/name"), json!("a b"), "must be 1 to 64");
    refused("/plan", json!(""), "must be 1 to 64");
    accepted(&format!("{R}/0/name"), json!("Cap"));
}

#[test]
fn windows_stay_the_same_in_all_versions() {
    let second = "/versions/1";
    for (field, word) in [
        ("rules/1/pay/window", "the tiered rule `new`"),
        ("bonuses/0/window", "the bonus `ten-new`"),
        ("cap/window", "the cap must keep"),
    ] {
        let path = format!("{second}/{field}");
        refused_at(&path, Some(json!("year")), &path, word);
        refused(&path, json!("week"), "unknown window");
    }
    // A rule and a bonus of one name, each in another version, are apart.
    let mut plan = changed(&format!("{second}/bonuses/0/window"), Some(json!("year")));
    plan["versions"][1]["bonuses"][0]["name"] = json!("other");
    plan["versions"][0]["rules"][3]["name"] = json!("other");
    assert!(read_value(&plan).is_ok());
}

#[test]
fn versions_have_dates_of_their_own() {
    let path = "/versions/1/effective_from";
    refused(path, json!("2027-07-01"), "another version too (/versions/0/effective_from)");
    for bad in ["2026-02-30", "2026-7-1", "", "2026-07-01T00:00:00Z"] {
        refused(path, json!(bad), "not a day of the calendar");
    }
    accepted(path, json!("2024-02-29"));
    refused("/versions", json!([]), "at least one version");
    refused(&format!("{V}/rules"), json!([]), "at least one rule");
    accepted(&format!("{V}/overrides"), json!([]));
    accepted(&format!("{V}/bonuses"), json!([]));
}

#[test]
fn tiers_begin_at_zero_and_rise() {
    let tiers = format!("{R}/1/pay/tiers");
    refused(&tiers, json!([]), "at least one tier");
    refused(&format!("{tiers}/1/from"), json!("0"), "more than the `from`");
    refused(&format!("{tiers}/1/from"), json!("0.00"), "more than the `from`");
    refused(&format!("{tiers}/0/from"), json!("1"), "begins at zero");
    accepted(&format!("{tiers}/0/from"), json!("0.00"));
    accepted(&format!("{tiers}/1/from"), json!("0.01"));
}

#[test]
fn a_tier_pays_a_percentage_or_an_amount() {
    let (amount, count) = (format!("{R}/1/pay/tiers/1"), format!("{R}/2/pay/tiers/1"));
    refused_at(&format!("{count}/flat"), Some(json!("5")), &format!("{count}/flat"), "together");
    let none = json!({"from": "10"});
    refused_at(&count, Some(none), &format!("{count}/percent"), "a `percent` or a `flat`");
    accepted(&count, json!({"from": "10", "flat": "5.00"}));
    let flat = json!({"from": "10", "flat": "5.00"});
    refused_at(&amount, Some(flat.clone()), &format!("{amount}/flat"), "slice");
    let mut plan = changed(&amount, Some(flat));
    plan["versions"][0]["rules"][1]["pay"]["measure"] = json!("count");
    assert!(read_value(&plan).is_ok());
    plan["versions"][0]["rules"][1]["pay"]["measure"] = json!("amount");
    plan["versions"][0]["rules"][1]["pay"]["mode"] = json!("retroactive");
    assert!(read_value(&plan).is_ok());
}

#[test]
fn counts_belongs_to_retroactive_tiers() {
    refused(&format!("{R}/1/pay/counts"), json!({"kinds": ["new"]}), "retroactive only");
    accepted(&format!("{R}/2/pay/counts"), json!({}));
    let kinds = format!("{R}/2/pay/counts/kinds");
    refused(&kinds, json!([]), "at least one kind");
}

#[test]
fn all_faults_are_reported_together_with_what_can_be_judged_of_the_rest() {
    let mut plan = sample();
    plan["currency"] = json!("usd");
    plan["versions"][0]["rules"][0] = json!({"name": "new", "pay": 3});
    plan["versions"][0]["rules"][1]["pay"]["tiers"] =
        json!([{"from": "x", "percent": "1"}, {"from": "5.00"}, {"from": "4.99", "percent": "2"}]);
    plan["versions"][1]["rules"][1]["pay"]["window"] = json!("year");
    plan["versions"][1]["cap"]["amount"] = json!("0.00001");
    let error = read_value(&plan).unwrap_err();
    assert_eq!(error.code, Code::parse("PK-2026"));
    let paths: Vec<&str> = error.faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/currency",
            "/versions/0/rules/0/pay",
            "/versions/0/rules/1/name",
            "/versions/0/rules/1/pay/tiers/0/from",
            "/versions/0/rules/1/pay/tiers/1/percent",
            "/versions/0/rules/1/pay/tiers/2/from",
            "/versions/1/rules/1/pay/window",
            "/versions/1/cap/amount",
        ]
    );
}

#[test]
fn collecting_stops_at_a_thousand() {
    let mut plan = sample();
    plan["versions"][0]["rules"][0]["when"]["kinds"] = json!(vec!["nothing"; 5000]);
    assert_eq!(read_value(&plan).unwrap_err().faults.len(), 1000);
}

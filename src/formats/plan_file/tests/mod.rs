//! Every rule of section 4.11, refused with its path, and the near miss accepted.

mod between;
mod fuzz;
mod values;

use serde_json::{Value, json};

use super::*;
use crate::commission::plan::{BonusPay, Kind, Measure, Mode, Pay, TierPay};
use crate::domain::{Amount, WindowKind, parse_date};

/// The plan of section 7 and a second version of it, the later one first.
fn sample() -> Value {
    let mut plan: Value = serde_json::from_str(include_str!("sample.json")).unwrap();
    let mut later = plan["versions"][0].clone();
    later["effective_from"] = json!("2027-07-01");
    plan["versions"].as_array_mut().unwrap().insert(0, later);
    plan
}

/// The sample with the value at `pointer` set, or removed where it is `None`.
fn changed(pointer: &str, value: Option<Value>) -> Value {
    let mut plan = sample();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let parent = plan.pointer_mut(parent).unwrap();
    match (value, parent) {
        (Some(value), Value::Object(fields)) => {
            fields.insert(field.to_owned(), value);
        }
        (None, Value::Object(fields)) => {
            fields.remove(field).unwrap();
        }
        (Some(value), parent) => parent[field.parse::<usize>().unwrap()] = value,
        (None, parent) => {
            parent.as_array_mut().unwrap().remove(field.parse().unwrap());
        }
    }
    plan
}

fn read_value(plan: &Value) -> Result<Plan, PlanFaults> {
    read(plan.to_string().as_bytes())
}

/// The paths and messages of the faults of `text`.
fn faults(text: &str) -> Vec<(String, String)> {
    let faults = read(text.as_bytes()).unwrap_err().faults;
    faults.into_iter().map(|fault| (fault.path, fault.message)).collect()
}

/// The sample with the change has one fault, at `path`, and its message has `word`.
fn refused_at(pointer: &str, value: Option<Value>, path: &str, word: &str) {
    let plan = changed(pointer, value);
    let faults = faults(&plan.to_string());
    let [(found, message)] = faults.as_slice() else { panic!("{pointer}: {faults:#?}") };
    assert_eq!(found, path);
    assert!(message.contains(word), "{pointer}: {message}");
}

fn refused(pointer: &str, value: Value, word: &str) {
    refused_at(pointer, Some(value), pointer, word);
}

fn accepted(pointer: &str, value: Value) {
    let plan = changed(pointer, Some(value.clone()));
    assert!(read_value(&plan).is_ok(), "{pointer} {value}: {:#?}", read_value(&plan));
}

const V: &str = "/versions/0";
const R: &str = "/versions/0/rules";

#[test]
fn reads_the_plan_of_the_contract() {
    let plan = read_value(&sample()).unwrap();
    assert_eq!((plan.code().as_str(), plan.name()), ("PK-2026", "Pakistan channel 2026"));
    assert_eq!((plan.currency().code(), plan.fiscal_year_start().get()), ("USD", 7));
    assert_eq!(plan.minimum_payout().minor(), 5000);
    let [first, second] = plan.versions() else { panic!("two versions") };
    assert_eq!(Some(first.effective_from), parse_date("2026-07-01"));
    assert_eq!(Some(second.effective_from), parse_date("2027-07-01"));
    let [verified, new, renewal, add_on] = first.rules.as_slice() else { panic!("four rules") };
    assert_eq!(verified.when.kinds, Some(vec![Kind::New]));
    assert_eq!(verified.max_per_credit.map(Amount::minor), Some(150_000));
    let Pay::Tiered(tiered) = &new.pay else { panic!("tiered") };
    assert_eq!((tiered.measure, tiered.window), (Measure::Amount, WindowKind::Month));
    assert_eq!(tiered.tiers.iter().map(|tier| tier.from).collect::<Vec<_>>(), [0, 1_000_000]);
    let Pay::Tiered(tiered) = &renewal.pay else { panic!("tiered") };
    assert!(matches!(&tiered.mode, Mode::Retroactive { counts: Some(counts) }
        if counts.kinds == Some(vec![Kind::Renewal])));
    assert!(matches!(tiered.tiers[1].pay, TierPay::Percent(p) if p.to_string() == "6"));
    assert!(matches!(add_on.pay, Pay::Flat(amount) if amount.minor() == 2500));
    assert_eq!(first.overrides[0].percents.len(), 2);
    assert!(matches!(first.bonuses[0].pay, BonusPay::Flat(amount) if amount.minor() == 50_000));
    assert_eq!(first.cap.map(|cap| cap.amount.minor()), Some(2_000_000));
}

#[test]
fn reads_the_plans_of_all_cases() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/cases");
    let mut plans = 0;
    for case in std::fs::read_dir(cases).unwrap().map(|case| case.unwrap().path()) {
        for number in ["", "1", "2", "3"] {
            let path = case.join(format!("plan{number}.json"));
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let plan = read(&bytes).unwrap_or_else(|faults| panic!("{path:?}: {faults:#?}"));
            assert_eq!(read(write(&plan).as_bytes()), Ok(plan), "{path:?}");
            plans += 1;
        }
    }
    assert!(plans >= 24, "{plans}");
}

#[test]
fn writes_what_it_reads() {
    let plan = read_value(&sample()).unwrap();
    let text = write(&plan);
    assert_eq!(read(text.as_bytes()), Ok(plan));
    assert!(
        text.starts_with("{\n  \"plan\": \"PK-2026\",\n  \"name\": \"Pakistan channel 2026\",")
    );
}

#[test]
fn has_the_defaults_of_the_contract() {
    let plan = read(
        br#"{"plan": "P", "currency": "JPY", "versions": [{"effective_from": "2026-01-01",
            "clawback_days": 0, "rules": [{"name": "all", "pay": {"type": "flat", "amount": "9"}}]
        }]}"#,
    )
    .unwrap();
    let version = &plan.versions()[0];
    assert_eq!(
        (plan.name(), plan.fiscal_year_start().get(), plan.minimum_payout()),
        ("", 1, Amount::ZERO)
    );
    assert_eq!((version.hold_days.get(), version.requires_verification), (0, false));
    assert!(version.overrides.is_empty() && version.bonuses.is_empty() && version.cap.is_none());
}

#[test]
fn accepts_a_byte_order_mark_and_nothing_else_around() {
    let text = sample().to_string();
    assert!(read(format!("\u{feff}{text}").as_bytes()).is_ok());
    assert!(read(format!(" \r\n{text}\n").as_bytes()).is_ok());
    for text in [format!("{text} x"), format!("{text}{text}"), format!("\u{feff}\u{feff}{text}")] {
        assert_eq!(faults(&text).len(), 1);
    }
}

#[test]
fn a_syntax_error_names_line_and_column() {
    let found = faults("{\n  \"plan\": \"P\",\n  \"name\" 3\n}");
    assert!(
        matches!(found.as_slice(), [(path, message)]
        if path.is_empty() && message.contains("line 3 column 10")),
        "{found:?}"
    );
    let bad = read(b"{\n\"plan\": \"\xff\"}").unwrap_err().faults;
    assert!(bad[0].message.contains("UTF-8: line 2"), "{bad:?}");
    for text in ["", "[]", "null", "7"] {
        assert_eq!(faults(text).len(), 1, "{text}");
    }
}

#[test]
fn required_fields_are_named_where_they_should_be() {
    let cap = format!("{V}/cap/amount");
    for field in ["/plan", "/currency", "/versions", &cap] {
        refused_at(field, None, field, "is missing");
    }
    for field in [
        "effective_from",
        "clawback_days",
        "rules",
        "rules/0/name",
        "rules/0/pay",
        "rules/0/pay/type",
        "rules/0/pay/percent",
        "rules/3/pay/amount",
        "rules/1/pay/mode",
        "rules/1/pay/measure",
        "rules/1/pay/window",
        "rules/1/pay/tiers",
        "rules/1/pay/tiers/1/from",
        "overrides/0/name",
        "overrides/0/percents",
        "bonuses/0/name",
        "bonuses/0/window",
        "bonuses/0/measure",
        "bonuses/0/threshold",
        "bonuses/0/pay",
        "bonuses/0/pay/amount",
        "cap/window",
    ] {
        let path = format!("{V}/{field}");
        refused_at(&path, None, &path, "is missing");
    }
    for field in ["/name", "/fiscal_year_start", "/minimum_payout"] {
        assert!(read_value(&changed(field, None)).is_ok(), "{field}");
    }
}

#[test]
fn unknown_fields_are_refused_with_the_nearest_known_one() {
    refused("/curency", json!("USD"), "did you mean `currency`");
    refused(&format!("{V}/efective_from"), json!(""), "`effective_from`");
    let holdback = format!("{V}/holdback");
    let day = json!({"percent": "1", "days": 1, "day": 1});
    refused_at(&holdback, Some(day), &format!("{holdback}/day"), "`days`");
    refused(&format!("{R}/0/when/kind"), json!(["new"]), "`kinds`");
    refused(&format!("{R}/0/pay/amount"), json!("1.00"), "unknown field");
    refused(&format!("{R}/3/pay/percent"), json!("1"), "unknown field");
    refused(&format!("{R}/1/pay/tiers/0/rate"), json!("1"), "known are `from`");
    refused(&format!("{V}/overrides/0/percent"), json!("1"), "`percents`");
    refused(&format!("{V}/bonuses/0/mode"), json!("marginal"), "unknown field");
    refused_at("/a~1b", Some(json!(1)), "/a~01b", "unknown field");
}

#[test]
fn duplicate_fields_are_refused() {
    let text = sample().to_string();
    let twice =
        text.replacen("\"clawback_days\":90", "\"clawback_days\":90,\"clawback_days\":90", 1);
    let found = faults(&twice);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, format!("{V}/clawback_days"));
    assert!(found[0].1.contains("duplicate"));
}

#[test]
fn a_fault_shows_the_value_as_written() {
    let error = read_value(&changed("/minimum_payout", Some(json!("12,50")))).unwrap_err();
    assert_eq!(error.faults[0].value, "12,50");
    let error = read_value(&changed(&format!("{V}/hold_days"), Some(json!(30.0)))).unwrap_err();
    assert_eq!(error.faults[0].value, "30.0");
}

//! Exchange rates that section 3 of the contract refuses, and those that are missing.

use super::harness::{Input, OVERRIDE, plan, plan_with, sale};

#[test]
fn a_field_that_cannot_be_is_named_with_its_value() {
    for (row, error) in [
        ("2026-02-29,USD,PKR,283", "date: \"2026-02-29\" "),
        (",USD,PKR,283", "date: is empty"),
        ("2026-07-01,usd,PKR,283", "base: \"usd\" "),
        ("2026-07-01,USD,RUPEE,283", "quote: \"RUPEE\" "),
        ("2026-07-01,USD,USD,1", "quote: \"USD\" "),
        ("2026-07-01,USD,PKR,0", "rate: \"0\" "),
        ("2026-07-01,USD,PKR,0.0000000000", "rate: \"0.0000000000\" "),
        ("2026-07-01,USD,PKR,-283", "rate: \"-283\" "),
        ("2026-07-01,USD,PKR,", "rate: is empty"),
        ("2026-07-01,USD,PKR,2.8e2", "rate: \"2.8e2\" "),
        ("2026-07-01,USD,PKR,283.00000000001", "rate: \"283.00000000001\" "),
        ("2026-07-01,USD,PKR,10000000000.1", "rate: \"10000000000.1\" "),
    ] {
        Input::new().rates(&[row]).simulate().refused(&[&format!("fx.csv:2: {error}")]);
    }
}

#[test]
fn a_pair_has_one_rate_a_day() {
    let rows = ["2026-07-01,USD,PKR,283", "2026-07-02,USD,PKR,283", "2026-07-01,USD,PKR,284"];
    Input::new().rates(&rows).simulate().refused(&["fx.csv:4: date: \"2026-07-01\" "]);
    let inverse = ["2026-07-01,USD,PKR,283", "2026-07-01,PKR,USD,0.0035"];
    Input::new().rates(&inverse).simulate().accepted();
}

fn in_rupees() -> Input {
    let row = sale(&[("currency", "PKR")]);
    Input::new().sales(&[&row])
}

#[test]
fn a_credit_needs_a_rate_of_its_day_or_before() {
    let error = ["sales.csv:2: currency: \"PKR\" "];
    in_rupees().simulate().refused(&error);
    for row in ["2026-07-11,USD,PKR,283", "2026-07-01,PKR,CNY,0.02", "2026-07-01,USD,CNY,7"] {
        in_rupees().rates(&[row]).simulate().refused(&error);
    }
    for row in ["2026-07-10,USD,PKR,283", "2026-07-10,PKR,USD,0.0035"] {
        in_rupees().rates(&[row]).simulate().accepted();
    }
}

#[test]
fn a_credit_that_no_rule_fits_needs_a_rate_too() {
    let plan = r#"{"plan": "PK", "currency": "USD", "versions": [{"effective_from": "2026-01-01",
        "clawback_days": 0, "rules": [{"name": "renewal", "when": {"kinds": ["renewal"]},
        "pay": {"type": "percent", "percent": "1"}}]}]}"#;
    let error = ["sales.csv:2: currency: \"PKR\" "];
    in_rupees().plan("plan.json", plan).simulate().refused(&error);
}

#[test]
fn an_override_needs_a_rate() {
    let row = sale(&[("currency", "PKR")]);
    let of = |more: &str| {
        Input::new()
            .plan("plan.json", &plan("PK", "PKR"))
            .plan("up.json", &plan_with("UP", "USD", more))
            .partners(&["A,TOP,PK,", "TOP,,UP,"])
            .sales(&[&row])
    };
    of(OVERRIDE).simulate().refused(&["sales.csv:2: currency: \"PKR\" "]);
    of("").simulate().accepted();
    of(OVERRIDE).rates(&["2026-07-10,PKR,USD,0.0035"]).simulate().accepted();
    let renewals =
        r#", "overrides": [{"name": "up", "when": {"kinds": ["renewal"]}, "percents": ["2"]}]"#;
    of(renewals).simulate().accepted();
}

#[test]
fn what_has_no_basis_yet_needs_no_rate() {
    let verified = plan_with("PK", "USD", r#", "requires_verification": true"#);
    let pending = |verified_on| sale(&[("currency", "PKR"), ("verified_on", verified_on)]);
    let of = |row: &str| Input::new().plan("plan.json", &verified).sales(&[row]).simulate();
    of(&pending("")).accepted();
    of(&pending("2026-10-01")).accepted();
    of(&pending("2026-09-30")).refused(&["sales.csv:2: currency: \"PKR\" "]);
    let later = sale(&[("currency", "PKR"), ("paid_on", "2026-10-01")]);
    Input::new().sales(&[&later]).simulate().accepted();
    let before_the_plan = sale(&[("currency", "PKR"), ("paid_on", "2025-12-31")]);
    let answer = Input::new().sales(&[&before_the_plan]).simulate();
    assert_eq!(answer.status, 0, "{answer:?}");
}

#[test]
fn a_rate_that_is_there_but_faulty_is_not_called_missing_too() {
    for (row, error) in [
        ("2026-07-01,USD,PKR,0", "fx.csv:2: rate: \"0\" "),
        ("2026-07-32,PKR,USD,283", "fx.csv:2: date: \"2026-07-32\" "),
        ("2026-07-01,US$,PKR,283", "fx.csv:2: base: \"US$\" "),
        ("2026-07-01,USD,PKR", "fx.csv:2: row: has 3 fields"),
    ] {
        in_rupees().rates(&[row]).simulate().refused(&[error]);
    }
    let missing = "sales.csv:2: currency: \"PKR\" ";
    for (row, error) in [
        ("2026-07-11,USD,PKR,0", "fx.csv:2: rate: \"0\" "),
        ("2026-07-01,USD,CNY,0", "fx.csv:2: rate: \"0\" "),
        ("2026-07-01,US$,CNY,7", "fx.csv:2: base: \"US$\" "),
    ] {
        in_rupees().rates(&[row]).simulate().refused(&[error, missing]);
    }
    let answer = in_rupees().rates_file("date,base,quote\n").simulate();
    answer.refused(&["fx.csv:1: rate: is missing"]);
}

#[test]
fn a_second_rate_of_a_day_is_one_though_either_is_faulty() {
    for (rows, line, second) in [
        (["2026-07-01,USD,PKR,0", "2026-07-01,USD,PKR,280"], 2, 3),
        (["2026-07-01,USD,PKR,280", "2026-07-01,USD,PKR,x"], 3, 3),
    ] {
        let answer = Input::new().rates(&rows).simulate();
        let mut errors = [format!("fx.csv:{line}: rate: "), format!("fx.csv:{second}: date: ")];
        errors.sort_by_key(|error| error.contains(": date"));
        answer.refused(&[&errors[0], &errors[1]]);
    }
}

//! What a simulation writes: formats, explanations, unmatched credits, and files.

use std::fs::File;
use std::process::Stdio;

use serde_json::{Value, json};

use super::harness::{Answer, Input, SALES, plan, plan_with, sale};

const COLUMNS: &str = "period,partner,sale,rule,from_partner,window,entry,basis,amount,currency";

/// A sale with an override on it, a bonus and a cap.
fn rich() -> Input {
    let more = r#", "overrides": [{"name": "up", "percents": ["2"]}],
        "bonuses": [{"name": "first", "window": "month", "measure": "count", "threshold": "1",
                     "pay": {"type": "flat", "amount": "5.00"}}],
        "cap": {"window": "month", "amount": "12.00"}"#;
    Input::new()
        .plan("plan.json", &plan_with("PK", "USD", more))
        .partners(&["A,TOP,PK,", "TOP,,PK,"])
}

const RICH: &str = "\
2026-07,A,,cap,,2026-07-01..2026-07-31,cap,,-3.00,USD
2026-07,A,,first,,2026-07-01..2026-07-31,earning,,5.00,USD
2026-07,A,S1,all,,,earning,100.00,10.00,USD
2026-07,TOP,S1,up,A,,earning,100.00,2.00,USD
";

#[test]
fn csv_has_the_contract_s_columns_and_empty_fields() {
    let output = rich().simulate_with(&["--format", "csv"]).accepted();
    assert_eq!(output, format!("{COLUMNS}\n{RICH}"));
}

#[test]
fn json_has_the_same_names_and_null_where_csv_is_empty() {
    let output = rich().simulate_with(&["--format", "json"]).accepted();
    let rows: Vec<Value> = RICH.lines().map(row_as_json).collect();
    let expected = json!({"entries": rows, "unmatched": []});
    assert_eq!(serde_json::from_str::<Value>(&output).unwrap(), expected);
    // The names come in the order of the columns.
    let names = COLUMNS.split(',').map(|name| output.find(&format!("\"{name}\":")).unwrap());
    assert!(names.collect::<Vec<_>>().is_sorted(), "{output}");
}

fn row_as_json(row: &str) -> Value {
    let value = |field: &str| if field.is_empty() { Value::Null } else { json!(field) };
    let fields = COLUMNS.split(',').zip(row.split(','));
    Value::Object(fields.map(|(name, field)| (name.to_owned(), value(field))).collect())
}

#[test]
fn explain_adds_a_column() {
    let output = rich().simulate_with(&["--explain"]).accepted();
    assert_eq!(output.lines().next(), Some(&*format!("{COLUMNS},explanation")));
    let output = rich().simulate_with(&["--explain", "--format", "json"]).accepted();
    let results: Value = serde_json::from_str(&output).unwrap();
    for entry in results["entries"].as_array().unwrap() {
        assert_eq!(entry.as_object().unwrap().len(), 11);
        assert!(entry["explanation"].as_str().unwrap().len() > 20, "{entry}");
    }
}

#[test]
fn without_sales_there_is_the_header_alone() {
    let input = Input::new().sales(&[]);
    assert_eq!(input.simulate().accepted(), format!("{COLUMNS}\n"));
    assert_eq!(input.simulate_with(&["--explain"]).accepted(), format!("{COLUMNS},explanation\n"));
    let json = input.simulate_with(&["--format", "json"]).accepted();
    assert_eq!(json.trim_end(), r#"{"entries":[],"unmatched":[]}"#);
    // Nor are there any yet where the first comes later.
    let later = Input::new().sales(&[&sale(&[("paid_on", "2026-10-01")])]);
    assert_eq!(later.simulate().accepted(), format!("{COLUMNS}\n"));
}

fn with_unmatched() -> Input {
    let renewals = r#"{"plan": "PK", "currency": "USD", "versions": [
        {"effective_from": "2026-07-01", "clawback_days": 0, "rules": [
          {"name": "renewal", "when": {"kinds": ["renewal"]}, "pay": {"type": "percent", "percent": "1"}}]}]}"#;
    let rows = [
        sale(&[("sale", "S2"), ("credits", "C:20;B:30;A:50")]),
        sale(&[("sale", "S10"), ("paid_on", "2026-06-30")]),
        sale(&[("sale", "S3"), ("kind", "renewal")]),
        sale(&[("sale", "S4"), ("paid_on", "2026-10-01")]),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    Input::new().plan("plan.json", renewals).sales(&rows)
}

#[test]
fn json_lists_unmatched_credits_by_sale_and_partner_with_reasons() {
    let output = with_unmatched().simulate_with(&["--format", "json"]).accepted();
    let results: Value = serde_json::from_str(&output).unwrap();
    let unmatched = |sale: &str, partner: &str, reason: &str| json!({"sale": sale, "partner": partner, "reason": reason});
    let expected = json!([
        unmatched("S10", "A", "no_version"),
        unmatched("S2", "A", "no_rule"),
        unmatched("S2", "B", "no_rule"),
        unmatched("S2", "C", "no_rule"),
    ]);
    assert_eq!(results["unmatched"], expected);
}

#[test]
fn csv_tells_how_many_credits_are_unmatched_on_standard_error() {
    let answer = with_unmatched().simulate();
    assert_eq!(answer.status, 0);
    assert!(answer.stderr.starts_with("unmatched: 4 credits earn nothing"), "{}", answer.stderr);
    assert_eq!(answer.stderr.lines().count(), 1);
    let one = Input::new().sales(&[&sale(&[("paid_on", "2025-12-31")])]).simulate();
    assert!(one.stderr.starts_with("unmatched: 1 credit earns nothing"), "{}", one.stderr);
}

#[test]
fn output_goes_to_the_file_and_nowhere_else() {
    for format in ["csv", "json"] {
        let input = rich();
        let expected = input.simulate_with(&["--format", format]).accepted();
        let args = ["--format", format, "--output", "out"];
        assert_eq!(input.simulate_with(&args).accepted(), "");
        assert_eq!(input.folder().read("out"), expected);
        // Longer than what replaces it, so that nothing of it may stay.
        input.folder().write("out", "old ".repeat(1000));
        assert_eq!(input.simulate_with(&args).accepted(), "");
        assert_eq!(input.folder().read("out"), expected);
        let files = ["out", "partners.csv", "plan.json", "sales.csv"];
        assert_eq!(input.folder().names(), files);
    }
}

#[test]
fn bad_facts_create_and_change_no_file() {
    let input = Input::new().sales(&[&sale(&[("kind", "lease")])]);
    let error = ["sales.csv:2: kind: \"lease\" "];
    input.simulate_with(&["--output", "out.csv"]).refused(&error);
    assert_eq!(input.folder().names(), ["plan.json", "sales.csv"]);
    input.folder().write("out.csv", "old");
    input.simulate_with(&["--output", "out.csv"]).refused(&error);
    assert_eq!(input.folder().read("out.csv"), "old");
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure() {
    let input = Input::new();
    for output in ["none/out.csv", ".", "plan.json/out.csv", "/"] {
        let answer = input.simulate_with(&["--output", output]);
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{output}: {answer:?}");
        assert!(answer.stderr.contains(&format!("cannot write the entries to {output}")));
    }
    assert_eq!(input.folder().names(), ["plan.json", "sales.csv"]);
}

#[cfg(unix)]
mod on_unix {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn an_output_that_is_no_regular_file_is_written_as_it_is() {
        let input = rich();
        let expected = input.simulate().accepted();
        assert_eq!(input.simulate_with(&["--output", "/dev/null"]).accepted(), "");
        assert_eq!(input.simulate_with(&["--output", "/dev/stdout"]).accepted(), expected);
        // Standard output may be a file, which stays the one that others hold open.
        let mut command = input.folder().command(input.args(&["--output", "/dev/stdout"]));
        let out = File::create(input.folder().path().join("out")).unwrap();
        assert!(command.stdout(out).status().unwrap().success());
        assert_eq!(input.folder().read("out"), expected);
        assert!(fs::symlink_metadata("/dev/stdout").unwrap().is_symlink());
    }

    #[test]
    fn a_device_that_is_full_is_a_failure() {
        let input = Input::new();
        let answer = input.simulate_with(&["--output", "/dev/full"]);
        assert_eq!(answer.status, 1, "{answer:?}");
        let mut command = input.folder().command(input.args(&[]));
        let full = File::options().write(true).open("/dev/full").unwrap();
        let answer = Answer::of(command.stdout(full).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(answer.status, 1, "{answer:?}");
        assert!(answer.stderr.contains("cannot write the entries: "), "{answer:?}");
    }

    #[test]
    fn a_link_stays_a_link_and_a_file_keeps_its_permissions() {
        let input = Input::new();
        let real = input.folder().path().join("real.csv");
        let link = input.folder().path().join("link.csv");
        input.folder().write("real.csv", "old");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("real.csv", &link).unwrap();
        assert_eq!(input.simulate_with(&["--output", "link.csv"]).accepted(), "");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(input.folder().read("real.csv").starts_with(COLUMNS));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(input.folder().names(), ["link.csv", "plan.json", "real.csv", "sales.csv"]);
    }

    #[test]
    fn a_reader_who_has_enough_is_no_failure() {
        let rows: Vec<String> =
            (0..20_000).map(|number| sale(&[("sale", &format!("S{number}"))])).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let input = Input::new().sales(&rows);
        for format in ["csv", "json"] {
            let mut command = input.folder().command(input.args(&["--format", format]));
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            let answer = Answer::of(child.wait_with_output().unwrap());
            assert_eq!((answer.status, answer.stderr.as_str()), (0, ""), "{format}");
        }
    }

    #[test]
    fn input_may_come_from_a_pipe() {
        let input = Input::new();
        let expected = input.simulate().accepted();
        let sales = File::open(input.folder().path().join("sales.csv")).unwrap();
        let args =
            ["simulate", "--plan", "plan.json", "--sales", "/dev/stdin", "--through", "2026-09"];
        let answer = input.folder().command(args).stdin(sales).output().unwrap();
        assert_eq!(Answer::of(answer).accepted(), expected);
    }
}

#[test]
fn the_order_of_rows_and_of_options_changes_nothing() {
    let rows = ["S1", "S2", "S3"].map(|id| sale(&[("sale", id)]));
    let forth = Input::new().sales(&[&rows[0], &rows[1], &rows[2]]).simulate().accepted();
    let back = Input::new().sales(&[&rows[2], &rows[0], &rows[1]]).simulate().accepted();
    assert_eq!(forth, back);
    let input = Input::new().plan("cn.json", &plan("CN", "USD")).partners(&["A,,CN,"]);
    let folder = input.folder();
    let args = ["--plan", "cn.json", "--plan", "plan.json", "--through", "2026-09"];
    let more = ["--sales", "sales.csv", "--partners", "partners.csv"];
    let other = folder.saathi(["simulate"].iter().chain(&args).chain(&more));
    assert_eq!(other.accepted(), input.simulate().accepted());
}

#[test]
fn ids_and_texts_of_any_kind_come_through() {
    let row = sale(&[
        ("sale", "a/B_c.9-z"),
        ("city", "\"\u{6a9}\u{631}\u{627}\u{686}\u{6cc}, \"\"x\"\"\""),
    ]);
    let output = Input::new().sales_file(format!("{SALES}\n{row}")).simulate().accepted();
    assert!(output.contains(",a/B_c.9-z,all,"), "{output}");
}

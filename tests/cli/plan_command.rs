//! `saathi plan check` and `saathi plan explain`.

use serde_json::{Value, json};

use super::harness::{Folder, plan};

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("good.json", plan("PK", "USD"));
    folder.write("bad.json", plan("CN", "CNY").replace("\"10\"", "\"101\"").replace("90", "-1"));
    folder
}

#[test]
fn check_says_ok_of_a_sound_plan() {
    let answer = folder().saathi(["plan", "check", "good.json"]);
    assert_eq!(answer.accepted(), "good.json: ok, 1 version\n");
}

#[test]
fn check_tells_every_fault_with_file_path_and_value() {
    let answer = folder().saathi(["plan", "check", "bad.json"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    let lines: Vec<&str> = answer.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("bad.json: /versions/0/clawback_days: -1: "), "{lines:?}");
    let percent = "bad.json: /versions/0/rules/0/pay/percent: 101: ";
    assert!(lines[1].starts_with(percent), "{lines:?}");
}

#[test]
fn check_judges_all_files_whatever_is_wrong_with_one() {
    let answer = folder().saathi(["plan", "check", "none.json", ".", "bad.json", "good.json"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, "good.json: ok, 1 version\n"));
    for file in ["none.json: ", ".: ", "bad.json: "] {
        assert!(answer.stderr.lines().any(|line| line.starts_with(file)), "{}", answer.stderr);
    }
}

#[test]
fn check_warns_without_failing() {
    let folder = folder();
    let hidden = plan("PK", "USD").replace(
        "\"rules\": [",
        r#""rules": [{"name": "first", "pay": {"type": "percent", "percent": "5"}}, "#,
    );
    folder.write("hidden.json", hidden);
    let answer = folder.saathi(["plan", "check", "hidden.json"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (0, "hidden.json: ok, 1 version\n"));
    let warning = "hidden.json: /versions/0/rules/1: warning: ";
    assert!(answer.stderr.starts_with(warning), "{}", answer.stderr);
}

#[test]
fn check_gives_machines_json() {
    let answer = folder().saathi(["plan", "check", "--json", "good.json", "bad.json", "none.json"]);
    assert_eq!((answer.status, answer.stderr.as_str()), (1, ""));
    let found: Value = serde_json::from_str(&answer.stdout).unwrap();
    let good = json!({"file": "good.json", "ok": true, "plan": "PK", "versions": 1, "fault_count": 0, "faults": [],
                      "warnings": []});
    assert_eq!(found[0], good);
    assert_eq!((&found[1]["ok"], &found[1]["plan"]), (&json!(false), &json!("CN")));
    let faults = found[1]["faults"].as_array().unwrap();
    assert_eq!((faults.len(), &found[1]["fault_count"]), (2, &json!(2)));
    assert_eq!(faults[1]["path"], "/versions/0/rules/0/pay/percent");
    assert_eq!(faults[1]["value"], "101");
    assert!(faults[1]["message"].is_string());
    assert_eq!((&found[2]["ok"], &found[2]["plan"]), (&json!(false), &Value::Null));
    let sound = folder().saathi(["plan", "check", "--json", "good.json"]).accepted();
    assert_eq!(serde_json::from_str::<Value>(&sound).unwrap(), json!([good]));
}

#[test]
fn explain_says_a_sound_plan_in_sentences() {
    let text = folder().saathi(["plan", "explain", "good.json"]).accepted();
    assert!(text.contains("PK") && text.contains("10"), "{text}");
}

#[test]
fn explain_tells_the_faults_of_one_that_is_not() {
    let answer = folder().saathi(["plan", "explain", "bad.json"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    assert_eq!(answer.stderr.lines().count(), 2, "{}", answer.stderr);
    for file in ["none.json", "."] {
        let answer = folder().saathi(["plan", "explain", file]);
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
        assert!(answer.stderr.starts_with(&format!("{file}: ")), "{}", answer.stderr);
    }
}

#[test]
fn both_need_files_and_know_their_options() {
    assert_eq!(folder().saathi(["plan"]).status, 2);
    folder().saathi(["plan", "check"]).misused("FILE");
    folder().saathi(["plan", "explain"]).misused("FILE");
    folder().saathi(["plan", "explain", "good.json", "bad.json"]).misused("bad.json");
    folder().saathi(["plan", "check", "--xml", "good.json"]).misused("--xml");
    folder().saathi(["plan", "mend", "good.json"]).misused("mend");
}

#[test]
fn control_characters_do_not_reach_the_screen() {
    let folder = Folder::new();
    folder.write("bad.json", plan("PK", "USD").replace("\"10\"", r#""\u001b[31m\u202e""#));
    for command in ["check", "explain"] {
        let answer = folder.saathi(["plan", command, "bad.json"]);
        assert_eq!(answer.status, 1);
        assert!(!answer.stderr.contains(['\u{1b}', '\u{202e}']), "{:?}", answer.stderr);
        assert!(answer.stderr.contains("\\u{1b}[31m\\u{202e}"), "{}", answer.stderr);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_told_and_a_closed_pipe_is_done() {
    let folder = folder();
    for args in [["plan", "explain", "good.json"], ["plan", "check", "good.json"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(said.starts_with("cannot write to standard output: "), "{said}");

        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(args).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}");
    }
}

#[test]
fn check_warns_of_what_no_partner_ever_has() {
    let folder = folder();
    folder.write("partners.csv", "partner,parent,plan,from\nA,,PK,\nA,,XX,2025-12-31\n");
    let check = |file| folder.saathi(["plan", "check", "--partners", file, "good.json"]);
    let answer = check("partners.csv");
    assert_eq!((answer.status, answer.stdout.as_str()), (0, "good.json: ok, 1 version\n"));
    let warning = "good.json: /versions/0/effective_from: warning: no partner has this plan";
    assert!(answer.stderr.starts_with(warning), "{}", answer.stderr);
    folder.write("bad.csv", "partner,parent,plan,from\nA,,P K,\n");
    let bad = check("bad.csv");
    assert_eq!((bad.status, bad.stdout.as_str()), (1, ""));
    assert!(bad.stderr.starts_with("bad.csv:2: plan: \"P K\" is not "), "{}", bad.stderr);
    assert!(bad.stderr.ends_with("1 error; no plan was checked\n"), "{}", bad.stderr);
    assert!(check("none.csv").stderr.starts_with("none.csv: "));
}

/// A plan of 20 %, with one example of a sale of 9,500.00 that is refunded in part.
fn with_example(expected: &str) -> String {
    format!(
        r#"{{"plan": "PK", "currency": "USD", "versions": [{{"effective_from": "2026-01-01",
        "clawback_days": 90, "rules": [{{"name": "new", "pay": {{"type": "percent", "percent": "20"}}}}]}}],
        "examples": [{{"name": "a refund takes its part back", "through": "2026-08",
          "sales": [{{"sale": "A", "amount": "9500.00", "paid_on": "2026-07-10"}}],
          "refunds": [{{"refund": "R", "sale": "A", "amount": "500.00", "refunded_on": "2026-08-02"}}],
          "expect": [{{"amount": "1800.00"}}, {{"period": "2026-07", "sale": "A", "amount": "{expected}"}},
            {{"entry": "clawback", "amount": "-100.00"}}]}}]}}"#
    )
}

#[test]
fn test_says_which_examples_of_a_plan_hold() {
    let folder = Folder::new();
    folder.write("good.json", with_example("1900.00"));
    folder.write("bad.json", with_example("1900.01"));
    let answer = folder.saathi(["plan", "test", "good.json"]);
    assert_eq!(answer.accepted(), "good.json: ok, a refund takes its part back\n");
    let answer = folder.saathi(["plan", "test", "good.json", "bad.json"]);
    assert_eq!(answer.status, 1);
    assert_eq!(answer.stderr, "bad.json: 1 of 1 examples failed\n");
    let lines: Vec<&str> = answer.stdout.lines().collect();
    assert_eq!(lines[1], "bad.json: failed, a refund takes its part back");
    assert_eq!(lines[2], "  period 2026-07, sale A: expected 1900.01 USD, found 1900.00 USD");
    assert_eq!(lines[3], "    2026-07 earning by new of sale A: 1900.00 USD");
    assert!(answer.stdout.contains("9500.00 * 20 / 100 = 1900"), "{}", answer.stdout);
    let answer = folder.saathi(["plan", "test", "--json", "bad.json"]);
    let found: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((answer.status, &found[0]["ok"]), (1, &json!(false)));
    assert_eq!(found[0]["examples"][0]["failures"][0]["found"], "1900.00 USD");
    // The engine does not see them.
    let checked = folder.saathi(["plan", "check", "good.json"]);
    assert_eq!(checked.accepted(), "good.json: ok, 1 version\n");
}

#[test]
fn test_says_what_is_wrong_with_an_example() {
    let folder = folder();
    let none = folder.saathi(["plan", "test", "good.json"]);
    assert_eq!((none.status, none.stderr.as_str()), (1, "good.json: carries no examples\n"));
    let misspelt = with_example("1900.00").replace("\"paid_on\"", "\"payed_on\"");
    folder.write("fact.json", misspelt);
    let fact = folder.saathi(["plan", "test", "fact.json"]);
    assert_eq!((fact.status, fact.stdout.as_str()), (1, ""));
    let misspelt =
        "fact.json: /examples/0/sales/0/payed_on: is an unknown field; did you mean `paid_on`?";
    assert!(fact.stderr.starts_with(misspelt), "{}", fact.stderr);
    folder.write("day.json", with_example("1900.00").replace("2026-07-10", "2026-02-30"));
    let day = folder.saathi(["plan", "test", "day.json"]);
    assert!(day.stdout.contains("  sales/0: paid_on: \"2026-02-30\" "), "{}", day.stdout);
    folder.write("form.json", with_example("1900.00").replace("\"expect\"", "\"expext\""));
    let form = folder.saathi(["plan", "test", "form.json"]);
    assert!(
        form.stderr.starts_with("form.json: /examples/0/expext: is an unknown"),
        "{}",
        form.stderr
    );
    // It is said of the file as a whole, too.
    assert_eq!(folder.saathi(["plan", "check", "form.json"]).status, 1);
    let bad = folder.saathi(["plan", "test", "bad.json"]);
    assert!(bad.stderr.starts_with("bad.json: /versions/0/clawback_days: "), "{}", bad.stderr);
}

//! Faulty plan files in a simulation; the faults themselves are the plan reader's tests.

use super::harness::{Input, plan, plan_with};

#[test]
fn a_plan_s_faults_are_told_together_with_file_path_and_value() {
    let bad = r#"{"plan": "P K", "currency": "USX", "colour": "red", "versions": [
        {"effective_from": "2026-02-30", "clawback_days": "90", "rules": [
          {"name": "cap", "when": {"kinds": ["lease"]}, "pay": {"type": "percent", "percent": "101"}},
          {"name": "n", "pay": {"type": "flat", "amount": "1", "amount": "2"}}]}]}"#;
    Input::new().plan("plan.json", bad).simulate().refused(&[
        "plan.json: /colour: \"red\" ",
        "plan.json: /plan: \"P K\" ",
        "plan.json: /currency: \"USX\" ",
        "plan.json: /versions/0/effective_from: \"2026-02-30\" ",
        "plan.json: /versions/0/clawback_days: \"90\" ",
        "plan.json: /versions/0/rules/0/name: \"cap\" ",
        "plan.json: /versions/0/rules/0/when/kinds/0: \"lease\" ",
        "plan.json: /versions/0/rules/0/pay/percent: \"101\" ",
        "plan.json: /versions/0/rules/1/pay/amount: \"2\" ",
    ]);
}

#[test]
fn what_is_no_json_is_told_without_a_path() {
    for (text, why) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("plan: PK", "not JSON"),
        ("{} {}", "not JSON"),
        ("[]", "an object"),
        ("null", "null"),
    ] {
        let answer = Input::new().plan("plan.json", text).simulate();
        assert!(answer.stderr.contains(why), "{}", answer.stderr);
        answer.refused(&["plan.json: "]);
    }
}

#[test]
fn a_plan_file_may_begin_with_a_byte_order_mark() {
    let text = format!("\u{feff}{}", plan("PK", "USD").replace('\n', "\r\n"));
    Input::new().plan("plan.json", &text).simulate().accepted();
}

#[test]
fn a_plan_file_is_utf_8() {
    let input = Input::new();
    input.folder().write("plan.json", b"{\n\"plan\": \"K\xf6ln\"}");
    let answer = input.simulate();
    assert!(answer.stderr.contains("UTF-8") && answer.stderr.contains("line 2"));
    answer.refused(&["plan.json: "]);
}

#[test]
fn each_plan_is_given_once() {
    let partners = ["A,,PK,"];
    let same = Input::new().plan("again.json", &plan("PK", "USD")).partners(&partners);
    same.simulate().refused(&["again.json: /plan: \"PK\" "]);
}

#[test]
fn a_code_given_twice_is_told_though_a_file_has_another_fault() {
    let bad = plan("PK", "USD").replace("\"10\"", "\"101\"");
    let percent = "/versions/0/rules/0/pay/percent: \"101\" ";
    let input = |first: &str, second: &str| {
        Input::new().plan("plan.json", first).plan("again.json", second).partners(&["A,,PK,"])
    };
    let good = plan("PK", "USD");
    let errors = [format!("again.json: {percent}"), "again.json: /plan: \"PK\" ".to_owned()];
    input(&good, &bad).simulate().refused(&[&errors[0], &errors[1]]);
    let errors = [format!("plan.json: {percent}"), "again.json: /plan: \"PK\" ".to_owned()];
    input(&bad, &good).simulate().refused(&[&errors[0], &errors[1]]);
}

#[test]
fn control_characters_in_a_plan_are_shown_escaped() {
    let bad = plan_with("PK", "USD", r#", "\u001b[2J\n": "\u001b[31m""#);
    let answer = Input::new().plan("plan.json", &bad).simulate();
    assert!(!answer.stderr.contains('\u{1b}'), "{:?}", answer.stderr);
    answer.refused(&["plan.json: /versions/0/\\u{1b}[2J\\n: \"\\u{1b}[31m\" "]);
}

#[test]
fn all_faults_of_a_plan_are_counted() {
    let rules = r#"{"name": "all", "pay": {"type": "percent", "percent": "x"}}, "#.repeat(5000);
    let bad = plan("PK", "USD").replace("\"rules\": [", &format!("\"rules\": [{rules}"));
    let answer = Input::new().plan("plan.json", &bad).simulate();
    // Each has a bad percentage and, from the second on, a name that is in use.
    let end = "10000 errors; nothing was computed (the first 100 are shown)\n";
    assert!(answer.stderr.ends_with(end), "{}", answer.stderr);
}

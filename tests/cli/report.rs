//! The report of errors: all of them together, in order, up to a hundred, and the total.

use super::harness::{Input, plan, sale};

#[test]
fn errors_of_all_files_are_told_in_the_order_of_the_contract() {
    let bad_plan = plan("CN", "CNY").replace("\"10\"", "\"-10\"");
    let rows = [sale(&[("sale", "S2"), ("kind", "lease")]), sale(&[("credits", "A:99")])];
    let input = Input::new()
        .refunds(&["R1,S3,1.00,2026-07-11", "R1,S1,1.00,2026-07-32"])
        .sales(&[&rows[0], &rows[1], &sale(&[("sale", "S4"), ("partner", "Z")])])
        .rates(&["2026-07-01,USD,PKR,0", "2026-07-01,USD,USD,1"])
        .partners(&["A,TOP,PK,", "B,,CN,"])
        .plan("cn.json", &bad_plan);
    input.simulate().refused(&[
        "cn.json: /versions/0/rules/0/pay/percent: \"-10\" ",
        "partners.csv:2: parent: \"TOP\" ",
        "fx.csv:2: rate: \"0\" ",
        "fx.csv:3: quote: \"USD\" ",
        "sales.csv:2: kind: \"lease\" ",
        "sales.csv:3: credits: \"A:99\" ",
        "sales.csv:4: partner: \"Z\" ",
        "refunds.csv:2: sale: \"S3\" ",
        "refunds.csv:3: refunded_on: \"2026-07-32\" ",
        "refunds.csv:3: refund: \"R1\" ",
    ]);
}

fn with_bad_sales(bad: usize) -> Input {
    let rows: Vec<String> = (0..bad)
        .map(|number| sale(&[("sale", &format!("S{number}")), ("kind", "lease")]))
        .collect();
    Input::new().sales(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_hundred_errors_are_shown_and_all_are_counted() {
    let all: Vec<String> =
        (0..100).map(|number| format!("sales.csv:{}: kind: \"lease\" ", number + 2)).collect();
    with_bad_sales(100).simulate().refused(&all.iter().map(String::as_str).collect::<Vec<_>>());

    let answer = with_bad_sales(101).simulate();
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    let lines: Vec<&str> = answer.stderr.lines().collect();
    assert_eq!(lines.len(), 101);
    assert!(lines.iter().zip(&all).all(|(line, error)| line.starts_with(error)));
    assert_eq!(lines[100], "101 errors; nothing was computed (the first 100 are shown)");
}

#[test]
fn errors_of_earlier_tables_come_before_those_of_a_table_read_first() {
    // Refunds alone have more than a hundred; those of the partners are shown all the same.
    let refunds: Vec<String> = (0..150).map(|i| format!("R{i},NONE,1.00,2026-07-11")).collect();
    let input = Input::new()
        .refunds(&refunds.iter().map(String::as_str).collect::<Vec<_>>())
        .partners(&["A,TOP,PK,"]);
    let answer = input.simulate();
    assert!(answer.stderr.starts_with("partners.csv:2: parent: \"TOP\" "), "{}", answer.stderr);
    let end = "151 errors; nothing was computed (the first 100 are shown)\n";
    assert!(answer.stderr.ends_with(end), "{}", answer.stderr);
}

#[test]
fn a_table_that_cannot_be_read_makes_no_other_row_wrong() {
    let refunds = ["R1,S1,1.00,2026-07-11"];
    let headless = Input::new().sales_file("sale,partner\nS1,A\n").refunds(&refunds).simulate();
    assert!(!headless.stderr.contains("refunds.csv"), "{}", headless.stderr);
    assert!(headless.stderr.ends_with("1 error; nothing was computed\n"), "{}", headless.stderr);
}

#[test]
fn the_order_of_rows_does_not_change_what_is_told() {
    let rows = [
        sale(&[("sale", "S9"), ("kind", "lease")]),
        sale(&[("sale", "S1")]),
        sale(&[("sale", "S5"), ("currency", "PKR")]),
    ];
    Input::new()
        .sales(&[&rows[0], &rows[1], &rows[2]])
        .simulate()
        .refused(&["sales.csv:2: kind: \"lease\" ", "sales.csv:4: currency: \"PKR\" "]);
    Input::new()
        .sales(&[&rows[2], &rows[1], &rows[0]])
        .simulate()
        .refused(&["sales.csv:2: currency: \"PKR\" ", "sales.csv:4: kind: \"lease\" "]);
}

/// The exit status where standard error takes nothing.
#[cfg(target_os = "linux")]
fn status_without_stderr(folder: &super::harness::Folder, args: &[&str]) -> Option<i32> {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    folder.command(args).stderr(full).output().unwrap().status.code()
}

#[test]
#[cfg(target_os = "linux")]
fn the_exit_status_tells_it_even_where_standard_error_is_full() {
    let bad = with_bad_sales(1);
    assert_eq!(status_without_stderr(bad.folder(), &bad.args(&[])), Some(1));
    let unmatched = Input::new().plan(
        "plan.json",
        &plan("PK", "USD").replace(
            "\"name\": \"all\",",
            "\"name\": \"all\", \"when\": {\"kinds\": [\"renewal\"]},",
        ),
    );
    assert!(unmatched.simulate().stderr.starts_with("unmatched: 1 "));
    assert_eq!(status_without_stderr(unmatched.folder(), &unmatched.args(&[])), Some(0));
    assert_eq!(status_without_stderr(bad.folder(), &["plan", "check", "none.json"]), Some(1));
}

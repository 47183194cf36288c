//! Partners that section 3 of the contract refuses: rows, plans, currencies and cycles.

use super::harness::{Input, plan, sale};

/// With the plans PK and PK2 in dollars and CN in yuan.
fn input(rows: &[&str]) -> Input {
    Input::new()
        .plan("pk2.json", &plan("PK2", "USD"))
        .plan("cn.json", &plan("CN", "CNY"))
        .partners(rows)
}

#[track_caller]
fn refused(rows: &[&str], errors: &[&str]) {
    let errors: Vec<String> = errors.iter().map(|error| format!("partners.csv:{error}")).collect();
    let errors: Vec<&str> = errors.iter().map(String::as_str).collect();
    input(rows).simulate().refused(&errors);
}

#[track_caller]
fn accepted(rows: &[&str]) {
    let answer = input(rows).simulate();
    assert_eq!(answer.status, 0, "{answer:?}");
}

#[test]
fn a_field_that_cannot_be_is_named_with_its_value() {
    for (row, error) in [
        ("B C,,PK,", "3: partner: \"B C\" "),
        (",,PK,", "3: partner: is empty"),
        ("B,A B,PK,", "3: parent: \"A B\" "),
        ("B,,PK 1,", "3: plan: \"PK 1\" "),
        ("B,,,", "3: plan: is empty"),
        ("B,,PK,2026-02-29", "3: from: \"2026-02-29\" "),
        ("B,,PK,July", "3: from: \"July\" "),
    ] {
        refused(&["A,,PK,", row], &[error]);
    }
}

#[test]
fn parents_and_plans_are_there() {
    refused(&["A,TOP,PK,"], &["2: parent: \"TOP\" "]);
    refused(&["A,,XX,"], &["2: plan: \"XX\" "]);
    refused(&["A,TOP,XX,"], &["2: parent: \"TOP\" ", "2: plan: \"XX\" "]);
    accepted(&["A,TOP,PK,", "TOP,,PK2,2026-08-01"]);
}

#[test]
fn a_partner_has_one_row_from_a_day() {
    refused(&["A,,PK,", "A,,PK2,"], &["3: partner: \"A\" "]);
    let dated = ["A,,PK,2026-07-01", "B,,PK,2026-07-01", "A,,PK2,2026-07-01"];
    refused(&dated, &["4: partner: \"A\" "]);
    accepted(&["A,,PK,", "A,,PK2,2026-07-01", "A,,PK,2026-08-01"]);
    // Either of them may have another fault.
    let faulty = ["A,,P K,2026-07-01", "B,,PK,", "A,,PK,2026-07-01", "A,,PK,2026-07-01"];
    let errors = ["2: plan: \"P K\" ", "4: partner: \"A\" ", "5: partner: \"A\" "];
    refused(&faulty, &errors);
    refused(&["A,,PK,", "A,B C,PK,"], &["3: parent: \"B C\" ", "3: partner: \"A\" "]);
}

#[test]
fn all_plans_of_a_partner_pay_one_currency() {
    refused(&["A,,PK,", "A,,CN,2026-08-01"], &["3: plan: \"CN\" "]);
    refused(&["A,,CN,2026-08-01", "A,,PK2,2027-08-01", "A,,PK,"], &["2: plan: \"CN\" "]);
    let rows = ["A,,PK,", "B,,CN,"];
    accepted(&rows);
}

#[test]
fn nobody_is_above_itself() {
    refused(&["A,A,PK,"], &["2: parent: \"A\" "]);
    // A cycle is told once, where it closes, with its members.
    let two = ["A,B,PK,", "B,A,PK,"];
    refused(&two, &["3: parent: \"A\" closes a cycle of par"]);
    assert!(input(&two).simulate().stderr.contains("closes a cycle of parents: B, A\n"));
    let three = ["A,B,PK,", "B,C,PK,", "C,A,PK,"];
    assert!(input(&three).simulate().stderr.contains("closes a cycle of parents: C, A, B\n"));
    refused(&three, &["4: parent: \"A\" closes a cycle of parents: "]);
    refused(&[two, ["C,C,PK,", "D,C,PK,"]].concat(), &["3: parent: ", "4: parent: \"C\" "]);
    // D is below a cycle and not part of it.
    let below = ["D,A,PK,", "A,A,PK,"];
    refused(&below, &["3: parent: \"A\" "]);
}

#[test]
fn a_cycle_of_a_single_day_is_one() {
    let rows = ["A,B,PK,", "B,,PK,", "B,A,PK,2026-07-10", "B,,PK,2026-07-11"];
    refused(&rows, &["4: parent: \"A\" "]);
    // The cycle comes about on a day on which it is neither partner's row that begins.
    let long = ["A,B,PK,", "B,C,PK,2026-05-01", "C,,PK,", "C,A,PK,2026-06-01", "A,,PK,2026-06-02"];
    refused(&long, &["5: parent: \"A\" "]);
    let far = ["A,B,PK,", "B,,PK,", "B,A,PK,9999-12-31"];
    refused(&far, &["4: parent: \"A\" "]);
}

#[test]
fn parents_that_change_places_make_no_cycle() {
    accepted(&["A,B,PK,", "B,,PK,", "A,,PK,2026-08-01", "B,A,PK,2026-08-01"]);
    accepted(&["A,B,PK,", "B,,PK,", "A,,PK,2026-08-01", "B,A,PK,2026-08-02"]);
    // B has no row in force before August, and so no parent either.
    accepted(&["A,B,PK,", "A,,PK,2026-08-01", "B,A,PK,2026-08-01"]);
}

#[test]
fn a_cycle_is_found_though_a_plan_is_unknown() {
    let rows = ["A,B,XX,", "B,A,PK,"];
    refused(&rows, &["2: plan: \"XX\" ", "3: parent: \"A\" "]);
}

#[test]
fn what_refers_to_a_faulty_row_is_not_called_unknown_too() {
    refused(&["A,TOP,PK,", "TOP,,PK,2026-02-30"], &["3: from: \"2026-02-30\" "]);
    refused(&["A,TOP,PK,", "TOP,,PK"], &["3: row: has 3 fields"]);
    refused(&["A,,PK,2026-02-30"], &["2: from: \"2026-02-30\" "]);
    // But what itself refers to nothing is.
    let rows = ["A,TOP,XX,2026-02-30"];
    refused(&rows, &["2: from: \"2026-02-30\" ", "2: parent: \"TOP\" ", "2: plan: \"XX\" "]);
    let header = Input::new().partners_file("partner,parent\nA,\n").simulate();
    header.refused(&["partners.csv:1: plan: is missing"]);
}

#[test]
fn an_unknown_partner_is_not_taken_for_another() {
    // A is the first partner, and what it would need a rate for, B's sale does not.
    let sales = [sale(&[("partner", "B")])];
    let answer = input(&["A,,CN,"]).sales(&[&sales[0]]).simulate();
    answer.refused(&["sales.csv:2: partner: \"B\" "]);
    input(&[]).simulate().refused(&["sales.csv:2: partner: \"A\" "]);
}

#[test]
fn a_plan_that_is_faulty_is_not_called_unknown_too() {
    let bad = plan("PK", "USD").replace("\"10\"", "\"101\"");
    let answer = Input::new().plan("plan.json", &bad).partners(&["A,,PK,"]).simulate();
    answer.refused(&["plan.json: /versions/0/rules/0/pay/percent: \"101\" "]);
    // Not even its code can be read.
    let answer = Input::new().plan("plan.json", "{").partners(&["A,,PK,"]).simulate();
    answer.refused(&["plan.json: the file is not JSON"]);
}

#[test]
fn from_may_be_absent() {
    let input = Input::new().partners_file("plan,partner,parent\nPK,A,\n").sales(&[&sale(&[])]);
    assert_eq!(input.simulate().accepted().lines().count(), 2);
}

#[test]
fn a_long_chain_of_parents_is_checked_in_time() {
    let rows: Vec<String> = (1..=20_000).map(|i| format!("P{},P{i},PK,", i - 1)).collect();
    let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    rows.extend(["P20000,,PK,", "A,P0,PK,"]);
    accepted(&rows);
}

/// So many partners in a cycle, P0 below P1 and so on, whose last member closes it.
fn cycle(members: usize) -> Vec<String> {
    (0..members).map(|i| format!("P{i},P{},PK,", (i + 1) % members)).collect()
}

#[test]
fn a_cycle_that_opens_and_closes_again_is_told_again() {
    let rows = [
        "A,B,PK,",
        "B,A,PK,",
        "A,C,PK,2026-07-02",
        "A,B,PK,2026-07-03",
        "C,B,PK,2026-07-04",
        "A,C,PK,2026-07-05",
        "A,C,PK2,2026-07-06",
        "C,,PK,",
    ];
    let errors = ["3: parent: \"A\" ", "5: parent: \"B\" ", "7: parent: \"C\" closes"];
    refused(&rows, &errors);
    // That B's parent closes nothing any more is known: it is in a new cycle with D.
    let rows = ["A,B,PK,", "B,A,PK,", "D,,PK,", "A,D,PK,2026-07-02", "D,B,PK,2026-07-03"];
    refused(&rows, &["3: parent: \"A\" ", "6: parent: \"B\" closes a cycle of parents: "]);
}

#[test]
fn many_rows_of_many_partners_are_checked_in_time() {
    let day = |i: usize| format!("{:04}-{:02}-{:02}", 2000 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
    // One member of a long cycle goes to and fro.
    let mut rows = cycle(20_000);
    rows.extend((0..20_000).map(|i| format!("P7,P{},PK,{}", 8 + i % 2, day(i))));
    rows.push("A,,PK,".to_owned());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let answer = input(&rows).simulate();
    assert!(
        answer.stderr.ends_with("20000 errors; nothing was computed (the first 100 are shown)\n")
    );
    assert!(answer.stderr.contains("closes a cycle of parents: P19999, P0, P1, P2, P3, …\n"));
    // The lowest of a long chain, too.
    let mut rows = cycle(20_000);
    rows.pop();
    rows.extend(["P19999,,PK,".to_owned(), "A,,PK,".to_owned()]);
    rows.extend((0..20_000).map(|i| format!("P0,P{},PK,{}", 1 + i % 2, day(i))));
    accepted(&rows.iter().map(String::as_str).collect::<Vec<_>>());
}

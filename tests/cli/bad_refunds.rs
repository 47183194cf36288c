//! Refunds that section 3 of the contract refuses.

use super::harness::{Input, sale};

/// With the one sale S1 of 100.00 on 2026-07-10.
#[track_caller]
fn refused(rows: &[&str], errors: &[&str]) {
    Input::new().refunds(rows).simulate().refused(errors);
}

#[test]
fn a_field_that_cannot_be_is_named_with_its_value() {
    for (row, error) in [
        ("R 1,S1,1.00,2026-07-11", "refund: \"R 1\" "),
        (",S1,1.00,2026-07-11", "refund: is empty"),
        ("R1,S 1,1.00,2026-07-11", "sale: \"S 1\" "),
        ("R1,,1.00,2026-07-11", "sale: is empty"),
        ("R1,S1,1.00,2026-09-31", "refunded_on: \"2026-09-31\" "),
        ("R1,S1,1.00,", "refunded_on: is empty"),
        ("R1,S1,1.000,2026-07-11", "amount: \"1.000\" "),
        ("R1,S1,one,2026-07-11", "amount: \"one\" "),
        ("R1,S1,,2026-07-11", "amount: is empty"),
        ("R1,S1,0,2026-07-11", "amount: \"0\" "),
        ("R1,S1,0.00,2026-07-11", "amount: \"0.00\" "),
        ("R1,S1,-1.00,2026-07-11", "amount: \"-1.00\" "),
        ("R1,S1,10000000000000.01,2026-07-11", "amount: \"10000000000000.01\" "),
        ("R1,S2,1.00,2026-07-11", "sale: \"S2\" "),
        ("R1,S1,100.01,2026-07-11", "amount: \"100.01\" "),
        ("R1,S1,1.00,2026-07-09", "refunded_on: \"2026-07-09\" "),
    ] {
        refused(&[row], &[&format!("refunds.csv:2: {error}")]);
    }
}

#[test]
fn refunds_may_take_all_of_a_sale_from_the_day_of_its_payment_and_no_more() {
    let all = ["R1,S1,99.99,2026-07-10", "R2,S1,0.01,2026-09-10"];
    Input::new().refunds(&all).simulate().accepted();
    let more = [all[0], all[1], "R3,S1,0.01,2026-08-10"];
    refused(&more, &["refunds.csv:4: amount: \"0.01\" "]);
}

#[test]
fn an_id_stands_once() {
    let rows = ["R1,S1,1.00,2026-07-11", "R2,S1,1.00,2026-07-11", "R1,S1,2.00,2026-07-12"];
    refused(&rows, &["refunds.csv:4: refund: \"R1\" "]);
    let rows = ["R1,S1,1.00,2026-07-32", "R1,S1,2.00,2026-07-12"];
    let errors = ["refunds.csv:2: refunded_on: \"2026-07-32\" ", "refunds.csv:3: refund: \"R1\" "];
    refused(&rows, &errors);
}

#[test]
fn all_that_is_wrong_with_one_row_is_told() {
    refused(
        &["R1,S1,0,2026-07-09", "R2,S2,ten,2026-07-11", "R3,S3,1,2026-02-30"],
        &[
            "refunds.csv:2: refunded_on: \"2026-07-09\" ",
            "refunds.csv:2: amount: \"0\" ",
            "refunds.csv:3: sale: \"S2\" ",
            "refunds.csv:3: amount: \"ten\" ",
            "refunds.csv:4: refunded_on: \"2026-02-30\" ",
            "refunds.csv:4: sale: \"S3\" ",
        ],
    );
}

#[test]
fn a_refund_of_a_faulty_sale_is_not_called_wrong_too() {
    let refund = ["R1,S1,500.00,2026-01-01"];
    let bad = sale(&[("kind", "lease")]);
    let error = ["sales.csv:2: kind: \"lease\" "];
    Input::new().sales(&[&bad]).refunds(&refund).simulate().refused(&error);
    // Which of two sales it is of, nobody knows.
    let error = ["sales.csv:3: sale: \"S1\" "];
    Input::new().sales(&[&sale(&[]), &sale(&[])]).refunds(&refund).simulate().refused(&error);
    let short = "S1,A,shop-1,new";
    let error = ["sales.csv:2: row: has 4 fields"];
    Input::new().sales(&[short]).refunds(&refund).simulate().refused(&error);
}

#[test]
fn zero_is_zero_whatever_is_wrong_with_the_rest() {
    let none = Input::new().refunds(&["R1,NONE,0,2026-07-11"]).simulate();
    none.refused(&["refunds.csv:2: sale: \"NONE\" ", "refunds.csv:2: amount: \"0\" "]);
    let bad = sale(&[("kind", "lease")]);
    let faulty = Input::new().sales(&[&bad]).refunds(&["R1,S1,0.00,2026-07-11"]).simulate();
    faulty.refused(&["sales.csv:2: kind: \"lease\" ", "refunds.csv:2: amount: \"0.00\" "]);
    let undated = Input::new().refunds(&["R1,S1,0,x"]).simulate();
    undated.refused(&["refunds.csv:2: refunded_on: \"x\" ", "refunds.csv:2: amount: \"0\" "]);
}

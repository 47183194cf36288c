//! Sales that section 3 of the contract refuses.

use super::harness::{Input, sale};

/// A field of a sale, and values that it cannot have.
const BAD: [(&str, &[&str]); 10] = [
    (
        "sale",
        &[
            "S 1",
            "S:1",
            "S1;",
            "\u{441}1",
            "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS",
        ],
    ),
    ("partner", &["A B", "A:60"]),
    ("seller", &["shop 1", "@"]),
    ("kind", &["lease", "NEW", "add-on", " new"]),
    ("product", &["veri fied"]),
    ("currency", &["usd", "US", "USDT", "ZZZ", "$"]),
    (
        "paid_on",
        &["2026-02-30", "2026-13-01", "2026-7-1", "01/07/2026", "2026-07-10T00:00", "0000-01-01"],
    ),
    ("verified_on", &["2027-02-29", "no", "2026-06-31"]),
    (
        "amount",
        &[
            "100.001",
            "ten",
            "1e2",
            "+1",
            "-5.00",
            "-0.01",
            "10000000000000.01",
            "1 000",
            ".5",
            "5.",
        ],
    ),
    ("credits", &["A", "A:", ":100", "A:100;", "A=100", "A:60;B:40;", "A B:100"]),
];

#[test]
fn a_field_that_cannot_be_is_named_with_its_value() {
    for (field, values) in BAD {
        for value in values {
            let row = sale(&[(field, value)]);
            let input = Input::new().sales(&[&sale(&[("sale", "S0")]), &row]);
            let answer = input.simulate();
            // Of credits, the one at fault is told.
            let told = if field == "credits" { "" } else { value };
            let end = if field == "credits" { "" } else { "\" " };
            answer.refused(&[&format!("sales.csv:3: {field}: \"{told}{end}")]);
        }
    }
}

#[test]
fn a_field_that_is_needed_cannot_be_empty() {
    for field in ["sale", "partner", "seller", "kind", "product", "amount", "currency", "paid_on"] {
        let answer = Input::new().sales(&[&sale(&[(field, "")])]).simulate();
        answer.refused(&[&format!("sales.csv:2: {field}: is empty")]);
    }
}

#[test]
fn a_text_has_at_most_100_characters() {
    for field in ["source", "city"] {
        let long = "\u{6a9}".repeat(101);
        let answer = Input::new().sales(&[&sale(&[(field, &long)])]).simulate();
        let shown = "\u{6a9}".repeat(80);
        answer.refused(&[&format!("sales.csv:2: {field}: \"{shown}…\" ")]);
        let whole = "\u{6a9}".repeat(100);
        Input::new().sales(&[&sale(&[(field, &whole)]), ""]).simulate().accepted();
        Input::new().sales(&[&sale(&[(field, "")]), ""]).simulate().accepted();
    }
}

#[test]
fn an_amount_has_the_decimals_of_its_currency() {
    for (currency, good, bad) in [
        ("JPY", "100", "100.0"),
        ("USD", "100.01", "100.010"),
        ("KWD", "100.001", "100.0010"),
        ("CLF", "100.0001", "100.00010"),
    ] {
        let rates = format!("2026-01-01,USD,{currency},2");
        let rows = if currency == "USD" { vec![] } else { vec![rates.as_str()] };
        let of = |amount| sale(&[("currency", currency), ("amount", amount)]);
        Input::new().sales(&[&of(good)]).rates(&rows).simulate().accepted();
        let answer = Input::new().sales(&[&of(bad)]).rates(&rows).simulate();
        answer.refused(&[&format!("sales.csv:2: amount: \"{bad}\" has too many")]);
    }
}

#[test]
fn an_amount_has_at_most_ten_to_the_fifteenth_minor_units() {
    for (currency, most, more) in [
        ("USD", "10000000000000.00", "10000000000000.01"),
        ("USD", "10000000000000", "99999999999999999999999999999999999999999999999999"),
    ] {
        let of = |amount| sale(&[("currency", currency), ("amount", amount)]);
        Input::new().sales(&[&of(most)]).simulate().accepted();
        let answer = Input::new().sales(&[&of(more)]).simulate();
        answer.refused(&[&format!("sales.csv:2: amount: \"{more}\" is out of range")]);
    }
}

#[test]
fn an_amount_is_judged_even_where_its_currency_is_unknown() {
    let row = sale(&[("amount", "ten"), ("currency", "USX")]);
    let errors = ["sales.csv:2: currency: \"USX\" ", "sales.csv:2: amount: \"ten\" "];
    Input::new().sales(&[&row]).simulate().refused(&errors);
    // How many decimals it may have is not known then.
    let row = sale(&[("amount", "1.0001"), ("currency", "USX")]);
    Input::new().sales(&[&row]).simulate().refused(&["sales.csv:2: currency: \"USX\" "]);
}

#[test]
fn shares_name_each_partner_once_and_make_100() {
    let of = |partners: usize, share: &str| {
        (0..partners).map(|i| format!("P{i}:{share}")).collect::<Vec<_>>().join(";")
    };
    let (twenty_one, eighty) = (of(21, "4.7"), of(20, "4"));
    for (credits, value, why) in [
        ("A:60;B:30", "A:60;B:30", "add up to 100"),
        ("A:60;B:40.000001", "A:60;B:40.000001", "add up to 100"),
        ("A:99.999999", "A:99.999999", "add up to 100"),
        ("A:60;A:40", "A:60;A:40", "twice"),
        ("A:0;B:100", "A:0", "above 0"),
        ("A:-10;B:110", "A:-10", "out of range"),
        ("A:100.1", "A:100.1", "out of range"),
        ("A:33.3333333;B:66.6666667", "A:33.3333333", "6 decimals"),
        ("A:x;B:40", "A:x", "not a decimal"),
        (&eighty, &eighty[..80], "add up to 100"),
        (&twenty_one, &twenty_one[..80], "more than 20"),
    ] {
        let answer = Input::new().sales(&[&sale(&[("credits", credits)])]).simulate();
        assert!(answer.stderr.contains(why), "{why}: {}", answer.stderr);
        answer.refused(&[&format!("sales.csv:2: credits: \"{value}")]);
    }
    for credits in ["A:100", "A:60;B:40", "A:33.333333;B:66.666667", &of(20, "5")] {
        Input::new().sales(&[&sale(&[("credits", credits)])]).simulate().accepted();
    }
}

#[test]
fn credits_replace_the_partner_which_is_then_ignored() {
    let row = sale(&[("partner", "not a code"), ("credits", "A:60;B:40")]);
    let output = Input::new().sales(&[&row]).simulate().accepted();
    assert_eq!(output.lines().count(), 3, "{output}");
}

#[test]
fn an_id_stands_once() {
    let row = |id, city| sale(&[("sale", id), ("city", city)]);
    let rows = [row("S2", "a"), row("S1", "b"), row("S2", "c"), row("S2", "d"), row("S1", "e")];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    Input::new().sales(&rows).simulate().refused(&[
        "sales.csv:4: sale: \"S2\" ",
        "sales.csv:5: sale: \"S2\" ",
        "sales.csv:6: sale: \"S1\" ",
    ]);
}

#[test]
fn an_id_stands_once_though_a_row_has_another_fault() {
    let bad = sale(&[("kind", "lease")]);
    let errors = ["sales.csv:2: kind: \"lease\" ", "sales.csv:3: sale: \"S1\" "];
    Input::new().sales(&[&bad, &sale(&[])]).simulate().refused(&errors);
    let errors = ["sales.csv:3: kind: \"lease\" ", "sales.csv:3: sale: \"S1\" "];
    Input::new().sales(&[&sale(&[]), &bad]).simulate().refused(&errors);
}

#[test]
fn every_partner_credited_is_in_the_partners_table() {
    let partners = ["A,,PK,"];
    let unknown = [
        (sale(&[("partner", "B")]), "partner: \"B\" "),
        (sale(&[("credits", "A:60;C:40")]), "credits: \"C\" "),
        (sale(&[("partner", "B"), ("credits", "C:100")]), "credits: \"C\" "),
    ];
    for (row, error) in unknown {
        let answer = Input::new().partners(&partners).sales(&[&row]).simulate();
        answer.refused(&[&format!("sales.csv:2: {error}")]);
    }
    let known = sale(&[("partner", "B"), ("credits", "A:100")]);
    Input::new().partners(&partners).sales(&[&known]).simulate().accepted();
}

#[test]
fn a_faulty_row_is_judged_on_what_it_refers_to_as_well() {
    let row = sale(&[("kind", "lease"), ("partner", "B")]);
    let errors = ["sales.csv:2: kind: \"lease\" ", "sales.csv:2: partner: \"B\" "];
    Input::new().partners(&["A,,PK,"]).sales(&[&row]).simulate().refused(&errors);
}

#[test]
fn a_sum_out_of_range_stops_the_run() {
    let plan = r#"{"plan": "PK", "currency": "USD", "versions": [{"effective_from": "2026-01-01",
        "clawback_days": 0, "rules": [{"name": "month", "pay": {"type": "tiered",
        "mode": "retroactive", "measure": "amount", "window": "month",
        "tiers": [{"from": "0", "percent": "1"}]}}]}]}"#;
    let most = [("amount", "10000000000000.00")];
    let (one, two) = (sale(&most), sale(&[most[0], ("sale", "S2")]));
    let answer = Input::new().plan("plan.json", plan).sales(&[&one, &two]).simulate();
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    assert!(answer.stderr.contains("partner A"), "{}", answer.stderr);
    assert!(answer.stderr.contains("10^15"), "{}", answer.stderr);
}

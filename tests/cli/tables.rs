//! Tables as bytes: headers, line ends, quotes, marks and lines.

use super::harness::{Input, SALES, sale, table};

const GOOD: &str = "period,partner,sale,rule,from_partner,window,entry,basis,amount,currency\n\
                    2026-07,A,S1,all,,,earning,100.00,10.00,USD\n";

#[track_caller]
fn read(bytes: impl AsRef<[u8]>) -> String {
    Input::new().sales_file(bytes).simulate().accepted()
}

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, errors: &[&str]) {
    let errors: Vec<String> = errors.iter().map(|error| format!("sales.csv:{error}")).collect();
    let errors: Vec<&str> = errors.iter().map(String::as_str).collect();
    Input::new().sales_file(bytes).simulate().refused(&errors);
}

fn good() -> String {
    table(SALES, &[&sale(&[])])
}

#[test]
fn lines_end_with_lf_or_crlf_and_the_last_may_not_end() {
    assert_eq!(read(good()), GOOD);
    assert_eq!(read(good().replace('\n', "\r\n")), GOOD);
    assert_eq!(read(good().trim_end()), GOOD);
    assert_eq!(read(good().replace('\n', "\r\n").trim_end()), GOOD);
    // Mixed, as after an edit on another machine.
    assert_eq!(read(good().replacen('\n', "\r\n", 1)), GOOD);
}

#[test]
fn a_carriage_return_alone_ends_no_line() {
    refused(good().replace('\n', "\r"), &["1: header: "]);
    refused(table(SALES, &[&sale(&[("city", "La\rhore")])]), &["2: city: \"La\\rhore\" "]);
    refused(good().trim_end().to_owned() + "\r", &["2: credits: \"\\r\" "]);
}

#[test]
fn a_byte_order_mark_is_skipped_at_the_beginning_only() {
    assert_eq!(read(format!("\u{feff}{}", good())), GOOD);
    assert_eq!(read(format!("\u{feff}{}", good().replace('\n', "\r\n"))), GOOD);
    assert_eq!(read(format!("\u{feff}{}", good().replacen("sale", "\"sale\"", 1))), GOOD);
    let twice = format!("\u{feff}\u{feff}{}", good());
    refused(twice, &["1: \\u{feff}sale: ", "1: sale: is missing"]);
    let second_line = table(SALES, &[&format!("\u{feff}{}", sale(&[]))]);
    refused(second_line, &["2: sale: \"\\u{feff}S1\" "]);
}

#[test]
fn blank_lines_are_skipped_and_counted() {
    let bad = sale(&[("kind", "lease")]);
    let rows = ["", "", &sale(&[("sale", "S0")]), "", &bad, ""];
    refused(table(SALES, &rows), &["6: kind: \"lease\" "]);
    refused(table(SALES, &rows).replace('\n', "\r\n"), &["6: kind: \"lease\" "]);
    assert_eq!(read(format!("\n\r\n\n{}\n\n", good())), GOOD);
    refused(format!("\n\n{}", table(SALES, &rows)), &["8: kind: \"lease\" "]);
    // A blank that is not one.
    refused(table(SALES, &[" "]), &["2: row: has 1 field where"]);
}

#[test]
fn quoted_fields_hold_commas_quotes_and_line_ends() {
    let city = |city| sale(&[("sale", "S0"), ("city", city)]);
    let quoted = city("\"Lahore, \"\"old\"\" city\nsecond line\r\nthird\"");
    let quoted_code = sale(&[("partner", "\"A\""), ("amount", "\"100.00\""), ("credits", "\"\"")]);
    assert_eq!(read(table(SALES, &[&quoted_code])), GOOD);
    let bad = sale(&[("kind", "\"le\"\"ase\"")]);
    refused(table(SALES, &[&quoted, &bad]), &["5: kind: \"le\"ase\" "]);
    refused(table(SALES, &[&quoted, "", &bad]), &["6: kind: \"le\"ase\" "]);
    refused(table(SALES, &[&quoted, &bad]).replace('\n', "\r\n"), &["5: kind: \"le\"ase\" "]);
    // The line of a row is the one that it begins on.
    let late = city("\"a\nb\"").replace("2026-07-10", "2026-07-32");
    refused(table(SALES, &[&late]), &["2: paid_on: \"2026-07-32\" "]);
}

#[test]
fn a_quote_stands_where_rfc_4180_has_it() {
    let city = |city| table(SALES, &[&sale(&[("city", city)])]);
    refused(city("12\" pipe"), &["2: city: \"12\" pipe\" has a quote"]);
    refused(city("\"La\"hore"), &["2: city: \"\"La\"hore\" has a quote"]);
    refused(city("5\"\""), &["2: city: \"5\"\"\" has a quote"]);
    refused(city(" \"Lahore\""), &["2: city: \" \"Lahore\"\" has a quote"]);
    let header = good().replacen("city", "ci\"ty", 1);
    refused(header, &["1: header: "]);
}

#[test]
fn a_quote_that_nobody_closes_swallows_no_sales_in_silence() {
    let columns = "sale,partner,seller,kind,product,source,amount,currency,paid_on,verified_on,credits,city\n";
    let row = |id: &str, city: &str| format!("{id},A,shop,new,v,,1.00,USD,2026-07-10,,,{city}\n");
    let file = format!("{columns}{}{}", row("S1", "\"Lahore"), row("S2", "x"));
    refused(file, &["2: city: \"\"Lahore\\nS2,A,shop"]);
    let file = format!("{columns}{}", row("S1", "\""));
    refused(file.trim_end(), &["2: city: \"\"\" has a quote"]);
}

#[test]
fn lines_are_right_in_large_files_too() {
    let filler = "x".repeat(90);
    let mut rows = String::from(SALES) + "\n";
    let quoted = format!("\"{filler}\n\"\"\"");
    for number in 0..30_000 {
        rows += &sale(&[("sale", &format!("S{number}")), ("city", &quoted), ("source", &filler)]);
        rows += "\n";
    }
    rows += &sale(&[("sale", "LAST"), ("kind", "lease")]);
    refused(rows, &["60002: kind: \"lease\" "]);
}

#[test]
fn columns_come_in_any_order() {
    let backwards = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let file = table(&backwards(SALES), &[&backwards(&sale(&[]))]);
    assert_eq!(read(file), GOOD);
}

#[test]
fn columns_are_those_of_the_contract_each_once() {
    let with = |header: &str, more: &str| format!("{header}\n{}{more}\n", sale(&[]));
    refused(with(&format!("{SALES},colour"), ",red"), &["1: colour: is not a column"]);
    refused(with(&format!("{SALES},city"), ",Lahore"), &["1: city: is a second column"]);
    refused(with(&SALES.replace("kind", "Kind"), ""), &["1: Kind: ", "1: kind: is missing"]);
    refused(with(&SALES.replace("kind,", ""), ""), &["1: kind: is missing"]);
    refused(with(&format!("{SALES},"), ","), &["1: header: has a column without"]);
    let headless = Input::new().sales_file(sale(&[])).simulate();
    assert!(
        headless.stderr.contains("sales.csv:1: header: lacks sale, partner, seller, "),
        "{headless:?}"
    );
    assert!(headless.stderr.ends_with("13 errors; nothing was computed\n"), "{headless:?}");
}

#[test]
fn a_column_s_name_cannot_disturb_the_screen() {
    let header = format!("{SALES},\"\u{1b}[2J\n\u{202e}{}\"", "x".repeat(200));
    let answer = Input::new().sales_file(format!("{header}\n")).simulate();
    assert!(!answer.stderr.contains('\u{1b}') && !answer.stderr.contains('\u{202e}'));
    assert!(answer.stderr.lines().all(|line| line.chars().count() < 300), "{}", answer.stderr);
    answer.refused(&["sales.csv:1: \\u{1b}[2J\\n\\u{202e}xxx"]);
}

#[test]
fn every_table_knows_its_columns() {
    let empty = |missing: &[&str], file: &str| {
        vec![format!("{file}:1: header: lacks {}; ", missing.join(", "))]
    };
    let check = |input: Input, errors: Vec<String>| {
        input.simulate().refused(&errors.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let columns: Vec<&str> = SALES.split(',').collect();
    check(Input::new().sales_file(""), empty(&columns, "sales.csv"));
    check(Input::new().sales_file("\u{feff}"), empty(&columns, "sales.csv"));
    check(Input::new().sales_file("\n\n"), empty(&columns, "sales.csv"));
    let refunds = ["refund", "sale", "amount", "refunded_on"];
    check(Input::new().refunds_file(""), empty(&refunds, "refunds.csv"));
    check(Input::new().rates_file(""), empty(&["date", "base", "quote", "rate"], "fx.csv"));
    let partners = ["partner", "parent", "plan"];
    check(Input::new().partners_file(""), empty(&partners, "partners.csv"));
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let header = GOOD.lines().next().unwrap();
    assert_eq!(read(SALES), header.to_owned() + "\n");
    assert_eq!(Input::new().refunds(&[]).rates(&[]).simulate().accepted(), GOOD);
    let nobody = Input::new().partners(&[]).simulate();
    nobody.refused(&["sales.csv:2: partner: \"A\" "]);
}

#[test]
fn a_row_has_as_many_fields_as_the_header() {
    let rows = ["S2,A", &(sale(&[("sale", "S3")]) + ","), &sale(&[]), "\"\""];
    refused(
        table(SALES, &rows),
        &["2: row: has 2 fields where", "3: row: has 13 fields where", "5: row: has 1 field where"],
    );
}

#[test]
fn text_is_utf_8() {
    let before = sale(&[("city", "")]);
    let (begin, end) = before.split_at(before.find(",100.00").unwrap());
    let row = [begin.as_bytes(), b"K\xf6ln", end.as_bytes(), b"\n"].concat();
    let file = [SALES.as_bytes(), b"\n", &row].concat();
    refused(file, &["2: city: \"K\u{fffd}ln\" is not "]);
    // The partner that credits replace is text all the same.
    for credits in ["A:100", "A:99"] {
        let row = sale(&[("partner", "@"), ("credits", credits)]);
        let (begin, end) = row.split_once('@').unwrap();
        let row = [begin.as_bytes(), b"\xff", end.as_bytes(), b"\n"].concat();
        let file = [SALES.as_bytes(), b"\n", &row].concat();
        let errors = ["2: partner: \"\u{fffd}\" is not text", "2: credits: \"A:99\" "];
        refused(file, &errors[..if credits == "A:100" { 1 } else { 2 }]);
    }
}

#[test]
fn control_characters_are_shown_escaped() {
    for (value, shown) in [
        ("A\0B", "A\\0B"),
        ("\u{1b}[31mA", "\\u{1b}[31mA"),
        ("\"A\nB\"", "A\\nB"),
        ("A\tB", "A\\tB"),
        ("A\u{202e}B", "A\\u{202e}B"),
        ("A\u{2028}B", "A\\u{2028}B"),
        ("\u{926}\u{93f}\u{932}", "\u{926}\u{93f}\u{932}"),
        ("it's", "it's"),
        ("A\\B", "A\\B"),
    ] {
        let row = sale(&[("seller", value)]);
        refused(table(SALES, &[&row]), &[&format!("2: seller: \"{shown}\" ")]);
    }
}

#[test]
fn an_extremely_long_field_is_cut_short() {
    for field in ["sale", "seller", "kind", "amount", "paid_on", "credits", "city"] {
        let value = "9".repeat(3_000_000);
        let answer = Input::new().sales(&[&sale(&[(field, &value)])]).simulate();
        assert!(answer.stderr.len() < 400, "{field}: {} bytes", answer.stderr.len());
        let shown = "9".repeat(80);
        answer.refused(&[&format!("sales.csv:2: {field}: \"{shown}…\" ")]);
    }
}

#[test]
fn a_record_without_end_is_one_error_among_all() {
    let bad = sale(&[("sale", "S0"), ("kind", "lease")]);
    let mut file = table(SALES, &[&sale(&[]), &bad]) + "\"";
    file += &"x\n".repeat(9 << 20);
    // S2 may stand in what was not read.
    let refunds = ["R1,S2,1.00,2026-07-11", "R2,S1,x,2026-07-11"];
    let answer = Input::new().sales_file(&file).refunds(&refunds).simulate();
    let row = "sales.csv:4: row: is longer than 16 MiB";
    answer.refused(&["sales.csv:3: kind: \"lease\" ", row, "refunds.csv:3: amount: \"x\" "]);
    let header = file.split_off(file.find('"').unwrap());
    refused(header, &["1: row: is longer than 16 MiB"]);
}

#[test]
fn a_file_of_another_kind_is_told_in_one_line() {
    let utf_16 =
        [b"\xff\xfe".to_vec(), good().bytes().flat_map(|byte| [byte, 0]).collect()].concat();
    refused(utf_16, &["1: header: is not text in UTF-8 but in UTF-16"]);
    refused(b"PK\x03\x04\x14\0\"x\n\xff", &["1: header: is not text: the file is a spreadsheet"]);
    refused(good().replace(',', ";"), &["1: header: the columns seem to be separated by ;"]);
    refused(good().replace(',', "\t"), &["1: header: the columns seem to be separated by tabs"]);
    refused(table(SALES, &[&sale(&[("sale", "")])]), &["2: sale: is empty; it must be 1 to 64 of"]);
    let yen = sale(&[("currency", "JPY"), ("amount", "1.5")]);
    refused(table(SALES, &[&yen]), &["2: amount: \"1.5\" has too many decimals: JPY has no"]);
}

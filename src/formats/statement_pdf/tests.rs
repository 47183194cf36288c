//! Statements printed: that they are, that they are the same again, and what is in them.

use super::super::statement::samples::{minor, statement};
use super::values::{by_rule, in_order, readable};
use super::*;
use crate::domain::{City, Currency, Name};

fn urdu() -> Statement {
    let mut statement = statement();
    statement.issuer.name = Name::parse("چینل پروگرام پاکستان").unwrap();
    statement.partner.name = Name::parse("اقبال اینڈ سنز ٹریڈرز").unwrap();
    statement.partner.city = City::parse("سیالکوٹ").unwrap();
    statement.lines[0].seller = Name::parse("سیالکوٹ گلوز (پرائیویٹ) لمیٹڈ");
    statement.adjustments[0].reason =
        "نمائش کا اسٹال، رقم USD 12,345.50 میں سے -250.00 کاٹی گئی (رسید 77/A)".into();
    statement
}

/// A statement of `count` lines of each of its four kinds.
fn long(count: usize) -> Statement {
    let mut statement = urdu();
    let lines = statement.lines.clone();
    statement.lines = lines.iter().cycle().take(4 * count).cloned().collect();
    let more = (count as i64 - 1) * 180_964;
    statement.figures.commission = minor(180_964 + more);
    statement.figures.gross = minor(255_964 + more);
    statement
}

/// How many pages the file's catalogue counts.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let counts = text.split("/Count ").skip(1);
    let number = |rest: &str| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().unwrap()
    };
    counts.map(number).max().unwrap()
}

#[test]
fn the_same_statement_is_the_same_file() {
    for language in [Language::English, Language::Urdu] {
        let pdf = written(&urdu(), language).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(pdf, written(&urdu(), language).unwrap());
        assert_eq!(pages(&pdf), 1);
    }
}

#[test]
fn many_lines_go_over_many_pages() {
    let pdf = written(&long(12), Language::English).unwrap();
    assert!(pages(&pdf) > 1, "{}", pages(&pdf));
}

#[test]
fn lines_stand_by_rule() {
    let statement = statement();
    let groups = by_rule(&statement);
    let seen: Vec<(&str, usize, i128)> =
        groups.iter().map(|g| (g.rule, g.lines.len(), g.subtotal)).collect();
    assert_eq!(seen, [("new", 2, 111_964), ("master", 1, 19_000), ("ten-new", 1, 50_000)]);
    let total: i128 = groups.iter().map(|group| group.subtotal).sum();
    assert_eq!(total, i128::from(statement.figures.commission.minor()));
}

#[test]
fn no_text_is_markup() {
    let mut odd = statement();
    for text in ["#panic()", "$x$ *a* _b_ `c`", "= Head", "#read(\"/etc/passwd\")", "]", "\\u{1}"] {
        odd.partner.name = Name::parse(text).unwrap();
        odd.adjustments[0].reason = text.into();
        odd.issuer.lines = vec![text.into()];
        odd.lines[0].seller = Name::parse(text);
        let printed = written(&odd, Language::English);
        assert!(printed.is_ok(), "{text}: {printed:?}");
    }
}

#[test]
fn what_is_missing_is_left_out() {
    let mut bare = statement();
    bare.lines.clear();
    bare.adjustments.clear();
    bare.issuer.lines.clear();
    bare.partner.ntn = None;
    bare.conversion = None;
    bare.sales_tax = None;
    bare.figures = super::super::statement::Figures::default();
    for language in [Language::English, Language::Urdu] {
        assert_eq!(pages(&written(&bare, language).unwrap()), 1);
    }
}

#[test]
fn what_does_not_add_up_is_not_printed() {
    let mut wrong = statement();
    wrong.figures.net = minor(0);
    assert!(matches!(written(&wrong, Language::English), Err(DocumentError::Figures(_))));
}

#[test]
fn figures_keep_their_order_in_urdu() {
    for (text, marked) in [
        ("رقم -250.00 (رسید 77/A)", "رقم \u{200e}-250.00 (رسید \u{200e}77/A)"),
        ("12 x", "\u{200e}12 x"),
        ("PK-1 الف-2", "PK-1 الف-2"),
        ("- الف", "- الف"),
    ] {
        assert_eq!(in_order(text), marked);
    }
}

#[test]
fn amounts_are_read_in_thousands() {
    let currency = |code| Currency::parse(code).unwrap();
    for (amount, code, text) in [
        (0, "USD", "0.00"),
        (-78_036, "USD", "-780.36"),
        (100_000, "USD", "1,000.00"),
        (-100_000_000_012, "PKR", "-1,000,000,000.12"),
        (1_234_567, "JPY", "1,234,567"),
        (1_234_567, "KWD", "1,234.567"),
    ] {
        assert_eq!(readable(amount, currency(code)), text);
    }
}

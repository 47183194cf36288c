//! A statement's lines as CSV, for a partner's own spreadsheet.

use std::io::Write;

use super::cells::{Cell, Table};
use super::statement::{Adjustment, DocumentError, Line, Statement};

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

/// Writes a statement's entries and, after them, its adjustments with their reasons for a rule.
pub fn write(out: impl Write, statement: &Statement) -> Result<(), DocumentError> {
    statement.check()?;
    let period = statement.period.to_string();
    let mut table = Table::new(out, &COLUMNS)?;
    for line in &statement.lines {
        let window = line.window.map(|window| window.to_string());
        table.row(&entry(statement, line, &period, window.as_deref()))?;
    }
    for adjustment in &statement.adjustments {
        table.row(&adjusted(statement, adjustment, &period))?;
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

#[cfg(test)]
mod tests {
    use super::super::statement::samples::{minor, statement};
    use super::*;

    #[test]
    fn has_the_entries_and_the_adjustments() {
        let mut out = Vec::new();
        write(&mut out, &statement()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], COLUMNS.join(","));
        assert_eq!(
            lines[2],
            "2026-07,PK-A,S-0990,Sialkot Gloves (Pvt) Ltd,new,,,clawback,9500.00,-780.36,USD,no"
        );
        assert_eq!(
            lines[4],
            "2026-07,PK-A,,,ten-new,,2026-07-01..2026-07-31,earning,,500.00,USD,no"
        );
        assert_eq!(
            lines[5],
            "2026-07,PK-A,,,'=Booth that the programme paid,,,adjustment,,-250.00,USD,"
        );
        assert_eq!(lines.len(), 6);
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

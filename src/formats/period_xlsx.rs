//! A period as a workbook: a row for each statement, and every entry behind them.
//!
//! Entries come one by one and go to disk, so that a million of them need no memory.

use std::io::{self, Write};

use chrono::NaiveDate;
use indexmap::IndexMap;

use crate::commission::Entry;
use crate::domain::{Amount, Code, Currency, Name, Period};

use super::statement::{Figures, Standing};
use super::workbook::{Book, Column, Sheet, Typed, rounded};

/// A period's head.
#[derive(Debug, Clone)]
pub struct Head {
    /// The period.
    pub period: Period,
    /// Its date; the workbook bears it, whenever it is written.
    pub issued_on: NaiveDate,
    /// Who states it.
    pub issuer: Name,
}

/// A statement of the period in one row.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Its id.
    pub id: Box<str>,
    /// The partner's code.
    pub partner: Code,
    /// The partner's name.
    pub name: Name,
    /// How far it has come.
    pub standing: Standing,
    /// The plan's currency.
    pub plan_currency: Currency,
    /// The currency that is paid.
    pub payout_currency: Currency,
    /// Its figures.
    pub figures: Figures,
}

const STATEMENTS: [Column; 16] = [
    ("statement", 40),
    ("partner", 14),
    ("name", 36),
    ("status", 10),
    ("plan_currency", 14),
    ("opening_balance", 18),
    ("commission", 18),
    ("adjustments", 18),
    ("gross", 18),
    ("held", 18),
    ("carried_forward", 18),
    ("payout_currency", 16),
    ("payable", 18),
    ("sales_tax", 18),
    ("withholding_tax", 18),
    ("net", 18),
];
const ENTRIES: [Column; 10] = [
    ("period", 10),
    ("partner", 14),
    ("sale", 24),
    ("rule", 20),
    ("from_partner", 16),
    ("window", 24),
    ("entry", 12),
    ("basis", 18),
    ("amount", 18),
    ("currency", 10),
];
/// A sheet ends at 1,048,576 rows; the entries go on in the next one.
const ENTRIES_IN_A_SHEET: u32 = 1_000_000;

/// Writes a period; `entries` in the order in which they come, each as `shown` reads it.
pub fn write<E>(
    out: impl Write + Send,
    head: &Head,
    statements: &[Summary],
    entries: impl IntoIterator<Item = io::Result<E>>,
    shown: impl Fn(&E) -> Entry<'_>,
) -> io::Result<()> {
    let title = format!("Commissions {}", head.period);
    let mut book = Book::new(&title, head.issuer.as_str(), head.issued_on)?;
    summaries(&mut book.sheet("Statements", &STATEMENTS)?, statements)?;
    sheets_of_entries(&mut book, (entries, shown), ENTRIES_IN_A_SHEET)?;
    book.write(out)
}

fn summaries(sheet: &mut Sheet<'_>, statements: &[Summary]) -> io::Result<()> {
    for statement in statements {
        summary(sheet, statement)?;
    }
    // A sum over two currencies is none: each has its own row.
    let (mut plan, mut payout) = (Sums::default(), Sums::default());
    for statement in statements {
        let figures = statement.figures;
        plan.add(statement.plan_currency, figures.commission);
        payout.add(statement.payout_currency, figures.net);
    }
    let last = sheet.next_row() - 1;
    for (currency, minor) in plan.0 {
        let sum = sum_where('G', 'E', last, currency);
        sheet.total("total commission", 6, Typed::Total(sum, minor, currency), currency)?;
    }
    for (currency, minor) in payout.0 {
        let sum = sum_where('P', 'L', last, currency);
        sheet.total("total net", 15, Typed::Total(sum, minor, currency), currency)?;
    }
    Ok(())
}

fn summary(sheet: &mut Sheet<'_>, statement: &Summary) -> io::Result<()> {
    let Figures { opening_balance, commission, adjustments, gross, .. } = statement.figures;
    let Figures { held, carried_forward, payable, sales_tax, withholding_tax, net, .. } =
        statement.figures;
    let plan = |amount| Typed::Amount(amount, statement.plan_currency);
    let payout = |amount| Typed::Amount(amount, statement.payout_currency);
    sheet.row(&[
        Typed::Text(&statement.id),
        Typed::Text(statement.partner.as_str()),
        Typed::Text(statement.name.as_str()),
        Typed::Text(statement.standing.as_str()),
        Typed::Text(statement.plan_currency.code()),
        plan(opening_balance),
        plan(commission),
        plan(adjustments),
        plan(gross),
        plan(held),
        plan(carried_forward),
        Typed::Text(statement.payout_currency.code()),
        payout(payable),
        payout(sales_tax),
        payout(withholding_tax),
        payout(net),
    ])
}

fn sheets_of_entries<E>(
    book: &mut Book,
    (entries, shown): (impl IntoIterator<Item = io::Result<E>>, impl Fn(&E) -> Entry<'_>),
    in_a_sheet: u32,
) -> io::Result<()> {
    let mut entries = entries.into_iter().peekable();
    let mut number = 1;
    while number == 1 || entries.peek().is_some() {
        let name = if number == 1 { "Entries".to_owned() } else { format!("Entries {number}") };
        let mut sheet = book.sheet(&name, &ENTRIES)?;
        let mut sums = Sums::default();
        for entry in entries.by_ref().take(in_a_sheet as usize) {
            let entry = entry?;
            let entry = shown(&entry);
            sums.add(entry.currency, entry.amount);
            row(&mut sheet, &entry)?;
        }
        let last = sheet.next_row() - 1;
        for (currency, minor) in sums.0 {
            let sum = sum_where('I', 'J', last, currency);
            sheet.total("total", 8, Typed::Total(sum, minor, currency), currency)?;
        }
        number += 1;
    }
    Ok(())
}

fn row(sheet: &mut Sheet<'_>, entry: &Entry<'_>) -> io::Result<()> {
    let window = entry.window.map(|window| window.to_string());
    sheet.row(&[
        Typed::Text(&entry.period.to_string()),
        Typed::Text(entry.partner.as_str()),
        Typed::text(entry.sale),
        Typed::Text(entry.rule),
        Typed::text(entry.from_partner.map(Code::as_str)),
        Typed::text(window.as_deref()),
        Typed::Text(entry.kind.as_str()),
        Typed::amount(entry.basis, entry.currency),
        Typed::Amount(entry.amount, entry.currency),
        Typed::Text(entry.currency.code()),
    ])
}

/// Sums in minor units, each currency for itself, in the order in which they come.
#[derive(Default)]
struct Sums(IndexMap<Currency, i128>);

impl Sums {
    fn add(&mut self, currency: Currency, amount: Amount) {
        *self.0.entry(currency).or_default() += i128::from(amount.minor());
    }
}

/// The sum of a column from its second row on, where another column names the currency.
fn sum_where(column: char, currencies: char, last: u32, currency: Currency) -> String {
    let range = |column| format!("{column}2:{column}{last}");
    let sum = format!("SUMIF({},\"{currency}\",{})", range(currencies), range(column));
    rounded(&sum, currency)
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::commission::EntryKind;

    pub fn partners() -> [Code; 2] {
        ["PK-A", "PK-B"].map(|code| Code::parse(code).unwrap())
    }

    /// So many entries of 10.00, −20.00, 30.00, …; every third is in another currency.
    pub fn entries(partners: &[Code; 2], count: i64) -> impl Iterator<Item = Entry<'_>> {
        let sales = ["S-1", "-2", "S-3"];
        (0..count).map(move |n| {
            let odd = n % 2 == 1;
            Entry {
                period: Period::parse("2026-07").unwrap(),
                partner: &partners[usize::from(odd)],
                sale: Some(sales[(n % 3) as usize]),
                rule: "new",
                from_partner: odd.then_some(&partners[0]),
                window: None,
                kind: if odd { EntryKind::Clawback } else { EntryKind::Earning },
                basis: Amount::try_from(10_000i64).ok(),
                amount: Amount::try_from((n + 1) * if odd { -1_000 } else { 1_000 }).unwrap(),
                currency: Currency::parse(if n % 3 == 2 { "PKR" } else { "USD" }).unwrap(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::samples::statement;
    use super::super::workbook::reading::{Found, cell, cells, part, times};
    use super::samples::{entries, partners};
    use super::*;

    fn head() -> Head {
        Head {
            period: Period::parse("2026-07").unwrap(),
            issued_on: NaiveDate::from_ymd_opt(2026, 8, 3).unwrap(),
            issuer: Name::parse("Channel Programme Pakistan").unwrap(),
        }
    }

    fn summaries() -> Vec<Summary> {
        let statement = statement();
        let summary = Summary {
            id: statement.id,
            partner: statement.partner.code,
            name: Name::parse("=Iqbal").unwrap(),
            standing: statement.standing,
            plan_currency: statement.plan_currency,
            payout_currency: statement.payout_currency,
            figures: statement.figures,
        };
        vec![summary.clone(), summary]
    }

    fn same<'e>(entry: &'e Entry<'_>) -> Entry<'e> {
        *entry
    }

    fn written(count: i64) -> Vec<u8> {
        let (partners, mut out) = (partners(), Vec::new());
        write(&mut out, &head(), &summaries(), entries(&partners, count).map(Ok), same).unwrap();
        out
    }

    fn formula(formula: &str, result: &str) -> Found {
        Found::Formula(formula.to_owned(), result.to_owned())
    }

    #[test]
    fn each_currency_has_its_total() {
        let book = written(3);
        let statements = cells(&book, 1);
        let commission = formula("ROUND(SUMIF(E2:E3,\"USD\",G2:G3),2)", "3619.28");
        assert_eq!(cell(&statements, "G4"), commission);
        let net = formula("ROUND(SUMIF(L2:L3,\"PKR\",P2:P3),2)", "384174.34");
        assert_eq!(cell(&statements, "P5"), net);
        assert_eq!(cell(&statements, "C2"), Found::Text("=Iqbal".to_owned()));
        let entries = cells(&book, 2);
        assert_eq!(cell(&entries, "I3"), Found::Number("-20".to_owned()));
        assert_eq!(cell(&entries, "C3"), Found::Text("-2".to_owned()));
        let usd = formula("ROUND(SUMIF(J2:J4,\"USD\",I2:I4),2)", "-10.00");
        assert_eq!(cell(&entries, "I5"), usd);
        let pkr = formula("ROUND(SUMIF(J2:J4,\"PKR\",I2:I4),2)", "30.00");
        assert_eq!(cell(&entries, "I6"), pkr);
    }

    #[test]
    fn entries_go_on_in_the_next_sheet() {
        let partners = partners();
        let head = head();
        let mut book = Book::new("x", "y", head.issued_on).unwrap();
        sheets_of_entries(&mut book, (entries(&partners, 5).map(Ok), same), 2).unwrap();
        let mut out = Vec::new();
        book.write(&mut out).unwrap();
        let names = part(&out, "xl/workbook.xml");
        assert!(names.contains("\"Entries 3\"") && !names.contains("\"Entries 4\""));
        assert_eq!(cell(&cells(&out, 3), "I2"), Found::Number("50".to_owned()));
    }

    #[test]
    fn an_empty_period_has_its_columns() {
        let mut out = Vec::new();
        write(&mut out, &head(), &[], [], same).unwrap();
        assert_eq!(cells(&out, 1).len(), STATEMENTS.len());
        assert_eq!(cells(&out, 2).len(), ENTRIES.len());
    }

    #[test]
    fn the_same_period_is_the_same_workbook() {
        let book = written(1_000);
        assert_eq!(book, written(1_000));
        assert!(times(&book).iter().all(|time| time == "1980-01-01 00:00:00"));
    }

    #[test]
    fn amounts_come_back_to_the_last_unit() {
        let usd = Currency::parse("USD").unwrap();
        let amounts = ["9999999999999.99", "-9999999999999.98", "0.01", "-0.29", "1234567890.10"];
        let partners = partners();
        let mut template = entries(&partners, 1).next().unwrap();
        template.currency = usd;
        let entries =
            amounts.map(|text| Entry { amount: Amount::parse(text, usd).unwrap(), ..template });
        let mut out = Vec::new();
        write(&mut out, &head(), &[], entries.map(Ok), same).unwrap();
        let cells = cells(&out, 2);
        for (row, amount) in (2..).zip(amounts) {
            let Found::Number(number) = cell(&cells, &format!("I{row}")) else { panic!("{row}") };
            assert_eq!(Amount::parse(&number, usd), Amount::parse(amount, usd), "{amount}");
        }
    }
}

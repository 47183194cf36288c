//! Fact tables: partners, exchange rates, sales and refunds from CSV.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7. Every fault of every row is found; nothing stops at the
//! first.

mod blocks;
mod sales;
mod table;

use std::io::Read;

pub use blocks::ReadError;
pub use sales::read_sales;

use blocks::Blocks;
use table::{Columns, Header, Row, take_header};

use crate::commission::facts::{Faults, Gathering, PartnerRow, RateRow, RefundRow, Table};
use crate::domain::{Amount, Code, Currency, DecimalFault, Rate};

const PARTNERS: Columns =
    Columns { table: Table::Partners, names: &["partner", "parent", "plan", "from"], optional: 1 };

const RATES: Columns =
    Columns { table: Table::Rates, names: &["date", "base", "quote", "rate"], optional: 0 };

const REFUNDS: Columns = Columns {
    table: Table::Refunds,
    names: &["refund", "sale", "amount", "refunded_on"],
    optional: 0,
};

/// Reads the partners' table.
pub fn read_partners(input: impl Read, gathering: &mut Gathering) -> Result<(), ReadError> {
    let mut rows = Vec::new();
    read(input, PARTNERS, gathering, |row, faulty| {
        let partner = row.code(0);
        let parent = row.parse(1, |field| match field {
            "" => Ok(None),
            _ => Code::parse(field).map(Some).ok_or(table::CODE),
        });
        let (plan, from) = (row.code(2), row.optional_date(3));
        match (partner, parent, plan, from) {
            (Some(partner), Some(parent), Some(plan), Some(from)) => {
                rows.push(PartnerRow { line: row.line, partner, parent, plan, from });
            }
            (Some(partner), ..) => faulty.push(partner),
            (None, ..) => {}
        }
    })?;
    gathering.partners(rows);
    Ok(())
}

/// Reads the exchange rates.
pub fn read_rates(input: impl Read, gathering: &mut Gathering) -> Result<(), ReadError> {
    let mut rows = Vec::new();
    read(input, RATES, gathering, |row, _| {
        let date = row.date(0);
        let (base, quote) = (row.parse(1, currency), row.parse(2, currency));
        let rate = row.parse(3, Rate::parse);
        if let (Some(base), Some(quote)) = (base, quote)
            && base == quote
        {
            row.fault(2, quote.code(), "is the base currency too; a rate is between two");
        }
        if let (Some(date), Some(base), Some(quote), Some(rate), true) =
            (date, base, quote, rate, row.sound)
        {
            rows.push(RateRow { line: row.line, date, base, quote, rate });
        }
    })?;
    gathering.rates(rows);
    Ok(())
}

/// Reads the refunds.
pub fn read_refunds(input: impl Read, gathering: &mut Gathering) -> Result<(), ReadError> {
    let mut rows = Vec::new();
    read(input, REFUNDS, gathering, |row, _| {
        let (refund, sale, refunded_on) = (row.code(0), row.code(1), row.date(3));
        let amount = row.parse(2, decimal);
        if let (Some(refund), Some(sale), Some(amount), Some(refunded_on)) =
            (refund, sale, amount, refunded_on)
        {
            rows.push(RefundRow { line: row.line, refund, sale, amount, refunded_on });
        }
    })?;
    gathering.refunds(rows);
    Ok(())
}

/// Reads a table row by row. `each` adds the codes of rows that have a fault, so that what refers
/// to them is not called unknown.
fn read(
    input: impl Read,
    columns: Columns,
    gathering: &mut Gathering,
    mut each: impl FnMut(&mut Row<'_, '_>, &mut Vec<Code>),
) -> Result<(), ReadError> {
    let mut blocks = Blocks::new(input);
    let (mut faults, mut faulty) = (Faults::default(), Vec::new());
    if let Some((header, mut block)) = begin(&mut blocks, columns, &mut faults)? {
        loop {
            header.rows(&block, &mut faults, |row| each(row, &mut faulty));
            match blocks.next()? {
                Some(next) => block = next,
                None => break,
            }
        }
    }
    gathering.faults(faults);
    faulty.iter().for_each(|code| gathering.faulty_row(columns.table, code.as_str()));
    Ok(())
}

/// The header of a table and the rest of its first block; `None` where columns are missing.
fn begin<R: Read>(
    blocks: &mut Blocks<R>,
    columns: Columns,
    faults: &mut Faults,
) -> Result<Option<(Header, blocks::Block)>, ReadError> {
    while let Some(mut block) = blocks.next()? {
        if let Some(record) = take_header(&mut block) {
            return Ok(Header::read(columns, &record, faults).map(|header| (header, block)));
        }
    }
    Ok(Header::read(columns, &csv::ByteRecord::new(), faults).map(|header| {
        let nothing = blocks::Block { first_line: 1, bytes: Vec::new() };
        (header, nothing)
    }))
}

/// A decimal. How many places it may have and what is too much, its sale's currency will tell.
fn decimal(field: &str) -> Result<Box<str>, DecimalFault> {
    match Amount::parse_bytes(field.as_bytes(), 0) {
        Err(fault @ DecimalFault::NotADecimal) => Err(fault),
        _ => Ok(field.into()),
    }
}

fn currency(field: &str) -> Result<Currency, &'static str> {
    Currency::parse(field).ok_or("is not a currency of ISO 4217, such as USD")
}

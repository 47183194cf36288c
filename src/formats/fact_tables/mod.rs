//! Fact tables: partners, exchange rates, sales and refunds from CSV.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7. Every fault of every row is found; nothing stops at the
//! first.

mod sales;
mod table;

use std::io::{self, Read};

pub use sales::read_sales;

use table::{Columns, Header, Row, take_header};

use super::csv_records::{Block, Blocks, Record};
use crate::commission::facts::{
    Faults, FaultyRow, Gathering, Mention, PartnerRow, RateRow, RefundRow, Table, parse_refund,
};
use crate::domain::{Code, Currency, Rate};

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
pub fn read_partners(input: impl Read, gathering: &mut Gathering) -> io::Result<()> {
    let (mut rows, mut dated) = (Vec::new(), Vec::new());
    read(input, PARTNERS, gathering, |row, faulty| {
        let partner = row.code(0);
        let parent = row.parse(1, |field| match field {
            "" => Ok(None),
            _ => Code::parse(field).map(Some).ok_or(table::CODE),
        });
        let (plan, from) = (row.code(2), row.optional_date(3));
        match (partner, parent, plan, from) {
            (Some(partner), Some(parent), Some(plan), Some(from)) => {
                rows.push(PartnerRow { line: row.line(), partner, parent, plan, from });
            }
            (partner, parent, plan, from) => {
                dated.extend(partner.zip(from).map(|(partner, from)| (row.line(), partner, from)));
                let parent = parent.flatten().map(|code| mention("parent", Table::Partners, code));
                let plan = plan.map(|code| mention("plan", Table::Plans, code));
                faulty.push(row.faulty(parent.into_iter().chain(plan).collect()));
            }
        }
    })?;
    gathering.partners(rows);
    for (line, partner, from) in dated {
        gathering.faulty_partner_from(line, partner, from);
    }
    Ok(())
}

/// Reads the exchange rates.
pub fn read_rates(input: impl Read, gathering: &mut Gathering) -> io::Result<()> {
    let (mut rows, mut faulty_rates) = (Vec::new(), Vec::new());
    read(input, RATES, gathering, |row, _| {
        let date = row.date(0);
        let (base, quote) = (row.parse(1, currency), row.parse(2, currency));
        let rate = row.parse(3, Rate::parse);
        if let (Some(base), Some(quote)) = (base, quote)
            && base == quote
        {
            row.fault(2, quote.code(), "is the base currency too; a rate is between two");
        }
        match (date, base, quote, rate) {
            (Some(date), Some(base), Some(quote), Some(rate)) if row.sound => {
                rows.push(RateRow { line: row.line(), date, base, quote, rate });
            }
            _ => faulty_rates.push((row.line(), date, base, quote)),
        }
    })?;
    gathering.rates(rows);
    for (line, date, base, quote) in faulty_rates {
        gathering.faulty_rate(date, base, quote);
        if let (Some(date), Some(base), Some(quote)) = (date, base, quote)
            && base != quote
        {
            gathering.faulty_rate_of(line, date, base, quote);
        }
    }
    Ok(())
}

/// Reads the refunds.
pub fn read_refunds(input: impl Read, gathering: &mut Gathering) -> io::Result<()> {
    let mut rows = Vec::new();
    read(input, REFUNDS, gathering, |row, faulty| {
        let (refund, sale, refunded_on) = (row.code(0), row.code(1), row.date(3));
        // How many decimals it may have, its sale's currency will tell.
        let amount = row.parse(2, |field| match field {
            "" => Err("is not an amount"),
            field => Ok(Box::from(field)),
        });
        match (refund, sale, amount, refunded_on) {
            (Some(refund), Some(sale), Some(amount), Some(refunded_on)) => {
                rows.push(RefundRow { line: row.line(), refund, sale, amount, refunded_on });
            }
            (_, sale, amount, _) => {
                if let Some(Err(message)) = amount.map(|amount| parse_refund(&amount, None)) {
                    row.refuse(2, &message);
                }
                let sale = sale.map(|code| mention("sale", Table::Sales, code));
                faulty.push(row.faulty(sale.into_iter().collect()));
            }
        }
    })?;
    gathering.refunds(rows);
    Ok(())
}

/// Reads a table row by row. `each` adds what is known of rows that have a fault, so that what
/// refers to them is not called wrong as well.
fn read(
    input: impl Read,
    columns: Columns,
    gathering: &mut Gathering,
    mut each: impl FnMut(&mut Row<'_, '_>, &mut Vec<FaultyRow>),
) -> io::Result<()> {
    let mut blocks = Blocks::new(input);
    let (mut faults, mut faulty) = (Faults::default(), Vec::new());
    match begin(&mut blocks, columns, &mut faults)? {
        Some((header, mut block)) => loop {
            header.rows(&block, &mut faults, &mut faulty, &mut each);
            match blocks.next()? {
                Some(next) => block = next,
                None => break,
            }
        },
        None => gathering.faulty_table(columns.table),
    }
    end(&blocks, columns.table, &mut faults, gathering);
    gathering.faults(faults);
    faulty.into_iter().for_each(|row| gathering.faulty_row(columns.table, row));
    Ok(())
}

/// The header of a table and the rest of its first block; `None` where its rows cannot be read.
fn begin<R: Read>(
    blocks: &mut Blocks<R>,
    columns: Columns,
    faults: &mut Faults,
) -> io::Result<Option<(Header, Block)>> {
    while let Some(mut block) = blocks.next()? {
        let header = take_header(&mut block, |record| Header::read(columns, record, faults));
        if let Some(header) = header {
            return Ok(header.map(|header| (header, block)));
        }
    }
    if blocks.endless().is_some() {
        return Ok(None);
    }
    let mut nothing = Record::default();
    nothing.line = 1;
    // A table with no needed column does not exist, so this only says what is missing.
    let block = Block { first_line: 1, bytes: Vec::new() };
    Ok(Header::read(columns, &nothing, faults).map(|header| (header, block)))
}

/// Tells of a record that never ends. What is behind it may be anything that is missed elsewhere.
fn end<R>(blocks: &Blocks<R>, table: Table, faults: &mut Faults, gathering: &mut Gathering)
where
    R: Read,
{
    if let Some(line) = blocks.endless() {
        let message = "is longer than 16 MiB, so that nothing from here on was read; is a quote \
                       never closed?";
        faults.row((table, line), "row", "", message);
        gathering.faulty_table(table);
    }
}

fn mention(field: &'static str, of: Table, code: Code) -> Mention {
    Mention { field, of, code }
}

fn currency(field: &str) -> Result<Currency, &'static str> {
    Currency::parse(field).ok_or("is not a currency of ISO 4217, such as USD")
}

//! The sales' table, which can have millions of rows: blocks of it are read side by side.

use std::io::{self, Read};

use rayon::prelude::*;

use super::super::csv_records::{Block, Blocks};
use super::table::{CODE, Columns, Header, Row};
use super::{begin, currency, end};
use crate::commission::facts::{
    Credits, Faults, FaultyRow, Gathering, Mention, SaleBlock, SaleRow, Table, TooManySales,
    check_shares, parse_amount,
};
use crate::commission::plan::Kind;
use crate::domain::{Code, Currency, Share, Word, is_code, is_text};

const SALES: Columns = Columns {
    table: Table::Sales,
    names: &[
        "sale",
        "partner",
        "seller",
        "kind",
        "product",
        "source",
        "city",
        "amount",
        "currency",
        "paid_on",
        "verified_on",
        "credits",
    ],
    optional: 0,
};

/// Reads the sales from a file of about `size` bytes (0 where that is unknown). `progress` is told how
/// many have been read so far.
pub fn read_sales(
    input: impl Read,
    size: u64,
    gathering: &mut Gathering,
    mut progress: impl FnMut(u64),
) -> io::Result<()> {
    let mut blocks = Blocks::new(input);
    let mut faults = Faults::default();
    if let Some((header, first)) = begin(&mut blocks, SALES, &mut faults)? {
        gathering.expect_sales(size, first.bytes.len(), rows_in(&first.bytes));
        let mut next = vec![first];
        let mut parsed = Vec::new();
        let mut read = 0;
        while !next.is_empty() {
            parsed.resize_with(next.len(), Sales::default);
            let pairs = parsed.par_iter_mut().zip(&next);
            pairs.for_each(|(sales, block)| sales.read(&header, block));
            next.drain(..).for_each(|block| blocks.give_back(block));
            for sales in &mut parsed {
                read += sales.rows;
                sales.give_to(gathering, &mut faults);
            }
            progress(read);
            while next.len() < rayon::current_num_threads()
                && let Some(block) = blocks.next()?
            {
                next.push(block);
            }
        }
    } else {
        gathering.faulty_table(Table::Sales);
    }
    end(&blocks, Table::Sales, &mut faults, gathering);
    gathering.faults(faults);
    Ok(())
}

fn rows_in(block: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', block).count()
}

/// What one block of the file gives.
#[derive(Default)]
struct Sales {
    block: SaleBlock,
    too_many: Option<TooManySales>,
    faults: Faults,
    faulty: Vec<FaultyRow>,
    rows: u64,
    /// Sales of one run mostly share a currency.
    last_currency: Option<(String, Currency)>,
}

impl Sales {
    fn read(&mut self, header: &Header, block: &Block) {
        self.block.clear();
        self.rows = 0;
        let (mut faults, mut faulty) = (Faults::default(), Vec::new());
        header.rows(block, &mut faults, &mut faulty, |row, faulty| {
            self.rows += 1;
            self.row(row, faulty);
        });
        (self.faults, self.faulty) = (faults, faulty);
    }

    fn give_to(&mut self, gathering: &mut Gathering, faults: &mut Faults) {
        let taken = gathering.sales(&self.block);
        if let Some(error) = self.too_many.take().or(taken.err()) {
            faults.row((Table::Sales, 0), "sale", "", error.to_string());
        }
        faults.extend(std::mem::take(&mut self.faults));
        self.faulty.drain(..).for_each(|row| gathering.faulty_row(Table::Sales, row));
    }

    fn row(&mut self, row: &mut Row<'_, '_>, faulty: &mut Vec<FaultyRow>) {
        let id = row.parse(0, code);
        let mut shares = Vec::new();
        let credits = credits(row, &mut shares);
        row.parse(2, code);
        let kind = row.parse(3, |field| Kind::parse(field).ok_or(KIND));
        let product = row.parse(4, code);
        let (source, city) = (row.parse(5, text), row.parse(6, text));
        let currency = row.parse(8, |field| self.currency(field));
        let amount = row.parse(7, |field| parse_amount(field, currency)).flatten();
        let (paid_on, verified_on) = (row.date(9), row.optional_date(10));
        let sale = (|| {
            Some(SaleRow {
                sale: id?,
                credits: credits?,
                kind: kind?,
                product: product?,
                source: source?,
                city: city?,
                amount: amount?,
                currency: currency?,
                paid_on: paid_on?,
                verified_on: verified_on?,
            })
        })();
        match sale {
            Some(sale) => {
                if let Err(error) = self.block.push(row.line(), &sale) {
                    self.too_many = Some(error);
                }
            }
            None => faulty.push(row.faulty(credits.map_or_else(Vec::new, mentions))),
        }
    }

    fn currency(&mut self, field: &str) -> Result<Currency, &'static str> {
        match &self.last_currency {
            Some((code, known)) if code == field => Ok(*known),
            _ => {
                let known = currency(field)?;
                self.last_currency = Some((field.to_owned(), known));
                Ok(known)
            }
        }
    }
}

/// The credits of a row; where none are given, its partner has them all.
fn credits<'s, 'r>(
    row: &mut Row<'r, '_>,
    shares: &'s mut Vec<(&'r str, Share)>,
) -> Option<Credits<'s>>
where
    'r: 's,
{
    const CREDITS: usize = 11;
    let field = row.field(CREDITS);
    if field == Some("") {
        return row.parse(1, code).map(Credits::Whole);
    }
    // Where credits are given, all that matters of the partner is that it is text.
    let (partner, field) = (row.field(1), field?);
    for credit in field.split(';') {
        let named = credit.split_once(':').filter(|(partner, _)| is_code(partner.as_bytes()));
        let Some((partner, share)) = named else {
            let value = if credit.is_empty() { field } else { credit };
            row.fault(CREDITS, value, "is not a partner and a share, as in PX:60;PY:40");
            return None;
        };
        match Share::parse(share) {
            Ok(share) => shares.push((partner, share)),
            Err(fault) => {
                row.fault(CREDITS, credit, &format!("has a share that {fault}"));
                return None;
            }
        }
    }
    match check_shares(shares) {
        Ok(()) => partner.map(|_| Credits::Split(shares)),
        Err(fault) => {
            row.fault(CREDITS, field, &fault.to_string());
            None
        }
    }
}

/// The partners that a faulty row credits.
fn mentions(credits: Credits<'_>) -> Vec<Mention> {
    let mention = |field, partner: &str| {
        Some(Mention { field, of: Table::Partners, code: Code::parse(partner)? })
    };
    match credits {
        Credits::Whole(partner) => mention("partner", partner).into_iter().collect(),
        Credits::Split(shares) => {
            shares.iter().filter_map(|(partner, _)| mention("credits", partner)).collect()
        }
    }
}

const KIND: &str = "is not a kind of sale: new, renewal, upgrade or add_on";

fn code(field: &str) -> Result<&str, &'static str> {
    is_code(field.as_bytes()).then_some(field).ok_or(CODE)
}

fn text(field: &str) -> Result<&str, &'static str> {
    is_text(field).then_some(field).ok_or("is longer than 100 characters")
}

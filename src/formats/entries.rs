//! Entries as CSV and as JSON.
//!
//! `docs/COMMISSIONS.md` section 7.

use std::fmt;
use std::io::{self, Write};

use rayon::prelude::*;
use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::commission::{Entry, EntryRef, Ledger, Unmatched};
use crate::domain::Amount;

pub(super) const COLUMNS: [&str; 10] = [
    "period",
    "partner",
    "sale",
    "rule",
    "from_partner",
    "window",
    "entry",
    "basis",
    "amount",
    "currency",
];
const EXPLANATION: &str = "explanation";

/// The header of the entries' CSV.
pub fn csv_header() -> String {
    let mut header = COLUMNS.join(",");
    header.push('\n');
    header
}

/// Appends entries as lines of CSV, in the order in which they come.
pub fn append_csv<'a>(
    text: &mut Vec<u8>,
    entries: impl Iterator<Item = Entry<'a>>,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(text);
    let mut field = String::new();
    for entry in entries {
        write_row(&mut csv, &entry, &mut field)?;
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

/// All entries of a ledger, period by period.
fn all<'a, 'f>(ledger: &'a Ledger<'f>) -> impl Iterator<Item = EntryRef<'a, 'f>> {
    ledger.posted_in().into_iter().flat_map(|period| ledger.entries(period))
}

/// Writes all entries as CSV, with their explanations where `explain` says so.
pub fn write_csv(mut out: impl Write, ledger: &Ledger<'_>, explain: bool) -> io::Result<()> {
    let mut header = csv::Writer::from_writer(Vec::new());
    header.write_record(COLUMNS.into_iter().chain(explain.then_some(EXPLANATION)))?;
    out.write_all(&header.into_inner().map_err(|error| error.into_error())?)?;
    let partners: Vec<usize> = (0..ledger.partner_count()).step_by(PARTNERS_AT_ONCE).collect();
    let parts = ledger.posted_in().into_iter().flat_map(|period| {
        partners.iter().map(move |first| (period, *first..*first + PARTNERS_AT_ONCE))
    });
    let parts: Vec<_> = parts.collect();
    // Parts are formatted side by side and written in order, a few at a time.
    let at_once = 2 * rayon::current_num_threads();
    let mut texts = vec![Vec::new(); at_once];
    for some in parts.chunks(at_once) {
        let formatted = some.par_iter().zip(&mut texts).map(|((period, partners), text)| {
            let last = ledger.partner_count().min(partners.end);
            text.clear();
            part_as_csv(ledger.entries_of(*period, partners.start..last), explain, text)
        });
        formatted.collect::<io::Result<()>>()?;
        texts.iter().take(some.len()).try_for_each(|text| out.write_all(text))?;
    }
    Ok(())
}

/// How many partners' entries of a period are formatted together.
const PARTNERS_AT_ONCE: usize = 64;

fn part_as_csv<'a, 'f: 'a>(
    mut entries: impl Iterator<Item = EntryRef<'a, 'f>>,
    explain: bool,
    text: &mut Vec<u8>,
) -> io::Result<()> {
    // Finding what names an entry waits for memory; several finds wait together.
    const FOUND_TOGETHER: usize = 64;
    let mut csv = csv::Writer::from_writer(text);
    let mut found = Vec::with_capacity(FOUND_TOGETHER);
    let mut field = String::new();
    loop {
        found.clear();
        let some = entries.by_ref().take(FOUND_TOGETHER);
        found.extend(some.map(|entry| (entry, entry.entry())));
        if found.is_empty() {
            return csv.flush();
        }
        for (entry, row) in &found {
            write_row(&mut csv, row, &mut field)?;
            if explain {
                csv.write_field(entry.explain().to_string())?;
            }
            csv.write_record(None::<&[u8]>)?;
        }
    }
}

fn write_row<W: Write>(
    csv: &mut csv::Writer<W>,
    entry: &Entry<'_>,
    text: &mut String,
) -> io::Result<()> {
    csv.write_field(shown(entry.period, text)?)?;
    csv.write_field(entry.partner.as_str())?;
    csv.write_field(entry.sale.unwrap_or_default())?;
    csv.write_field(entry.rule)?;
    csv.write_field(entry.from_partner.map_or("", |from| from.as_str()))?;
    csv.write_field(entry.window.map_or(Ok(""), |window| shown(window, text))?)?;
    csv.write_field(entry.kind.as_str())?;
    let decimal = |amount: Amount| amount.in_currency(entry.currency);
    csv.write_field(entry.basis.map_or(Ok(""), |basis| shown(decimal(basis), text))?)?;
    csv.write_field(shown(decimal(entry.amount), text)?)?;
    csv.write_field(entry.currency.code())?;
    Ok(())
}

/// A value as text, in a buffer that serves for all.
fn shown(value: impl fmt::Display, text: &mut String) -> io::Result<&str> {
    use fmt::Write as _;
    text.clear();
    write!(text, "{value}").map_err(io::Error::other)?;
    Ok(text)
}

/// Writes all entries and the unmatched credits as JSON.
pub fn write_json(out: impl Write, ledger: &Ledger<'_>, explain: bool) -> io::Result<()> {
    serde_json::to_writer(out, &Results { ledger, explain }).map_err(io::Error::from)
}

struct Results<'a, 'f> {
    ledger: &'a Ledger<'f>,
    explain: bool,
}

impl Serialize for Results<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut results = serializer.serialize_struct("Results", 2)?;
        results.serialize_field("entries", &Entries(self))?;
        let unmatched: Vec<_> = self.ledger.unmatched().into_iter().map(Credit).collect();
        results.serialize_field("unmatched", &unmatched)?;
        results.end()
    }
}

struct Entries<'a>(&'a Results<'a, 'a>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for entry in all(self.0.ledger) {
            entries.serialize_element(&Row { entry, explain: self.0.explain })?;
        }
        entries.end()
    }
}

struct Row<'a, 'f> {
    entry: EntryRef<'a, 'f>,
    explain: bool,
}

impl Serialize for Row<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = self.entry.entry();
        let decimal = |amount: Amount| amount.in_currency(entry.currency).to_string();
        let mut row = serializer.serialize_struct("Entry", 11)?;
        row.serialize_field("period", &entry.period.to_string())?;
        row.serialize_field("partner", entry.partner.as_str())?;
        row.serialize_field("sale", &entry.sale)?;
        row.serialize_field("rule", entry.rule)?;
        row.serialize_field("from_partner", &entry.from_partner.map(|from| from.as_str()))?;
        row.serialize_field("window", &entry.window.map(|window| window.to_string()))?;
        row.serialize_field("entry", entry.kind.as_str())?;
        row.serialize_field("basis", &entry.basis.map(decimal))?;
        row.serialize_field("amount", &decimal(entry.amount))?;
        row.serialize_field("currency", entry.currency.code())?;
        if self.explain {
            row.serialize_field(EXPLANATION, &self.entry.explain().to_string())?;
        }
        row.end()
    }
}

struct Credit<'a>(Unmatched<'a>);

impl Serialize for Credit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut credit = serializer.serialize_struct("Unmatched", 3)?;
        credit.serialize_field("sale", self.0.sale)?;
        credit.serialize_field("partner", self.0.partner.as_str())?;
        credit.serialize_field("reason", self.0.reason.as_str())?;
        credit.end()
    }
}

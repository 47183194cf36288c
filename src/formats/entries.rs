//! Entries as CSV and as JSON.
//!
//! `docs/COMMISSIONS.md` section 7.

use std::io::{self, Write};

use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::commission::{Entry, EntryRef, Ledger, Unmatched};

const COLUMNS: [&str; 10] = [
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

/// All entries of a ledger, period by period.
fn all<'a, 'f>(ledger: &'a Ledger<'f>) -> impl Iterator<Item = EntryRef<'a, 'f>> {
    ledger.closed().iter().flat_map(|period| ledger.entries(*period))
}

/// Writes all entries as CSV, with their explanations where `explain` says so.
pub fn write_csv(out: impl Write, ledger: &Ledger<'_>, explain: bool) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let explanation = explain.then_some(EXPLANATION);
    csv.write_record(COLUMNS.into_iter().chain(explanation)).map_err(io_error)?;
    let mut field = String::new();
    for entry in all(ledger) {
        write_row(&mut csv, &entry.entry(), &mut field)?;
        if explain {
            csv.write_field(entry.explain().to_string()).map_err(io_error)?;
        }
        csv.write_record(None::<&[u8]>).map_err(io_error)?;
    }
    csv.flush()
}

fn write_row<W: Write>(
    csv: &mut csv::Writer<W>,
    entry: &Entry<'_>,
    field: &mut String,
) -> io::Result<()> {
    use std::fmt::Write as _;
    let mut shown = |value: Option<&dyn std::fmt::Display>| -> io::Result<()> {
        field.clear();
        if let Some(value) = value {
            write!(field, "{value}").map_err(io::Error::other)?;
        }
        csv.write_field(field.as_bytes()).map_err(io_error)
    };
    let amount = entry.amount.in_currency(entry.currency);
    let basis = entry.basis.map(|basis| basis.in_currency(entry.currency));
    shown(Some(&entry.period))?;
    shown(Some(entry.partner))?;
    shown(entry.sale.as_ref().map(|sale| sale as _))?;
    shown(Some(&entry.rule))?;
    shown(entry.from_partner.map(|from| from as _))?;
    shown(entry.window.as_ref().map(|window| window as _))?;
    shown(Some(&entry.kind.as_str()))?;
    shown(basis.as_ref().map(|basis| basis as _))?;
    shown(Some(&amount))?;
    shown(Some(&entry.currency))
}

/// The error beneath, whose kind tells a reader who has enough from a disk that is full.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
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
        let decimal =
            |amount: crate::domain::Amount| amount.in_currency(entry.currency).to_string();
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

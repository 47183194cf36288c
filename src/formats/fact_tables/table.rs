//! The rows of a fact table: its header, its records, and the faults of their fields.

use std::str;

use chrono::NaiveDate;

use super::super::csv_records::{Block, Malformed, Record, Records};
use crate::commission::facts::{Faults, FaultyRow, Mention, Table};
use crate::domain::{Code, parse_date};

/// A table's columns: the names in the order in which a row's fields are asked for, and how many of
/// them, at the end, may be absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub table: Table,
    pub names: &'static [&'static str],
    pub optional: usize,
}

/// Where a table's columns stand.
#[derive(Debug, Clone)]
pub(super) struct Header {
    columns: Columns,
    /// For each name, the position of its column.
    positions: Vec<Option<usize>>,
    width: usize,
}

impl Header {
    /// Finds the columns; `None` where the rows cannot be read.
    pub fn read(columns: Columns, record: &Record<'_>, faults: &mut Faults) -> Option<Self> {
        let place = (columns.table, record.line);
        if let Some(message) = foreign(columns, record) {
            faults.row(place, "header", "", message);
            return None;
        }
        if let Some((position, malformed)) = record.malformed {
            let written = written(record.get(position).unwrap_or(&[]));
            faults.row(place, "header", written, malformed.message());
            return None;
        }
        let mut positions = vec![None; columns.names.len()];
        let list = columns.names.join(",");
        for (position, name) in record.iter().enumerate() {
            let known = columns.names.iter().position(|known| known.as_bytes() == name);
            let written = written(name);
            match known.and_then(|known| positions.get_mut(known)) {
                Some(column @ None) => *column = Some(position),
                Some(Some(_)) => faults.row(place, &written, "", "is a second column of that name"),
                None if name.is_empty() => {
                    let message = format!("has a column without a name; they are {list}");
                    faults.row(place, "header", "", message);
                }
                None => {
                    faults.row(place, &written, "", format!("is not a column; they are {list}"));
                }
            }
        }
        let needed = columns.names.len() - columns.optional;
        let missing = columns.names.iter().zip(&positions).take(needed);
        let missing = missing.filter(|(_, position)| position.is_none());
        let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
        let (field, message) = match missing.as_slice() {
            [] => return Some(Self { columns, positions, width: record.len() }),
            [one] => (*one, format!("is missing; the columns are {list}")),
            all => ("header", format!("lacks {}; the columns are {list}", all.join(", "))),
        };
        faults.row(place, field, "", message);
        None
    }

    /// Calls `each` with every row of a block that is as wide as the header; the others, and those
    /// with a malformed field, are faulty.
    pub fn rows(
        &self,
        block: &Block,
        faults: &mut Faults,
        faulty: &mut Vec<FaultyRow>,
        mut each: impl FnMut(&mut Row<'_, '_>, &mut Vec<FaultyRow>),
    ) {
        let mut records = Records::new(&block.bytes, block.first_line);
        let mut record = Record::default();
        while records.read(&mut record) {
            let mut row = Row { header: self, record: &record, faults, sound: true };
            if let Some((position, malformed)) = record.malformed {
                row.malformed(position, malformed);
            } else if record.len() != self.width {
                row.misfit();
            } else {
                each(&mut row, faulty);
                continue;
            }
            faulty.push(FaultyRow { line: record.line, id: row.id(), mentions: Vec::new() });
        }
    }
}

/// What is wrong with a header that is none at all, by how the file begins.
fn foreign(columns: Columns, record: &Record<'_>) -> Option<String> {
    let first = record.get(0)?;
    let begins = |with: &[&[u8]]| with.iter().any(|with| first.starts_with(with));
    if begins(&[b"\xff\xfe", b"\xfe\xff"]) {
        return Some(
            "is not text in UTF-8 but in UTF-16; save the file as CSV in UTF-8".to_owned(),
        );
    }
    if begins(&[b"PK\x03\x04"]) {
        let message = "is not text: the file is a spreadsheet or an archive; save it as CSV";
        return Some(message.to_owned());
    }
    let separator = [(b';', ";"), (b'\t', "tabs")].into_iter();
    let (_, shown) = separator.into_iter().find(|(byte, _)| first.contains(byte))?;
    let is_column = |name: &[u8]| columns.names.iter().any(|known| known.as_bytes() == name);
    (!record.iter().any(is_column))
        .then(|| format!("the columns seem to be separated by {shown}; save the file with commas"))
}

/// The first record of a block, read by `read`, and the block without it; `None` where it has none.
pub(super) fn take_header<T>(block: &mut Block, read: impl FnOnce(&Record<'_>) -> T) -> Option<T> {
    let mut records = Records::new(&block.bytes, block.first_line);
    let mut record = Record::default();
    if !records.read(&mut record) {
        return None;
    }
    let (rest, line) = records.rest();
    let (result, length) = (read(&record), block.bytes.len() - rest.len());
    block.first_line = line;
    block.bytes.drain(..length);
    Some(result)
}

/// A field as it is written, for a message; more than a message shows is left out.
fn written(field: &[u8]) -> String {
    const LONGEST: usize = 1000;
    String::from_utf8_lossy(field.get(..LONGEST).unwrap_or(field)).into_owned()
}

/// One row, whose fields are parsed one by one; each that fails is a fault.
pub(super) struct Row<'r, 'f> {
    header: &'r Header,
    record: &'r Record<'r>,
    faults: &'f mut Faults,
    /// Whether no field has failed so far.
    pub sound: bool,
}

impl<'r> Row<'r, '_> {
    /// The line that it begins on.
    pub fn line(&self) -> u64 {
        self.record.line
    }

    /// What is known of it where it is faulty.
    pub fn faulty(&self, mentions: Vec<Mention>) -> FaultyRow {
        FaultyRow { line: self.line(), id: self.id(), mentions }
    }

    /// The code in its first column, where one is to be found.
    fn id(&self) -> Option<Code> {
        let position = self.header.positions.first().copied().flatten()?;
        str::from_utf8(self.record.get(position)?).ok().and_then(Code::parse)
    }

    fn malformed(&mut self, position: usize, malformed: Malformed) {
        let column = self.header.positions.iter().position(|known| *known == Some(position));
        let value = written(self.record.get(position).unwrap_or(&[]));
        let columns = self.header.columns;
        let name = column.and_then(|column| columns.names.get(column)).copied().unwrap_or("row");
        self.faults.row((columns.table, self.line()), name, value, malformed.message());
    }

    fn misfit(&mut self) {
        let (here, s) = (self.record.len(), if self.record.len() == 1 { "" } else { "s" });
        let message = format!("has {here} field{s} where the header has {}", self.header.width);
        self.faults.row((self.header.columns.table, self.line()), "row", "", message);
    }

    /// The field of the column with that place among the table's names; empty where the column is
    /// absent, and `None` with a fault where it is not UTF-8.
    pub fn field(&mut self, column: usize) -> Option<&'r str> {
        let position = self.header.positions.get(column).copied().flatten();
        let bytes = position.and_then(|position| self.record.get(position)).unwrap_or(&[]);
        if let Ok(field) = str::from_utf8(bytes) {
            return Some(field);
        }
        self.note(column, written(bytes), "is not text in UTF-8".to_owned());
        None
    }

    /// A fault of the field in that column.
    pub fn fault(&mut self, column: usize, value: &str, message: &str) {
        let message = match message.strip_prefix("is not ") {
            Some(wanted) if value.is_empty() => format!("is empty; it must be {wanted}"),
            _ => message.to_owned(),
        };
        self.note(column, written(value.as_bytes()), message);
    }

    /// A fault of the field in that column, whatever it is.
    pub fn refuse(&mut self, column: usize, message: &str) {
        if let Some(field) = self.field(column) {
            self.fault(column, field, message);
        }
    }

    fn note(&mut self, column: usize, value: String, message: String) {
        self.sound = false;
        let columns = self.header.columns;
        let name = columns.names.get(column).copied().unwrap_or_default();
        self.faults.row((columns.table, self.line()), name, value, message);
    }

    /// The field, parsed; where `parse` refuses it, a fault with its message.
    pub fn parse<T, E: ToString>(
        &mut self,
        column: usize,
        parse: impl FnOnce(&'r str) -> Result<T, E>,
    ) -> Option<T> {
        let field = self.field(column)?;
        match parse(field) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fault(column, field, &message.to_string());
                None
            }
        }
    }

    /// A code.
    pub fn code(&mut self, column: usize) -> Option<Code> {
        self.parse(column, |field| Code::parse(field).ok_or(CODE))
    }

    /// A date.
    pub fn date(&mut self, column: usize) -> Option<NaiveDate> {
        self.parse(column, |field| parse_date(field).ok_or(DATE))
    }

    /// A date that may be left empty.
    pub fn optional_date(&mut self, column: usize) -> Option<Option<NaiveDate>> {
        self.parse(column, |field| match field {
            "" => Ok(None),
            _ => parse_date(field).map(Some).ok_or(DATE),
        })
    }
}

/// What is wrong with a code.
pub(super) const CODE: &str = "is not 1 to 64 of A-Z a-z 0-9 . _ / -";
const DATE: &str = "is not a date that exists, written 2026-07-31";

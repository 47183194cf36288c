//! The rows of a fact table: its header, its records, and the faults of their fields.

use std::str;

use chrono::NaiveDate;

use super::blocks::Block;
use crate::commission::facts::{Faults, Table};
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
    /// Finds the columns; `None` where one that is needed is missing.
    pub fn read(columns: Columns, record: &csv::ByteRecord, faults: &mut Faults) -> Option<Self> {
        let line = record.position().map_or(1, csv::Position::line);
        let mut positions = vec![None; columns.names.len()];
        for (position, name) in record.iter().enumerate() {
            let known = columns.names.iter().position(|known| known.as_bytes() == name);
            let written = String::from_utf8_lossy(name).into_owned();
            match known.and_then(|known| positions.get_mut(known)) {
                Some(place @ None) => *place = Some(position),
                Some(Some(_)) => {
                    let message = "is a second column of that name";
                    faults.row((columns.table, line), &written, "", message);
                }
                None => {
                    let message =
                        format!("is not a column of this table: {}", columns.names.join(","));
                    faults.row((columns.table, line), &written, "", message);
                }
            }
        }
        let needed = columns.names.len() - columns.optional;
        let missing = columns.names.iter().zip(&positions).take(needed);
        let mut complete = true;
        for (name, _) in missing.filter(|(_, position)| position.is_none()) {
            complete = false;
            faults.row((columns.table, line), name, "", "is missing: a column of this table");
        }
        complete.then_some(Self { columns, positions, width: record.len() })
    }

    /// Calls `each` with every row of a block that is as wide as the header.
    pub fn rows(&self, block: &Block, faults: &mut Faults, mut each: impl FnMut(&mut Row<'_, '_>)) {
        let mut reader = reader(&block.bytes);
        let mut record = csv::ByteRecord::new();
        // Reading from memory cannot fail, and any width of record is taken.
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let line = line_of(&record, block);
            if record.len() != self.width {
                let message =
                    format!("has {} fields where the header has {}", record.len(), self.width);
                faults.row((self.columns.table, line), "row", "", message);
                continue;
            }
            let mut row = Row { header: self, record: &record, line, faults, sound: true };
            each(&mut row);
        }
    }
}

/// The first record of a block, and the block without it.
pub(super) fn take_header(block: &mut Block) -> Option<csv::ByteRecord> {
    let mut reader = reader(&block.bytes);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return None;
    }
    let after = reader.position().clone();
    block.first_line += after.line() - 1;
    block.bytes.drain(..usize::try_from(after.byte()).unwrap_or(usize::MAX).min(block.bytes.len()));
    Some(record)
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

fn line_of(record: &csv::ByteRecord, block: &Block) -> u64 {
    record.position().map_or(0, csv::Position::line) + block.first_line - 1
}

/// One row, whose fields are parsed one by one; each that fails is a fault.
pub(super) struct Row<'r, 'f> {
    header: &'r Header,
    record: &'r csv::ByteRecord,
    pub line: u64,
    pub faults: &'f mut Faults,
    /// Whether no field has failed so far.
    pub sound: bool,
}

impl<'r> Row<'r, '_> {
    /// The field of the column with that place among the table's names; empty where the column is
    /// absent, and `None` with a fault where it is not UTF-8.
    pub fn field(&mut self, column: usize) -> Option<&'r str> {
        let position = self.header.positions.get(column).copied().flatten();
        let bytes = position.and_then(|position| self.record.get(position)).unwrap_or(&[]);
        match str::from_utf8(bytes) {
            Ok(field) => Some(field),
            Err(_) => {
                let value = String::from_utf8_lossy(bytes).into_owned();
                self.fault(column, &value, "is not UTF-8");
                None
            }
        }
    }

    /// A fault of the field in that column.
    pub fn fault(&mut self, column: usize, value: &str, message: impl Into<String>) {
        self.sound = false;
        let columns = self.header.columns;
        let name = columns.names.get(column).copied().unwrap_or_default();
        self.faults.row((columns.table, self.line), name, value, message);
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
                self.fault(column, field, message.to_string());
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

//! The rows of a text, strictly: behind a quote that somebody forgot, a lenient reader loses whole rows
//! in silence.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use super::super::csv_records::{Blocks, Record, Records};
use super::decoding::{decoded, separator};
use super::rows::{RawRow, Unreadable};

/// Calls `each` with every row of a text until it breaks off.
pub(super) fn each<R: Read + Seek>(
    file: &mut R,
    each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let failed = |error: std::io::Error| Unreadable::Damaged(error.to_string());
    let separator = separator(file).map_err(failed)?;
    let mut blocks = Blocks::separated(decoded(file).map_err(failed)?, separator);
    while let Some(block) = blocks.next().map_err(failed)? {
        let mut records = Records::separated(&block.bytes, block.first_line, separator);
        let mut record = Record::default();
        while records.read(&mut record) {
            if each(row(&record)).is_break() {
                return Ok(());
            }
        }
    }
    match blocks.endless() {
        Some(line) => Err(Unreadable::Endless(number(line))),
        None => Ok(()),
    }
}

fn row(record: &Record<'_>) -> RawRow {
    let mut malformed = record.malformed.map(|(at, why)| (at, why.message().to_owned()));
    let mut cells = Vec::with_capacity(record.len());
    for (position, field) in record.iter().enumerate() {
        match std::str::from_utf8(field) {
            Ok(text) => cells.push(text.to_owned()),
            Err(_) => {
                let why = "is not text in UTF-8; save the file as \"CSV UTF-8\" or .xlsx";
                malformed.get_or_insert((position, why.to_owned()));
                cells.push(String::from_utf8_lossy(field).into_owned());
            }
        }
    }
    RawRow { number: number(record.line), cells, malformed }
}

fn number(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

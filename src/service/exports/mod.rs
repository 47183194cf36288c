//! Files of statements and periods, written to disk and not held in memory.

mod document;
mod period;
mod spool;
mod table;

use std::io::{self, Write};

use crate::domain::{Period, StatementId, Word};
use crate::formats::statement::DocumentError;
use crate::formats::statement_xlsx;
use crate::storage::Tx;

use super::error::ServiceError;
use super::statements;

pub use spool::Spool;
pub use table::{Value, table};

/// In which form a statement's document is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFormat {
    /// Its entries as a table.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Word for StatementFormat {
    const ALL: &'static [Self] = &[StatementFormat::Csv, StatementFormat::Xlsx];

    fn as_str(self) -> &'static str {
        match self {
            StatementFormat::Csv => "csv",
            StatementFormat::Xlsx => "xlsx",
        }
    }
}

/// In which form a period is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFormat {
    /// Its entries as a table.
    Csv,
    /// A workbook of its statements and entries.
    Xlsx,
    /// What its statements and their payments are in the books.
    Journal,
    /// The documents of all statements.
    Zip,
}

impl Word for PeriodFormat {
    const ALL: &'static [Self] =
        &[PeriodFormat::Csv, PeriodFormat::Xlsx, PeriodFormat::Journal, PeriodFormat::Zip];

    fn as_str(self) -> &'static str {
        match self {
            PeriodFormat::Csv => "csv",
            PeriodFormat::Xlsx => "xlsx",
            PeriodFormat::Journal => "journal",
            PeriodFormat::Zip => "zip",
        }
    }
}

/// Writes the workbook of a statement that the caller may see.
pub fn statement(tx: &mut Tx<'_>, id: &StatementId, out: &mut Spool) -> Result<(), ServiceError> {
    let statement = statements::get(tx, id)?;
    let document = document::of(tx, &statement)?;
    statement_xlsx::write(out, &document).map_err(unwritten)
}

/// Writes a file of a closed period: a workbook, a journal or all documents.
pub fn period(
    tx: &mut Tx<'_>,
    (period, today): (Period, chrono::NaiveDate),
    format: PeriodFormat,
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let part = statements::part_of_period(tx, period)?;
    match format {
        PeriodFormat::Csv => period::csv(tx, &part, out),
        PeriodFormat::Xlsx => period::workbook(tx, &part, out),
        PeriodFormat::Journal => period::journal(tx, (period, today), out),
        PeriodFormat::Zip => period::bundle(tx, period, out),
    }
}

fn unwritten(error: DocumentError) -> ServiceError {
    ServiceError::Internal(format!("a document: {error}"))
}

fn failed(error: io::Error) -> ServiceError {
    ServiceError::Internal(format!("a file: {error}"))
}

/// Writes what is there already.
fn all(out: &mut impl Write, bytes: &[u8]) -> Result<(), ServiceError> {
    out.write_all(bytes).map_err(failed)
}

//! Files of statements and periods, written to disk and not held in memory.

mod document;
mod evidence;
mod period;
mod table;

use std::io::{self, Write};

use crate::domain::{PartnerId, Period, StatementId, Word};
use crate::formats::statement::DocumentError;
use crate::formats::{statement_csv, statement_pdf, statement_xlsx};
use crate::storage::Tx;

use super::by::By;
use super::error::ServiceError;
use super::statements;

pub use super::spool::Spool;
pub use crate::formats::statement_pdf::Language;
pub use table::{Value, table};

/// In which form a statement's document is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFormat {
    /// Its entries as a table.
    Csv,
    /// All its lines, from the opening balance to the net, as a table for people.
    Lines,
    /// A workbook.
    Xlsx,
    /// A letter.
    Pdf,
    /// Everything that it was computed from.
    Bundle,
}

impl Word for StatementFormat {
    const ALL: &'static [Self] = &[
        StatementFormat::Csv,
        StatementFormat::Lines,
        StatementFormat::Xlsx,
        StatementFormat::Pdf,
        StatementFormat::Bundle,
    ];

    fn as_str(self) -> &'static str {
        match self {
            StatementFormat::Csv => "csv",
            StatementFormat::Lines => "lines",
            StatementFormat::Xlsx => "xlsx",
            StatementFormat::Pdf => "pdf",
            StatementFormat::Bundle => "bundle",
        }
    }
}

/// A document of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// All its lines as a table for people.
    Lines,
    /// A workbook.
    Xlsx,
    /// A letter in that language.
    Pdf(Language),
    /// Everything that it was computed from.
    Bundle,
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

/// Writes a document of a statement that the caller may see.
pub fn statement(
    tx: &mut Tx<'_>,
    id: &StatementId,
    form: Document,
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let statement = statements::get(tx, id)?;
    match form {
        Document::Lines => {
            statement_csv::write(out, &document::of(tx, &statement)?).map_err(unwritten)
        }
        Document::Xlsx => {
            statement_xlsx::write(out, &document::of(tx, &statement)?).map_err(unwritten)
        }
        Document::Pdf(language) => {
            let document = document::of(tx, &statement)?;
            all(out, &statement_pdf::written(&document, language).map_err(unwritten)?)
        }
        Document::Bundle => {
            tx.as_programme(|tx| bundle(tx, statement.period, Some(&statement.partner), out))
        }
    }
}

/// Writes a file of a closed period: a table, a workbook, a journal or all documents, of which the
/// letters are in that language.
pub fn period(
    tx: &mut Tx<'_>,
    period: Period,
    (format, language): (PeriodFormat, Language),
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let part = statements::part_of_period(tx, period)?;
    match format {
        PeriodFormat::Csv => period::csv(tx, &part, out),
        PeriodFormat::Xlsx => period::workbook(tx, &part, out),
        PeriodFormat::Journal => period::journal(tx, period, out),
        PeriodFormat::Zip => period::documents(tx, (period, language), out),
    }
}

/// Writes everything that a closed period was computed from and what it came to, for whoever checks it
/// without the database; for one partner without what is others'.
pub fn bundle(
    tx: &mut Tx<'_>,
    period: Period,
    partner: Option<&PartnerId>,
    out: &mut Spool,
) -> Result<(), ServiceError> {
    evidence::bundle(tx, period, partner, out)
}

/// The same for whoever may see money: a partner's people have their own partner's alone.
pub fn bundle_for(
    tx: &mut Tx<'_>,
    by: &By,
    (period, partner): (Period, Option<&PartnerId>),
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let own = by.actor.partner();
    if own.is_some() && partner.is_some() && own != partner {
        return Err(ServiceError::NotFound);
    }
    tx.as_programme(|tx| bundle(tx, period, own.or(partner), out))
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

//! The cells of one row by their fields, and all that is wrong with them.

use super::cells::Reason;
use super::layout::{Layout, Source};
use super::rows::RawRow;
use crate::domain::printable;

/// How much of a cell is shown beside its fault, in characters.
const SHOWN: usize = 100;

/// A fault of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The column's heading; the field's name where it is the same in every row; empty where the row as
    /// a whole is meant.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it and what to do, in words.
    pub reason: String,
}

/// The cells of a row, read one after the other: reading goes on after a fault.
pub(super) struct Values<'r> {
    layout: &'r Layout,
    row: &'r RawRow,
    faults: Vec<CellFault>,
}

impl<'r> Values<'r> {
    pub fn new(layout: &'r Layout, row: &'r RawRow) -> Self {
        Self { layout, row, faults: Vec::new() }
    }

    /// What stands in a field, without the space around it; `None` where nothing does.
    fn text(&self, field: &str) -> Option<&'r str> {
        let text = match self.layout.source(field)? {
            Source::Column(column) => self.row.cells.get(*column)?,
            Source::Fixed(text) => text,
        };
        Some(unguarded(text.trim())).filter(|text| !text.is_empty())
    }

    /// A field that every record has.
    pub fn required<T>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        match self.text(field) {
            Some(text) => self.parsed(field, text, parse),
            None => {
                self.fault(field, "is missing");
                None
            }
        }
    }

    /// A field that a record may have: what it is, and `None` where it is faulty.
    pub fn optional<T>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Option<Option<T>> {
        match self.text(field) {
            Some(text) => self.parsed(field, text, parse).map(Some),
            None => Some(None),
        }
    }

    fn parsed<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        match parse(text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(field, reason);
                None
            }
        }
    }

    /// Tells of a fault of a field.
    pub fn fault(&mut self, field: &str, reason: impl Into<String>) {
        self.faults.push(fault_of(self.layout, self.row, field, reason.into()));
    }

    /// The record, or all faults.
    pub fn settle<T>(self, record: Option<T>) -> Result<T, Vec<CellFault>> {
        record.filter(|_| self.faults.is_empty()).ok_or(self.faults)
    }
}

/// A fault of a field of a row, with what stands there.
pub(super) fn fault_of(layout: &Layout, row: &RawRow, field: &str, reason: String) -> CellFault {
    let (column, value) = match layout.source(field) {
        Some(Source::Column(column)) => {
            let value = row.cells.get(*column).map_or("", String::as_str);
            (layout.heading(*column).to_owned(), value)
        }
        Some(Source::Fixed(value)) => (field.to_owned(), value.as_str()),
        None => (String::new(), ""),
    };
    CellFault { column, value: printable(value.trim(), SHOWN), reason }
}

/// What is wrong with a row as a whole, before any of its cells is looked at.
pub(super) fn misfit(layout: &Layout, row: &RawRow) -> Option<CellFault> {
    if let Some((column, reason)) = &row.malformed {
        let value = row.cells.get(*column).map_or("", String::as_str);
        let column = layout.heading(*column).to_owned();
        return Some(CellFault { column, value: printable(value, SHOWN), reason: reason.clone() });
    }
    let beyond = row.cells.iter().skip(layout.width()).find(|cell| !cell.trim().is_empty())?;
    let reason = "stands beyond the last column; is a separator within a text that has no quotes?";
    let value = printable(beyond, SHOWN);
    Some(CellFault { column: String::new(), value, reason: reason.to_owned() })
}

/// A text without the sign that keeps a spreadsheet from taking it for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(super::faulty_file::BEGINS_FORMULA) => rest,
        _ => text,
    }
}

//! The rows of a file, whatever it is written in.

use std::fmt;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use super::layout::REASON;
use super::{csv_file, decoding, xlsx_file};
use crate::domain::{ImportFormat, printable};

/// The most columns of a file.
pub(super) const MOST_COLUMNS: usize = 200;
/// How much of a heading is read, in characters.
const LONGEST_HEADING: usize = 100;

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawRow {
    /// Its number as a spreadsheet counts: the headings are mostly row 1. In a text, the line on which
    /// it begins.
    pub number: i64,
    /// Its cells.
    pub cells: Vec<String>,
    /// The first cell that cannot be read at all, and why.
    pub(super) malformed: Option<(usize, String)>,
}

impl RawRow {
    /// A row of which nothing but its number is known.
    pub fn unread(number: i64) -> Self {
        Self { number, ..Self::default() }
    }

    /// Whether nothing is in it.
    pub(super) fn is_blank(&self) -> bool {
        self.malformed.is_none() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A file that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// How it is written.
    pub format: ImportFormat,
    /// Its columns, each name once.
    pub headings: Vec<String>,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Neither text nor a spreadsheet.
    NotText,
    /// A spreadsheet of before 2007, or one with a password.
    OldSpreadsheet,
    /// A spreadsheet that is not whole.
    Damaged(String),
    /// Much more comes out of it than a file of its size holds.
    TooLarge,
    /// No row has anything in it.
    Empty,
    /// The headings cannot be read.
    Headings(String),
    /// More columns than any of these records has.
    TooManyColumns,
    /// A quote on this line is never closed.
    Endless(i64),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText => f.write_str("is neither CSV nor a spreadsheet (.xlsx)"),
            Self::OldSpreadsheet => f.write_str(
                "is a spreadsheet of an old kind (.xls) or has a password; save it as .xlsx or CSV",
            ),
            Self::Damaged(why) => write!(f, "is a spreadsheet that cannot be read: {why}"),
            Self::TooLarge => f.write_str("is too large when it is unpacked; save it as CSV"),
            Self::Empty => f.write_str("is empty; its first row must name the columns"),
            Self::Headings(why) => write!(f, "has headings that cannot be read: {why}"),
            Self::TooManyColumns => write!(f, "has more than {MOST_COLUMNS} columns"),
            Self::Endless(line) => {
                write!(f, "cannot be read from line {line} on: a quote there is never closed")
            }
        }
    }
}

/// Looks at a file as a whole before any of its rows: what it is, and what its columns are called.
pub fn open<R: Read + Seek>(file: &mut R) -> Result<Opened, Unreadable> {
    let start = decoding::beginning(file, decoding::SHOWING);
    let format = decoding::format(&start.map_err(|why| Unreadable::Damaged(why.to_string()))?)?;
    if format == ImportFormat::Xlsx {
        xlsx_file::check_size(file)?;
    }
    let mut first = None;
    all_rows(format, file, &mut |row| {
        first = Some(row);
        ControlFlow::Break(())
    })?;
    let first = first.ok_or(Unreadable::Empty)?;
    if let Some((_, why)) = first.malformed {
        return Err(Unreadable::Headings(why));
    }
    let headings = distinct(first.cells);
    if headings.len() > MOST_COLUMNS {
        return Err(Unreadable::TooManyColumns);
    }
    Ok(Opened { format, headings })
}

/// Calls `each` with every row behind the headings that has something in it, in their order, until it
/// breaks off.
pub fn each_row<R: Read + Seek>(
    format: ImportFormat,
    file: &mut R,
    each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let mut headings = true;
    all_rows(format, file, &mut |row| {
        if std::mem::take(&mut headings) { ControlFlow::Continue(()) } else { each(row) }
    })
}

fn all_rows<R: Read + Seek>(
    format: ImportFormat,
    file: &mut R,
    each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let mut unless_blank =
        |row: RawRow| if row.is_blank() { ControlFlow::Continue(()) } else { each(row) };
    match format {
        ImportFormat::Csv => csv_file::each(file, &mut unless_blank),
        ImportFormat::Xlsx => xlsx_file::each(file, &mut unless_blank),
    }
}

/// Headings without the space around them; one without a name gets its place for a name, and one that
/// there was before a number.
fn distinct(cells: Vec<String>) -> Vec<String> {
    let mut headings: Vec<String> = Vec::new();
    for (position, cell) in cells.into_iter().enumerate() {
        let name = match cell.trim() {
            "" => format!("column {}", position + 1),
            name => printable(name, LONGEST_HEADING),
        };
        let mut heading = name.clone();
        let mut number = 2;
        while headings.contains(&heading) {
            heading = format!("{name} ({number})");
            number += 1;
        }
        headings.push(heading);
    }
    headings
}

/// Whether a column is the one in which faults were told.
pub(super) fn is_reason(heading: &str) -> bool {
    heading == REASON
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn rows(bytes: &[u8]) -> Vec<RawRow> {
        let mut file = Cursor::new(bytes);
        let opened = open(&mut file).unwrap();
        let mut rows = Vec::new();
        each_row(opened.format, &mut file, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn a_text_has_rows_with_their_lines() {
        let text = "\u{feff}Name;City\r\n\r\nAslam & Sons;Sialkot\r\n;\r\n\"Two\nlines\";\"a;b\"\r\nlast;x";
        assert_eq!(open(&mut Cursor::new(text)).unwrap().headings, ["Name", "City"]);
        let found: Vec<_> = rows(text.as_bytes())
            .into_iter()
            .map(|row| (row.number, row.cells.join("|")))
            .collect();
        let expected = [(3, "Aslam & Sons|Sialkot"), (5, "Two\nlines|a;b"), (7, "last|x")];
        assert_eq!(found, expected.map(|(line, cells)| (line, cells.to_owned())));
    }

    #[test]
    fn a_forgotten_quote_is_told_and_swallows_nothing() {
        let text = "name,city\nAslam \"& Sons,Sialkot\nBilal,Lahore\n\"Open,Multan\nx,y";
        let found = rows(text.as_bytes());
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].malformed.as_ref().unwrap().0, 0);
        assert_eq!(found[1].cells, ["Bilal", "Lahore"]);
        assert!(found[2].malformed.as_ref().unwrap().1.contains("never closed"));
    }

    #[test]
    fn what_is_no_text_is_told_in_its_row() {
        let found = rows(b"name,city\nM\xfcller,Lahore\nBilal,Lahore\n");
        assert!(found[0].malformed.as_ref().unwrap().1.contains("UTF-8"), "{found:?}");
        assert_eq!(found[1].malformed, None);
    }

    #[test]
    fn headings_are_distinct_and_have_names() {
        let opened = open(&mut Cursor::new(" Name ,Name,,City\n")).unwrap();
        assert_eq!(opened.headings, ["Name", "Name (2)", "column 3", "City"]);
        assert_eq!(open(&mut Cursor::new("\n\n ,\n")), Err(Unreadable::Empty));
        assert!(matches!(open(&mut Cursor::new("na\"me,city\n")), Err(Unreadable::Headings(_))));
        let wide = "x,".repeat(MOST_COLUMNS + 1);
        assert_eq!(open(&mut Cursor::new(wide)), Err(Unreadable::TooManyColumns));
    }

    #[test]
    fn going_through_can_be_broken_off() {
        let mut seen = 0;
        each_row(ImportFormat::Csv, &mut Cursor::new("a\n1\n2\n3\n"), &mut |_| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(seen, 2);
    }
}

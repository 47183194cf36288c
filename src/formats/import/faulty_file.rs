//! Faulty rows as a file that can be mended and sent again.

use std::io;

use super::layout::REASON;
use super::rows::{RawRow, is_reason};

/// What a spreadsheet takes for the beginning of a formula.
pub(super) const BEGINS_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A CSV file of rows as they stood, with a column behind them that says what is wrong. It begins with
/// the mark by which spreadsheets know UTF-8.
pub struct FaultyFile<W: io::Write> {
    out: csv::Writer<W>,
    /// Which columns are told again: not those of a file like this one.
    columns: Vec<usize>,
}

impl<W: io::Write> FaultyFile<W> {
    /// Begins a file with the headings of the one that the rows came of.
    pub fn begin(mut out: W, headings: &[String]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let columns: Vec<usize> = headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| !is_reason(heading))
            .map(|(position, _)| position)
            .collect();
        let mut file = Self { out: csv::Writer::from_writer(out), columns };
        file.write(headings, REASON)?;
        Ok(file)
    }

    /// Adds a row, and what is wrong with it.
    pub fn add(&mut self, row: &RawRow, reason: &str) -> io::Result<()> {
        self.write(&row.cells, reason)
    }

    fn write(&mut self, cells: &[String], reason: &str) -> io::Result<()> {
        let cell = |position: &usize| cells.get(*position).map_or("", String::as_str);
        let cells = self.columns.iter().map(cell).chain([reason]).map(guarded);
        self.out.write_record(cells.collect::<Vec<_>>()).map_err(io::Error::from)
    }

    /// Ends the file and gives back what it was written to.
    pub fn end(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

/// A cell that no spreadsheet takes for a formula. Numbers and phones stay as they are: nothing in them
/// can be computed but themselves.
fn guarded(cell: &str) -> String {
    let figure = |c: char| c.is_ascii_digit() || "+-.,/() \u{a0}".contains(c);
    let begins = cell.trim_start_matches(' ').starts_with(BEGINS_FORMULA);
    let harmless =
        cell.chars().all(figure) && cell.chars().filter(|c| "+-/(".contains(*c)).count() <= 1;
    if begins && !harmless { format!("'{}", cell.trim_start_matches(' ')) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use super::super::layout::Layout;
    use super::super::rows::{each_row, open};
    use super::super::values::Values;
    use super::*;
    use crate::domain::{ImportFormat, ImportKind, ImportMapping};

    #[test]
    fn what_is_written_is_read_again() {
        let cells = ["a;b", "two\nlines", "\"q\"", "=1+1", "+923001234567", "-12.5", "'", "نام"];
        let headings: Vec<String> = (0..cells.len()).map(|n| format!("h{n}")).collect();
        let row = RawRow { cells: cells.map(str::to_owned).to_vec(), ..RawRow::default() };
        let mut file = FaultyFile::begin(Vec::new(), &headings).unwrap();
        file.add(&row, "=is wrong").unwrap();
        let bytes = file.end().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("'=1+1") && text.contains(",+923001234567,-12.5,"), "{text}");
        let opened = open(&mut Cursor::new(&bytes)).unwrap();
        assert_eq!(opened.headings.last().unwrap(), REASON);
        let mut again = Vec::new();
        each_row(ImportFormat::Csv, &mut Cursor::new(&bytes), &mut |row| {
            again.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].cells[..3], row.cells[..3]);
        assert_eq!(again[0].cells[8], "'=is wrong");
        // Sent once more, the column of reasons is not told twice.
        let mut file = FaultyFile::begin(Vec::new(), &opened.headings).unwrap();
        file.add(&again[0], "still").unwrap();
        let text = String::from_utf8(file.end().unwrap()).unwrap();
        assert_eq!(text.matches(REASON).count(), 1);
        assert!(!text.contains("=is wrong"), "{text}");
    }

    #[test]
    fn the_guard_of_a_formula_is_taken_off_again() {
        let mapping = ImportMapping {
            columns: [("n", "name"), ("c", "city")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .into(),
            fixed: [("partner".to_owned(), "X".to_owned())].into(),
        };
        let headings = ["n", "c"].map(str::to_owned);
        let layout = Layout::bind(ImportKind::Recruits, &headings, &mapping).unwrap();
        let cells = [guarded("=cmd|x"), guarded("'quoted'")].to_vec();
        let row = RawRow { cells, ..RawRow::default() };
        let mut values = Values::new(&layout, &row);
        let keep = |text: &str| Ok(text.to_owned());
        assert_eq!(values.required("name", keep).unwrap(), "=cmd|x");
        assert_eq!(values.required("city", keep).unwrap(), "'quoted'");
    }
}

//! The rows of a spreadsheet: of the first sheet that is not hidden, cell by cell.

use std::io::{self, BufReader, Read, Seek, sink};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::rows::{MOST_COLUMNS, RawRow, Unreadable};

/// The most that comes out of a file when it is unpacked, and out of its table of texts, which alone is
/// held as a whole.
const LARGEST: u64 = 400 << 20;
const LARGEST_TEXTS: u64 = 100 << 20;
/// Where a spreadsheet keeps the table of its texts.
const TEXTS: &str = "sharedstrings.xml";

/// Unpacks a file once without keeping anything, so that a small one cannot fill the memory.
pub(super) fn check_size<R: Read + Seek>(file: &mut R) -> Result<(), Unreadable> {
    let damaged = |error: zip::result::ZipError| Unreadable::Damaged(error.to_string());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    let mut left = LARGEST;
    for position in 0..archive.len() {
        let part = archive.by_index(position).map_err(damaged)?;
        let is_texts = part.name().map_err(damaged)?.to_ascii_lowercase().ends_with(TEXTS);
        let most = if is_texts { left.min(LARGEST_TEXTS) } else { left };
        let unpacked = io::copy(&mut part.take(most + 1), &mut sink())
            .map_err(|error| Unreadable::Damaged(error.to_string()))?;
        if unpacked > most {
            return Err(Unreadable::TooLarge);
        }
        left -= unpacked;
    }
    Ok(())
}

/// Calls `each` with every row of the first sheet until it breaks off.
pub(super) fn each<R: Read + Seek>(
    file: &mut R,
    each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let mut book = guarded(|| Xlsx::new(BufReader::new(file)))?;
    let sheet = book.sheets_metadata().iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let sheet = sheet.map(|sheet| sheet.name.clone()).ok_or(Unreadable::Empty)?;
    let mut cells = guarded(|| book.worksheet_cells_reader(&sheet))?;
    let mut row = RawRow::default();
    while let Some(cell) = guarded(|| cells.next_cell())? {
        let (number, column) = cell.get_position();
        let number = i64::from(number) + 1;
        if number != row.number {
            let done = std::mem::replace(&mut row, RawRow { number, ..RawRow::default() });
            if done.number > 0 && each(done).is_break() {
                return Ok(());
            }
        }
        put(&mut row, usize::try_from(column).unwrap_or(usize::MAX), text(cell.get_value()));
    }
    if row.number > 0 {
        // It was the last.
        let _end = each(row);
    }
    Ok(())
}

/// Reads with a library that a damaged file may surprise.
fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Unreadable> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Unreadable::Damaged(error.to_string())),
        Err(_) => Err(Unreadable::Damaged("it is not what it says it is".to_owned())),
    }
}

fn put(row: &mut RawRow, column: usize, text: String) {
    if text.is_empty() {
        return;
    }
    if column >= MOST_COLUMNS {
        let why = || (MOST_COLUMNS, format!("stands beyond column {MOST_COLUMNS}"));
        row.malformed.get_or_insert_with(why);
        return;
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    if let Some(cell) = row.cells.get_mut(column) {
        *cell = text;
    }
}

/// A cell as text: numbers as decimals, days as in `2026-07-31`.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            let midnight = (hour, minute, second) == (0, 0, 0);
            if midnight { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::DateTime(span) => decimal(span.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => Data::Error(error.clone()).to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A number with the 15 digits that a spreadsheet shows at most: what is behind them is not what
/// somebody typed, but what the number became in the machine.
fn decimal(number: f64) -> String {
    let written = format!("{number:.14e}");
    let parts = written.split_once('e').and_then(|(digits, exponent)| {
        Some((digits.strip_prefix('-'), digits, exponent.parse::<i32>().ok()?))
    });
    let Some((negative, digits, exponent)) = parts.filter(|parts| (-20..=20).contains(&parts.2))
    else {
        return number.to_string();
    };
    let digits: String = negative.unwrap_or(digits).chars().filter(char::is_ascii_digit).collect();
    let point = usize::try_from(exponent + 1).unwrap_or(0);
    let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
    let behind = "0".repeat(point.saturating_sub(digits.len()));
    let (whole, fraction) = digits.split_at(point.min(digits.len()));
    let fraction = format!("{zeros}{fraction}");
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if negative.is_some() { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}{behind}")
    } else {
        format!("{sign}{whole}{behind}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::rows::{each_row, open};
    use super::*;
    use crate::domain::ImportFormat;

    #[test]
    fn a_number_is_what_was_typed() {
        for (number, text) in [
            (9500.0, "9500"),
            (0.1 + 0.2, "0.3"),
            (283.4175, "283.4175"),
            (-12.5, "-12.5"),
            (3_001_234_567.0, "3001234567"),
            (0.005, "0.005"),
            (0.0, "0"),
            (1e15, "1000000000000000"),
            (123_456_789_012_345_680.0, "123456789012346000"),
            (1e-30, "0.000000000000000000000000000001"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }

    /// A spreadsheet with one sheet of these rows, in XML.
    fn book(rows: &str) -> Vec<u8> {
        let parts = [
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
            ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
            ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"Sales\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>".to_owned()),
            ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>".to_owned()),
            ("xl/styles.xml", "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned()),
            ("xl/worksheets/sheet1.xml", sheet("")),
            ("xl/worksheets/sheet2.xml", sheet(rows)),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn sheet(rows: &str) -> String {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        )
    }

    const HEADINGS: &str = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Paid on</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>رقم</t></is></c></row>";

    #[test]
    fn a_sheet_has_rows_with_their_numbers() {
        let rows = format!(
            "{HEADINGS}<row r=\"5\"><c r=\"A5\" s=\"1\"><v>46234</v></c><c r=\"C5\"><v>9500.5</v></c></row>\
             <row r=\"6\"/><row r=\"7\"><c r=\"A7\" t=\"e\"><v>#N/A</v></c><c r=\"B7\" t=\"b\"><v>1</v></c></row>"
        );
        let book = book(&rows);
        let mut book = Cursor::new(book);
        let opened = open(&mut book).unwrap();
        assert_eq!(opened.format, ImportFormat::Xlsx);
        assert_eq!(opened.headings, ["Paid on", "column 2", "رقم"]);
        let mut found = Vec::new();
        each_row(opened.format, &mut book, &mut |row| {
            found.push((row.number, row.cells));
            ControlFlow::Continue(())
        })
        .unwrap();
        let expected = [(5, vec!["2026-07-31", "", "9500.5"]), (7, vec!["#N/A", "true"])];
        let owned = |(number, cells): (i64, Vec<&str>)| {
            (number, cells.into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(found, expected.map(owned));
    }

    #[test]
    fn a_damaged_file_is_told_wherever_it_is_cut() {
        let whole = book(HEADINGS);
        for length in (4..whole.len()).step_by(7) {
            let cut = open(&mut Cursor::new(&whole[..length]));
            assert!(matches!(cut, Err(Unreadable::Damaged(_))), "{length}: {cut:?}");
        }
        assert!(open(&mut Cursor::new(whole)).is_ok());
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_refused() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..=(LARGEST_TEXTS >> 20) {
            archive.write_all(&zeros).unwrap();
        }
        let bomb = archive.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 20);
        assert_eq!(open(&mut Cursor::new(bomb)), Err(Unreadable::TooLarge));
    }
}

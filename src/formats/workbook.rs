//! Workbooks of typed cells: text is never a formula, an amount is a number, a total computes.

use std::io::{self, Write};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError,
};

use crate::domain::{Amount, Currency, write_scaled};

/// A workbook that bears a day, so that the same cells are the same bytes whenever they are written.
pub(super) struct Book {
    workbook: Workbook,
}

/// A column's name and its width in characters.
pub(super) type Column = (&'static str, u8);

/// What a cell of a workbook holds.
pub(super) enum Typed<'a> {
    Text(&'a str),
    Bold(&'a str),
    Amount(Amount, Currency),
    Day(NaiveDate),
    /// A formula and what it gives, in minor units.
    Total(String, i128, Currency),
    Empty,
}

impl<'a> Typed<'a> {
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Typed::Empty, Typed::Text)
    }

    pub fn amount(amount: Option<Amount>, currency: Currency) -> Self {
        amount.map_or(Typed::Empty, |amount| Typed::Amount(amount, currency))
    }
}

/// A sheet that is written from its top, row by row, and kept on disk, not in memory.
pub(super) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    formats: Formats,
    next: u32,
}

/// Formats are made once for a sheet: a million rows share them.
struct Formats {
    head: Format,
    bold: Format,
    day: Format,
    /// By the number of decimals.
    amounts: Vec<Format>,
    totals: Vec<Format>,
}

impl Book {
    pub fn new(title: &str, author: &str, day: NaiveDate) -> io::Result<Self> {
        let year = u16::try_from(day.year()).unwrap_or_default();
        let (month, day) = (day.month() as u8, day.day() as u8);
        let created = ExcelDateTime::from_ymd(year, month, day).map_err(from_xlsx)?;
        let properties = DocProperties::new()
            .set_title(title)
            .set_author(author)
            .set_creation_datetime(&created);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties);
        Ok(Self { workbook })
    }

    /// A sheet with the names of its columns on top, which stay when it is scrolled.
    pub fn sheet(&mut self, name: &str, columns: &[Column]) -> io::Result<Sheet<'_>> {
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(from_xlsx)?;
        sheet.set_name(name).map_err(from_xlsx)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_freeze_panes(1, 0).map_err(from_xlsx)?;
        sheet.set_repeat_rows(0, 0).map_err(from_xlsx)?;
        let formats = Formats::new();
        for (column, (name, width)) in (0..).zip(columns) {
            sheet.set_column_width(column, *width).map_err(from_xlsx)?;
            sheet.write_string_with_format(0, column, *name, &formats.head).map_err(from_xlsx)?;
        }
        Ok(Sheet { sheet, formats, next: 1 })
    }

    pub fn write(mut self, out: impl Write + Send) -> io::Result<()> {
        self.workbook.save_to_writer(out).map_err(from_xlsx)
    }
}

impl Sheet<'_> {
    /// The number of the row that comes next, as formulas count: from 1.
    pub fn next_row(&self) -> u32 {
        self.next + 1
    }

    pub fn row(&mut self, cells: &[Typed<'_>]) -> io::Result<()> {
        for (column, cell) in (0..).zip(cells) {
            self.cell(column, cell).map_err(from_xlsx)?;
        }
        self.next += 1;
        Ok(())
    }

    /// A row with a name in the first column, a sum in the given one, and its currency beside it.
    pub fn total(
        &mut self,
        name: &str,
        column: u16,
        sum: Typed<'_>,
        currency: Currency,
    ) -> io::Result<()> {
        let currency = Typed::Bold(currency.code());
        for (column, cell) in [(0, Typed::Bold(name)), (column, sum), (column + 1, currency)] {
            self.cell(column, &cell).map_err(from_xlsx)?;
        }
        self.next += 1;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Typed<'_>) -> Result<(), XlsxError> {
        let (sheet, formats, row) = (&mut *self.sheet, &self.formats, self.next);
        match cell {
            Typed::Text(text) => sheet.write_string(row, column, *text)?,
            Typed::Bold(text) => {
                sheet.write_string_with_format(row, column, *text, &formats.bold)?
            }
            Typed::Amount(amount, currency) => {
                let format = of_decimals(&formats.amounts, *currency);
                sheet.write_number_with_format(row, column, number(*amount, *currency)?, format)?
            }
            Typed::Day(day) => {
                sheet.write_number_with_format(row, column, serial(*day), &formats.day)?
            }
            Typed::Total(formula, minor, currency) => {
                let formula = Formula::new(formula).set_result(decimal(*minor, *currency));
                let format = of_decimals(&formats.totals, *currency);
                sheet.write_formula_with_format(row, column, formula, format)?
            }
            Typed::Empty => return Ok(()),
        };
        Ok(())
    }
}

impl Formats {
    fn new() -> Self {
        let bold = Format::new().set_bold();
        let amount = |decimals: u32| {
            let zeros = "0".repeat(decimals as usize);
            let point = if decimals > 0 { "." } else { "" };
            Format::new().set_num_format(format!("#,##0{point}{zeros}"))
        };
        let amounts: Vec<Format> = (0..=Currency::MOST_DECIMALS).map(amount).collect();
        let total = |amount: &Format| amount.clone().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            head: bold.clone().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Left),
            bold,
            day: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            totals: amounts.iter().map(total).collect(),
            amounts,
        }
    }
}

/// A formula whose result has the currency's decimals: sums of a workbook are of binary fractions,
/// and their last digits stray.
pub(super) fn rounded(formula: &str, currency: Currency) -> String {
    format!("=ROUND({formula},{})", currency.decimals())
}

/// The sum of a column's rows from the second to the one before `end`, rounded.
pub(super) fn sum_of(column: char, end: u32, currency: Currency) -> String {
    // Without a row, the range would run backwards into the sum itself.
    let last = end - 1;
    let sum = if last < 2 { "0".to_owned() } else { format!("SUM({column}2:{column}{last})") };
    rounded(&sum, currency)
}

fn of_decimals(formats: &[Format], currency: Currency) -> &Format {
    static PLAIN: LazyLock<Format> = LazyLock::new(Format::new);
    formats.get(currency.decimals() as usize).unwrap_or(&PLAIN)
}

/// The number whose shortest decimal is the amount: a workbook's numbers are binary, and 15 digits,
/// the most an amount has, come back as they went in.
fn number(amount: Amount, currency: Currency) -> Result<f64, XlsxError> {
    let text = amount.in_currency(currency).to_string();
    text.parse().map_err(|_| XlsxError::ParameterError(text))
}

fn decimal(minor: i128, currency: Currency) -> String {
    let mut out = String::new();
    // A String takes everything that is written to it.
    write_scaled(&mut out, minor, currency.decimals()).unwrap_or_default();
    out
}

/// A day as workbooks count them, 1 being the first of January 1900 and a day too many in February.
fn serial(day: NaiveDate) -> i32 {
    const BEFORE_1970: i32 = 25_569;
    day.to_epoch_days() + BEFORE_1970
}

fn from_xlsx(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
pub(super) mod reading;

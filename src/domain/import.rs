//! Imports: files of records, and how far each has come.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::id::UserId;
use super::ids::ImportId;
use super::word::Word;

/// A file of records. Its bytes and its faulty rows are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What its rows are.
    pub kind: ImportKind,
    /// How the file is written.
    pub format: ImportFormat,
    /// What the file is called, where that was told.
    pub file_name: Option<String>,
    /// SHA-256 of the file.
    pub file_hash: [u8; 32],
    /// How long the file is.
    pub file_bytes: i64,
    /// The columns of the file, each name once.
    pub headings: Vec<String>,
    /// Which column is what.
    pub mapping: ImportMapping,
    /// How far it has come.
    pub status: ImportStatus,
    /// What was counted so far, in the check first and anew in the commit.
    pub counts: ImportCounts,
    /// How many rows the file has, once a check has gone through all of them.
    pub total_rows: Option<i64>,
    /// The row of the file that was looked at last.
    pub at_row: i64,
    /// Who sent it.
    pub created_by: UserId,
    /// Who commits it.
    pub committed_by: Option<UserId>,
    /// Rises with every change.
    pub version: i32,
    /// When it was sent.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Import {
    /// The columns of the file that nothing is taken from.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(String::as_str);
        headings
            .filter(|heading| !heading.is_empty() && !self.mapping.columns.contains_key(*heading))
    }
}

/// Which column of a file is which field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportMapping {
    /// By the column's heading, the field that it gives.
    pub columns: BTreeMap<String, String>,
    /// By the field, what it is in every row.
    pub fixed: BTreeMap<String, String>,
}

/// What has been counted of an import's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Rows of the file that hold something.
    pub rows: i64,
    /// Those that make, or would make, a record.
    pub new: i64,
    /// Those that are there already, just so.
    pub unchanged: i64,
    /// Those that cannot be taken.
    pub faulty: i64,
}

impl ImportCounts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            new: self.new + other.new,
            unchanged: self.unchanged + other.unchanged,
            faulty: self.faulty + other.faulty,
        }
    }
}

/// A fault of one cell of an import, or of a row as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFault {
    /// The row of the file, as a spreadsheet counts it: the headings are row 1.
    pub row: i64,
    /// The column's heading; empty where the row as a whole is meant.
    pub column: String,
    /// What stands there, cut off where it is long.
    pub value: String,
    /// What is wrong with it and what to do, in words.
    pub reason: String,
}

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportKind {
    /// Sellers, as the platform knows them.
    Sellers,
    /// Sellers that the platform names to partners.
    Recruits,
    /// Sales.
    Sales,
    /// Registrations for events.
    Registrations,
    /// Exchange rates.
    ExchangeRates,
}

impl Word for ImportKind {
    const ALL: &'static [Self] = &[
        ImportKind::Sellers,
        ImportKind::Recruits,
        ImportKind::Sales,
        ImportKind::Registrations,
        ImportKind::ExchangeRates,
    ];

    fn as_str(self) -> &'static str {
        match self {
            ImportKind::Sellers => "sellers",
            ImportKind::Recruits => "recruits",
            ImportKind::Sales => "sales",
            ImportKind::Registrations => "registrations",
            ImportKind::ExchangeRates => "exchange_rates",
        }
    }
}

impl ImportKind {
    /// Whether its rows are money, which finance imports; managers import the rest.
    pub fn is_money(self) -> bool {
        match self {
            ImportKind::Sales | ImportKind::ExchangeRates => true,
            ImportKind::Sellers | ImportKind::Recruits | ImportKind::Registrations => false,
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportFormat {
    /// Text, its fields separated by commas, semicolons or tabs.
    Csv,
    /// A spreadsheet of Office Open XML.
    Xlsx,
}

impl Word for ImportFormat {
    const ALL: &'static [Self] = &[ImportFormat::Csv, ImportFormat::Xlsx];

    fn as_str(self) -> &'static str {
        match self {
            ImportFormat::Csv => "csv",
            ImportFormat::Xlsx => "xlsx",
        }
    }
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportStatus {
    /// The file is here; which column is what can be said.
    Uploaded,
    /// Its rows are tried, and nothing is kept.
    Checking,
    /// What a commit would do is known.
    Checked,
    /// Its rows become records, a thousand at a time.
    Committing,
    /// All rows that could be taken are records.
    Done,
}

impl Word for ImportStatus {
    const ALL: &'static [Self] = &[
        ImportStatus::Uploaded,
        ImportStatus::Checking,
        ImportStatus::Checked,
        ImportStatus::Committing,
        ImportStatus::Done,
    ];

    fn as_str(self) -> &'static str {
        match self {
            ImportStatus::Uploaded => "uploaded",
            ImportStatus::Checking => "checking",
            ImportStatus::Checked => "checked",
            ImportStatus::Committing => "committing",
            ImportStatus::Done => "done",
        }
    }
}

impl ImportStatus {
    /// Whether rows are being gone through.
    pub fn is_running(self) -> bool {
        matches!(self, ImportStatus::Checking | ImportStatus::Committing)
    }

    /// Whether it can still be said which column is what: nothing has become a record.
    pub fn can_be_mapped(self) -> bool {
        matches!(self, ImportStatus::Uploaded | ImportStatus::Checking | ImportStatus::Checked)
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn have_their_words() {
        assert_words::<ImportKind>(&[
            "sellers",
            "recruits",
            "sales",
            "registrations",
            "exchange_rates",
        ]);
        assert_words::<ImportFormat>(&["csv", "xlsx"]);
        let steps = ["uploaded", "checking", "checked", "committing", "done"];
        assert_words::<ImportStatus>(&steps);
    }

    #[test]
    fn money_and_moves_are_as_the_tables_say() {
        let money: Vec<_> = ImportKind::ALL.iter().filter(|kind| kind.is_money()).collect();
        assert_eq!(money, [&ImportKind::Sales, &ImportKind::ExchangeRates]);
        let running: Vec<_> = ImportStatus::ALL.iter().filter(|s| s.is_running()).collect();
        assert_eq!(running, [&ImportStatus::Checking, &ImportStatus::Committing]);
        assert!(ImportStatus::ALL.iter().all(
            |s| s.can_be_mapped() != matches!(s, ImportStatus::Committing | ImportStatus::Done)
        ));
    }
}

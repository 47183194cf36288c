//! A bundle on its way in. Nothing in it is trusted.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Seek};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::write::Key;
use super::{FORM, Manifest, StatementFile};
use crate::domain::{Amount, Currency, hex, parse_date};

/// Why a bundle cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It is no bundle, or not of a form that is known.
    #[error("{0}")]
    Form(String),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The most bytes of one file, unpacked.
const MOST_BYTES: u64 = 4 << 30;
/// The most files.
const MOST_FILES: usize = 10_000;

/// The files of a bundle, unpacked.
#[derive(Debug)]
pub struct Files {
    /// What it is of.
    pub manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Unpacks a bundle.
    pub fn open(input: impl Read + Seek) -> Result<Self, BundleError> {
        let form = |what: &str| BundleError::Form(what.to_owned());
        let mut zip = zip::ZipArchive::new(input).map_err(|_| form("is not a zip file"))?;
        if zip.len() > MOST_FILES {
            return Err(form("has too many files"));
        }
        let mut files = BTreeMap::new();
        for place in 0..zip.len() {
            let file = zip.by_index(place).map_err(io::Error::other)?;
            let name = file.name().map_err(io::Error::other)?.into_owned();
            let mut bytes = Vec::new();
            file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > MOST_BYTES {
                return Err(form("has a file that is too large"));
            }
            files.insert(name, bytes);
        }
        let manifest = files.remove("manifest.json").ok_or_else(|| form("has no manifest"))?;
        let manifest: Manifest = serde_json::from_slice(&manifest)
            .map_err(|error| BundleError::Form(format!("manifest.json: {error}")))?;
        if manifest.form != FORM {
            return Err(BundleError::Form(format!("is of the form {}", manifest.form)));
        }
        Ok(Self { manifest, files })
    }

    /// A file; empty where it is missing, which its hash tells.
    pub fn file(&self, name: &str) -> &[u8] {
        self.files.get(name).map_or(&[], Vec::as_slice)
    }

    /// The plans' files.
    pub fn plans(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let plans = self.files.iter().filter(|(name, _)| name.starts_with("plan-"));
        plans.map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// How many files the manifest names, and those that are not what it says.
    pub fn changed(&self) -> (usize, Vec<String>) {
        let hash = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let named = &self.manifest.files;
        let wrong = |(name, hashed): &(&String, &String)| {
            self.files.get(*name).is_none_or(|file| hash(file) != **hashed)
        };
        let mut changed: Vec<String> =
            named.iter().filter(wrong).map(|(name, _)| name.clone()).collect();
        changed.extend(self.files.keys().filter(|name| !named.contains_key(*name)).cloned());
        (named.len(), changed)
    }

    /// The statements.
    pub fn statements(&self) -> Result<Vec<StatementFile>, BundleError> {
        serde_json::from_slice(self.file("statements.json"))
            .map_err(|error| BundleError::Form(format!("statements.json: {error}")))
    }
}

/// A row of entries, or of what was posted before.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// What it is of.
    pub key: Key,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
}

/// The rows of a table of entries, or of what was posted before.
pub fn entry_rows(name: &str, bytes: &[u8]) -> Result<Vec<EntryRow>, BundleError> {
    rows(name, bytes, |row| {
        let currency = Currency::parse(row.get("currency")?)?;
        let field = |name: &str| Some((*row.get(name)?).to_owned());
        Some(EntryRow {
            key: [
                field("partner")?,
                field("sale")?,
                field("rule")?,
                field("from_partner")?,
                field("window")?,
            ],
            amount: Amount::parse(row.get("amount")?, currency).ok()?,
            currency,
        })
    })
}

/// When each sale was paid.
pub fn sale_days(bytes: &[u8]) -> Result<HashMap<String, NaiveDate>, BundleError> {
    let rows = rows("sales.csv", bytes, |row| {
        Some(((*row.get("sale")?).to_owned(), parse_date(row.get("paid_on")?)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Reads a table row by row, columns by name.
fn rows<T>(
    name: &str,
    bytes: &[u8],
    read: impl Fn(&HashMap<&str, &str>) -> Option<T>,
) -> Result<Vec<T>, BundleError> {
    let wrong = |what: String| BundleError::Form(format!("{name}: {what}"));
    let mut table = csv::Reader::from_reader(bytes);
    let header = table.headers().map_err(|error| wrong(error.to_string()))?.clone();
    let mut found = Vec::new();
    for (place, record) in table.records().enumerate() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let row = header.iter().zip(record.iter()).collect();
        let line = || wrong(format!("line {} cannot be read", place + 2));
        found.push(read(&row).ok_or_else(line)?);
    }
    Ok(found)
}

//! Many documents in one file, one after the other: what is written is not held.

use std::collections::HashSet;
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A zip file on its way out. Its entries bear one day, so that the same documents are the same
/// bytes whenever they are written.
pub struct Bundle<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    options: SimpleFileOptions,
    /// In small letters: on some machines names that differ in case are one file.
    taken: HashSet<String>,
}

impl<W: Write> Bundle<W> {
    /// Begins a file whose documents are of that day.
    pub fn new(out: W, day: NaiveDate) -> Self {
        let year = u16::try_from(day.year()).unwrap_or_default();
        let (month, day) = (day.month() as u8, day.day() as u8);
        let time = DateTime::from_date_and_time(year, month, day, 0, 0, 0).unwrap_or_default();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time)
            .unix_permissions(0o644);
        Self { zip: ZipWriter::new_stream(out), options, taken: HashSet::new() }
    }

    /// Adds a document called `stem.extension`, or `stem-2.extension` where that is taken. Of the
    /// stem, whatever could lead out of a folder is replaced.
    pub fn add(&mut self, stem: &str, extension: &str, document: &[u8]) -> io::Result<()> {
        let name = self.free_name(&plain(stem), extension);
        self.zip.start_file(name, self.options).map_err(from_zip)?;
        self.zip.write_all(document)
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish().map_err(from_zip)?.into_inner())
    }

    fn free_name(&mut self, stem: &str, extension: &str) -> String {
        let mut name = format!("{stem}.{extension}");
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{stem}-{number}.{extension}");
            number += 1;
        }
        name
    }
}

/// Letters, digits, `_`, `-` and points that do not lead.
fn plain(stem: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let stem: String = stem.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let stem = stem.trim_matches('.');
    if stem.is_empty() { "_".to_owned() } else { stem.to_owned() }
}

fn from_zip(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn bundle(documents: &[(&str, &[u8])]) -> Vec<u8> {
        let day = NaiveDate::from_ymd_opt(2026, 7, 31).unwrap();
        let mut bundle = Bundle::new(Vec::new(), day);
        for (stem, document) in documents {
            bundle.add(stem, "pdf", document).unwrap();
        }
        bundle.finish().unwrap()
    }

    #[test]
    fn holds_every_document_once() {
        let large = vec![7; 200_000];
        let bytes = bundle(&[("PK-A", b"one"), ("pk-a", b"two"), ("../PK/A", &large), ("..", b"")]);
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut seen = Vec::new();
        for place in 0..zip.len() {
            let mut file = zip.by_index(place).unwrap();
            let mut document = Vec::new();
            file.read_to_end(&mut document).unwrap();
            assert_eq!(file.last_modified().unwrap().to_string(), "2026-07-31 00:00:00");
            seen.push((file.name().unwrap().into_owned(), document.len()));
        }
        let seen: Vec<(&str, usize)> =
            seen.iter().map(|(name, size)| (name.as_str(), *size)).collect();
        assert_eq!(
            seen,
            [("PK-A.pdf", 3), ("pk-a-2.pdf", 3), ("_PK_A.pdf", 200_000), ("_.pdf", 0)]
        );
    }

    #[test]
    fn the_same_documents_are_the_same_bytes() {
        let documents: [(&str, &[u8]); 2] = [("a", b"1"), ("b", b"2")];
        assert_eq!(bundle(&documents), bundle(&documents));
        assert!(zip::ZipArchive::new(Cursor::new(bundle(&[]))).unwrap().is_empty());
    }
}

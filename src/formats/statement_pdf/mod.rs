//! A statement for paper, as PDF.
//!
//! The template is `statement.typ`; what it shows is passed to it as values, so that no text of a
//! statement is ever markup. Fonts are compiled in: the same statement is the same file everywhere.

mod press;
mod values;

use std::io;

use super::statement::{DocumentError, Statement};
use crate::domain::Word;

/// The language of what is printed around a statement's own texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, left to right.
    English,
    /// Urdu, right to left.
    Urdu,
}

impl Word for Language {
    const ALL: &'static [Self] = &[Language::English, Language::Urdu];

    fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Urdu => "ur",
        }
    }
}

/// The statement as a PDF file.
pub fn written(statement: &Statement, language: Language) -> Result<Vec<u8>, DocumentError> {
    statement.check()?;
    let inputs = values::of(statement, language.as_str());
    Ok(press::printed(inputs, &statement.id).map_err(io::Error::other)?)
}

#[cfg(test)]
mod tests;

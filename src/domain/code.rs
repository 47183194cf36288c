//! Codes and short texts.

use std::fmt;

/// The longest code, in characters.
const LONGEST_CODE: usize = 64;
/// The longest text of a fact (`source`, `city`), in characters.
const LONGEST_TEXT: usize = 100;

/// Whether `text` is 1 to 64 of `A–Z a–z 0–9 . _ / -`.
pub fn is_code(text: &[u8]) -> bool {
    (1..=LONGEST_CODE).contains(&text.len())
        && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'-'))
}

/// Whether `text` is at most 100 characters; it may be empty.
pub fn is_text(text: &str) -> bool {
    text.len() <= LONGEST_TEXT || text.chars().count() <= LONGEST_TEXT
}

/// An id or code: 1 to 64 of `A–Z a–z 0–9 . _ / -`, compared bytewise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Box<str>);

impl Code {
    /// Reads a code; `None` where a character or the length is not allowed.
    pub fn parse(text: &str) -> Option<Self> {
        is_code(text.as_bytes()).then(|| Self(text.into()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of a fact, up to 100 characters, compared as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// Reads a text; `None` where it is longer than 100 characters.
    pub fn parse(text: &str) -> Option<Self> {
        is_text(text).then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_1_to_64_plain_characters() {
        for good in ["A", "PK-2026", "a.b_c/d-9", &"x".repeat(64)] {
            assert!(Code::parse(good).is_some(), "{good}");
        }
        for bad in ["", "a b", "ä", "a:b", "a;b", "a\n", &"x".repeat(65)] {
            assert!(Code::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_text_counts_characters_not_bytes() {
        assert!(Text::parse("").is_some());
        assert!(Text::parse(&"س".repeat(100)).is_some());
        assert!(Text::parse(&"س".repeat(101)).is_none());
    }
}

//! Texts that people write, within bounds.

use std::fmt;

/// `text` without the space around it, where 1 to `longest` characters are left and none of them is a
/// control character.
fn one_line(text: &str, longest: usize) -> Option<Box<str>> {
    let text = text.trim();
    let usable =
        !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control);
    usable.then(|| text.into())
}

/// A city as somebody wrote it: 1 to 100 characters in one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct City(Box<str>);

impl City {
    /// Reads a city, without the space around it.
    pub fn parse(text: &str) -> Option<Self> {
        one_line(text, 100).map(Self)
    }

    /// The city.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for City {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a seller makes, such as `surgical instruments`: 1 to 100 characters in one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Category(Box<str>);

impl Category {
    /// Reads a category, without the space around it.
    pub fn parse(text: &str) -> Option<Self> {
        one_line(text, 100).map(Self)
    }

    /// The category.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody shows for its words, such as a link or the number of a letter: 1 to 500 characters in
/// one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence(Box<str>);

impl Evidence {
    /// Reads a piece of evidence, without the space around it.
    pub fn parse(text: &str) -> Option<Self> {
        one_line(text, 500).map(Self)
    }

    /// The evidence.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a bank calls its answer to a payment: 1 to 200 characters in one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BankReference(Box<str>);

impl BankReference {
    /// Reads a reference, without the space around it.
    pub fn parse(text: &str) -> Option<Self> {
        one_line(text, 200).map(Self)
    }

    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BankReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A remark or a reason: 1 to 2,000 characters, of the control characters only line feeds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note(Box<str>);

impl Note {
    const LONGEST: usize = 2000;

    /// Reads a note, without the space around it; every kind of line end becomes a line feed.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let usable = !text.is_empty()
            && text.chars().count() <= Self::LONGEST
            && !text.chars().any(|c| c.is_control() && c != '\n');
        usable.then(|| Self(text.into()))
    }

    /// The note.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_and_a_category_are_one_line() {
        assert_eq!(City::parse(" Sialkot ").unwrap().as_str(), "Sialkot");
        assert_eq!(City::parse("سیالکوٹ").unwrap().to_string(), "سیالکوٹ");
        assert_eq!(Category::parse("gloves").unwrap().as_str(), "gloves");
        assert!(City::parse(&"س".repeat(100)).is_some());
        for bad in ["", "  ", "a\nb", "a\u{0}b", &"x".repeat(101)] {
            assert!(City::parse(bad).is_none(), "{bad}");
            assert!(Category::parse(bad).is_none(), "{bad}");
            assert!(Evidence::parse(&bad.repeat(5)).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_note_has_lines_and_no_other_control_character() {
        assert_eq!(Note::parse(" a\r\nb\rc\n").unwrap().as_str(), "a\nb\nc");
        assert!(Note::parse(&"ü".repeat(2000)).is_some());
        for bad in ["", "\n", "a\tb", "a\u{0}b", "a\u{1b}[0m", &"x".repeat(2001)] {
            assert!(Note::parse(bad).is_none(), "{bad}");
        }
    }
}

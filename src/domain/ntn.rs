//! National tax numbers of Pakistan.

use std::fmt;

use super::spelling::exact_digits;

/// A national tax number: seven digits and a check digit, `1234567-8`.
///
/// How the check digit is reckoned is not published, so only the form is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ntn(Box<str>);

impl Ntn {
    /// Reads a number in any of its spellings: `1234567-8`, `12345678`, `NTN: 1234567 8`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let named = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("ntn"));
        let number = if named { text.get(3..)?.trim_start_matches([':', '#', ' ']) } else { text };
        let digits = exact_digits(number, 8)?;
        let (body, check) = digits.split_at_checked(7)?;
        Some(Self(format!("{body}-{check}").into()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its end, by which who knows it recognises it: `…567-8`.
    pub fn masked(&self) -> String {
        format!("…{}", self.0.get(4..).unwrap_or_default())
    }
}

impl fmt::Display for Ntn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for text in [
            "1234567-8",
            "12345678",
            "1234567 8",
            " 123 4567–8 ",
            "NTN: 1234567-8",
            "ntn#12345678",
            "۱۲۳۴۵۶۷-۸",
        ] {
            assert_eq!(Ntn::parse(text).unwrap().as_str(), "1234567-8", "{text}");
        }
        assert_eq!(Ntn::parse("0123456-7").unwrap().to_string(), "0123456-7");
        assert_eq!(Ntn::parse("1234567-8").unwrap().masked(), "…567-8");
    }

    #[test]
    fn every_other_form_is_refused() {
        for text in ["", "1234567", "123456789", "1234567-X", "0000000-0", "NTN", "-1234567+8"] {
            assert_eq!(Ntn::parse(text), None, "{text}");
        }
    }
}

//! Numbers of Pakistan's identity cards.

use std::fmt;

use super::spelling::exact_digits;

/// The number of an identity card: 13 digits, `35202-1234567-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cnic(Box<str>);

impl Cnic {
    /// Reads a number with or without its dashes.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = exact_digits(text, 13)?;
        let (place, rest) = digits.split_at_checked(5)?;
        let (family, last) = rest.split_at_checked(7)?;
        Some(Self(format!("{place}-{family}-{last}").into()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its end, by which who knows it recognises it: `…567-1`.
    pub fn masked(&self) -> String {
        format!("…{}", self.0.get(10..).unwrap_or_default())
    }
}

impl fmt::Display for Cnic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for text in ["35202-1234567-1", "3520212345671", "35202 1234567 1", "۳۵۲۰۲-۱۲۳۴۵۶۷-۱"]
        {
            let cnic = Cnic::parse(text).unwrap();
            assert_eq!(cnic.to_string(), "35202-1234567-1", "{text}");
            assert_eq!((cnic.as_str().len(), cnic.masked().as_str()), (15, "…567-1"));
        }
    }

    #[test]
    fn every_other_form_is_refused() {
        for text in ["", "35202-1234567", "35202-1234567-12", "35202-1234567-A", "0000000000000"] {
            assert_eq!(Cnic::parse(text), None, "{text}");
        }
    }
}

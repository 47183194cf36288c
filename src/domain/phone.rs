//! Phone numbers, by which the same person is found again.

use std::fmt;

use super::spelling::compact;

const PAKISTAN: &str = "92";
/// Digits of an international number, its country among them (E.164).
const SHORTEST: usize = 7;
const LONGEST: usize = 15;

/// A phone number in the form of E.164: `+923001234567`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(Box<str>);

impl Phone {
    /// Reads a number as it is written in Pakistan, or any other with its country.
    ///
    /// `0300-1234567`, `+92 (0)300 1234567`, `0092 300 1234567`, `923001234567` and `3001234567` are
    /// one number. A number without its area is none: `4261234` may ring anywhere.
    pub fn parse(text: &str) -> Option<Self> {
        let text = compact(text);
        let digits = text.strip_prefix('+').unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let international = if text.starts_with('+') {
            digits.to_owned()
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("{PAKISTAN}{rest}")
        } else if is_mobile(digits) {
            format!("{PAKISTAN}{digits}")
        } else {
            digits.starts_with(PAKISTAN).then(|| digits.to_owned())?
        };
        Self::of_international(&international)
    }

    fn of_international(digits: &str) -> Option<Self> {
        if let Some(rest) = digits.strip_prefix(PAKISTAN) {
            // Some write the zero of the country beside its code: +92 (0)300.
            let national = rest.strip_prefix('0').unwrap_or(rest);
            return is_pakistani(national).then(|| Self(format!("+{PAKISTAN}{national}").into()));
        }
        let usable = (SHORTEST..=LONGEST).contains(&digits.len()) && !digits.starts_with('0');
        usable.then(|| Self(format!("+{digits}").into()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it to recognise and too little to call: `+92…567`.
    pub fn masked(&self) -> String {
        let head = self.0.get(..3).unwrap_or_default();
        let tail = self.0.get(self.0.len().saturating_sub(3)..).unwrap_or_default();
        format!("{head}…{tail}")
    }
}

/// Mobile numbers have ten digits and begin with 3.
fn is_mobile(national: &str) -> bool {
    national.len() == 10 && national.starts_with('3')
}

/// A number within Pakistan, without the zero before it: a mobile, or an area and a line; the longest
/// are the 111 numbers of companies behind an area.
fn is_pakistani(national: &str) -> bool {
    let fixed = (8..=11).contains(&national.len()) && !national.starts_with(['0', '1', '3']);
    is_mobile(national) || fixed
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for (text, number) in [
            ("0300-123 4567", "+923001234567"),
            ("03001234567", "+923001234567"),
            ("+92 300 1234567", "+923001234567"),
            ("+92 (0)300 1234567", "+923001234567"),
            ("0092 300 123 45 67", "+923001234567"),
            ("00920300 1234567", "+923001234567"),
            ("923001234567", "+923001234567"),
            ("3001234567", "+923001234567"),
            ("۰۳۰۰ ۱۲۳۴۵۶۷", "+923001234567"),
            ("\u{202a}+92 300 1234567\u{202c}", "+923001234567"),
            ("052-4261234", "+92524261234"),
            ("(052) 426.1234", "+92524261234"),
            ("+92-52-4261234", "+92524261234"),
            ("92 52 4261234", "+92524261234"),
            ("021 3456 7890", "+922134567890"),
            ("042 111 222 333", "+9242111222333"),
            ("+86 138 0013 8000", "+8613800138000"),
            ("0049 30 123456", "+4930123456"),
            ("+1 (212) 555-0100", "+12125550100"),
        ] {
            assert_eq!(
                Phone::parse(text).map(|p| p.to_string()).as_deref(),
                Some(number),
                "{text}"
            );
        }
    }

    #[test]
    fn what_rings_nowhere_is_no_number() {
        for text in [
            "",
            "+",
            "4261234",
            "0300-12345",
            "0300-123 45678",
            "+92 300 123456",
            "abc",
            "0300-1234567 ext 5",
            "+0300 1234567",
            "++923001234567",
            "92+3001234567",
            "000",
            "+123456",
            "+1234567890123456",
            "00000000000",
        ] {
            assert_eq!(Phone::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_mask_keeps_both_ends() {
        assert_eq!(Phone::parse("03001234567").unwrap().masked(), "+92…567");
        assert_eq!(Phone::parse("+12125550100").unwrap().masked(), "+12…100");
    }
}

//! International bank account numbers.

use std::fmt;

const PAKISTAN: &str = "PK";
const LENGTH_IN_PAKISTAN: usize = 24;
const SHORTEST: usize = 15;
const LONGEST: usize = 34;

/// An account number of ISO 13616 whose check digits are right, without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Iban(Box<str>);

/// Why a text is no account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IbanFault {
    /// Not two letters, two digits, and 11 to 30 letters and digits.
    #[error("an IBAN has two letters, two digits, and 11 to 30 more letters and digits")]
    Form,
    /// Of Pakistan, and not 24 characters long.
    #[error("an IBAN of Pakistan has 24 characters")]
    Length,
    /// A digit is wrong: the remainder by 97 is not 1.
    #[error("the check digits do not fit: a character is wrong or two changed places")]
    CheckDigits,
}

impl Iban {
    /// Reads a number, with or without spaces, in large or small letters.
    pub fn parse(text: &str) -> Result<Self, IbanFault> {
        let plain: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if !has_form(plain.as_bytes()) {
            return Err(IbanFault::Form);
        }
        if plain.starts_with(PAKISTAN) && plain.len() != LENGTH_IN_PAKISTAN {
            return Err(IbanFault::Length);
        }
        if remainder(&plain) != 1 {
            return Err(IbanFault::CheckDigits);
        }
        Ok(Self(plain.into()))
    }

    /// The number, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its country, two letters.
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Both its ends: `PK36…6702`.
    pub fn masked(&self) -> String {
        let head = self.0.get(..4).unwrap_or_default();
        let tail = self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default();
        format!("{head}…{tail}")
    }
}

fn has_form(text: &[u8]) -> bool {
    let [c1, c2, d1, d2, account @ ..] = text else { return false };
    (SHORTEST..=LONGEST).contains(&text.len())
        && [c1, c2].into_iter().all(u8::is_ascii_uppercase)
        && [d1, d2].into_iter().all(u8::is_ascii_digit)
        && account.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        // 00, 01 and 99 leave the same remainder as 97, 98 and 02 and are not given out.
        && !matches!([*d1, *d2], [b'0', b'0' | b'1'] | [b'9', b'9'])
}

/// The remainder by 97 of the number with its first four characters behind and letters from 10 on.
fn remainder(text: &str) -> u32 {
    let (head, account) = text.split_at_checked(4).unwrap_or((text, ""));
    let values = account.chars().chain(head.chars()).filter_map(|c| c.to_digit(36));
    values.fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % 97
    })
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_account_numbers_of_many_countries() {
        for (text, plain) in [
            ("PK36 SCBL 0000 0011 2345 6702", "PK36SCBL0000001123456702"),
            ("pk36scbl0000001123456702", "PK36SCBL0000001123456702"),
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
            ("NO93 8601 1117 947", "NO9386011117947"),
        ] {
            assert_eq!(
                Iban::parse(text).map(|iban| iban.to_string()),
                Ok(plain.to_owned()),
                "{text}"
            );
        }
        let iban = Iban::parse("PK36SCBL0000001123456702").unwrap();
        assert_eq!((iban.country(), iban.masked().as_str()), ("PK", "PK36…6702"));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, fault) in [
            ("", IbanFault::Form),
            ("PK36", IbanFault::Form),
            ("PK36-SCBL-0000-0011-2345-6702", IbanFault::Form),
            ("3636SCBL0000001123456702", IbanFault::Form),
            ("PK00SCBL0000001123456702", IbanFault::Form),
            ("PK36SCBL000000112345670", IbanFault::Length),
            ("PK36SCBL00000011234567021", IbanFault::Length),
            ("PK36SCBL0000001123456703", IbanFault::CheckDigits),
            ("PK36SCBL0000001123457602", IbanFault::CheckDigits),
            ("DE89370400440532013001", IbanFault::CheckDigits),
        ] {
            assert_eq!(Iban::parse(text), Err(fault), "{text}");
        }
    }
}

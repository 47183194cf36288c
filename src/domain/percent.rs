//! Percentages and shares: exact, with at most six decimals.

use std::fmt;

use super::decimal::{DecimalFault, parse_scaled, write_trimmed};

const DECIMALS: u32 = 6;
const HUNDRED: u32 = 100_000_000;

/// A percentage from 0 to 100, held as a whole number of millionths of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u32);

impl Percent {
    /// What a numerator of [`Percent::parts`] is divided by: 100 % is 10<sup>8</sup> parts.
    pub const WHOLE: i64 = HUNDRED as i64;

    /// Nothing of it.
    pub const ZERO: Percent = Percent(0);

    /// Reads `12.5`; at most six decimals, from 0 to 100.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        parts(text).map(Self)
    }

    /// The percentage of so many parts, as they are kept.
    pub fn from_parts(parts: i64) -> Option<Self> {
        u32::try_from(parts).ok().filter(|parts| *parts <= HUNDRED).map(Self)
    }

    /// The percentage in parts of 10<sup>-8</sup>.
    pub fn parts(self) -> i64 {
        i64::from(self.0)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_trimmed(f, i128::from(self.0), DECIMALS)
    }
}

/// A partner's share of a sale: a percentage above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

impl Share {
    /// The whole sale.
    pub const WHOLE: Share = Share(HUNDRED);

    /// Reads `33.333333`; at most six decimals, above 0 and up to 100.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        match parts(text)? {
            0 => Err(DecimalFault::OutOfRange { bounds: "above 0 and at most 100" }),
            parts => Ok(Self(parts)),
        }
    }

    /// The share of so many parts, as they are kept.
    pub fn from_parts(parts: i64) -> Option<Self> {
        u32::try_from(parts).ok().filter(|parts| (1..=HUNDRED).contains(parts)).map(Self)
    }

    /// The share in parts of 10<sup>-8</sup>.
    pub fn parts(self) -> i64 {
        i64::from(self.0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_trimmed(f, i128::from(self.0), DECIMALS)
    }
}

fn parts(text: &str) -> Result<u32, DecimalFault> {
    const BOUNDS: &str = "from 0 to 100";
    let value = parse_scaled(text.as_bytes(), DECIMALS, BOUNDS)?;
    u32::try_from(value)
        .ok()
        .filter(|parts| *parts <= HUNDRED)
        .ok_or(DecimalFault::OutOfRange { bounds: BOUNDS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_six_decimals_exactly() {
        for text in ["0", "100", "12.5", "33.333333", "0.000001"] {
            assert_eq!(Percent::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            Percent::parse("0.0000001"),
            Err(DecimalFault::TooManyDecimals { allowed: DECIMALS })
        );
    }

    #[test]
    fn stays_between_0_and_100() {
        for text in ["100.000001", "-1", "101", "99999999999"] {
            assert!(matches!(Percent::parse(text), Err(DecimalFault::OutOfRange { .. })), "{text}");
        }
        assert!(matches!(Share::parse("0.0"), Err(DecimalFault::OutOfRange { .. })));
        assert_eq!(Share::parse("100"), Ok(Share::WHOLE));
    }
}

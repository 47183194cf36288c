//! Proportions that are only shown, never reckoned with.

use std::fmt;

use super::decimal::write_scaled;
use super::money::round_half_away;

/// A proportion in hundredths of a per cent, shown as `83.20`; it may be below 0 and above 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proportion(i128);

impl Proportion {
    const WHOLE: i128 = 10_000;

    /// `part` of `whole`, rounded half away from zero; `None` where the whole is not above zero.
    pub fn of(part: impl Into<i128>, whole: impl Into<i128>) -> Option<Self> {
        let (part, whole) = (part.into(), whole.into());
        let scaled = part.checked_mul(Self::WHOLE)?;
        (whole > 0).then(|| Self(round_half_away(scaled, whole)))
    }

    /// The hundredths of a per cent.
    pub fn hundredths(self) -> i128 {
        self.0
    }
}

impl fmt::Display for Proportion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_rounded_half_away_from_zero() {
        for (part, whole, shown) in [
            (104, 125, "83.20"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (-1, 20_000, "-0.01"),
            (5, 2, "250.00"),
        ] {
            assert_eq!(Proportion::of(part, whole).unwrap().to_string(), shown);
        }
        assert_eq!(Proportion::of(1, 0), None);
        assert_eq!(Proportion::of(1, 4).map(Proportion::hundredths), Some(2500));
    }
}

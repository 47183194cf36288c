//! Amounts in minor units, the one rounding function and the one that splits.

use std::fmt;

use super::currency::Currency;
use super::decimal::{DecimalFault, parse_scaled, write_scaled};
use super::percent::Share;

/// A whole number of minor units of a currency, at most 10<sup>15</sup> either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// A figure that left the range of an [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount beyond 10^15 minor units")]
pub struct AmountOutOfRange;

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);
    /// The largest amount.
    pub const MAX: Amount = Amount(1_000_000_000_000_000);

    /// Reads `9500.00` with at most the decimals of `currency`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, DecimalFault> {
        Self::parse_bytes(text.as_bytes(), currency.decimals())
    }

    /// Reads an amount of a currency with that many decimals.
    pub fn parse_bytes(text: &[u8], decimals: u32) -> Result<Self, DecimalFault> {
        const BOUNDS: &str = "at most 10^15 minor units";
        let value = parse_scaled(text, decimals, BOUNDS)?;
        Self::try_from(value).map_err(|_| DecimalFault::OutOfRange { bounds: BOUNDS })
    }

    /// The number of minor units.
    pub fn minor(self) -> i64 {
        self.0
    }

    /// This less the other; `None` where that is out of range.
    pub fn checked_sub(self, other: Amount) -> Option<Self> {
        Self::try_from(self.0 - other.0).ok()
    }

    /// The amount as a decimal of `currency`, to be displayed: `9500.00`.
    pub fn in_currency(self, currency: Currency) -> AmountText {
        AmountText { amount: self, decimals: currency.decimals() }
    }
}

impl TryFrom<i64> for Amount {
    type Error = AmountOutOfRange;

    fn try_from(minor: i64) -> Result<Self, Self::Error> {
        let in_range = minor.unsigned_abs() <= Amount::MAX.0.unsigned_abs();
        in_range.then_some(Self(minor)).ok_or(AmountOutOfRange)
    }
}

impl TryFrom<i128> for Amount {
    type Error = AmountOutOfRange;

    fn try_from(minor: i128) -> Result<Self, Self::Error> {
        i64::try_from(minor).map_err(|_| AmountOutOfRange).and_then(Self::try_from)
    }
}

/// An amount and the currency whose minor units it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// How many minor units.
    pub amount: Amount,
    /// Of which currency.
    pub currency: Currency,
}

impl fmt::Display for Money {
    /// `9500.00 USD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.in_currency(self.currency), self.currency)
    }
}

/// An amount that displays as a decimal with all decimals of its currency.
#[derive(Debug, Clone, Copy)]
pub struct AmountText {
    amount: Amount,
    decimals: u32,
}

impl fmt::Display for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, i128::from(self.amount.0), self.decimals)
    }
}

/// `numerator / denominator` rounded to a whole number, half away from zero: the only rounding of
/// money there is. `denominator` is above zero.
///
/// `docs/COMMISSIONS.md` section 2.
#[inline]
pub fn round_half_away(numerator: i128, denominator: i128) -> i128 {
    // Almost every figure fits 64 bits, where a division costs a tenth.
    if let (Ok(small), Ok(divisor)) = (i64::try_from(numerator), i64::try_from(denominator)) {
        let (quotient, rest) = (small / divisor, small % divisor);
        let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
        return i128::from(quotient) + i128::from(up) * i128::from(small.signum());
    }
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    let up = rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs();
    quotient + i128::from(up) * numerator.signum()
}

/// Splits `total` over `shares`, which add up to 100, and gives the part at `position`: each exact
/// part rounded down to the minor unit, the units left over given one by one to the largest
/// remainders, ties in the order of the shares. All parts add up to `total`, which is not negative.
///
/// `docs/COMMISSIONS.md` section 4.2.
pub fn split_part(
    total: Amount,
    shares: impl Iterator<Item = Share> + Clone,
    position: usize,
) -> Amount {
    let (mut own, mut down) = ((0, 0), 0);
    for (place, share) in shares.clone().enumerate() {
        let (part, rest) = exact_part(total, share);
        down += part;
        if place == position {
            own = (part, rest);
        }
    }
    let left = total.0 - down;
    if left == 0 {
        return Amount(own.0);
    }
    let goes_first = |(place, share): &(usize, Share)| {
        let rest = exact_part(total, *share).1;
        rest > own.1 || (rest == own.1 && *place < position)
    };
    let before = shares.enumerate().filter(goes_first).count();
    Amount(own.0 + i64::from((before as u64) < left.unsigned_abs()))
}

/// A share of `total` rounded down, and the remainder in parts of 10<sup>-8</sup> minor units.
fn exact_part(total: Amount, share: Share) -> (i64, i64) {
    let exact = i128::from(total.0) * i128::from(share.parts());
    match i64::try_from(exact) {
        Ok(small) => (small / Share::WHOLE.parts(), small % Share::WHOLE.parts()),
        Err(_) => {
            let whole = i128::from(Share::WHOLE.parts());
            // A share is at most the whole, so its part fits where the total does.
            ((exact / whole) as i64, (exact % whole) as i64)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        for (numerator, denominator, rounded) in [
            (5, 10, 1),
            (-5, 10, -1),
            (4, 10, 0),
            (-4, 10, 0),
            (15, 10, 2),
            (-15, 10, -2),
            (0, 7, 0),
        ] {
            assert_eq!(
                round_half_away(numerator, denominator),
                rounded,
                "{numerator}/{denominator}"
            );
            let wide = 10i128.pow(20);
            assert_eq!(round_half_away(numerator * wide, denominator * wide), rounded);
        }
        assert_eq!(round_half_away(1, 3), 0);
        assert_eq!(round_half_away(2, 3), 1);
    }

    fn split_minor(total: i64, shares: &[&str]) -> Vec<i64> {
        let shares: Vec<Share> = shares.iter().map(|s| Share::parse(s).unwrap()).collect();
        let part = |i| split_part(Amount(total), shares.iter().copied(), i).minor();
        (0..shares.len()).map(part).collect()
    }

    #[test]
    fn hands_the_units_left_over_to_the_largest_remainders() {
        assert_eq!(split_minor(100, &["33.333333", "33.333333", "33.333334"]), [33, 33, 34]);
        assert_eq!(split_minor(1, &["50", "50"]), [1, 0]);
        assert_eq!(split_minor(2, &["33.333333", "33.333333", "33.333334"]), [1, 0, 1]);
        assert_eq!(split_minor(599_999, &["60", "40"]), [359_999, 240_000]);
        assert_eq!(split_minor(0, &["60", "40"]), [0, 0]);
    }

    #[test]
    fn parts_add_up_at_the_end_of_the_range() {
        let parts = split_minor(Amount::MAX.0, &["0.000001", "49.999999", "50"]);
        assert_eq!(parts.iter().sum::<i64>(), Amount::MAX.0);
    }

    #[test]
    fn refuses_what_is_beyond_the_range() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(Amount::parse("10000000000000.00", usd), Ok(Amount::MAX));
        assert!(Amount::parse("10000000000000.01", usd).is_err());
        assert!(Amount::parse("0.001", usd).is_err());
        assert!(Amount::try_from(i64::MIN).is_err());
    }
}

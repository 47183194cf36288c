//! Exchange rates.

use std::fmt;

use super::currency::Currency;
use super::decimal::{DecimalFault, parse_scaled, write_trimmed};
use super::money::{Amount, round_half_away};

const DECIMALS: u32 = 10;
const ONE: i128 = 10i128.pow(DECIMALS);
const LARGEST: i128 = ONE * ONE;

/// How many units of one currency one unit of another is: above 0, at most 10<sup>10</sup>, at most
/// ten decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(i128);

impl Rate {
    /// Reads `283.4175`.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        const BOUNDS: &str = "above 0 and at most 10000000000";
        let value = parse_scaled(text.as_bytes(), DECIMALS, BOUNDS)?;
        (1..=LARGEST)
            .contains(&value)
            .then_some(Self(value))
            .ok_or(DecimalFault::OutOfRange { bounds: BOUNDS })
    }

    /// `amount` of `from`, times this rate, in `to`; `None` where the result is out of range.
    pub fn multiply(self, amount: Amount, from: Currency, to: Currency) -> Option<Amount> {
        let (up, down) = scale(from, to);
        let product = i128::from(amount.minor()).checked_mul(self.0)?.checked_mul(up)?;
        Amount::try_from(round_half_away(product, ONE * down)).ok()
    }

    /// `amount` of `from`, divided by this rate, in `to`; `None` where the result is out of range.
    pub fn divide(self, amount: Amount, from: Currency, to: Currency) -> Option<Amount> {
        let (up, down) = scale(from, to);
        let product = i128::from(amount.minor()).checked_mul(ONE)?.checked_mul(up)?;
        Amount::try_from(round_half_away(product, self.0.checked_mul(down)?)).ok()
    }
}

/// The factor, above and below the line, from the minor units of one currency to another's.
fn scale(from: Currency, to: Currency) -> (i128, i128) {
    (
        10i128.pow(to.decimals().saturating_sub(from.decimals())),
        10i128.pow(from.decimals().saturating_sub(to.decimals())),
    )
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_trimmed(f, self.0, DECIMALS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn amount(minor: i64) -> Amount {
        Amount::try_from(i128::from(minor)).unwrap()
    }

    #[test]
    fn converts_between_minor_units() {
        let rate = Rate::parse("283.4175").unwrap();
        let (usd, pkr) = (currency("USD"), currency("PKR"));
        assert_eq!(rate.multiply(amount(171_000), usd, pkr), Some(amount(48_464_393)));
        assert_eq!(rate.divide(amount(28_341_750), pkr, usd), Some(amount(100_000)));
        let (jpy, kwd) = (currency("JPY"), currency("KWD"));
        let rate = Rate::parse("0.0021").unwrap();
        assert_eq!(rate.multiply(amount(1000), jpy, kwd), Some(amount(2100)));
        assert_eq!(rate.divide(amount(2100), kwd, jpy), Some(amount(1000)));
    }

    #[test]
    fn a_result_out_of_range_is_none() {
        let (clf, jpy) = (currency("CLF"), currency("JPY"));
        let largest = Rate::parse("10000000000").unwrap();
        let smallest = Rate::parse("0.0000000001").unwrap();
        assert_eq!(largest.multiply(Amount::MAX, jpy, clf), None);
        assert_eq!(smallest.divide(Amount::MAX, jpy, clf), None);
        assert_eq!(smallest.multiply(amount(1), clf, jpy), Some(Amount::ZERO));
    }

    #[test]
    fn refuses_zero_negative_large_and_long_rates() {
        for text in ["0", "-1", "10000000000.1", "0.0"] {
            assert!(matches!(Rate::parse(text), Err(DecimalFault::OutOfRange { .. })), "{text}");
        }
        assert!(Rate::parse("1.00000000001").is_err());
    }
}

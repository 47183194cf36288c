//! Decimal strings, the only written form of a figure: `9500.00`, `12.5`, `0`.
//!
//! `docs/COMMISSIONS.md` section 2.

use std::fmt;

/// Why a text is not the decimal that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalFault {
    /// Something other than digits with at most one point between them.
    #[error("is not a decimal number such as 12.50 (digits, and a point between digits)")]
    NotADecimal,
    /// More decimals than its kind of figure has.
    #[error("has more than {allowed} decimals")]
    TooManyDecimals {
        /// How many decimals are allowed.
        allowed: u32,
    },
    /// A valid decimal outside the bounds of its kind of figure.
    #[error("is out of range: {bounds}")]
    OutOfRange {
        /// The bounds, in words.
        bounds: &'static str,
    },
}

/// Reads `text` as a whole number of units of 10<sup>-`decimals`</sup>.
///
/// Accepts an optional leading `-`, digits, and at most one point between digits. A number too long
/// for the result is [`DecimalFault::OutOfRange`] with `bounds`.
pub(crate) fn parse_scaled(
    text: &[u8],
    decimals: u32,
    bounds: &'static str,
) -> Result<i128, DecimalFault> {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.iter().position(|b| *b == b'.') {
        Some(point) => {
            let (whole, rest) = digits.split_at(point);
            (whole, rest.get(1..).filter(|f| !f.is_empty()).ok_or(DecimalFault::NotADecimal)?)
        }
        None => (digits, [].as_slice()),
    };
    if whole.is_empty() || !whole.iter().chain(fraction).all(u8::is_ascii_digit) {
        return Err(DecimalFault::NotADecimal);
    }
    let missing = (decimals as usize)
        .checked_sub(fraction.len())
        .ok_or(DecimalFault::TooManyDecimals { allowed: decimals })?;
    let zeros = std::iter::repeat_n(&b'0', missing);
    let mut value: i128 = 0;
    for digit in whole.iter().chain(fraction).chain(zeros) {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i128::from(digit - b'0')))
            .ok_or(DecimalFault::OutOfRange { bounds })?;
    }
    Ok(if negative { -value } else { value })
}

/// Writes a whole number of units of 10<sup>-`decimals`</sup> as a decimal, with all its decimals.
pub(crate) fn write_scaled(out: &mut impl fmt::Write, value: i128, decimals: u32) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let width = decimals as usize;
    // Almost every figure fits 64 bits, where a division costs a tenth.
    match (u64::try_from(value.unsigned_abs()), 10u64.checked_pow(decimals)) {
        _ if decimals == 0 => write!(out, "{value}"),
        (Ok(size), Some(unit)) => write!(out, "{sign}{}.{:0width$}", size / unit, size % unit),
        _ => {
            let (size, unit) = (value.unsigned_abs(), 10u128.pow(decimals));
            write!(out, "{sign}{}.{:0width$}", size / unit, size % unit)
        }
    }
}

/// The same without zeros at the end, for figures whose decimals vary: `12.5`, `60`.
pub(crate) fn write_trimmed(out: &mut impl fmt::Write, value: i128, decimals: u32) -> fmt::Result {
    let (mut value, mut decimals) = (value, decimals);
    while decimals > 0 && value % 10 == 0 {
        value /= 10;
        decimals -= 1;
    }
    write_scaled(out, value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<i128, DecimalFault> {
        parse_scaled(text.as_bytes(), 2, "any")
    }

    #[test]
    fn reads_what_the_contract_writes() {
        for (text, value) in
            [("0", 0), ("9500.00", 950_000), ("12.5", 1250), ("-780.36", -78_036), ("007", 700)]
        {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in
            ["", "-", ".", ".5", "5.", "+1", "1e2", "1,000", " 1", "1 ", "1.2.3", "--1", "١", "0x1"]
        {
            assert_eq!(parse(text), Err(DecimalFault::NotADecimal), "{text}");
        }
        assert_eq!(parse("1.000"), Err(DecimalFault::TooManyDecimals { allowed: 2 }));
        let long = "9".repeat(60);
        assert_eq!(parse(&long), Err(DecimalFault::OutOfRange { bounds: "any" }));
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["0.00", "9500.00", "-780.36", "0.01", "-0.05"] {
            let mut out = String::new();
            write_scaled(&mut out, parse(text).unwrap(), 2).unwrap();
            assert_eq!(out, text);
        }
        let mut out = String::new();
        write_trimmed(&mut out, 1250, 2).unwrap();
        write_trimmed(&mut out, 6000, 2).unwrap();
        write_scaled(&mut out, 150, 0).unwrap();
        assert_eq!(out, "12.560150");
    }
}

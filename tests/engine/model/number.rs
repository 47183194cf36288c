//! Numbers: money is a whole number of minor units, everything in between an exact fraction.
//!
//! `docs/COMMISSIONS.md` section 2.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// An exact fraction.
pub type Exact = BigRational;

pub fn whole(n: i128) -> Exact {
    Exact::from_integer(BigInt::from(n))
}

/// A decimal string, exactly.
pub fn decimal(text: &str) -> Exact {
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{before}{after}").parse().expect("a decimal number");
    Exact::new(digits, BigInt::from(10).pow(u32::try_from(after.len()).unwrap()))
}

pub fn percent_of(base: &Exact, percent: &Exact) -> Exact {
    base * percent / whole(100)
}

/// A whole number, which `exact` has to be.
pub fn integer(exact: &Exact) -> i128 {
    assert!(exact.is_integer(), "not a whole number: {exact}");
    exact.to_integer().to_i128().expect("a figure in range")
}

/// Half away from zero, which is what `Ratio::round` does.
pub fn round(exact: &Exact) -> i128 {
    integer(&exact.round())
}

pub fn round_down(exact: &Exact) -> i128 {
    integer(&exact.floor())
}

pub fn decimals(currency: &str) -> u32 {
    match currency {
        "JPY" => 0,
        "USD" | "PKR" | "EUR" | "CNY" => 2,
        "KWD" => 3,
        "CLF" => 4,
        other => panic!("the model does not know {other}"),
    }
}

pub fn minor_units_per_unit(currency: &str) -> Exact {
    whole(10_i128.pow(decimals(currency)))
}

/// An amount written in a currency, in its minor units.
pub fn minor(amount: &str, currency: &str) -> i128 {
    integer(&(decimal(amount) * minor_units_per_unit(currency)))
}

/// Minor units of a currency, as an amount is written.
pub fn written(minor: i128, currency: &str) -> String {
    let places = decimals(currency) as usize;
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.abs(), width = places + 1);
    let (units, rest) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{units}") } else { format!("{sign}{units}.{rest}") }
}

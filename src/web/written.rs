//! How numbers, money and times are written on pages.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use crate::domain::Money;

/// A whole number with its thousands apart: `12,345`.
pub(super) fn count(number: impl Into<i128>) -> String {
    grouped(&number.into().to_string())
}

/// Money: `USD 12,345.50`, a negative amount with its sign before the figures.
pub(super) fn money(money: &Money) -> String {
    let amount = money.amount.in_currency(money.currency).to_string();
    format!("{} {}", money.currency, grouped(&amount))
}

/// Several sums of money, one behind the other.
pub(super) fn sums(sums: &[Money]) -> String {
    let each: Vec<String> = sums.iter().map(money).collect();
    if each.is_empty() { "0".to_owned() } else { each.join(" · ") }
}

/// The time of day that clocks of a zone show at an instant.
pub(super) fn time(at: NaiveDateTime, zone: Tz) -> String {
    at.and_utc().with_timezone(&zone).format("%H:%M").to_string()
}

/// The day and the time that clocks of a zone show at an instant.
pub(super) fn day_and_time(at: NaiveDateTime, zone: Tz) -> String {
    at.and_utc().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// A decimal with a comma before each three figures of its whole part.
fn grouped(decimal: &str) -> String {
    let (sign, rest) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("−", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
    let mut out = sign.to_owned();
    for (place, figure) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(figure);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency};

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")]
        {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn money_names_its_currency() {
        let currency = Currency::parse("USD").unwrap();
        let of = |text| Money { amount: Amount::parse(text, currency).unwrap(), currency };
        assert_eq!(money(&of("12345.50")), "USD 12,345.50");
        assert_eq!(money(&of("-0.05")), "USD −0.05");
        assert_eq!(sums(&[]), "0");
        assert_eq!(sums(&[of("1.00"), of("2.00")]), "USD 1.00 · USD 2.00");
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let at = "2026-11-22T20:30:00".parse().unwrap();
        assert_eq!(time(at, Tz::Asia__Karachi), "01:30");
        assert_eq!(day_and_time(at, Tz::Asia__Karachi), "2026-11-23 01:30");
    }
}

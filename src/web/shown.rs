//! How pages write numbers, money, months and instants.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{Datelike, NaiveDateTime};
use chrono_tz::Tz;

use super::texts::Language;
use crate::domain::{Amount, Currency, Money, Period};

/// Money, written `USD 12,345.50` from left to right in any language; a script reads its exact value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown(pub(super) Money);

impl Shown {
    /// An amount of a currency.
    pub(super) fn of(amount: Amount, currency: Currency) -> Self {
        Self(Money { amount, currency })
    }

    /// As it is written where there is no markup.
    pub(super) fn text(self) -> String {
        format!("{} {}", self.0.currency.code(), self.figure())
    }

    /// The figure alone.
    fn figure(self) -> String {
        grouped(&self.0.amount.in_currency(self.0.currency).to_string())
    }
}

/// A decimal with a comma before each three digits of its whole part, and a sign before them that is as
/// wide as a digit.
fn grouped(decimal: &str) -> String {
    let (sign, plain) = match decimal.strip_prefix('-') {
        Some(plain) => ("\u{2212}", plain),
        None => ("", decimal),
    };
    let end = plain.find('.').unwrap_or(plain.len());
    let mut text = sign.to_owned();
    for (place, digit) in plain.chars().enumerate() {
        if place > 0 && place < end && (end - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number with its thousands apart: `12,345`.
pub(super) fn count(number: impl Into<i128>) -> String {
    grouped(&number.into().to_string())
}

/// Several sums of money, one behind the other.
pub(super) fn sums(sums: &[Money]) -> String {
    let each: Vec<String> = sums.iter().map(|sum| Shown(*sum).text()).collect();
    if each.is_empty() { "0".to_owned() } else { each.join(" · ") }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Money { amount, currency } = self.0;
        let (value, code) = (amount.in_currency(currency), currency.code());
        let class = if amount < Amount::ZERO { "money below" } else { "money" };
        let figure = self.figure();
        write!(f, "<data class=\"{class}\" dir=\"ltr\" value=\"{value}\">")?;
        write!(f, "<small>{code}</small> {figure}</data>")
    }
}

impl HtmlSafe for Shown {}

/// An amount of a currency, for templates.
pub(super) fn amount(amount: &Amount, currency: &Currency) -> Shown {
    Shown::of(*amount, *currency)
}

/// Money, for templates.
pub(super) fn money(money: &Money) -> Shown {
    Shown(*money)
}

/// The time of day in the programme's zone.
pub(super) fn time(at: &NaiveDateTime, zone: Tz) -> String {
    at.and_utc().with_timezone(&zone).format("%H:%M").to_string()
}

/// A day and its minute in the programme's zone.
pub(super) fn minute(at: &NaiveDateTime, zone: Tz) -> String {
    at.and_utc().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

impl Language {
    /// A month with its year.
    pub(super) fn month(self, period: Period) -> String {
        let first = period.first_day();
        let name = usize::try_from(first.month0()).ok().and_then(|month| self.months().get(month));
        format!("{} {}", name.unwrap_or(&""), first.year())
    }

    fn months(self) -> &'static [&'static str; 12] {
        match self {
            Self::English => &[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::Urdu => &[
                "جنوری",
                "فروری",
                "مارچ",
                "اپریل",
                "مئی",
                "جون",
                "جولائی",
                "اگست",
                "ستمبر",
                "اکتوبر",
                "نومبر",
                "دسمبر",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amount: &str, currency: &str) -> Shown {
        let currency = Currency::parse(currency).unwrap();
        Shown::of(Amount::parse(amount, currency).unwrap(), currency)
    }

    #[test]
    fn money_has_its_digits_in_threes() {
        for (amount, currency, text) in [
            ("0", "USD", "USD 0.00"),
            ("999.5", "USD", "USD 999.50"),
            ("1234567.89", "PKR", "PKR 1,234,567.89"),
            ("-1000", "USD", "USD \u{2212}1,000.00"),
            ("123456", "JPY", "JPY 123,456"),
            ("-0.05", "USD", "USD \u{2212}0.05"),
        ] {
            assert_eq!(shown(amount, currency).text(), text);
        }
        let sums = |of: &[Shown]| sums(&of.iter().map(|shown| shown.0).collect::<Vec<_>>());
        assert_eq!(sums(&[]), "0");
        assert_eq!(sums(&[shown("1", "USD"), shown("2", "USD")]), "USD 1.00 · USD 2.00");
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")]
        {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let at = "2026-11-22T20:30:00".parse().unwrap();
        assert_eq!(time(&at, Tz::Asia__Karachi), "01:30");
        assert_eq!(minute(&at, Tz::Asia__Karachi), "2026-11-23 01:30");
    }

    #[test]
    fn money_keeps_its_exact_value_beside_what_is_read() {
        let html = shown("-1234.5", "USD").to_string();
        assert!(html.contains("value=\"-1234.50\"") && html.contains("below"), "{html}");
    }

    #[test]
    fn months_have_names() {
        let period = Period::parse("2026-10").unwrap();
        assert_eq!(Language::English.month(period), "October 2026");
        assert_eq!(Language::Urdu.month(period), "اکتوبر 2026");
    }
}

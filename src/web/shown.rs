//! How pages write money, months and instants.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{Datelike, NaiveDateTime};

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
        let plain = self.0.amount.in_currency(self.0.currency).to_string();
        let (sign, plain) = match plain.strip_prefix('-') {
            Some(plain) => ("\u{2212}", plain),
            None => ("", plain.as_str()),
        };
        let (whole, rest) = plain.split_once('.').unwrap_or((plain, ""));
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{rest}", grouped(whole))
    }
}

/// Digits with a comma before each three.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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

/// A day and its minute in the programme's zone.
pub(super) fn minute(at: &NaiveDateTime, zone: chrono_tz::Tz) -> String {
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
        ] {
            assert_eq!(shown(amount, currency).text(), text);
        }
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

//! Money, which is kept as minor units beside a currency.

use crate::domain::{Amount, Currency, Money};

/// The money of two columns; `None` where they cannot be read.
pub(super) fn money(minor: i64, currency: &str) -> Option<Money> {
    Some(Money { amount: Amount::try_from(minor).ok()?, currency: Currency::parse(currency)? })
}

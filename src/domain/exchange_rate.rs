//! Exchange rates as they were stated for a day.

use chrono::{NaiveDate, NaiveDateTime};

use super::currency::Currency;
use super::id::UserId;
use super::ids::ExchangeRateId;
use super::rate::Rate;

/// One unit of `base` is `rate` units of `quote`, from that day on until the next. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRate {
    /// Its id.
    pub id: ExchangeRateId,
    /// The day.
    pub date: NaiveDate,
    /// The currency of which one unit is meant.
    pub base: Currency,
    /// The currency in which the rate is stated; another than `base`.
    pub quote: Currency,
    /// The rate.
    pub rate: Rate,
    /// Who stated it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: NaiveDateTime,
}

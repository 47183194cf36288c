//! Exchange rates: what one currency was worth in another on a day.

use chrono::NaiveDate;
use serde_json::json;

use super::audit::{self, Change};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use crate::domain::{Currency, ExchangeRate, ExchangeRateId, Rate};
use crate::storage::{Tx, exchange_rates};

pub use crate::storage::exchange_rates::LISTED;

/// A rate to be stated.
#[derive(Debug, Clone)]
pub struct NewRate {
    /// The day.
    pub date: NaiveDate,
    /// The currency of which one unit is meant.
    pub base: Currency,
    /// The currency in which the rate is stated.
    pub quote: Currency,
    /// The rate.
    pub rate: Rate,
}

/// States a rate, of a day long past too. The same again is the first, and `false` with it.
pub fn create(
    tx: &mut Tx<'_>,
    by: &By,
    new: &NewRate,
) -> Result<(ExchangeRate, bool), ServiceError> {
    let NewRate { date, base, quote, rate } = *new;
    if base == quote {
        let message = "is the base itself; a rate is between two currencies";
        return Err(ServiceError::invalid("/quote", "same_currency", message));
    }
    if let Some(known) = exchange_rates::of_day(tx, (base, quote), date)? {
        if known.rate == rate {
            return Ok((known, false));
        }
        let detail = format!("the rate of {base} to {quote} on {date} is {} already", known.rate);
        return Err(ServiceError::Conflict("rate_taken", detail));
    }
    let created_by = Some(by.actor.user().clone());
    let stated =
        ExchangeRate { id: new_id(), date, base, quote, rate, created_by, created_at: by.at() };
    exchange_rates::insert(tx, &stated).map_err(ServiceError::meanwhile)?;
    let after = json!({
        "date": date.to_string(),
        "base": base.code(),
        "quote": quote.code(),
        "rate": rate.to_string(),
    });
    let change = Change {
        action: "exchange_rates.create",
        subject_kind: "exchange_rate",
        subject_id: stated.id.as_str(),
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok((stated, true))
}

/// A rate.
pub fn get(tx: &mut Tx<'_>, id: &ExchangeRateId) -> Result<ExchangeRate, ServiceError> {
    exchange_rates::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the rates.
pub fn list(
    tx: &mut Tx<'_>,
    _: &By,
    listing: &Listing,
) -> Result<Page<ExchangeRate>, ServiceError> {
    Ok(exchange_rates::list(tx, listing)?)
}

/// Whether money of one currency can be converted into another as of a day: by a rate of the pair, or
/// of the inverse pair, dated on or before it. No third currency is tried.
///
/// `docs/COMMISSIONS.md` section 4.3.
pub(super) fn converts(
    tx: &mut Tx<'_>,
    (from, to): (Currency, Currency),
    on: NaiveDate,
) -> Result<bool, ServiceError> {
    Ok(from == to
        || exchange_rates::latest(tx, (from, to), on)?.is_some()
        || exchange_rates::latest(tx, (to, from), on)?.is_some())
}

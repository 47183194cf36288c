//! Exchange rates, which are only ever added.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::exchange_rates;
use crate::domain::{Currency, ExchangeRate, ExchangeRateId, Rate, UserId};

/// What may be asked of the list of rates.
pub const LISTED: Listed = Listed {
    name: "exchange-rates",
    id: "exchange_rates.id",
    columns: &[
        Column::new("date", Kind::Date, "exchange_rates.date").sorted(),
        Column::new("base", Kind::Text, "exchange_rates.base").sorted(),
        Column::new("quote", Kind::Text, "exchange_rates.quote").sorted(),
        Column::new("created_at", Kind::Instant, "exchange_rates.created_at").sorted(),
    ],
    searched: &["exchange_rates.id", "exchange_rates.base", "exchange_rates.quote"],
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = exchange_rates)]
struct Row {
    id: String,
    date: NaiveDate,
    base: String,
    quote: String,
    rate: String,
    created_by: Option<String>,
    created_at: NaiveDateTime,
}

impl From<&ExchangeRate> for Row {
    fn from(stated: &ExchangeRate) -> Self {
        let ExchangeRate { id, date, base, quote, rate, created_by, created_at } = stated;
        Self {
            id: id.to_string(),
            date: *date,
            base: base.code().to_owned(),
            quote: quote.code().to_owned(),
            rate: rate.to_string(),
            created_by: created_by.as_ref().map(ToString::to_string),
            created_at: *created_at,
        }
    }
}

impl TryFrom<Row> for ExchangeRate {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row { id, date, base, quote, rate, created_by, created_at } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("exchange rate {id}: {what}"));
        let user = |id: String| UserId::parse(&id).ok_or_else(|| unreadable("user"));
        Ok(Self {
            date,
            base: Currency::parse(&base).ok_or_else(|| unreadable("base"))?,
            quote: Currency::parse(&quote).ok_or_else(|| unreadable("quote"))?,
            rate: Rate::parse(&rate).map_err(|_| unreadable("rate"))?,
            created_by: created_by.map(user).transpose()?,
            created_at,
            id: ExchangeRateId::parse(&id).ok_or_else(|| unreadable("id"))?,
        })
    }
}

/// Adds a rate.
pub fn insert(tx: &mut Tx<'_>, stated: &ExchangeRate) -> Result<(), StorageError> {
    diesel::insert_into(exchange_rates::table).values(Row::from(stated)).execute(tx.connection)?;
    Ok(())
}

/// The rate with that id.
pub fn by_id(tx: &mut Tx<'_>, id: &ExchangeRateId) -> Result<Option<ExchangeRate>, StorageError> {
    first(tx, exchange_rates::table.filter(exchange_rates::id.eq(id.to_string())).into_boxed())
}

/// The rate of a pair that was stated for just that day.
pub fn of_day(
    tx: &mut Tx<'_>,
    (base, quote): (Currency, Currency),
    date: NaiveDate,
) -> Result<Option<ExchangeRate>, StorageError> {
    first(tx, of_pair(base, quote).filter(exchange_rates::date.eq(date)))
}

/// The latest rate of a pair dated on or before a day.
pub fn latest(
    tx: &mut Tx<'_>,
    (base, quote): (Currency, Currency),
    on: NaiveDate,
) -> Result<Option<ExchangeRate>, StorageError> {
    let until = of_pair(base, quote).filter(exchange_rates::date.le(on));
    first(tx, until.order(exchange_rates::date.desc()))
}

type Query<'q> = exchange_rates::BoxedQuery<'q, super::connection::MultiBackend>;

fn of_pair(base: Currency, quote: Currency) -> Query<'static> {
    exchange_rates::table
        .filter(exchange_rates::base.eq(base.code()))
        .filter(exchange_rates::quote.eq(quote.code()))
        .into_boxed()
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<ExchangeRate>, StorageError> {
    let query = query.select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(ExchangeRate::try_from).transpose()
}

/// Every rate, by day: what a closing is given.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<ExchangeRate>, StorageError> {
    let rows: Vec<Row> = exchange_rates::table
        .select(Row::as_select())
        .order((exchange_rates::date, exchange_rates::id))
        .load(tx.connection)?;
    rows.into_iter().map(ExchangeRate::try_from).collect()
}

/// A page of the rates.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<ExchangeRate>, StorageError> {
    let mut query = exchange_rates::table.into_boxed();
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, ExchangeRate::try_from)
}

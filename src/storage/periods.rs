//! Closed periods, and what was left out of them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{left_out_sales, periods};
use crate::domain::{Fingerprint, Period, SaleId, UserId};

/// What may be asked of the list of closed periods.
pub const LISTED: Listed = Listed {
    name: "periods",
    id: "periods.period",
    columns: &[
        Column::new("period", Kind::Month, "periods.period").sorted(),
        Column::new("closed_at", Kind::Instant, "periods.closed_at").sorted(),
    ],
    searched: &["periods.period"],
};

/// A closed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedPeriod {
    /// The month.
    pub period: Period,
    /// Who closed it.
    pub closed_by: UserId,
    /// When.
    pub closed_at: NaiveDateTime,
    /// The last change of a fact that it has taken in.
    pub facts_through: i64,
    /// How many entries it has.
    pub entries: i32,
    /// How many statements.
    pub statements: i32,
    /// SHA-256 of its entries as CSV.
    pub fingerprint: Fingerprint,
    /// The last setting that was there at the close.
    pub settings_through: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = periods)]
struct Row {
    period: String,
    closed_by: String,
    closed_at: NaiveDateTime,
    facts_through: i64,
    entries: i32,
    statements: i32,
    fingerprint: Vec<u8>,
    settings_through: i64,
}

impl From<&ClosedPeriod> for Row {
    fn from(closed: &ClosedPeriod) -> Self {
        let ClosedPeriod {
            period,
            closed_by,
            closed_at,
            facts_through,
            entries,
            statements,
            fingerprint,
            settings_through,
        } = closed;
        Self {
            period: period.to_string(),
            closed_by: closed_by.to_string(),
            closed_at: *closed_at,
            facts_through: *facts_through,
            entries: *entries,
            statements: *statements,
            fingerprint: fingerprint.as_bytes().to_vec(),
            settings_through: *settings_through,
        }
    }
}

impl TryFrom<Row> for ClosedPeriod {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            period,
            closed_by,
            closed_at,
            facts_through,
            entries,
            statements,
            fingerprint,
            settings_through,
        } = row;
        let unreadable = || StorageError::Failed(format!("period {period} cannot be read"));
        Ok(Self {
            closed_by: UserId::parse(&closed_by).ok_or_else(unreadable)?,
            closed_at,
            facts_through,
            entries,
            statements,
            fingerprint: fingerprint.try_into().map_err(|_| unreadable())?,
            settings_through,
            period: Period::parse(&period).ok_or_else(unreadable)?,
        })
    }
}

/// Closes a period.
pub fn insert(tx: &mut Tx<'_>, closed: &ClosedPeriod) -> Result<(), StorageError> {
    diesel::insert_into(periods::table).values(Row::from(closed)).execute(tx.connection)?;
    Ok(())
}

/// A closed period.
pub fn by_period(tx: &mut Tx<'_>, period: Period) -> Result<Option<ClosedPeriod>, StorageError> {
    let query = periods::table.filter(periods::period.eq(period.to_string()));
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(ClosedPeriod::try_from).transpose()
}

/// The last closed period.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<ClosedPeriod>, StorageError> {
    let query = periods::table.order(periods::period.desc());
    let row = query.select(Row::as_select()).first(tx.connection).optional()?;
    row.map(ClosedPeriod::try_from).transpose()
}

/// The first closed period.
pub fn first(tx: &mut Tx<'_>) -> Result<Option<Period>, StorageError> {
    let first: Option<String> =
        periods::table.select(diesel::dsl::min(periods::period)).get_result(tx.connection)?;
    let read = |text: String| {
        let unreadable = || StorageError::Failed(format!("period {text} cannot be read"));
        Period::parse(&text).ok_or_else(unreadable)
    };
    first.map(read).transpose()
}

/// All closed periods, the earliest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<ClosedPeriod>, StorageError> {
    let query = periods::table.select(Row::as_select()).order(periods::period);
    query.load(tx.connection)?.into_iter().map(ClosedPeriod::try_from).collect()
}

/// A page of the closed periods.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<ClosedPeriod>, StorageError> {
    let mut query = periods::table.into_boxed();
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, ClosedPeriod::try_from)
}

/// Keeps that a sale was left out of a close.
pub fn leave_out(
    tx: &mut Tx<'_>,
    period: Period,
    sale: &SaleId,
    reason: &str,
) -> Result<(), StorageError> {
    diesel::insert_into(left_out_sales::table)
        .values((
            left_out_sales::period.eq(period.to_string()),
            left_out_sales::sale_id.eq(sale.as_str()),
            left_out_sales::reason.eq(reason),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The sales that were left out of a close.
pub fn left_out(tx: &mut Tx<'_>, period: Period) -> Result<Vec<SaleId>, StorageError> {
    let query = left_out_sales::table
        .filter(left_out_sales::period.eq(period.to_string()))
        .select(left_out_sales::sale_id);
    let unreadable = || StorageError::Failed(format!("what {period} left out cannot be read"));
    let rows: Vec<String> = query.load(tx.connection)?;
    rows.iter().map(|id| SaleId::parse(id).ok_or_else(unreadable)).collect()
}

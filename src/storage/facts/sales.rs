//! Confirmed sales and their refunds, some days at a time.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::{min, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::known::Known;
use super::unreadable;
use crate::domain::{Amount, Currency, PartnerId, ProductId, Span};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{refunds, sale_credits, sales};

/// A credit of a confirmed sale; the credits of a sale follow one another in their order.
#[derive(Debug, Clone, Queryable)]
pub struct PaidSale {
    /// The sale's id.
    pub id: String,
    /// What the engine calls it.
    pub external_id: String,
    /// What kind of sale it is.
    pub kind: String,
    /// The product's id.
    pub product_id: String,
    /// Where it came from.
    pub source: String,
    /// Where the seller is.
    pub city: String,
    /// What was paid, in minor units.
    pub amount: i64,
    /// The currency of the payment.
    pub currency: String,
    /// The day of the payment.
    pub paid_on: NaiveDate,
    /// The day on which the seller was verified.
    pub verified_on: Option<NaiveDate>,
    /// Who is credited.
    pub partner_id: String,
    /// With how much of it.
    pub share_parts: i32,
    /// Where it stands today.
    pub status: String,
}

impl PaidSale {
    /// The product.
    pub fn product(&self) -> Result<ProductId, StorageError> {
        ProductId::parse(&self.product_id).ok_or_else(|| unreadable("sale", &self.id))
    }
}

/// Whose sales are seen.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// All.
    All,
    /// Those that credit a partner.
    Of(&'a PartnerId),
}

/// The sales that credit a partner, before its id; a table cannot stand twice in a query of diesel's.
const CREDITING: &str =
    "sales.id IN (SELECT own.sale_id FROM sale_credits AS own WHERE own.partner_id = ";

/// Where sales stand today that can be among those that are known as confirmed.
fn standing(known: &Known) -> &'static [&'static str] {
    if known.is_today() { &["confirmed"] } else { &["confirmed", "void"] }
}

/// The sales paid on some days that are known as confirmed.
pub fn sales(
    tx: &mut Tx<'_>,
    known: &Known,
    seen: Seen<'_>,
    days: Span,
) -> Result<Vec<PaidSale>, StorageError> {
    let mut query = sales::table
        .inner_join(sale_credits::table)
        .filter(sales::status.eq_any(standing(known)))
        .filter(sales::paid_on.between(days.first, days.last))
        .into_boxed();
    if let Seen::Of(partner) = seen {
        let own = sql::<Bool>(CREDITING).bind::<Text, _>(partner.to_string()).sql(")");
        query = query.filter(own);
    }
    let columns = (
        sales::id,
        sales::external_id,
        sales::kind,
        sales::product_id,
        sales::source,
        sales::city,
        sales::amount,
        sales::currency,
        sales::paid_on,
        sales::verified_on,
        sale_credits::partner_id,
        sale_credits::share_parts,
        sales::status,
    );
    let query = query.select(columns).order((sales::external_id, sale_credits::position));
    let mut rows: Vec<PaidSale> = query.load(tx.connection)?;
    rows.retain_mut(|sale| known.sale(sale));
    Ok(rows)
}

/// A refund of a confirmed sale.
#[derive(Debug, Clone)]
pub struct RefundOf {
    /// What the engine calls it.
    pub refund: String,
    /// What the engine calls the sale.
    pub sale: String,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// When.
    pub refunded_on: NaiveDate,
}

/// A refund with what says whether it is known.
#[derive(Queryable)]
pub(super) struct RefundRow {
    pub id: String,
    pub sale_id: String,
    pub status: String,
    refund: String,
    sale: String,
    amount: i64,
    currency: String,
    refunded_on: NaiveDate,
}

impl TryFrom<RefundRow> for RefundOf {
    type Error = StorageError;

    fn try_from(row: RefundRow) -> Result<Self, StorageError> {
        let RefundRow { refund, sale, amount, currency, refunded_on, .. } = row;
        let read = (Amount::try_from(amount).ok(), Currency::parse(&currency));
        let (Some(amount), Some(currency)) = read else {
            return Err(unreadable("refund", &refund));
        };
        Ok(Self { refund, sale, amount, currency, refunded_on })
    }
}

/// The refunds that are known of the sales paid on some days; some of sales that are not known, too.
pub fn refunds(
    tx: &mut Tx<'_>,
    known: &Known,
    seen: Seen<'_>,
    days: Span,
) -> Result<Vec<RefundOf>, StorageError> {
    let mut query = refunds::table
        .inner_join(sales::table)
        .filter(sales::status.eq_any(standing(known)))
        .filter(sales::paid_on.between(days.first, days.last))
        .into_boxed();
    if known.is_today() {
        query = query.filter(refunds::status.eq("recorded"));
    }
    if let Seen::Of(partner) = seen {
        let own = sql::<Bool>(CREDITING).bind::<Text, _>(partner.to_string()).sql(")");
        query = query.filter(own);
    }
    let columns = (
        refunds::id,
        sales::id,
        refunds::status,
        refunds::external_id,
        sales::external_id,
        refunds::amount,
        refunds::currency,
        refunds::refunded_on,
    );
    let rows: Vec<RefundRow> = query.select(columns).load(tx.connection)?;
    rows.into_iter().filter(|row| known.refund(row)).map(RefundOf::try_from).collect()
}

/// What was sold, as far as two months are compared.
#[derive(Debug, Clone)]
pub struct Sold {
    /// What kind of sale it is.
    pub kind: String,
    /// The product's id.
    pub product_id: String,
    /// The currency of the payment.
    pub currency: Currency,
    /// The day of the payment.
    pub paid_on: NaiveDate,
    /// Whether any of it was refunded, or it was made void.
    pub is_taken_back: bool,
}

/// How many sales are asked for at once.
const AT_ONCE: usize = 1_000;

/// What was sold in some sales, by their ids.
pub fn sold(tx: &mut Tx<'_>, some: &[String]) -> Result<HashMap<String, Sold>, StorageError> {
    type Row = (String, String, String, String, NaiveDate, String);
    let mut found = HashMap::with_capacity(some.len());
    for some in some.chunks(AT_ONCE) {
        let refunded = refunds::table.filter(refunds::sale_id.eq_any(some));
        let refunded: Vec<String> = refunded.select(refunds::sale_id).load(tx.connection)?;
        let query = sales::table.filter(sales::id.eq_any(some)).select((
            sales::id,
            sales::kind,
            sales::product_id,
            sales::currency,
            sales::paid_on,
            sales::status,
        ));
        for (id, kind, product_id, currency, paid_on, status) in query.load::<Row>(tx.connection)? {
            let currency = Currency::parse(&currency).ok_or_else(|| unreadable("sale", &id))?;
            let is_taken_back = status == "void" || refunded.contains(&id);
            found.insert(id, Sold { kind, product_id, currency, paid_on, is_taken_back });
        }
    }
    Ok(found)
}

/// The day of the first payment of a sale that is known as confirmed, or an earlier one.
pub fn first_day(tx: &mut Tx<'_>, known: &Known) -> Result<Option<NaiveDate>, StorageError> {
    let confirmed = sales::table.filter(sales::status.eq_any(standing(known)));
    Ok(confirmed.select(min(sales::paid_on)).get_result(tx.connection)?)
}

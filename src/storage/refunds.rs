//! Refunds of sales.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::money::money;
use super::schema::{refunds, sale_credits};
use crate::domain::{Code, Note, Refund, RefundId, RefundStatus, SaleId, UserId, Voided, Word};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = refunds, treat_none_as_null = true)]
struct Row {
    id: String,
    external_id: String,
    fingerprint: Vec<u8>,
    sale_id: String,
    amount: i64,
    currency: String,
    refunded_on: NaiveDate,
    reason: String,
    status: String,
    recorded_by: String,
    voided_by: Option<String>,
    voided_at: Option<NaiveDateTime>,
    void_reason: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Refund> for Row {
    fn from(refund: &Refund) -> Self {
        let Refund {
            id,
            external_id,
            fingerprint,
            sale,
            amount,
            refunded_on,
            reason,
            recorded_by,
            voided,
            version,
            created_at,
            updated_at,
        } = refund;
        let voided = voided.as_ref();
        Self {
            id: id.to_string(),
            external_id: external_id.to_string(),
            fingerprint: fingerprint.to_vec(),
            sale_id: sale.to_string(),
            amount: amount.amount.minor(),
            currency: amount.currency.code().to_owned(),
            refunded_on: *refunded_on,
            reason: reason.to_string(),
            status: refund.status().as_str().to_owned(),
            recorded_by: recorded_by.to_string(),
            voided_by: voided.map(|voided| voided.by.to_string()),
            voided_at: voided.map(|voided| voided.at),
            void_reason: voided.map(|voided| voided.reason.to_string()),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Refund {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            external_id,
            fingerprint,
            sale_id,
            amount,
            currency,
            refunded_on,
            reason,
            status: _,
            recorded_by,
            voided_by,
            voided_at,
            void_reason,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("refund {id}: {what}"));
        Ok(Self {
            external_id: Code::parse(&external_id).ok_or_else(|| unreadable("external id"))?,
            fingerprint: fingerprint.try_into().map_err(|_| unreadable("fingerprint"))?,
            sale: SaleId::parse(&sale_id).ok_or_else(|| unreadable("sale"))?,
            amount: money(amount, &currency).ok_or_else(|| unreadable("amount"))?,
            refunded_on,
            reason: Note::parse(&reason).ok_or_else(|| unreadable("reason"))?,
            recorded_by: UserId::parse(&recorded_by).ok_or_else(|| unreadable("user"))?,
            voided: voided((voided_by, voided_at, void_reason), || unreadable("voiding"))?,
            id: RefundId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Reads who made something void, when and why.
pub(super) fn voided(
    (by, at, reason): (Option<String>, Option<NaiveDateTime>, Option<String>),
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<Voided>, StorageError> {
    let (Some(by), Some(at), Some(reason)) = (by, at, reason) else { return Ok(None) };
    Ok(Some(Voided {
        by: UserId::parse(&by).ok_or_else(&unreadable)?,
        at,
        reason: Note::parse(&reason).ok_or_else(&unreadable)?,
    }))
}

/// Adds a refund.
pub fn insert(tx: &mut Tx<'_>, refund: &Refund) -> Result<(), StorageError> {
    diesel::insert_into(refunds::table).values(Row::from(refund)).execute(tx.connection)?;
    Ok(())
}

/// Writes a refund over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, refund: &Refund) -> Result<bool, StorageError> {
    let before = refunds::table
        .filter(refunds::id.eq(refund.id.as_str()))
        .filter(refunds::version.eq(refund.version - 1));
    Ok(diesel::update(before).set(Row::from(refund)).execute(tx.connection)? == 1)
}

type Query<'q> = refunds::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: a partner's people, what was refunded of its sales.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => {
            let own = sale_credits::table
                .filter(sale_credits::partner_id.eq(partner.to_string()))
                .select(sale_credits::sale_id);
            query.filter(refunds::sale_id.eq_any(own))
        }
        None => query,
    }
}

/// The refund with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &RefundId) -> Result<Option<Refund>, StorageError> {
    first(tx, refunds::table.filter(refunds::id.eq(id.to_string())).into_boxed())
}

/// The refund that is called so where it was made.
pub fn by_external_id(tx: &mut Tx<'_>, id: &Code) -> Result<Option<Refund>, StorageError> {
    first(tx, refunds::table.filter(refunds::external_id.eq(id.to_string())).into_boxed())
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Refund>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Refund::try_from).transpose()
}

/// The refunds of a sale in the order in which they were recorded, void ones too.
pub fn of_sale(tx: &mut Tx<'_>, sale: &SaleId) -> Result<Vec<Refund>, StorageError> {
    let query = refunds::table.filter(refunds::sale_id.eq(sale.to_string())).into_boxed();
    let rows: Vec<Row> =
        seen(tx, query).select(Row::as_select()).order(refunds::id).load(tx.connection)?;
    rows.into_iter().map(Refund::try_from).collect()
}

/// Every refund that counts, by its name: what a closing is given.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Refund>, StorageError> {
    let counts = RefundStatus::Recorded.as_str();
    let query = refunds::table.filter(refunds::status.eq(counts)).into_boxed();
    let rows: Vec<Row> =
        seen(tx, query).select(Row::as_select()).order(refunds::external_id).load(tx.connection)?;
    rows.into_iter().map(Refund::try_from).collect()
}

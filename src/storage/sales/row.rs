//! Rows of sales.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::{
    Code, Done, EventId, Note, ProductId, RecruitId, Sale, SaleId, SaleKind, SaleStatus, SellerId,
    Term, Text, UserId, Word,
};
use crate::storage::error::StorageError;
use crate::storage::money::money;
use crate::storage::refunds::voided;
use crate::storage::schema::sales;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sales, treat_none_as_null = true)]
pub(super) struct Row {
    pub(super) id: String,
    external_id: String,
    fingerprint: Vec<u8>,
    seller_id: String,
    kind: String,
    product_id: String,
    amount: i64,
    currency: String,
    paid_on: NaiveDate,
    source: String,
    city: String,
    event_id: Option<String>,
    note: Option<String>,
    verified_on: Option<NaiveDate>,
    status: String,
    recorded_by: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<NaiveDateTime>,
    voided_by: Option<String>,
    voided_at: Option<NaiveDateTime>,
    void_reason: Option<String>,
    recruit_id: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    changed_by: Option<String>,
    term_months: Option<i32>,
    membership_before: Option<NaiveDate>,
}

impl From<&Sale> for Row {
    fn from(sale: &Sale) -> Self {
        let Sale {
            id,
            external_id,
            fingerprint,
            seller,
            kind,
            product,
            product_code: _,
            amount,
            paid_on,
            source,
            city,
            event,
            note,
            verified_on,
            status,
            recorded_by,
            changed_by,
            confirmed,
            voided,
            recruit,
            term,
            membership_before,
            credits: _,
            version,
            created_at,
            updated_at,
        } = sale;
        let (confirmed, voided) = (confirmed.as_ref(), voided.as_ref());
        Self {
            id: id.to_string(),
            external_id: external_id.to_string(),
            fingerprint: fingerprint.to_vec(),
            seller_id: seller.to_string(),
            kind: kind.as_str().to_owned(),
            product_id: product.to_string(),
            amount: amount.amount.minor(),
            currency: amount.currency.code().to_owned(),
            paid_on: *paid_on,
            source: source.to_string(),
            city: city.to_string(),
            event_id: event.as_ref().map(ToString::to_string),
            note: note.as_ref().map(ToString::to_string),
            verified_on: *verified_on,
            status: status.as_str().to_owned(),
            recorded_by: recorded_by.to_string(),
            confirmed_by: confirmed.map(|confirmed| confirmed.by.to_string()),
            confirmed_at: confirmed.map(|confirmed| confirmed.at),
            voided_by: voided.map(|voided| voided.by.to_string()),
            voided_at: voided.map(|voided| voided.at),
            void_reason: voided.map(|voided| voided.reason.to_string()),
            recruit_id: recruit.as_ref().map(ToString::to_string),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            changed_by: changed_by.as_ref().map(ToString::to_string),
            term_months: term.map(|term| i32::from(term.months())),
            membership_before: *membership_before,
        }
    }
}

impl Row {
    /// The product that was sold.
    pub(super) fn product(&self) -> &str {
        &self.product_id
    }

    /// The sale without its credits; `product_code` is what its product is called.
    pub(super) fn sale(self, product_code: Code) -> Result<Sale, StorageError> {
        let Row {
            id,
            external_id,
            fingerprint,
            seller_id,
            kind,
            product_id,
            amount,
            currency,
            paid_on,
            source,
            city,
            event_id,
            note,
            verified_on,
            status,
            recorded_by,
            confirmed_by,
            confirmed_at,
            voided_by,
            voided_at,
            void_reason,
            recruit_id,
            version,
            created_at,
            updated_at,
            changed_by,
            term_months,
            membership_before,
        } = self;
        let unreadable = |what: &str| StorageError::Failed(format!("sale {id}: {what}"));
        let user = |id: &str| UserId::parse(id).ok_or_else(|| unreadable("user"));
        let done = |(by, at): (String, _)| user(&by).map(|by| Done { by, at });
        let confirmed = confirmed_by.zip(confirmed_at).map(done).transpose()?;
        Ok(Sale {
            external_id: Code::parse(&external_id).ok_or_else(|| unreadable("external id"))?,
            fingerprint: fingerprint.try_into().map_err(|_| unreadable("fingerprint"))?,
            seller: SellerId::parse(&seller_id).ok_or_else(|| unreadable("seller"))?,
            kind: SaleKind::parse(&kind).ok_or_else(|| unreadable("kind"))?,
            product: ProductId::parse(&product_id).ok_or_else(|| unreadable("product"))?,
            product_code,
            amount: money(amount, &currency).ok_or_else(|| unreadable("amount"))?,
            paid_on,
            source: Text::parse(&source).ok_or_else(|| unreadable("source"))?,
            city: Text::parse(&city).ok_or_else(|| unreadable("city"))?,
            event: read(event_id, EventId::parse, || unreadable("event"))?,
            note: read(note, Note::parse, || unreadable("note"))?,
            verified_on,
            status: SaleStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            recorded_by: user(&recorded_by)?,
            changed_by: read(changed_by, UserId::parse, || unreadable("user"))?,
            confirmed,
            voided: voided((voided_by, voided_at, void_reason), || unreadable("voiding"))?,
            recruit: read(recruit_id, RecruitId::parse, || unreadable("recruit"))?,
            term: term_months
                .map(|months| Term::of_months(months.into()).ok_or_else(|| unreadable("term")))
                .transpose()?,
            membership_before,
            credits: Vec::new(),
            id: SaleId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Reads an optional column by a domain type's door.
fn read<T>(
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).ok_or_else(unreadable)).transpose()
}

//! Payouts: batches of payments.

pub mod payments;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::payouts;
use super::signed;
use crate::domain::payout::{Payer, Payout, PayoutStatus};
use crate::domain::{Amount, Bic, Currency, Iban, Name, PayoutId, Period, UserId, Word};

/// What may be asked of the list of payouts.
pub const LISTED: Listed = Listed {
    name: "payouts",
    id: "payouts.id",
    columns: &[
        Column::new("period", Kind::Month, "payouts.period").sorted(),
        Column::new("currency", Kind::Text, "payouts.currency").sorted(),
        Column::new("status", Kind::Word(&STATUSES), "payouts.status").sorted(),
        Column::new("prepared_by", Kind::Text, "payouts.prepared_by"),
        Column::new("created_at", Kind::Instant, "payouts.created_at").sorted(),
    ],
    searched: &["payouts.id", "payouts.period", "payouts.currency"],
};

const STATUSES: [&str; 4] = ["draft", "approved", "settled", "withdrawn"];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = payouts)]
struct Row {
    id: String,
    period: String,
    currency: String,
    status: String,
    pay_on: NaiveDate,
    payer_title: String,
    payer_iban: String,
    payer_bic: Option<String>,
    payments: i32,
    total: i64,
    fingerprint: Vec<u8>,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    exported_by: Option<String>,
    exported_at: Option<NaiveDateTime>,
}

impl From<&Payout> for Row {
    fn from(payout: &Payout) -> Self {
        let Payout {
            id,
            period,
            currency,
            status,
            pay_on,
            payer: Payer { title, iban, bic },
            payments,
            total,
            fingerprint,
            prepared_by,
            approved,
            exported,
            version,
            created_at,
            updated_at,
        } = payout;
        let (approved_by, approved_at) = signed::columns(approved.as_ref());
        let (exported_by, exported_at) = signed::columns(exported.as_ref());
        Self {
            id: id.to_string(),
            period: period.to_string(),
            currency: currency.code().to_owned(),
            status: status.as_str().to_owned(),
            pay_on: *pay_on,
            payer_title: title.to_string(),
            payer_iban: iban.to_string(),
            payer_bic: bic.as_ref().map(|bic| bic.as_str().to_owned()),
            payments: *payments,
            total: total.minor(),
            fingerprint: fingerprint.as_bytes().to_vec(),
            prepared_by: prepared_by.to_string(),
            approved_by,
            approved_at,
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            exported_by,
            exported_at,
        }
    }
}

impl TryFrom<Row> for Payout {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.id.clone();
        read(row).ok_or_else(|| StorageError::Failed(format!("payout {id} cannot be read")))
    }
}

fn read(row: Row) -> Option<Payout> {
    let Row {
        id,
        period,
        currency,
        status,
        pay_on,
        payer_title,
        payer_iban,
        payer_bic,
        payments,
        total,
        fingerprint,
        prepared_by,
        approved_by,
        approved_at,
        version,
        created_at,
        updated_at,
        exported_by,
        exported_at,
    } = row;
    let bic = match payer_bic {
        Some(bic) => Some(Bic::parse(&bic)?),
        None => None,
    };
    let payer =
        Payer { title: Name::parse(&payer_title)?, iban: Iban::parse(&payer_iban).ok()?, bic };
    Some(Payout {
        id: PayoutId::parse(&id)?,
        period: Period::parse(&period)?,
        currency: Currency::parse(&currency)?,
        status: PayoutStatus::parse(&status)?,
        pay_on,
        payer,
        payments,
        total: Amount::try_from(total).ok()?,
        fingerprint: fingerprint.try_into().ok()?,
        prepared_by: UserId::parse(&prepared_by)?,
        approved: signed::read(approved_by.as_deref(), approved_at)?,
        exported: signed::read(exported_by.as_deref(), exported_at)?,
        version,
        created_at,
        updated_at,
    })
}

/// Adds a batch.
pub fn insert(tx: &mut Tx<'_>, payout: &Payout) -> Result<(), StorageError> {
    diesel::insert_into(payouts::table).values(Row::from(payout)).execute(tx.connection)?;
    Ok(())
}

/// Writes where a batch stands over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, payout: &Payout) -> Result<bool, StorageError> {
    let before = payouts::table
        .filter(payouts::id.eq(payout.id.as_str()))
        .filter(payouts::version.eq(payout.version - 1));
    let (approved_by, approved_at) = signed::columns(payout.approved.as_ref());
    let (exported_by, exported_at) = signed::columns(payout.exported.as_ref());
    let changed = diesel::update(before)
        .set((
            payouts::status.eq(payout.status.as_str()),
            payouts::approved_by.eq(approved_by),
            payouts::approved_at.eq(approved_at),
            payouts::exported_by.eq(exported_by),
            payouts::exported_at.eq(exported_at),
            payouts::version.eq(payout.version),
            payouts::updated_at.eq(payout.updated_at),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

type Query<'q> = payouts::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: of batches partners see nothing.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(_) => query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 0")),
        None => query,
    }
}

/// The batch with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &PayoutId) -> Result<Option<Payout>, StorageError> {
    let query = seen(tx, payouts::table.filter(payouts::id.eq(id.to_string())).into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Payout::try_from).transpose()
}

/// The batches of a period, in the order in which they were prepared.
pub fn of_period(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Payout>, StorageError> {
    let query = seen(tx, payouts::table.into_boxed());
    let query = query.filter(payouts::period.eq(period.to_string())).order(payouts::id);
    let rows = query.select(Row::as_select()).load(tx.connection)?;
    rows.into_iter().map(Payout::try_from).collect()
}

/// A page of the batches that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Payout>, StorageError> {
    let mut query = seen(tx, payouts::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Payout::try_from)
}

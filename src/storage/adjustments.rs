//! Adjustments.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{adjustments, periods};
use super::signed;
use crate::domain::statement::Adjustment;
use crate::domain::{AdjustmentId, Amount, Currency, Money, Note, PartnerId, Period, UserId};

/// What may be asked of the list of adjustments.
pub const LISTED: Listed = Listed {
    name: "adjustments",
    id: "adjustments.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "adjustments.partner_id"),
        Column::new("period", Kind::Month, "adjustments.period").sorted(),
        Column::new("prepared_by", Kind::Text, "adjustments.prepared_by"),
        Column::new("created_at", Kind::Instant, "adjustments.created_at").sorted(),
    ],
    searched: &["adjustments.id", "adjustments.reason"],
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = adjustments)]
struct Row {
    id: String,
    partner_id: String,
    period: String,
    amount: i64,
    currency: String,
    reason: String,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    withdrawn_at: Option<NaiveDateTime>,
}

impl From<&Adjustment> for Row {
    fn from(adjustment: &Adjustment) -> Self {
        let Adjustment {
            id,
            partner,
            period,
            amount,
            reason,
            prepared_by,
            approved,
            withdrawn_at,
            version,
            created_at,
            updated_at,
        } = adjustment;
        let (approved_by, approved_at) = signed::columns(approved.as_ref());
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            period: period.to_string(),
            amount: amount.amount.minor(),
            currency: amount.currency.code().to_owned(),
            reason: reason.as_str().to_owned(),
            prepared_by: prepared_by.to_string(),
            approved_by,
            approved_at,
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            withdrawn_at: *withdrawn_at,
        }
    }
}

impl TryFrom<Row> for Adjustment {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.id.clone();
        read(row).ok_or_else(|| StorageError::Failed(format!("adjustment {id} cannot be read")))
    }
}

fn read(row: Row) -> Option<Adjustment> {
    let Row {
        id,
        partner_id,
        period,
        amount,
        currency,
        reason,
        prepared_by,
        approved_by,
        approved_at,
        version,
        created_at,
        updated_at,
        withdrawn_at,
    } = row;
    let (amount, currency) = (Amount::try_from(amount).ok()?, Currency::parse(&currency)?);
    Some(Adjustment {
        id: AdjustmentId::parse(&id)?,
        partner: PartnerId::parse(&partner_id)?,
        period: Period::parse(&period)?,
        amount: Money { amount, currency },
        reason: Note::parse(&reason)?,
        prepared_by: UserId::parse(&prepared_by)?,
        approved: signed::read(approved_by.as_deref(), approved_at)?,
        withdrawn_at,
        version,
        created_at,
        updated_at,
    })
}

/// Adds an adjustment.
pub fn insert(tx: &mut Tx<'_>, adjustment: &Adjustment) -> Result<(), StorageError> {
    diesel::insert_into(adjustments::table).values(Row::from(adjustment)).execute(tx.connection)?;
    Ok(())
}

/// Approves or withdraws an adjustment of the version before; `false` where that is not there any more.
pub fn settle(tx: &mut Tx<'_>, adjustment: &Adjustment) -> Result<bool, StorageError> {
    let before = adjustments::table
        .filter(adjustments::id.eq(adjustment.id.as_str()))
        .filter(adjustments::version.eq(adjustment.version - 1));
    let (approved_by, approved_at) = signed::columns(adjustment.approved.as_ref());
    let changed = diesel::update(before)
        .set((
            adjustments::approved_by.eq(approved_by),
            adjustments::approved_at.eq(approved_at),
            adjustments::withdrawn_at.eq(adjustment.withdrawn_at),
            adjustments::version.eq(adjustment.version),
            adjustments::updated_at.eq(adjustment.updated_at),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

type Query<'q> = adjustments::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: a partner's people see what was approved.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query
            .filter(adjustments::partner_id.eq(partner.to_string()))
            .filter(adjustments::approved_by.is_not_null()),
        None => query,
    }
}

/// The adjustment with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &AdjustmentId) -> Result<Option<Adjustment>, StorageError> {
    let query = adjustments::table.filter(adjustments::id.eq(id.to_string())).into_boxed();
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Adjustment::try_from).transpose()
}

/// A page of the adjustments that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Adjustment>, StorageError> {
    let mut query = seen(tx, adjustments::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Adjustment::try_from)
}

/// All adjustments that were approved.
pub fn all_approved(tx: &mut Tx<'_>) -> Result<Vec<Adjustment>, StorageError> {
    let query = adjustments::table.filter(adjustments::approved_by.is_not_null()).into_boxed();
    let query = seen(tx, query).select(Row::as_select()).order(adjustments::id);
    query.load(tx.connection)?.into_iter().map(Adjustment::try_from).collect()
}

/// Narrows a query to what stands in the statements of a period: its own adjustments, and where it is the
/// first that is closed, those of the months before it too, which no other close takes.
pub(super) fn stated_in(query: Query<'_>, period: Period) -> Query<'_> {
    let taken_before = periods::table
        .filter(periods::period.ge(adjustments::period))
        .filter(periods::period.lt(period.to_string()));
    query.filter(adjustments::period.le(period.to_string())).filter(not(exists(taken_before)))
}

/// What was approved of a partner's adjustments in its statement of a period.
pub fn of_statement(
    tx: &mut Tx<'_>,
    (period, partner): (Period, &PartnerId),
) -> Result<Vec<Adjustment>, StorageError> {
    let query = stated_in(seen(tx, adjustments::table.into_boxed()), period)
        .filter(adjustments::partner_id.eq(partner.to_string()))
        .filter(adjustments::approved_by.is_not_null());
    let rows = query.select(Row::as_select()).order(adjustments::id).load(tx.connection)?;
    rows.into_iter().map(Adjustment::try_from).collect()
}

/// What was approved for each partner in its statement of a period, in minor units of its plan's currency.
pub fn approved(tx: &mut Tx<'_>, period: Period) -> Result<HashMap<PartnerId, i128>, StorageError> {
    let query = stated_in(adjustments::table.into_boxed(), period)
        .filter(adjustments::approved_by.is_not_null())
        .select((adjustments::partner_id, adjustments::amount));
    let mut sums = HashMap::new();
    for (partner, amount) in query.load::<(String, i64)>(tx.connection)? {
        let unreadable = || StorageError::Failed(format!("partner {partner} cannot be read"));
        let partner = PartnerId::parse(&partner).ok_or_else(unreadable)?;
        *sums.entry(partner).or_insert(0) += i128::from(amount);
    }
    Ok(sums)
}

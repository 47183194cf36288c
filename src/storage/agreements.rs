//! Agreements: by which plan partners are paid.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{agreements, plans};
use crate::domain::{Agreement, AgreementId, Currency, PartnerId, PlanId, UserId};

/// What may be asked of the list of agreements.
pub const LISTED: Listed = Listed {
    name: "agreements",
    id: "agreements.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "agreements.partner_id").sorted(),
        Column::new("plan_id", Kind::Text, "agreements.plan_id").sorted(),
        Column::new("starts_on", Kind::Date, "agreements.starts_on").sorted(),
        Column::new("ends_on", Kind::Date, "agreements.ends_on"),
        Column::new("created_at", Kind::Instant, "agreements.created_at").sorted(),
    ],
    searched: &["agreements.id", "agreements.partner_id", "agreements.plan_id"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreements, treat_none_as_null = true)]
struct Row {
    id: String,
    partner_id: String,
    plan_id: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    created_by: String,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Agreement> for Row {
    fn from(agreement: &Agreement) -> Self {
        let Agreement {
            id,
            partner,
            plan,
            starts_on,
            ends_on,
            created_by,
            version,
            created_at,
            updated_at,
        } = agreement;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            plan_id: plan.to_string(),
            starts_on: *starts_on,
            ends_on: *ends_on,
            created_by: created_by.to_string(),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Agreement {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            plan_id,
            starts_on,
            ends_on,
            created_by,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("agreement {id}: {what}"));
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            plan: PlanId::parse(&plan_id).ok_or_else(|| unreadable("plan"))?,
            created_by: UserId::parse(&created_by).ok_or_else(|| unreadable("user"))?,
            id: AgreementId::parse(&id).ok_or_else(|| unreadable("id"))?,
            starts_on,
            ends_on,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds an agreement.
pub fn insert(tx: &mut Tx<'_>, agreement: &Agreement) -> Result<(), StorageError> {
    diesel::insert_into(agreements::table).values(Row::from(agreement)).execute(tx.connection)?;
    Ok(())
}

/// Writes an agreement over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, agreement: &Agreement) -> Result<bool, StorageError> {
    let before = agreements::table
        .filter(agreements::id.eq(agreement.id.as_str()))
        .filter(agreements::version.eq(agreement.version - 1));
    Ok(diesel::update(before).set(Row::from(agreement)).execute(tx.connection)? == 1)
}

type Query<'q> = agreements::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(agreements::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The agreement with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &AgreementId) -> Result<Option<Agreement>, StorageError> {
    let query = seen(tx, agreements::table.filter(agreements::id.eq(id.to_string())).into_boxed());
    let row: Option<Row> = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Agreement::try_from).transpose()
}

/// A partner's agreements by their first days, as the scope may see them.
pub fn of_partner(tx: &mut Tx<'_>, partner: &PartnerId) -> Result<Vec<Agreement>, StorageError> {
    let query = agreements::table.filter(agreements::partner_id.eq(partner.to_string()));
    let rows: Vec<Row> = seen(tx, query.into_boxed())
        .select(Row::as_select())
        .order(agreements::starts_on)
        .load(tx.connection)?;
    rows.into_iter().map(Agreement::try_from).collect()
}

/// Every agreement, by partner and first day: what a closing is given.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Agreement>, StorageError> {
    let rows: Vec<Row> = seen(tx, agreements::table.into_boxed())
        .select(Row::as_select())
        .order((agreements::partner_id, agreements::starts_on))
        .load(tx.connection)?;
    rows.into_iter().map(Agreement::try_from).collect()
}

/// The currency of a partner's plans, which all have the same; `None` where it has no agreement.
pub fn currency(tx: &mut Tx<'_>, partner: &PartnerId) -> Result<Option<Currency>, StorageError> {
    let code: Option<String> = agreements::table
        .inner_join(plans::table)
        .filter(agreements::partner_id.eq(partner.to_string()))
        .select(plans::currency)
        .first(tx.connection)
        .optional()?;
    read_currency(partner, code)
}

fn read_currency(
    partner: &PartnerId,
    code: Option<String>,
) -> Result<Option<Currency>, StorageError> {
    let unreadable = || StorageError::Failed(format!("partner {partner}: its plans' currency"));
    code.map(|code| Currency::parse(&code).ok_or_else(unreadable)).transpose()
}

/// A currency other than that one in which a partner's agreements pay it, if there is one.
pub fn other_currency(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    currency: Currency,
) -> Result<Option<Currency>, StorageError> {
    let code: Option<String> = agreements::table
        .inner_join(plans::table)
        .filter(agreements::partner_id.eq(partner.to_string()))
        .filter(plans::currency.ne(currency.code()))
        .select(plans::currency)
        .first(tx.connection)
        .optional()?;
    read_currency(partner, code)
}

/// A page of the agreements that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Agreement>, StorageError> {
    let mut query = seen(tx, agreements::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Agreement::try_from)
}

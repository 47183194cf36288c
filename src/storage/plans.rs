//! Commission plans and their versions.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::money::money;
use super::schema::{agreements, plan_versions, plans};
use crate::domain::{
    Code, Done, FiscalYearStart, Name, PlanId, PlanRecord, PlanVersionId, PlanVersionRecord, UserId,
};

/// What may be asked of the list of plans.
pub const LISTED: Listed = Listed {
    name: "plans",
    id: "plans.id",
    columns: &[
        Column::new("plan", Kind::Text, "plans.code").sorted(),
        Column::new("name", Kind::Text, "plans.name").sorted(),
        Column::new("currency", Kind::Text, "plans.currency").sorted(),
        Column::new("created_at", Kind::Instant, "plans.created_at").sorted(),
    ],
    searched: &["plans.id", "plans.code", "plans.name"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans)]
struct Row {
    id: String,
    code: String,
    name: String,
    currency: String,
    fiscal_year_start: i32,
    minimum_payout: i64,
    file: String,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&PlanRecord> for Row {
    fn from(plan: &PlanRecord) -> Self {
        let PlanRecord {
            id,
            code,
            name,
            fiscal_year_start,
            minimum_payout,
            file,
            version,
            created_at,
            updated_at,
        } = plan;
        Self {
            id: id.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            currency: minimum_payout.currency.code().to_owned(),
            fiscal_year_start: fiscal_year_start.get().into(),
            minimum_payout: minimum_payout.amount.minor(),
            file: file.clone(),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for PlanRecord {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            code,
            name,
            currency,
            fiscal_year_start,
            minimum_payout,
            file,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("plan {id}: {what}"));
        let month = u64::try_from(fiscal_year_start).ok().and_then(FiscalYearStart::new);
        Ok(Self {
            code: Code::parse(&code).ok_or_else(|| unreadable("code"))?,
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            fiscal_year_start: month.ok_or_else(|| unreadable("fiscal year"))?,
            minimum_payout: money(minimum_payout, &currency)
                .ok_or_else(|| unreadable("minimum"))?,
            id: PlanId::parse(&id).ok_or_else(|| unreadable("id"))?,
            file,
            version,
            created_at,
            updated_at,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plan_versions, treat_none_as_null = true)]
struct VersionRow {
    id: String,
    plan_id: String,
    effective_from: NaiveDate,
    file: String,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&PlanVersionRecord> for VersionRow {
    fn from(record: &PlanVersionRecord) -> Self {
        let PlanVersionRecord {
            id,
            plan,
            effective_from,
            file,
            prepared_by,
            approved,
            version,
            created_at,
            updated_at,
        } = record;
        Self {
            id: id.to_string(),
            plan_id: plan.to_string(),
            effective_from: *effective_from,
            file: file.clone(),
            prepared_by: prepared_by.to_string(),
            approved_by: approved.as_ref().map(|approved| approved.by.to_string()),
            approved_at: approved.as_ref().map(|approved| approved.at),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<VersionRow> for PlanVersionRecord {
    type Error = StorageError;

    fn try_from(row: VersionRow) -> Result<Self, StorageError> {
        let VersionRow {
            id,
            plan_id,
            effective_from,
            file,
            prepared_by,
            approved_by,
            approved_at,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("plan version {id}: {what}"));
        let user = |id: &str| UserId::parse(id).ok_or_else(|| unreadable("user"));
        let approved = match approved_by.zip(approved_at) {
            Some((by, at)) => Some(Done { by: user(&by)?, at }),
            None => None,
        };
        Ok(Self {
            plan: PlanId::parse(&plan_id).ok_or_else(|| unreadable("plan"))?,
            prepared_by: user(&prepared_by)?,
            approved,
            id: PlanVersionId::parse(&id).ok_or_else(|| unreadable("id"))?,
            effective_from,
            file,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a plan.
pub fn insert(tx: &mut Tx<'_>, plan: &PlanRecord) -> Result<(), StorageError> {
    diesel::insert_into(plans::table).values(Row::from(plan)).execute(tx.connection)?;
    Ok(())
}

/// Writes a plan over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, plan: &PlanRecord) -> Result<bool, StorageError> {
    let before = plans::table
        .filter(plans::id.eq(plan.id.as_str()))
        .filter(plans::version.eq(plan.version - 1));
    Ok(diesel::update(before).set(Row::from(plan)).execute(tx.connection)? == 1)
}

/// Adds a version of a plan.
pub fn insert_version(tx: &mut Tx<'_>, version: &PlanVersionRecord) -> Result<(), StorageError> {
    let row = VersionRow::from(version);
    diesel::insert_into(plan_versions::table).values(row).execute(tx.connection)?;
    Ok(())
}

/// Writes a plan's version over the one before it; `false` where that is not there any more.
pub fn update_version(tx: &mut Tx<'_>, record: &PlanVersionRecord) -> Result<bool, StorageError> {
    let before = plan_versions::table
        .filter(plan_versions::id.eq(record.id.as_str()))
        .filter(plan_versions::version.eq(record.version - 1));
    Ok(diesel::update(before).set(VersionRow::from(record)).execute(tx.connection)? == 1)
}

type Query<'q> = plans::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: a partner's people, the plans that it has or had.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => {
            let own = agreements::table
                .filter(agreements::partner_id.eq(partner.to_string()))
                .select(agreements::plan_id);
            query.filter(plans::id.eq_any(own))
        }
        None => query,
    }
}

/// The plan with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &PlanId) -> Result<Option<PlanRecord>, StorageError> {
    first(tx, plans::table.filter(plans::id.eq(id.to_string())).into_boxed())
}

/// The plan with that code, where the scope may see it.
pub fn by_code(tx: &mut Tx<'_>, code: &Code) -> Result<Option<PlanRecord>, StorageError> {
    first(tx, plans::table.filter(plans::code.eq(code.to_string())).into_boxed())
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<PlanRecord>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(PlanRecord::try_from).transpose()
}

/// The versions of a plan by their dates; a partner's people see those that were approved.
pub fn versions(tx: &mut Tx<'_>, plan: &PlanId) -> Result<Vec<PlanVersionRecord>, StorageError> {
    let mut query =
        plan_versions::table.filter(plan_versions::plan_id.eq(plan.to_string())).into_boxed();
    if tx.scope().partner().is_some() {
        query = query.filter(plan_versions::approved_by.is_not_null());
    }
    let rows: Vec<VersionRow> = query
        .select(VersionRow::as_select())
        .order(plan_versions::effective_from)
        .load(tx.connection)?;
    rows.into_iter().map(PlanVersionRecord::try_from).collect()
}

/// All plans that the scope may see, by their ids.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<PlanRecord>, StorageError> {
    let query = seen(tx, plans::table.into_boxed()).select(Row::as_select()).order(plans::id);
    query.load(tx.connection)?.into_iter().map(PlanRecord::try_from).collect()
}

/// A page of the plans that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<PlanRecord>, StorageError> {
    let mut query = seen(tx, plans::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, PlanRecord::try_from)
}

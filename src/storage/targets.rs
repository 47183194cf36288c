//! Targets of partners by month.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::targets;
use crate::domain::{PartnerId, Period, Target, TargetFigures, TargetId, UserId};

/// What may be asked of the list of targets.
pub const LISTED: Listed = Listed {
    name: "targets",
    id: "targets.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "targets.partner_id"),
        Column::new("month", Kind::Month, "targets.month").sorted(),
    ],
    searched: &[],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets)]
struct Row {
    id: String,
    partner_id: String,
    month: String,
    recruits: i32,
    new_sales: i32,
    renewal_sales: i32,
    set_by: String,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl TryFrom<&Target> for Row {
    type Error = StorageError;

    fn try_from(target: &Target) -> Result<Self, StorageError> {
        let Target { id, partner, month, figures, set_by, version, created_at, updated_at } =
            target;
        let TargetFigures { recruits, new_sales, renewal_sales } = *figures;
        let whole = |figure: u32| {
            i32::try_from(figure)
                .map_err(|_| StorageError::Failed(format!("target {id}: {figure}")))
        };
        Ok(Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            month: month.to_string(),
            recruits: whole(recruits)?,
            new_sales: whole(new_sales)?,
            renewal_sales: whole(renewal_sales)?,
            set_by: set_by.to_string(),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        })
    }
}

impl TryFrom<Row> for Target {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            month,
            recruits,
            new_sales,
            renewal_sales,
            set_by,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("target {id}: {what}"));
        let count = |figure: i32| u32::try_from(figure).map_err(|_| unreadable("figure"));
        let figures = TargetFigures {
            recruits: count(recruits)?,
            new_sales: count(new_sales)?,
            renewal_sales: count(renewal_sales)?,
        };
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            month: Period::parse(&month).ok_or_else(|| unreadable("month"))?,
            set_by: UserId::parse(&set_by).ok_or_else(|| unreadable("user"))?,
            id: TargetId::parse(&id).ok_or_else(|| unreadable("id"))?,
            figures,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a target.
pub fn insert(tx: &mut Tx<'_>, target: &Target) -> Result<(), StorageError> {
    diesel::insert_into(targets::table).values(Row::try_from(target)?).execute(tx.connection)?;
    Ok(())
}

/// Writes a target over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, target: &Target) -> Result<bool, StorageError> {
    let before = targets::table
        .filter(targets::id.eq(target.id.as_str()))
        .filter(targets::version.eq(target.version - 1));
    Ok(diesel::update(before).set(Row::try_from(target)?).execute(tx.connection)? == 1)
}

type Query<'q> = targets::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(targets::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// A partner's target for a month.
pub fn of_month(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    month: Period,
) -> Result<Option<Target>, StorageError> {
    let query = seen(tx, targets::table.into_boxed())
        .filter(targets::partner_id.eq(partner.as_str()))
        .filter(targets::month.eq(month.to_string()));
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Target::try_from).transpose()
}

/// All targets for a month.
pub fn all_of_month(tx: &mut Tx<'_>, month: Period) -> Result<Vec<Target>, StorageError> {
    let query = seen(tx, targets::table.into_boxed()).filter(targets::month.eq(month.to_string()));
    let rows = query.select(Row::as_select()).load(tx.connection)?;
    rows.into_iter().map(Target::try_from).collect()
}

/// A target that the scope may see.
pub fn by_id(tx: &mut Tx<'_>, id: &TargetId) -> Result<Option<Target>, StorageError> {
    let query = seen(tx, targets::table.into_boxed()).filter(targets::id.eq(id.as_str()));
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Target::try_from).transpose()
}

/// A page of the targets that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Target>, StorageError> {
    let mut query = seen(tx, targets::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Target::try_from)
}

//! Check-ins, and what stood in the way.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::check_ins_row::{BlockerRow, Parts, PlanRow, Row, told_of};
use super::database::Tx;
use super::error::StorageError;
use super::listing::{
    Column, Kind, Listed, Listing, Page, Rows, conditions, id, load, order, place,
};
use super::schema::{check_in_blockers, check_in_plans, check_in_reopenings, check_ins};
use crate::domain::check_in::CheckIn;
use crate::domain::{CheckInId, ClientRef, Note, PartnerId, UserId};

/// What may be asked of the list of check-ins.
pub const LISTED: Listed = Listed {
    name: "check-ins",
    id: "check_ins.id",
    columns: &[
        Column::new("date", Kind::Date, "check_ins.date").sorted(),
        Column::new("partner_id", Kind::Text, "check_ins.partner_id").sorted(),
        Column::new("user_id", Kind::Text, "check_ins.user_id").sorted(),
        Column::new(
            "status",
            Kind::Word(&["submitted", "returned", "approved"]),
            "check_ins.status",
        )
        .sorted(),
        Column::new("late", Kind::Flag, "check_ins.late"),
        Column::new("after_lock", Kind::Flag, "check_ins.after_lock"),
        Column::new("corrected", Kind::Flag, "check_ins.corrected"),
        Column::new("client_ref", Kind::Text, "check_ins.client_ref"),
        Column::new("received_at", Kind::Instant, "check_ins.received_at").sorted(),
    ],
    searched: &["check_ins.id", "coalesce(check_ins.note, '')", "coalesce(check_ins.plan, '')"],
};

type Query<'q> = check_ins::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(check_ins::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// Adds a check-in with its parts.
pub fn insert(tx: &mut Tx<'_>, check_in: &CheckIn) -> Result<(), StorageError> {
    diesel::insert_into(check_ins::table).values(Row::from(check_in)).execute(tx.connection)?;
    insert_parts(tx, check_in)
}

/// Writes a check-in over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, check_in: &CheckIn) -> Result<bool, StorageError> {
    let before = check_ins::table
        .filter(check_ins::id.eq(check_in.id.as_str()))
        .filter(check_ins::version.eq(check_in.version - 1));
    let changed = diesel::update(before).set(Row::from(check_in)).execute(tx.connection)?;
    if changed != 1 {
        return Ok(false);
    }
    let old = check_in_blockers::check_in_id.eq(check_in.id.as_str());
    diesel::delete(check_in_blockers::table.filter(old)).execute(tx.connection)?;
    let old = check_in_plans::check_in_id.eq(check_in.id.as_str());
    diesel::delete(check_in_plans::table.filter(old)).execute(tx.connection)?;
    insert_parts(tx, check_in)?;
    Ok(true)
}

fn insert_parts(tx: &mut Tx<'_>, check_in: &CheckIn) -> Result<(), StorageError> {
    for (position, blocker) in (0..).zip(&check_in.told.blockers) {
        diesel::insert_into(check_in_blockers::table)
            .values(BlockerRow::of(check_in, position, blocker))
            .execute(tx.connection)?;
    }
    for (position, recruit) in (0..).zip(&check_in.told.planned) {
        diesel::insert_into(check_in_plans::table)
            .values(PlanRow::of(check_in, position, recruit))
            .execute(tx.connection)?;
    }
    Ok(())
}

/// The check-in with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &CheckInId) -> Result<Option<CheckIn>, StorageError> {
    let query = check_ins::table.filter(check_ins::id.eq(id.to_string()));
    first(tx, query.into_boxed())
}

/// A person's check-in of a day.
pub fn of_day(
    tx: &mut Tx<'_>,
    user: &UserId,
    date: NaiveDate,
) -> Result<Option<CheckIn>, StorageError> {
    let query = check_ins::table
        .filter(check_ins::user_id.eq(user.to_string()))
        .filter(check_ins::date.eq(date));
    first(tx, query.into_boxed())
}

/// A partner's check-in with the phone's reference.
pub fn by_client_ref(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    client_ref: &ClientRef,
) -> Result<Option<CheckIn>, StorageError> {
    let query = check_ins::table
        .filter(check_ins::partner_id.eq(partner.to_string()))
        .filter(check_ins::client_ref.eq(client_ref.to_string()));
    first(tx, query.into_boxed())
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<CheckIn>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    let row: Option<Row> = query.get_result(tx.connection).optional()?;
    Ok(told(tx, row.into_iter().collect())?.pop())
}

/// The check-ins of a day that the scope may see.
pub fn all_of_day(tx: &mut Tx<'_>, date: NaiveDate) -> Result<Vec<CheckIn>, StorageError> {
    let query = seen(tx, check_ins::table.filter(check_ins::date.eq(date)).into_boxed());
    let rows: Vec<Row> = query.select(Row::as_select()).load(tx.connection)?;
    told(tx, rows)
}

/// A page of the check-ins that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<CheckIn>, StorageError> {
    let mut query = seen(tx, check_ins::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows: Rows<Row> = load(tx, listing, query)?;
    let parts = parts_of(tx, rows.rows.iter().map(|(row, _, _)| row.id.clone()).collect())?;
    Page::of(listing, rows, |row| told_of(row, &parts))
}

fn told(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<CheckIn>, StorageError> {
    let parts = parts_of(tx, rows.iter().map(|row| row.id.clone()).collect())?;
    rows.into_iter().map(|row| told_of(row, &parts)).collect()
}

fn parts_of(tx: &mut Tx<'_>, ids: Vec<String>) -> Result<Parts, StorageError> {
    if ids.is_empty() {
        return Ok(Parts::default());
    }
    let blockers = check_in_blockers::table
        .filter(check_in_blockers::check_in_id.eq_any(ids.clone()))
        .order((check_in_blockers::check_in_id, check_in_blockers::position))
        .select(BlockerRow::as_select())
        .load(tx.connection)?;
    let plans = check_in_plans::table
        .filter(check_in_plans::check_in_id.eq_any(ids))
        .order((check_in_plans::check_in_id, check_in_plans::position))
        .select(PlanRow::as_select())
        .load(tx.connection)?;
    Ok(Parts { blockers, plans })
}

/// Keeps that a manager opened a day again for a person; the first reason stands.
pub fn insert_reopening(
    tx: &mut Tx<'_>,
    (partner, user, date): (&PartnerId, &UserId, NaiveDate),
    reason: &Note,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    diesel::insert_into(check_in_reopenings::table)
        .values((
            check_in_reopenings::user_id.eq(user.as_str()),
            check_in_reopenings::date.eq(date),
            check_in_reopenings::partner_id.eq(partner.as_str()),
            check_in_reopenings::reason.eq(reason.as_str()),
            check_in_reopenings::reopened_by.eq(by.as_str()),
            check_in_reopenings::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Whether a manager opened a day again for a person.
pub fn is_reopened(tx: &mut Tx<'_>, user: &UserId, date: NaiveDate) -> Result<bool, StorageError> {
    let rows: i64 = check_in_reopenings::table
        .filter(check_in_reopenings::user_id.eq(user.as_str()))
        .filter(check_in_reopenings::date.eq(date))
        .count()
        .get_result(tx.connection)?;
    Ok(rows > 0)
}

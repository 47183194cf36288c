//! The working calendar: holidays, leave, and each person's own week.

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{holidays, leaves, person_weeks};
use crate::domain::{
    Holiday, Leave, LeaveId, LeaveStatus, Name, Note, PartnerId, PersonWeek, Span, UserId, Word,
};

/// What may be asked of the list of leaves.
pub const LEAVES: Listed = Listed {
    name: "leaves",
    id: "leaves.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "leaves.partner_id").sorted(),
        Column::new("user_id", Kind::Text, "leaves.user_id").sorted(),
        Column::new(
            "status",
            Kind::Word(&["asked", "approved", "refused", "withdrawn"]),
            "CASE WHEN leaves.withdrawn_at IS NULL THEN leaves.status ELSE 'withdrawn' END",
        )
        .sorted(),
        Column::new("first_on", Kind::Date, "leaves.first_on").sorted(),
        Column::new("last_on", Kind::Date, "leaves.last_on").sorted(),
        Column::new("created_at", Kind::Instant, "leaves.created_at").sorted(),
    ],
    searched: &["leaves.id", "coalesce(leaves.reason, '')"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = leaves, treat_none_as_null = true)]
struct LeaveRow {
    id: String,
    partner_id: String,
    user_id: String,
    first_on: NaiveDate,
    last_on: NaiveDate,
    reason: Option<String>,
    status: String,
    decided_by: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<NaiveDateTime>,
}

impl From<&Leave> for LeaveRow {
    fn from(leave: &Leave) -> Self {
        let Leave {
            id,
            partner,
            user,
            days: Span { first, last },
            reason,
            status,
            decided_by,
            withdrawn,
            version,
            created_at,
            updated_at,
        } = leave;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.to_string(),
            first_on: *first,
            last_on: *last,
            reason: reason.as_ref().map(ToString::to_string),
            status: status.as_str().to_owned(),
            decided_by: decided_by.as_ref().map(ToString::to_string),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            withdrawn_by: withdrawn.as_ref().map(|(by, _)| by.to_string()),
            withdrawn_at: withdrawn.as_ref().map(|(_, at)| *at),
        }
    }
}

impl TryFrom<LeaveRow> for Leave {
    type Error = StorageError;

    fn try_from(row: LeaveRow) -> Result<Self, StorageError> {
        let LeaveRow {
            id,
            partner_id,
            user_id,
            first_on,
            last_on,
            reason,
            status,
            decided_by,
            version,
            created_at,
            updated_at,
            withdrawn_by,
            withdrawn_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("leave {id}: {what}"));
        let withdrawn = match withdrawn_by.zip(withdrawn_at) {
            Some((by, at)) => {
                Some((UserId::parse(&by).ok_or_else(|| unreadable("who withdrew"))?, at))
            }
            None => None,
        };
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            user: UserId::parse(&user_id).ok_or_else(|| unreadable("user"))?,
            days: Span { first: first_on, last: last_on },
            reason: reason
                .map(|text| Note::parse(&text).ok_or_else(|| unreadable("reason")))
                .transpose()?,
            status: LeaveStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            decided_by: decided_by
                .map(|text| UserId::parse(&text).ok_or_else(|| unreadable("who decided")))
                .transpose()?,
            withdrawn,
            id: LeaveId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a leave.
pub fn insert_leave(tx: &mut Tx<'_>, leave: &Leave) -> Result<(), StorageError> {
    diesel::insert_into(leaves::table).values(LeaveRow::from(leave)).execute(tx.connection)?;
    Ok(())
}

/// Writes a leave over the version before it; `false` where that is not there any more.
pub fn update_leave(tx: &mut Tx<'_>, leave: &Leave) -> Result<bool, StorageError> {
    let before = leaves::table
        .filter(leaves::id.eq(leave.id.as_str()))
        .filter(leaves::version.eq(leave.version - 1));
    Ok(diesel::update(before).set(LeaveRow::from(leave)).execute(tx.connection)? == 1)
}

type Query<'q> = leaves::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(leaves::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The leave with that id, where the scope may see it.
pub fn leave_by_id(tx: &mut Tx<'_>, id: &LeaveId) -> Result<Option<Leave>, StorageError> {
    let query = seen(tx, leaves::table.filter(leaves::id.eq(id.to_string())).into_boxed());
    let row = query.select(LeaveRow::as_select()).get_result(tx.connection).optional()?;
    row.map(Leave::try_from).transpose()
}

/// A page of the leaves that the scope may see.
pub fn list_leaves(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Leave>, StorageError> {
    let mut query = seen(tx, leaves::table.into_boxed());
    for condition in conditions(&LEAVES, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((LeaveRow::as_select(), place(&LEAVES, listing.sort), id(&LEAVES)))
        .order(order(&LEAVES, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Leave::try_from)
}

/// The leaves of some days that were approved, of whom the scope may see; also those that were taken back,
/// which hold until then.
pub fn leaves_within(tx: &mut Tx<'_>, days: Span) -> Result<Vec<Leave>, StorageError> {
    let holding = leaves::table
        .filter(leaves::status.eq(LeaveStatus::Approved.as_str()))
        .filter(leaves::first_on.le(days.last))
        .filter(leaves::last_on.ge(days.first));
    let query = seen(tx, holding.into_boxed());
    let rows: Vec<LeaveRow> = query.select(LeaveRow::as_select()).load(tx.connection)?;
    rows.into_iter().map(Leave::try_from).collect()
}

/// Whether a person has asked for leave on any of some days, and it was neither refused nor withdrawn.
pub fn has_leave_within(tx: &mut Tx<'_>, user: &UserId, days: Span) -> Result<bool, StorageError> {
    let asked = leaves::table
        .filter(leaves::user_id.eq(user.as_str()))
        .filter(leaves::status.ne(LeaveStatus::Refused.as_str()))
        .filter(leaves::withdrawn_at.is_null())
        .filter(leaves::first_on.le(days.last))
        .filter(leaves::last_on.ge(days.first));
    Ok(asked.count().get_result::<i64>(tx.connection)? > 0)
}

/// All public holidays, by day.
pub fn holidays(tx: &mut Tx<'_>) -> Result<Vec<Holiday>, StorageError> {
    let rows: Vec<(NaiveDate, String)> = holidays::table
        .select((holidays::date, holidays::name))
        .order(holidays::date)
        .load(tx.connection)?;
    let holiday = |(date, name): (NaiveDate, String)| {
        let unreadable = || StorageError::Failed(format!("holiday {date}: name"));
        Ok(Holiday { date, name: Name::parse(&name).ok_or_else(unreadable)? })
    };
    rows.into_iter().map(holiday).collect()
}

/// Adds a public holiday.
pub fn insert_holiday(
    tx: &mut Tx<'_>,
    holiday: &Holiday,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    diesel::insert_into(holidays::table)
        .values((
            holidays::date.eq(holiday.date),
            holidays::name.eq(holiday.name.as_str()),
            holidays::created_by.eq(by.as_str()),
            holidays::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Takes a public holiday away; `false` where there was none.
pub fn delete_holiday(tx: &mut Tx<'_>, date: NaiveDate) -> Result<bool, StorageError> {
    let day = holidays::table.filter(holidays::date.eq(date));
    Ok(diesel::delete(day).execute(tx.connection)? == 1)
}

/// Writes how a person works from a day on, over what was written of that day.
pub fn put_week(
    tx: &mut Tx<'_>,
    week: &PersonWeek,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    let PersonWeek { user, partner, from, day_off, reports } = week;
    let day_off = day_off.map(Word::as_str);
    let same = person_weeks::table
        .filter(person_weeks::user_id.eq(user.as_str()))
        .filter(person_weeks::effective_from.eq(from));
    let written = diesel::update(same)
        .set((
            person_weeks::day_off.eq(day_off),
            person_weeks::reports.eq(*reports),
            person_weeks::created_by.eq(by.as_str()),
            person_weeks::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    if written == 1 {
        return Ok(());
    }
    diesel::insert_into(person_weeks::table)
        .values((
            person_weeks::user_id.eq(user.as_str()),
            person_weeks::effective_from.eq(from),
            person_weeks::partner_id.eq(partner.as_str()),
            person_weeks::day_off.eq(day_off),
            person_weeks::reports.eq(*reports),
            person_weeks::created_by.eq(by.as_str()),
            person_weeks::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// How people work, of whom the scope may see, by person and day.
pub fn weeks_until(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Vec<PersonWeek>, StorageError> {
    type Found = (String, NaiveDate, String, Option<String>, bool);
    let mut query = person_weeks::table.filter(person_weeks::effective_from.le(day)).into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(person_weeks::partner_id.eq(partner.to_string()));
    }
    let rows: Vec<Found> = query
        .select((
            person_weeks::user_id,
            person_weeks::effective_from,
            person_weeks::partner_id,
            person_weeks::day_off,
            person_weeks::reports,
        ))
        .order((person_weeks::user_id, person_weeks::effective_from))
        .load(tx.connection)?;
    let week = |(user, from, partner, day_off, reports): Found| {
        let unreadable = || StorageError::Failed(format!("the week of {user} from {from}"));
        let day_off = day_off.map(|day| <Weekday as Word>::parse(&day).ok_or_else(unreadable));
        Ok(PersonWeek {
            partner: PartnerId::parse(&partner).ok_or_else(unreadable)?,
            from,
            day_off: day_off.transpose()?,
            reports,
            user: UserId::parse(&user).ok_or_else(unreadable)?,
        })
    };
    rows.into_iter().map(week).collect()
}

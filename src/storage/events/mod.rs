//! Events and their hosts.

pub mod arrivals;
pub mod figures;
pub mod forms;
pub mod registrations;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::MultiBackend;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{
    Column, Kind, Listed, Listing, Page, Rows, conditions, id, load, order, place,
};
use super::schema::{event_hosts, events};
use crate::domain::event::{Event, EventStatus, Host, PublicForm};
use crate::domain::{Amount, City, Code, Currency, EventId, Money, Name, PartnerId, Share, Word};

/// What may be asked of the list of events.
pub const LISTED: Listed = Listed {
    name: "events",
    id: "events.id",
    columns: &[
        Column::new("title", Kind::Text, "events.title").sorted(),
        Column::new("city", Kind::Text, "events.city").sorted(),
        Column::new("status", Kind::Word(&["draft", "open", "running", "closed"]), "events.status")
            .sorted(),
        Column::new("starts_at", Kind::Instant, "events.starts_at").sorted(),
        Column::new("ends_at", Kind::Instant, "events.ends_at").sorted(),
        Column::new("created_at", Kind::Instant, "events.created_at").sorted(),
    ],
    searched: &["events.id", "events.title", "events.city", "events.venue"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = events, treat_none_as_null = true)]
struct Row {
    id: String,
    title: String,
    city: String,
    venue: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    capacity: Option<i32>,
    cost_amount: Option<i64>,
    cost_currency: Option<String>,
    status: String,
    drafted_by_partner_id: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    form_token: Option<String>,
    form_open: bool,
}

impl From<&Event> for Row {
    fn from(event: &Event) -> Self {
        let Event {
            id,
            title,
            city,
            venue,
            starts_at,
            ends_at,
            capacity,
            cost,
            status,
            drafted_by,
            hosts: _,
            form: PublicForm { token, is_open },
            version,
            created_at,
            updated_at,
        } = event;
        Self {
            id: id.to_string(),
            title: title.to_string(),
            city: city.to_string(),
            venue: venue.to_string(),
            starts_at: *starts_at,
            ends_at: *ends_at,
            capacity: capacity.and_then(|capacity| i32::try_from(capacity).ok()),
            cost_amount: cost.map(|cost| cost.amount.minor()),
            cost_currency: cost.map(|cost| cost.currency.code().to_owned()),
            status: status.as_str().to_owned(),
            drafted_by_partner_id: drafted_by.as_ref().map(ToString::to_string),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            form_token: token.as_ref().map(Code::to_string),
            form_open: *is_open,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event_hosts)]
struct HostRow {
    event_id: String,
    partner_id: String,
    share_parts: i32,
}

fn event_of(row: Row, hosts: &[HostRow]) -> Result<Event, StorageError> {
    let Row {
        id,
        title,
        city,
        venue,
        starts_at,
        ends_at,
        capacity,
        cost_amount,
        cost_currency,
        status,
        drafted_by_partner_id,
        version,
        created_at,
        updated_at,
        form_token,
        form_open,
    } = row;
    let unreadable = |what: &str| StorageError::Failed(format!("event {id}: {what}"));
    let mine = hosts.iter().filter(|host| host.event_id == id);
    let hosts: Option<Vec<Host>> = mine.map(host).collect();
    let cost = cost_amount.zip(cost_currency).map(|(amount, currency)| {
        let currency = Currency::parse(&currency).ok_or_else(|| unreadable("currency"))?;
        let amount = Amount::try_from(amount).map_err(|_| unreadable("cost"))?;
        Ok::<_, StorageError>(Money { amount, currency })
    });
    Ok(Event {
        title: Name::parse(&title).ok_or_else(|| unreadable("title"))?,
        city: City::parse(&city).ok_or_else(|| unreadable("city"))?,
        venue: Name::parse(&venue).ok_or_else(|| unreadable("venue"))?,
        starts_at,
        ends_at,
        capacity: capacity.map(i32::unsigned_abs),
        cost: cost.transpose()?,
        status: EventStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
        drafted_by: drafted_by_partner_id
            .map(|text| PartnerId::parse(&text).ok_or_else(|| unreadable("who drafted it")))
            .transpose()?,
        hosts: hosts.ok_or_else(|| unreadable("hosts"))?,
        form: PublicForm {
            token: registrations::read(form_token, Code::parse, || unreadable("link"))?,
            is_open: form_open,
        },
        id: EventId::parse(&id).ok_or_else(|| unreadable("id"))?,
        version,
        created_at,
        updated_at,
    })
}

fn host(row: &HostRow) -> Option<Host> {
    let share = Share::from_parts(row.share_parts.into())?;
    Some(Host { partner: PartnerId::parse(&row.partner_id)?, share })
}

/// Adds an event, without its hosts.
pub fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), StorageError> {
    diesel::insert_into(events::table).values(Row::from(event)).execute(tx.connection)?;
    Ok(())
}

/// Writes an event over the version before it, without its hosts; `false` where that is not there any
/// more.
pub fn update(tx: &mut Tx<'_>, event: &Event) -> Result<bool, StorageError> {
    let before = events::table
        .filter(events::id.eq(event.id.as_str()))
        .filter(events::version.eq(event.version - 1));
    Ok(diesel::update(before).set(Row::from(event)).execute(tx.connection)? == 1)
}

/// Writes who hosts an event, in place of who did. Done with the programme's sight.
pub fn put_hosts(tx: &mut Tx<'_>, event: &Event) -> Result<(), StorageError> {
    let old = event_hosts::table.filter(event_hosts::event_id.eq(event.id.as_str()));
    diesel::delete(old).execute(tx.connection)?;
    for (position, Host { partner, share }) in (0i32..).zip(&event.hosts) {
        let parts = i32::try_from(share.parts()).unwrap_or(i32::MAX);
        diesel::insert_into(event_hosts::table)
            .values((
                event_hosts::event_id.eq(event.id.as_str()),
                event_hosts::partner_id.eq(partner.as_str()),
                event_hosts::position.eq(position),
                event_hosts::share_parts.eq(parts),
            ))
            .execute(tx.connection)?;
    }
    Ok(())
}

type Query<'q> = events::BoxedQuery<'q, MultiBackend>;

/// Narrows a query to what the scope may see: a partner, what it hosts.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => {
            let hosted = event_hosts::table
                .filter(event_hosts::partner_id.eq(partner.to_string()))
                .select(event_hosts::event_id);
            query.filter(events::id.eq_any(hosted))
        }
        None => query,
    }
}

/// The event with that id, where the scope may see it, with those of its hosts that it may see.
pub fn by_id(tx: &mut Tx<'_>, id: &EventId) -> Result<Option<Event>, StorageError> {
    let query = seen(tx, events::table.filter(events::id.eq(id.to_string())).into_boxed());
    let row: Option<Row> = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    let Some(row) = row else { return Ok(None) };
    let hosts = hosts_of(tx, vec![row.id.clone()])?;
    event_of(row, &hosts).map(Some)
}

/// The event with that link, whoever hosts it. Asked with the programme's sight.
pub fn by_form(tx: &mut Tx<'_>, token: &Code) -> Result<Option<Event>, StorageError> {
    let id: Option<String> = events::table
        .filter(events::form_token.eq(token.as_str()))
        .select(events::id)
        .get_result(tx.connection)
        .optional()?;
    match id.as_deref().and_then(EventId::parse) {
        Some(id) => by_id(tx, &id),
        None => Ok(None),
    }
}

/// The hosts of events, in their order; a partner sees itself alone.
fn hosts_of(tx: &mut Tx<'_>, ids: Vec<String>) -> Result<Vec<HostRow>, StorageError> {
    let mut query = event_hosts::table.filter(event_hosts::event_id.eq_any(ids)).into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(event_hosts::partner_id.eq(partner.to_string()));
    }
    let query = query.order((event_hosts::event_id, event_hosts::position));
    Ok(query.select(HostRow::as_select()).load(tx.connection)?)
}

/// A page of the events that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Event>, StorageError> {
    let mut query = seen(tx, events::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows: Rows<Row> = load(tx, listing, query)?;
    let hosts = hosts_of(tx, rows.rows.iter().map(|(row, _, _)| row.id.clone()).collect())?;
    Page::of(listing, rows, |row| event_of(row, &hosts))
}

//! Who said they would come to an event.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::connection::MultiBackend;
use super::super::database::Tx;
use super::super::error::StorageError;
use super::super::listing::{
    Column, Kind, Listed, Listing, Page, conditions, id, load, order, place,
};
use super::super::schema::registrations;
use crate::domain::event::{Mode, Registration};
use crate::domain::{
    City, Code, Email, EventId, Name, PartnerId, Phone, RegistrationId, UserId, Word,
};

const CODE: Column = Column::new("code", Kind::Text, "registrations.code");
const NAME: Column = Column::new("name", Kind::Text, "registrations.name").sorted();
const MODE: Column =
    Column::new("mode", Kind::Word(&["on_site", "online"]), "registrations.mode").sorted();
const WALK_IN: Column = Column::new("walk_in", Kind::Flag, "registrations.walk_in");
const WAITING: Column = Column::new("waiting", Kind::Flag, "registrations.waiting");
const ARRIVED: Column = Column::new(
    "arrived",
    Kind::Flag,
    "EXISTS (SELECT 1 FROM arrivals AS a WHERE a.registration_id = registrations.id)",
);
/// Whose a visitor counts as: whose it was attributed to, and before it came, whose people invited it.
const PARTNER: Column = Column::new(
    "partner_id",
    Kind::Text,
    "coalesce((SELECT a.attributed_partner_id FROM arrivals AS a \
     WHERE a.registration_id = registrations.id), registrations.invited_by_partner_id)",
);

const SEARCHED: &[&str] =
    &["registrations.name", "coalesce(registrations.company, '')", "registrations.code"];

/// What the platform may ask of the registrations of an event.
pub const LISTED: Listed = Listed {
    name: "registrations",
    id: "registrations.id",
    columns: &[CODE, NAME, MODE, WALK_IN, WAITING, ARRIVED, PARTNER],
    searched: SEARCHED,
};

/// What a host may ask of them: nothing of what it may not see.
pub const LISTED_FOR_HOSTS: Listed =
    Listed { columns: &[CODE, NAME, MODE, WALK_IN, WAITING, ARRIVED], ..LISTED };

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = registrations)]
struct Row {
    id: String,
    event_id: String,
    code: String,
    name: String,
    company: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    city: Option<String>,
    mode: String,
    walk_in: bool,
    invited_by_user_id: Option<String>,
    invited_by_partner_id: Option<String>,
    chosen_partner_id: Option<String>,
    created_by: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    waiting: bool,
}

impl From<&Registration> for Row {
    fn from(registration: &Registration) -> Self {
        let Registration {
            id,
            event,
            code,
            name,
            company,
            phone,
            email,
            city,
            mode,
            walk_in,
            waiting,
            invited_by,
            inviter,
            chosen,
            created_by,
            version,
            created_at,
        } = registration;
        Self {
            id: id.to_string(),
            event_id: event.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            company: company.as_ref().map(ToString::to_string),
            phone: phone.as_ref().map(ToString::to_string),
            email: email.as_ref().map(ToString::to_string),
            city: city.as_ref().map(ToString::to_string),
            mode: mode.as_str().to_owned(),
            walk_in: *walk_in,
            invited_by_user_id: invited_by.as_ref().map(ToString::to_string),
            invited_by_partner_id: inviter.as_ref().map(ToString::to_string),
            chosen_partner_id: chosen.as_ref().map(ToString::to_string),
            created_by: created_by.as_ref().map(ToString::to_string),
            version: *version,
            created_at: *created_at,
            updated_at: *created_at,
            waiting: *waiting,
        }
    }
}

impl TryFrom<Row> for Registration {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            event_id,
            code,
            name,
            company,
            phone,
            email,
            city,
            mode,
            walk_in,
            invited_by_user_id,
            invited_by_partner_id,
            chosen_partner_id,
            created_by,
            version,
            created_at,
            updated_at: _,
            waiting,
        } = row;
        let whose = id.clone();
        let unreadable =
            move |what: &str| StorageError::Failed(format!("registration {whose}: {what}"));
        Ok(Self {
            id: RegistrationId::parse(&id).ok_or_else(|| unreadable("id"))?,
            event: EventId::parse(&event_id).ok_or_else(|| unreadable("event"))?,
            code: Code::parse(&code).ok_or_else(|| unreadable("code"))?,
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            company: read(company, Name::parse, || unreadable("company"))?,
            phone: read(phone, Phone::parse, || unreadable("phone"))?,
            email: read(email, Email::parse, || unreadable("e-mail"))?,
            city: read(city, City::parse, || unreadable("city"))?,
            mode: Mode::parse(&mode).ok_or_else(|| unreadable("mode"))?,
            walk_in,
            waiting,
            invited_by: read(invited_by_user_id, UserId::parse, || unreadable("who invited"))?,
            inviter: read(invited_by_partner_id, PartnerId::parse, || unreadable("inviter"))?,
            chosen: read(chosen_partner_id, PartnerId::parse, || unreadable("chosen host"))?,
            created_by: read(created_by, UserId::parse, || unreadable("who wrote it"))?,
            version,
            created_at,
        })
    }
}

/// Reads an optional column by a domain type's door.
pub(super) fn read<T>(
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).ok_or_else(unreadable)).transpose()
}

/// Adds a registration.
pub fn insert(tx: &mut Tx<'_>, registration: &Registration) -> Result<(), StorageError> {
    let row = Row::from(registration);
    diesel::insert_into(registrations::table).values(row).execute(tx.connection)?;
    Ok(())
}

type Query<'q> = registrations::BoxedQuery<'q, MultiBackend>;

fn of(event: &EventId) -> Query<'static> {
    registrations::table.filter(registrations::event_id.eq(event.to_string())).into_boxed()
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Registration>, StorageError> {
    let query = query.select(Row::as_select()).order(registrations::id);
    query.get_result(tx.connection).optional()?.map(Registration::try_from).transpose()
}

/// The registration of an event with that id.
pub fn by_id(
    tx: &mut Tx<'_>,
    event: &EventId,
    id: &RegistrationId,
) -> Result<Option<Registration>, StorageError> {
    first(tx, of(event).filter(registrations::id.eq(id.to_string())))
}

/// The registration of an event with that code.
pub fn by_code(
    tx: &mut Tx<'_>,
    event: &EventId,
    code: &Code,
) -> Result<Option<Registration>, StorageError> {
    first(tx, of(event).filter(registrations::code.eq(code.to_string())))
}

/// The registrations of an event with that phone, the first one first.
pub fn all_by_phone(
    tx: &mut Tx<'_>,
    event: &EventId,
    phone: &Phone,
) -> Result<Vec<Registration>, StorageError> {
    let query = of(event).filter(registrations::phone.eq(phone.to_string()));
    let query = query.select(Row::as_select()).order(registrations::id);
    let rows: Vec<Row> = query.load(tx.connection)?;
    rows.into_iter().map(Registration::try_from).collect()
}

/// The walk-in of an event without a phone, by name and company.
pub fn walk_in_named(
    tx: &mut Tx<'_>,
    event: &EventId,
    (name, company): (&Name, Option<&Name>),
) -> Result<Option<Registration>, StorageError> {
    let mut query = of(event)
        .filter(registrations::walk_in.eq(true))
        .filter(registrations::phone.is_null())
        .filter(registrations::name.eq(name.to_string()));
    query = match company {
        Some(company) => query.filter(registrations::company.eq(company.to_string())),
        None => query.filter(registrations::company.is_null()),
    };
    first(tx, query)
}

/// How many have a place on site.
pub fn places_taken(tx: &mut Tx<'_>, event: &EventId) -> Result<u32, StorageError> {
    let count: i64 = registrations::table
        .filter(registrations::event_id.eq(event.as_str()))
        .filter(registrations::mode.eq(Mode::OnSite.as_str()))
        .filter(registrations::walk_in.eq(false))
        .filter(registrations::waiting.eq(false))
        .count()
        .get_result(tx.connection)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of an event's registrations.
pub fn list(
    tx: &mut Tx<'_>,
    event: &EventId,
    listing: &Listing,
) -> Result<Page<Registration>, StorageError> {
    let mut query = of(event);
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Registration::try_from)
}

//! Who came to an event.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::super::database::Tx;
use super::super::error::StorageError;
use super::super::schema::{arrival_recruits, arrivals, recruits, sellers};
use super::registrations::read;
use crate::domain::event::{Arrival, Attribution, Ground, Mode};
use crate::domain::{
    ArrivalId, ClientRef, EventId, PartnerId, Phone, RecruitId, RegistrationId, UserId, Word,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = arrivals)]
struct Row {
    id: String,
    event_id: String,
    registration_id: String,
    mode: String,
    received_by: Option<String>,
    captured_at: Option<NaiveDateTime>,
    received_at: NaiveDateTime,
    attributed_partner_id: Option<String>,
    ground: Option<String>,
    client_ref: Option<String>,
}

impl From<&Arrival> for Row {
    fn from(arrival: &Arrival) -> Self {
        let Arrival {
            id,
            event,
            registration,
            mode,
            received_by,
            captured_at,
            received_at,
            client_ref,
            attribution,
        } = arrival;
        let attribution = attribution.as_ref();
        Self {
            id: id.to_string(),
            event_id: event.to_string(),
            registration_id: registration.to_string(),
            mode: mode.as_str().to_owned(),
            received_by: received_by.as_ref().map(ToString::to_string),
            captured_at: *captured_at,
            received_at: *received_at,
            attributed_partner_id: attribution.map(|found| found.partner.to_string()),
            ground: attribution.map(|found| found.ground.as_str().to_owned()),
            client_ref: client_ref.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<Row> for Arrival {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            event_id,
            registration_id,
            mode,
            received_by,
            captured_at,
            received_at,
            attributed_partner_id,
            ground,
            client_ref,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("arrival {id}: {what}"));
        let partner = read(attributed_partner_id, PartnerId::parse, || unreadable("whose"))?;
        let ground = read(ground, Ground::parse, || unreadable("ground"))?;
        Ok(Self {
            event: EventId::parse(&event_id).ok_or_else(|| unreadable("event"))?,
            registration: RegistrationId::parse(&registration_id)
                .ok_or_else(|| unreadable("registration"))?,
            mode: Mode::parse(&mode).ok_or_else(|| unreadable("mode"))?,
            received_by: read(received_by, UserId::parse, || unreadable("who was at the door"))?,
            captured_at,
            received_at,
            client_ref: read(client_ref, ClientRef::parse, || unreadable("reference"))?,
            attribution: partner
                .zip(ground)
                .map(|(partner, ground)| Attribution { partner, ground }),
            id: ArrivalId::parse(&id).ok_or_else(|| unreadable("id"))?,
        })
    }
}

/// Adds an arrival.
pub fn insert(tx: &mut Tx<'_>, arrival: &Arrival) -> Result<(), StorageError> {
    diesel::insert_into(arrivals::table).values(Row::from(arrival)).execute(tx.connection)?;
    Ok(())
}

/// The arrivals of these registrations.
pub fn of_registrations(tx: &mut Tx<'_>, ids: Vec<String>) -> Result<Vec<Arrival>, StorageError> {
    let rows: Vec<Row> = arrivals::table
        .filter(arrivals::registration_id.eq_any(ids))
        .select(Row::as_select())
        .load(tx.connection)?;
    rows.into_iter().map(Arrival::try_from).collect()
}

/// The arrival at an event that somebody's phone calls so.
pub fn by_client_ref(
    tx: &mut Tx<'_>,
    event: &EventId,
    (received_by, client_ref): (&UserId, &ClientRef),
) -> Result<Option<Arrival>, StorageError> {
    let row: Option<Row> = arrivals::table
        .filter(arrivals::event_id.eq(event.as_str()))
        .filter(arrivals::received_by.eq(received_by.as_str()))
        .filter(arrivals::client_ref.eq(client_ref.as_str()))
        .select(Row::as_select())
        .get_result(tx.connection)
        .optional()?;
    row.map(Arrival::try_from).transpose()
}

/// The arrival at an event with that id.
pub fn by_id(
    tx: &mut Tx<'_>,
    event: &EventId,
    id: &ArrivalId,
) -> Result<Option<Arrival>, StorageError> {
    let row: Option<Row> = arrivals::table
        .filter(arrivals::event_id.eq(event.as_str()))
        .filter(arrivals::id.eq(id.as_str()))
        .select(Row::as_select())
        .get_result(tx.connection)
        .optional()?;
    row.map(Arrival::try_from).transpose()
}

/// How many of an event's visitors have gone to its hosts in turn.
pub fn turns(tx: &mut Tx<'_>, event: &EventId) -> Result<usize, StorageError> {
    let count: i64 = arrivals::table
        .filter(arrivals::event_id.eq(event.as_str()))
        .filter(arrivals::ground.eq(Ground::Turn.as_str()))
        .count()
        .get_result(tx.connection)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// For whom the seller with a phone is protected on a day that is today. Asked with the programme's
/// sight.
pub fn protected_for(
    tx: &mut Tx<'_>,
    phone: &Phone,
    today: NaiveDate,
) -> Result<Option<PartnerId>, StorageError> {
    let found: Option<String> = recruits::table
        .inner_join(sellers::table)
        .filter(sellers::phone.eq(phone.as_str()))
        .filter(recruits::status.eq_any(["open", "in_review"]))
        .filter(recruits::protected_until.ge(today))
        .order(recruits::seq)
        .select(recruits::partner_id)
        .first(tx.connection)
        .optional()?;
    let unreadable = || StorageError::Failed("a recruit: its partner".to_owned());
    read(found, PartnerId::parse, unreadable)
}

/// The recruit that an arrival became.
pub fn recruit_of(tx: &mut Tx<'_>, arrival: &ArrivalId) -> Result<Option<RecruitId>, StorageError> {
    let found: Option<String> = arrival_recruits::table
        .filter(arrival_recruits::arrival_id.eq(arrival.as_str()))
        .select(arrival_recruits::recruit_id)
        .get_result(tx.connection)
        .optional()?;
    read(found, RecruitId::parse, || StorageError::Failed(format!("arrival {arrival}: recruit")))
}

/// Keeps that an arrival became a recruit.
pub fn insert_recruit(
    tx: &mut Tx<'_>,
    (arrival, partner, recruit): (&ArrivalId, &PartnerId, &RecruitId),
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    diesel::insert_into(arrival_recruits::table)
        .values((
            arrival_recruits::arrival_id.eq(arrival.as_str()),
            arrival_recruits::partner_id.eq(partner.as_str()),
            arrival_recruits::recruit_id.eq(recruit.as_str()),
            arrival_recruits::created_by.eq(by.as_str()),
            arrival_recruits::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

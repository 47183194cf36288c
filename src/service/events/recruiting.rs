//! A visitor who becomes a recruit, of the host whose it is.

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::recruits::{self, NewRecruit, Registered, Whom};
use super::super::sellers::SellerDetails;
use super::get;
use crate::domain::event::{Arrival, Event, Ground, Registration};
use crate::domain::recruit::{Recruit, Source};
use crate::domain::{ArrivalId, Category, City, EventId, Name, Note, Ntn, PartnerId};
use crate::storage::Tx;
use crate::storage::events::{arrivals, registrations};

/// What is known of a visitor's company beyond what the door knows.
#[derive(Debug, Clone, Default)]
pub struct NewEventRecruit {
    /// Its name, where the registration has none or another.
    pub name: Option<Name>,
    /// Where it is, where the registration has none or another.
    pub city: Option<City>,
    /// Its tax number.
    pub ntn: Option<Ntn>,
    /// What it makes.
    pub categories: Vec<Category>,
    /// A remark.
    pub note: Option<Note>,
}

/// Makes a recruit of an arrival, for the partner that the visitor was attributed to. Once: asked
/// again, it is the same recruit.
pub fn recruit(
    tx: &mut Tx<'_>,
    by: &By,
    (event, id): (&EventId, &ArrivalId),
    new: &NewEventRecruit,
) -> Result<Registered, ServiceError> {
    let event = get(tx, event)?;
    let arrival = arrivals::by_id(tx, &event.id, id)?.ok_or(ServiceError::NotFound)?;
    let whose = owner(by, &arrival)?;
    if let Some(known) = arrivals::recruit_of(tx, &arrival.id)? {
        return Ok(Registered::Again(Box::new(recruits::get(tx, &known)?)));
    }
    let registration = registrations::by_id(tx, &event.id, &arrival.registration)?;
    let registration = registration.ok_or(ServiceError::NotFound)?;
    let new = registered(&event, (&arrival, registration), new.clone());
    let done = recruits::register_for(tx, by, &whose, &new)?;
    if let Registered::New(recruit) | Registered::Again(recruit) = &done {
        keep(tx, by, &arrival, recruit)?;
    }
    Ok(done)
}

/// Whose recruit it becomes; a host makes its own alone, and learns nothing of others'.
fn owner(by: &By, arrival: &Arrival) -> Result<PartnerId, ServiceError> {
    let of_another =
        |detail: &str| ServiceError::Conflict("attributed_elsewhere", detail.to_owned());
    let Some(attribution) = &arrival.attribution else {
        return Err(of_another("the visitor came before visitors were attributed"));
    };
    match by.actor.partner() {
        Some(own) if *own != attribution.partner => {
            Err(of_another("the visitor is not your partner's to recruit"))
        }
        None if attribution.ground == Ground::Protection => {
            Err(of_another("the visitor's company is protected already"))
        }
        _ => Ok(attribution.partner.clone()),
    }
}

fn registered(
    event: &Event,
    (arrival, registration): (&Arrival, Registration),
    new: NewEventRecruit,
) -> NewRecruit {
    let name = new.name.or(registration.company).unwrap_or_else(|| registration.name.clone());
    let city = new.city.or(registration.city).unwrap_or_else(|| event.city.clone());
    let details = SellerDetails {
        name,
        city,
        phone: registration.phone,
        email: registration.email,
        ntn: new.ntn,
        cnic: None,
        member_id: None,
        contact_name: Some(registration.name),
        categories: new.categories,
    };
    NewRecruit {
        partner: None,
        whom: Whom::Described(Box::new(details)),
        source: Source::Event,
        event: Some(event.id.clone()),
        note: new.note,
        captured_at: arrival.captured_at,
        client_ref: None,
    }
}

/// The link is the work's own, so that its audit is that of the recruit.
fn keep(
    tx: &mut Tx<'_>,
    by: &By,
    arrival: &Arrival,
    recruit: &Recruit,
) -> Result<(), ServiceError> {
    let link = (&arrival.id, &recruit.partner, &recruit.id);
    Ok(arrivals::insert_recruit(tx, link, (by.actor.user(), by.at()))?)
}

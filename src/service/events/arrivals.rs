//! Who came: once, however often and by whomever the code is read.

use chrono::NaiveDateTime;
use serde_json::json;

use super::super::audit::{self, Change};
use super::super::batch::{self, AllDone, Item};
use super::super::by::{By, new_id};
use super::super::error::ServiceError;
use super::registrations::{NewRegistration, Visitor, of_person, visitor, walk_in};
use super::{all_hosts, get};
use crate::domain::event::{Arrival, Attribution, Claims, Event, Mode, Registration, attribute};
use crate::domain::{
    City, ClientRef, Code, Email, EventId, Name, PartnerId, Phone, RegistrationId, Word,
};
use crate::storage::Tx;
use crate::storage::events::{arrivals, forms, registrations};

/// Somebody who came without having registered.
#[derive(Debug, Clone)]
pub struct WalkIn {
    /// Who.
    pub name: Name,
    /// Of which company.
    pub company: Option<Name>,
    /// How to call.
    pub phone: Option<Phone>,
    /// How to write.
    pub email: Option<Email>,
    /// Where the company is.
    pub city: Option<City>,
    /// The host that the visitor chose.
    pub chosen: Option<PartnerId>,
}

/// Who stands at the door.
#[derive(Debug, Clone)]
pub enum Who {
    /// Whoever has this code.
    Code(Code),
    /// Whoever has this registration.
    Registered(RegistrationId),
    /// Somebody without either.
    WalkIn(Box<WalkIn>),
}

/// Somebody who comes.
#[derive(Debug, Clone)]
pub struct NewArrival {
    /// Who.
    pub who: Who,
    /// How; absent is as registered, and on site for a walk-in.
    pub mode: Option<Mode>,
    /// When, by the phone at the door.
    pub captured_at: Option<NaiveDateTime>,
    /// What that phone calls it.
    pub client_ref: Option<ClientRef>,
}

/// Takes somebody in; the second value says whether it is the first time, which stands.
pub fn arrive(
    tx: &mut Tx<'_>,
    by: &By,
    id: &EventId,
    new: &NewArrival,
) -> Result<(Visitor, bool), ServiceError> {
    let event = get(tx, id)?;
    if !event.status.takes_arrivals() {
        let detail = "nobody arrives at a draft".to_owned();
        return Err(ServiceError::Conflict("event_not_open", detail));
    }
    let registration = match sent_before(tx, by, &event, new)? {
        Some(registration) => registration,
        None => registered(tx, by, &event, new)?,
    };
    let known = visitor(tx, by, registration)?;
    if known.arrival.is_some() {
        return Ok((known, false));
    }
    let registration = known.registration;
    let arrival = Arrival {
        id: new_id(),
        event: event.id.clone(),
        registration: registration.id.clone(),
        mode: new.mode.unwrap_or(registration.mode),
        received_by: Some(by.actor.user().clone()),
        captured_at: new.captured_at,
        received_at: by.at(),
        client_ref: new.client_ref.clone(),
        attribution: attribution(tx, by, &event, &registration)?,
    };
    arrivals::insert(tx, &arrival).map_err(ServiceError::meanwhile)?;
    note(tx, by, &arrival)?;
    Ok((Visitor::of(by, registration, Some(arrival)), true))
}

/// Whoever this phone took in by the same reference, whatever else it says of them now.
fn sent_before(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    new: &NewArrival,
) -> Result<Option<Registration>, ServiceError> {
    let Some(client_ref) = &new.client_ref else { return Ok(None) };
    let own = (by.actor.user(), client_ref);
    match arrivals::by_client_ref(tx, &event.id, own)? {
        Some(known) => Ok(registrations::by_id(tx, &event.id, &known.registration)?),
        None => Ok(None),
    }
}

/// Takes many in, each with an effect of its own.
pub fn arrive_all<F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    id: &EventId,
    items: &[Item<NewArrival, F>],
) -> AllDone<(Visitor, bool), F> {
    get(tx, id)?;
    batch::each(tx, by, items, |tx, new| arrive(tx, by, id, new))
}

/// The registration of whoever stands at the door.
fn registered(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    new: &NewArrival,
) -> Result<Registration, ServiceError> {
    let unknown = |field, code, what: &str| ServiceError::invalid(field, code, what);
    match &new.who {
        Who::Code(code) => coded(tx, event, code)?
            .ok_or_else(|| unknown("/code", "unknown_code", "is no code of this event")),
        Who::Registered(id) => registrations::by_id(tx, &event.id, id)?.ok_or_else(|| {
            unknown("/registration_id", "unknown_id", "is no registration of this event")
        }),
        Who::WalkIn(visitor) => walked_in(tx, by, event, (visitor, new.mode)),
    }
}

/// The registration that a code opens the door for: its own, or another that a public form gave out.
fn coded(
    tx: &mut Tx<'_>,
    event: &Event,
    code: &Code,
) -> Result<Option<Registration>, ServiceError> {
    if let Some(found) = registrations::by_code(tx, &event.id, code)? {
        return Ok(Some(found));
    }
    match forms::by_code(tx, &event.id, code)? {
        Some(taken) => Ok(registrations::by_id(tx, &event.id, &taken.registration)?),
        None => Ok(None),
    }
}

/// Whoever walks in twice walked in once, by phone, name and company, or by the latter where there is no
/// phone.
fn walked_in(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    (visitor, mode): (&WalkIn, Option<Mode>),
) -> Result<Registration, ServiceError> {
    let known = match &visitor.phone {
        Some(phone) => of_person(tx, &event.id, (phone, &visitor.name, visitor.company.as_ref()))?,
        None => {
            let named = (&visitor.name, visitor.company.as_ref());
            registrations::walk_in_named(tx, &event.id, named)?
        }
    };
    if let Some(known) = known {
        return Ok(known);
    }
    if let Some(chosen) = &visitor.chosen {
        let visible = by.actor.partner().is_none_or(|own| own == chosen);
        if !visible || !all_hosts(tx, event)?.contains(chosen) {
            let message = "is not the id of a host that you can see";
            let place = "/walk_in/chosen_partner_id";
            return Err(ServiceError::invalid(place, "unknown_id", message));
        }
    }
    let visitor = visitor.clone();
    let new = NewRegistration {
        name: visitor.name,
        company: visitor.company,
        phone: visitor.phone,
        email: visitor.email,
        city: visitor.city,
        mode: mode.unwrap_or(Mode::OnSite),
        invited_by: None,
        chosen: visitor.chosen,
    };
    walk_in(tx, by, event, new)
}

/// Whose the visitor is, decided in the order of arrival.
fn attribution(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    registration: &Registration,
) -> Result<Option<Attribution>, ServiceError> {
    let hosts = all_hosts(tx, event)?;
    tx.as_programme(|tx| {
        let protected_for = match &registration.phone {
            Some(phone) => arrivals::protected_for(tx, phone, by.now.today)?,
            None => None,
        };
        let claims = Claims {
            protected_for: protected_for.as_ref(),
            inviter: registration.inviter.as_ref(),
            chosen: registration.chosen.as_ref(),
        };
        Ok(attribute(&claims, &hosts, arrivals::turns(tx, &event.id)?))
    })
}

fn note(tx: &mut Tx<'_>, by: &By, arrival: &Arrival) -> Result<(), ServiceError> {
    let change = Change {
        action: "arrivals.create",
        subject_kind: "arrival",
        subject_id: arrival.id.as_str(),
        partner: by.actor.partner(),
        after: Some(json!({
            "event_id": arrival.event.as_str(),
            "registration_id": arrival.registration.as_str(),
            "mode": arrival.mode.as_str(),
        })),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

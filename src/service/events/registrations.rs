//! Who said they would come.

use serde_json::json;

use super::super::app::random;
use super::super::audit::{self, Change};
use super::super::by::{By, new_id};
use super::super::error::ServiceError;
use super::super::listing::{Listed, Listing, Page};
use super::{all_hosts, get};
use crate::domain::event::{Arrival, Event, Mode, Registration};
use crate::domain::{
    Actor, City, Code, Email, EventId, Name, PartnerId, Phone, RegistrationId, UserId, Word,
};
use crate::storage::events::{arrivals, registrations as stored};
use crate::storage::{Tx, users};

pub use crate::storage::events::registrations::{
    LISTED as REGISTRATIONS, LISTED_FOR_HOSTS as REGISTRATIONS_FOR_HOSTS,
};

/// Somebody who says they will come.
#[derive(Debug, Clone)]
pub struct NewRegistration {
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
    /// How this person will take part.
    pub mode: Mode,
    /// Who invited.
    pub invited_by: Option<UserId>,
    /// The host that the visitor chose.
    pub chosen: Option<PartnerId>,
}

/// A visitor as the caller may see it.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The registration.
    pub registration: Registration,
    /// The arrival, where there was one.
    pub arrival: Option<Arrival>,
    /// Whether the visitor is another host's, of whom only name, company and code are told.
    pub of_another: bool,
}

impl Visitor {
    /// A visitor is the platform's to see, and that of the host which invited, was chosen, or got it.
    pub(super) fn of(by: &By, registration: Registration, arrival: Option<Arrival>) -> Self {
        let attribution = arrival.as_ref().and_then(|arrival| arrival.attribution.as_ref());
        let whose = [
            registration.inviter.as_ref(),
            registration.chosen.as_ref(),
            attribution.map(|found| &found.partner),
        ];
        let of_another = by.actor.partner().is_some_and(|own| !whose.contains(&Some(own)));
        Self { registration, arrival, of_another }
    }
}

/// Registers somebody for an event; the second value says whether that is new.
pub fn register(
    tx: &mut Tx<'_>,
    by: &By,
    id: &EventId,
    new: &NewRegistration,
) -> Result<(Visitor, bool), ServiceError> {
    let event = get(tx, id)?;
    if !event.status.takes_registrations() {
        let detail = format!("an event that is {} takes no registrations", event.status.as_str());
        return Err(ServiceError::Conflict("event_not_open", detail));
    }
    if let Some(phone) = &new.phone
        && let Some(known) = of_person(tx, &event.id, (phone, &new.name, new.company.as_ref()))?
    {
        return Ok((visitor(tx, by, known)?, false));
    }
    let inviter = inviter(tx, by, new.invited_by.as_ref())?;
    if let Some(chosen) = &new.chosen {
        chosen_hosts(tx, by, &event, chosen)?;
    }
    let waiting = new.mode == Mode::OnSite && is_full(tx, &event)?;
    let registration = Registration { waiting, ..made(by, &event, new.clone(), inviter)? };
    add(tx, by, &registration)?;
    Ok((Visitor::of(by, registration, None), true))
}

/// The registration of a person, by phone, name and company. Families and firms share phones: with another
/// name or company it is somebody else.
pub(super) fn of_person(
    tx: &mut Tx<'_>,
    event: &EventId,
    (phone, name, company): (&Phone, &Name, Option<&Name>),
) -> Result<Option<Registration>, ServiceError> {
    let of_phone = stored::all_by_phone(tx, event, phone)?;
    Ok(of_phone.into_iter().find(|known| is_same(known, name, company)))
}

/// Whether somebody with a registration's phone is its person; a company that one of them leaves out says
/// nothing.
fn is_same(known: &Registration, name: &Name, company: Option<&Name>) -> bool {
    let alike = |one: &Name, other: &Name| {
        let plain = |name: &Name| name.as_str().trim().to_lowercase();
        plain(one) == plain(other)
    };
    let companies = known.company.as_ref().zip(company);
    alike(&known.name, name) && companies.is_none_or(|(one, other)| alike(one, other))
}

pub(super) fn made(
    by: &By,
    event: &Event,
    new: NewRegistration,
    inviter: Option<PartnerId>,
) -> Result<Registration, ServiceError> {
    Ok(Registration {
        id: new_id(),
        event: event.id.clone(),
        code: new_code()?,
        name: new.name,
        company: new.company,
        phone: new.phone,
        email: new.email,
        city: new.city,
        mode: new.mode,
        walk_in: false,
        waiting: false,
        invited_by: new.invited_by,
        inviter,
        chosen: new.chosen,
        created_by: by.on_behalf.user.clone(),
        version: 1,
        created_at: by.at(),
    })
}

/// Registers somebody who stands at the door.
pub(super) fn walk_in(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    new: NewRegistration,
) -> Result<Registration, ServiceError> {
    let registration = Registration { walk_in: true, ..made(by, event, new, None)? };
    add(tx, by, &registration)?;
    Ok(registration)
}

pub(super) fn add(
    tx: &mut Tx<'_>,
    by: &By,
    registration: &Registration,
) -> Result<(), ServiceError> {
    stored::insert(tx, registration).map_err(ServiceError::meanwhile)?;
    let after = json!({
        "event_id": registration.event.as_str(),
        "name": registration.name.as_str(),
        "company": registration.company.as_ref().map(Name::as_str),
        "mode": registration.mode.as_str(),
        "walk_in": registration.walk_in,
        "waiting": registration.waiting,
    });
    let change = Change {
        action: "registrations.create",
        subject_kind: "registration",
        subject_id: registration.id.as_str(),
        partner: by.actor.partner(),
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

/// Whose person invites: the one that is named, and otherwise the partner that registers.
fn inviter(
    tx: &mut Tx<'_>,
    by: &By,
    invited_by: Option<&UserId>,
) -> Result<Option<PartnerId>, ServiceError> {
    let Some(id) = invited_by else { return Ok(by.actor.partner().cloned()) };
    let user = users::by_id(tx, id)?.ok_or_else(|| {
        let message = "is not the id of a user that you can see";
        ServiceError::invalid("/invited_by", "unknown_id", message)
    })?;
    Ok(user.partner)
}

/// A partner's person names its own partner alone; others it cannot see.
fn chosen_hosts(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    chosen: &PartnerId,
) -> Result<(), ServiceError> {
    let visible = by.actor.partner().is_none_or(|own| own == chosen);
    if visible && all_hosts(tx, event)?.contains(chosen) {
        return Ok(());
    }
    let message = "is not the id of a host that you can see";
    Err(ServiceError::invalid("/chosen_partner_id", "unknown_id", message))
}

pub(super) fn is_full(tx: &mut Tx<'_>, event: &Event) -> Result<bool, ServiceError> {
    let Some(capacity) = event.capacity else { return Ok(false) };
    Ok(stored::places_taken(tx, &event.id)? >= capacity)
}

/// Ten signs that nobody guesses.
pub(super) fn new_code() -> Result<Code, ServiceError> {
    let code = Code::parse(&signs(&random()?, 10));
    code.ok_or_else(|| ServiceError::Internal("no code for a visitor".to_owned()))
}

/// So many bytes as signs, none of which is taken for another on paper.
pub(super) fn signs(bytes: &[u8], count: usize) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let sign = |byte: &u8| SIGNS.get(usize::from(byte % 32)).copied().map(char::from);
    bytes.iter().take(count).filter_map(sign).collect()
}

/// A registration as the caller may see it.
pub(super) fn visitor(
    tx: &mut Tx<'_>,
    by: &By,
    registration: Registration,
) -> Result<Visitor, ServiceError> {
    let arrival = arrivals::of_registrations(tx, vec![registration.id.to_string()])?.pop();
    Ok(Visitor::of(by, registration, arrival))
}

/// A registration of an event that the caller may see.
pub fn registration(
    tx: &mut Tx<'_>,
    by: &By,
    (event, id): (&EventId, &RegistrationId),
) -> Result<Visitor, ServiceError> {
    get(tx, event)?;
    let found = stored::by_id(tx, event, id)?.ok_or(ServiceError::NotFound)?;
    visitor(tx, by, found)
}

/// What somebody may ask of the registrations of an event.
pub fn listed(actor: &Actor) -> &'static Listed {
    if actor.partner().is_some() { &REGISTRATIONS_FOR_HOSTS } else { &REGISTRATIONS }
}

/// A page of the registrations of an event that the caller may see.
pub fn registrations(
    tx: &mut Tx<'_>,
    by: &By,
    event: &EventId,
    listing: &Listing,
) -> Result<Page<Visitor>, ServiceError> {
    get(tx, event)?;
    let page = stored::list(tx, event, listing)?;
    let ids = page.rows.iter().map(|row| row.id.to_string()).collect();
    let mut came = arrivals::of_registrations(tx, ids)?;
    Ok(page.map(|registration| {
        let place = came.iter().position(|arrival| arrival.registration == registration.id);
        Visitor::of(by, registration, place.map(|place| came.swap_remove(place)))
    }))
}

//! Events: owners draft those that they host, a manager opens them.
//!
//! `docs/DOMAIN.md`, "Events".

mod arrivals;
mod forms;
mod invitations;
mod pictures;
mod recruiting;
mod registrations;
mod report;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::partners::unknown_partner;
use crate::domain::event::{Event, EventStatus, Host, PublicForm, is_whole};
use crate::domain::{City, EventId, Money, Name, PartnerId, Share, Word};
use crate::storage::{Tx, events, partners};

pub use crate::storage::events::LISTED;
pub use arrivals::{NewArrival, WalkIn, Who, arrive, arrive_all};
pub use forms::{FormRefused, FormTaken, TypedForm};
pub use invitations::invitation_link;
pub use pictures::{png, svg};
pub use recruiting::{NewEventRecruit, recruit};
pub use registrations::{
    NewRegistration, REGISTRATIONS, REGISTRATIONS_FOR_HOSTS, Visitor, listed, register,
    registration, registrations,
};
pub use report::{COUNTED, EventReport, Figures, HostFigures, report};

/// The most hosts of an event.
const MOST_HOSTS: usize = 20;

/// An event to be made.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// What it is called.
    pub title: Name,
    /// In which city.
    pub city: City,
    /// Where there.
    pub venue: Name,
    /// When it begins.
    pub starts_at: NaiveDateTime,
    /// When it ends.
    pub ends_at: NaiveDateTime,
    /// Who hosts it.
    pub hosts: Vec<Host>,
    /// How many may come on site.
    pub capacity: Option<u32>,
    /// What it costs.
    pub cost: Option<Money>,
    /// Where it stands.
    pub status: EventStatus,
}

/// What changes of an event: what is there.
#[derive(Debug, Clone, Default)]
pub struct EventChanges {
    /// What it is called.
    pub title: Option<Name>,
    /// In which city.
    pub city: Option<City>,
    /// Where there.
    pub venue: Option<Name>,
    /// When it begins.
    pub starts_at: Option<NaiveDateTime>,
    /// When it ends.
    pub ends_at: Option<NaiveDateTime>,
    /// Who hosts it.
    pub hosts: Option<Vec<Host>>,
    /// How many may come on site, or as many as will.
    pub capacity: Option<Option<u32>>,
    /// What it costs, or nothing that is known.
    pub cost: Option<Option<Money>>,
    /// Where it stands.
    pub status: Option<EventStatus>,
    /// Whether its public form is open.
    pub form_open: Option<bool>,
}

/// Makes an event; an owner, a draft that its partner hosts.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewEvent) -> Result<Event, ServiceError> {
    let drafted_by = by.actor.partner().cloned();
    if drafted_by.is_some() && new.status != EventStatus::Draft {
        return Err(ServiceError::Forbidden);
    }
    let new = new.clone();
    let event = Event {
        id: new_id(),
        title: new.title,
        city: new.city,
        venue: new.venue,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        capacity: new.capacity,
        cost: new.cost,
        status: new.status,
        drafted_by,
        hosts: new.hosts,
        form: PublicForm { token: Some(registrations::new_code()?), is_open: true },
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    check(tx, &event)?;
    events::insert(tx, &event)?;
    tx.as_programme(|tx| -> Result<_, ServiceError> { Ok(events::put_hosts(tx, &event)?) })?;
    let change = Change::of("events.create", (None, &event));
    audit::note(tx, by, &Change { partner: by.actor.partner(), ..change })?;
    Ok(event)
}

/// What must hold of an event beside each of its fields.
fn check(tx: &mut Tx<'_>, event: &Event) -> Result<(), ServiceError> {
    if event.ends_at <= event.starts_at {
        let message = "is not after the event's beginning";
        return Err(ServiceError::invalid("/ends_at", "before_start", message));
    }
    let invalid = |code, message: &str| Err(ServiceError::invalid("/hosts", code, message));
    let hosts = &event.hosts;
    if hosts.is_empty() || hosts.len() > MOST_HOSTS {
        return invalid("hosts", "an event has 1 to 20 hosts");
    }
    let shares: Vec<Share> = hosts.iter().map(|host| host.share).collect();
    if !is_whole(&shares) || shares.iter().any(|share| share.parts() == 0) {
        return invalid("shares", "the hosts' shares are above 0 and add up to 100");
    }
    for (place, host) in hosts.iter().enumerate() {
        if hosts.iter().take(place).any(|before| before.partner == host.partner) {
            return invalid("twice", "a partner hosts an event once");
        }
        if partners::by_id(tx, &host.partner)?.is_none() {
            return Err(unknown_partner(&format!("/hosts/{place}/partner_id")));
        }
    }
    Ok(())
}

/// An event that the caller may see: the platform, or a host.
pub fn get(tx: &mut Tx<'_>, id: &EventId) -> Result<Event, ServiceError> {
    events::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the events that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Event>, ServiceError> {
    Ok(events::list(tx, listing)?)
}

/// Changes an event; `seen` is the version that the caller has seen.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&EventId, Option<i32>),
    changes: &EventChanges,
) -> Result<Event, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    may_change(by, &before, changes)?;
    let changes = changes.clone();
    let new_hosts = changes.hosts.is_some();
    let event = Event {
        title: changes.title.unwrap_or_else(|| before.title.clone()),
        city: changes.city.unwrap_or_else(|| before.city.clone()),
        venue: changes.venue.unwrap_or_else(|| before.venue.clone()),
        starts_at: changes.starts_at.unwrap_or(before.starts_at),
        ends_at: changes.ends_at.unwrap_or(before.ends_at),
        hosts: changes.hosts.unwrap_or_else(|| before.hosts.clone()),
        capacity: changes.capacity.unwrap_or(before.capacity),
        cost: changes.cost.unwrap_or(before.cost),
        status: changes.status.unwrap_or(before.status),
        form: form(&before.form, changes.form_open)?,
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    if new_hosts || by.actor.partner().is_none() {
        check(tx, &event)?;
    } else if event.ends_at <= event.starts_at {
        let message = "is not after the event's beginning";
        return Err(ServiceError::invalid("/ends_at", "before_start", message));
    }
    ServiceError::stale_unless(events::update(tx, &event)?)?;
    if new_hosts {
        tx.as_programme(|tx| -> Result<_, ServiceError> { Ok(events::put_hosts(tx, &event)?) })?;
    }
    let change = Change::of("events.change", (Some(&before), &event));
    audit::note(tx, by, &Change { partner: by.actor.partner(), ..change })?;
    Ok(event)
}

/// The public form, which has a link from when it was first open.
fn form(before: &PublicForm, is_open: Option<bool>) -> Result<PublicForm, ServiceError> {
    let Some(is_open) = is_open else { return Ok(before.clone()) };
    let token = match &before.token {
        Some(token) => token.clone(),
        None => registrations::new_code()?,
    };
    Ok(PublicForm { token: Some(token), is_open })
}

/// An owner changes the drafts of its partner, and a manager alone says where an event stands.
fn may_change(by: &By, before: &Event, changes: &EventChanges) -> Result<(), ServiceError> {
    if let Some(partner) = by.actor.partner() {
        if changes.status.is_some_and(|status| status != before.status) {
            return Err(ServiceError::Forbidden);
        }
        if changes.form_open.is_some_and(|open| open != before.form.is_open) {
            return Err(ServiceError::Forbidden);
        }
        if before.status != EventStatus::Draft || before.drafted_by.as_ref() != Some(partner) {
            let detail = "an owner changes the drafts of its own partner".to_owned();
            return Err(ServiceError::Conflict("event_not_draft", detail));
        }
    }
    if let Some(status) = changes.status
        && status != before.status
        && !before.status.may_become(status)
    {
        let (from, to) = (before.status.as_str(), status.as_str());
        let detail = format!("an event that is {from} does not become {to}");
        return Err(ServiceError::Conflict("status", detail));
    }
    let begun = matches!(before.status, EventStatus::Running | EventStatus::Closed);
    if begun && changes.hosts.as_ref().is_some_and(|hosts| *hosts != before.hosts) {
        let detail = "visitors went to the hosts already, so that these stay".to_owned();
        return Err(ServiceError::Conflict("hosts_fixed", detail));
    }
    Ok(())
}

/// Everyone who hosts an event, in their order, whoever asks.
fn all_hosts(tx: &mut Tx<'_>, event: &Event) -> Result<Vec<PartnerId>, ServiceError> {
    let event = tx.as_programme(|tx| get(tx, &event.id))?;
    Ok(event.hosts.into_iter().map(|host| host.partner).collect())
}

impl Recorded for Event {
    const KIND: &'static str = "event";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        let host = |host: &Host| json!([host.partner.as_str(), host.share.to_string()]);
        let cost =
            |cost: &Money| format!("{} {}", cost.amount.in_currency(cost.currency), cost.currency);
        json!({
            "title": self.title.as_str(),
            "city": self.city.as_str(),
            "venue": self.venue.as_str(),
            "starts_at": self.starts_at.to_string(),
            "ends_at": self.ends_at.to_string(),
            "capacity": self.capacity,
            "cost": self.cost.as_ref().map(cost),
            "status": self.status.as_str(),
            "registration_open": self.form.is_open,
            "hosts": self.hosts.iter().map(host).collect::<Vec<_>>(),
        })
    }
}

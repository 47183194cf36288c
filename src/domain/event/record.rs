//! Events, who said they would come, and who came.

use chrono::NaiveDateTime;

use super::super::bounded::City;
use super::super::client_ref::ClientRef;
use super::super::code::Code;
use super::super::id::{PartnerId, UserId};
use super::super::ids::{ArrivalId, EventId, RegistrationId};
use super::super::money::Money;
use super::super::percent::Share;
use super::super::phone::Phone;
use super::super::user::{Email, Name};
use super::attribution::Attribution;
use super::words::{EventStatus, Mode};

/// A host, and its share of the cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The partner.
    pub partner: PartnerId,
    /// Its share of the cost.
    pub share: Share,
}

/// The form by which strangers register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicForm {
    /// What stands in its link; none until somebody opened it.
    pub token: Option<Code>,
    /// Whether it is open, as far as the event itself takes registrations.
    pub is_open: bool,
}

/// A summit, or a smaller gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: EventId,
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
    /// How many may come on site.
    pub capacity: Option<u32>,
    /// What it costs.
    pub cost: Option<Money>,
    /// Where it stands.
    pub status: EventStatus,
    /// The host that drafted it; none is the platform.
    pub drafted_by: Option<PartnerId>,
    /// Who hosts it, in their order.
    pub hosts: Vec<Host>,
    /// Its public form.
    pub form: PublicForm,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Event {
    /// Whether strangers can register by its form.
    pub fn takes_forms(&self) -> bool {
        self.form.is_open && self.status.takes_registrations()
    }
}

/// Somebody who said they would come, or came without saying so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its id.
    pub id: RegistrationId,
    /// Of which event.
    pub event: EventId,
    /// What opens the door.
    pub code: Code,
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
    /// How this person takes part.
    pub mode: Mode,
    /// Whether it came without having registered.
    pub walk_in: bool,
    /// Whether it waits for a place.
    pub waiting: bool,
    /// Who invited.
    pub invited_by: Option<UserId>,
    /// Whose person invited.
    pub inviter: Option<PartnerId>,
    /// The host that the visitor chose.
    pub chosen: Option<PartnerId>,
    /// Who wrote it down; none is the visitor.
    pub created_by: Option<UserId>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
}

/// That the public form was taken once. Whoever was registered before has another code by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormCode {
    /// What the visitor was given.
    pub code: Code,
    /// Of which event.
    pub event: EventId,
    /// The registration that it opens the door for.
    pub registration: RegistrationId,
    /// Which copy of the form, each of which is taken once.
    pub form: String,
    /// SHA-256 of what was typed.
    pub fingerprint: [u8; 32],
    /// Whether the visitor was told to wait for a place.
    pub waiting: bool,
    /// When it was taken.
    pub created_at: NaiveDateTime,
}

/// That somebody came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: ArrivalId,
    /// At which event.
    pub event: EventId,
    /// Who.
    pub registration: RegistrationId,
    /// How.
    pub mode: Mode,
    /// Who stood at the door.
    pub received_by: Option<UserId>,
    /// When, by the phone at the door.
    pub captured_at: Option<NaiveDateTime>,
    /// When it came here.
    pub received_at: NaiveDateTime,
    /// What the phone at the door calls it.
    pub client_ref: Option<ClientRef>,
    /// Whose the visitor is, and why.
    pub attribution: Option<Attribution>,
}

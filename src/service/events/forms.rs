//! The public form: strangers register themselves by a link.
//!
//! Whoever sends it learns of nobody else. Who is registered already gets another code for that
//! registration, and what a visitor is told of places holds for anybody at that moment.

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::app::{App, random};
use super::super::audit::{self, Change, OnBehalf};
use super::super::by::By;
use super::super::error::ServiceError;
use super::super::settings;
use super::NewRegistration;
use super::invitations::inviting;
use super::registrations::{add, is_full, made, new_code, of_person};
use crate::domain::event::{Event, FormCode, Mode, Registration};
use crate::domain::{City, Code, Email, FormPaces, Name, Phone, Scope, Word, hex};
use crate::storage::Tx;
use crate::storage::events::{self as stored, forms};

/// The least and the most seconds that somebody takes to fill in the form.
const QUICKEST: i64 = 3;
const SLOWEST: i64 = 12 * 3600;

/// What a stranger typed.
#[derive(Debug, Clone)]
pub struct TypedForm {
    /// The copy of the form, as [`App::new_form`] made it.
    pub stamp: String,
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
    /// What stood for a host in the link.
    pub invitation: Option<Code>,
}

/// Why a form was not taken, though it is filled in right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormRefused {
    /// The event takes nobody by it, or not any more.
    Closed,
    /// No person types that fast.
    TooQuick,
    /// The copy is too old, was sent before with something else, or is not ours.
    AnotherCopy,
}

/// What becomes of a form.
pub type FormTaken = Result<FormCode, FormRefused>;

impl App {
    /// A copy of an event's form: when it was made, a name of its own, and what shows that we made it.
    pub fn new_form(&self, token: &Code, at: DateTime<Utc>) -> Result<String, ServiceError> {
        let begun = at.timestamp();
        let name = hex(random()?.get(..16).unwrap_or_default());
        let seal = self.seal(token, begun, &name)?;
        Ok(format!("{begun}.{name}.{seal}"))
    }

    fn seal(&self, token: &Code, begun: i64, name: &str) -> Result<String, ServiceError> {
        let bytes = self.tokens.derive("form", format!("{token} {begun} {name}").as_bytes())?;
        Ok(hex(&bytes))
    }

    /// The name of a copy that we made of this event's form, not too early and not too late.
    fn copy(&self, token: &Code, stamp: &str) -> Result<Result<String, FormRefused>, ServiceError> {
        let mut parts = stamp.splitn(3, '.');
        let begun = parts.next().and_then(|begun| begun.parse::<i64>().ok());
        let (Some(begun), Some(name), Some(seal)) = (begun, parts.next(), parts.next()) else {
            return Ok(Err(FormRefused::AnotherCopy));
        };
        // It guards no secret: who guesses a seal bit by bit has filled in a form.
        let is_ours = self.seal(token, begun, name)? == seal;
        let taken = self.clock.real_time().timestamp() - begun;
        Ok(match taken {
            _ if !is_ours => Err(FormRefused::AnotherCopy),
            ..QUICKEST => Err(FormRefused::TooQuick),
            QUICKEST..=SLOWEST => Ok(name.to_owned()),
            _ => Err(FormRefused::AnotherCopy),
        })
    }

    /// The event of a form's link.
    pub fn event_of_form(&self, token: &Code) -> Result<Event, ServiceError> {
        let scope = Scope::of_programme();
        self.database.read(&scope, |tx| event(tx, token))
    }

    /// How often forms may be sent today.
    fn form_paces(&self) -> Result<FormPaces, ServiceError> {
        let today = self.clock.now().today;
        let settings = |tx: &mut Tx<'_>| settings::in_force(tx, today);
        Ok(self.database.read(&Scope::of_programme(), settings)?.forms)
    }

    /// Takes a form from an address.
    pub fn take_form(
        &self,
        (address, request_id): (&str, Option<String>),
        token: &Code,
        typed: TypedForm,
    ) -> Result<FormTaken, ServiceError> {
        self.forms.attempt(address, token.as_str(), self.form_paces()?)?;
        let copy = match self.copy(token, &typed.stamp)? {
            Ok(copy) => copy,
            Err(refused) => return Ok(Err(refused)),
        };
        let (now, recorded_at) = (self.clock.now(), self.clock.real_time().naive_utc());
        let on_behalf = OnBehalf { user: None, request_id };
        let by = By { on_behalf, ..By::system(now, recorded_at) };
        let token = token.clone();
        self.database.write(Scope::of_programme(), move |tx| take(tx, &by, (&token, &copy), &typed))
    }

    /// What an event's form gave a code for, for an address that says it has that code.
    pub fn form_code(
        &self,
        address: &str,
        (token, code): (&Code, &Code),
    ) -> Result<(Event, FormCode), ServiceError> {
        self.forms.look(address, self.form_paces()?)?;
        self.database.read(&Scope::of_programme(), |tx| -> Result<_, ServiceError> {
            let event = event(tx, token)?;
            let found = forms::by_code(tx, &event.id, code)?.ok_or(ServiceError::NotFound)?;
            Ok((event, found))
        })
    }
}

fn event(tx: &mut Tx<'_>, token: &Code) -> Result<Event, ServiceError> {
    stored::by_form(tx, token)?.ok_or(ServiceError::NotFound)
}

/// Registers whoever filled in a form; the same form again is answered as it was.
fn take(
    tx: &mut Tx<'_>,
    by: &By,
    (token, copy): (&Code, &str),
    typed: &TypedForm,
) -> Result<FormTaken, ServiceError> {
    let event = event(tx, token)?;
    let fingerprint = fingerprint(typed);
    if let Some(known) = forms::by_form(tx, copy)? {
        let same = known.event == event.id && known.fingerprint == fingerprint;
        return Ok(if same { Ok(known) } else { Err(FormRefused::AnotherCopy) });
    }
    if !event.takes_forms() {
        return Ok(Err(FormRefused::Closed));
    }
    let waiting = typed.mode == Mode::OnSite && is_full(tx, &event)?;
    let known = match &typed.phone {
        Some(phone) => of_person(tx, &event.id, (phone, &typed.name, typed.company.as_ref()))?,
        None => None,
    };
    let (registration, code) = match known {
        Some(known) => (known, new_code()?),
        None => {
            let new = registered(tx, by, &event, (typed, waiting))?;
            (new.clone(), new.code)
        }
    };
    let taken = FormCode {
        code,
        event: event.id,
        registration: registration.id,
        form: copy.to_owned(),
        fingerprint,
        waiting,
        created_at: by.at(),
    };
    forms::insert(tx, &taken).map_err(ServiceError::meanwhile)?;
    note(tx, by, &taken)?;
    Ok(Ok(taken))
}

fn registered(
    tx: &mut Tx<'_>,
    by: &By,
    event: &Event,
    (typed, waiting): (&TypedForm, bool),
) -> Result<Registration, ServiceError> {
    let TypedForm { stamp: _, name, company, phone, email, city, mode, invitation } = typed.clone();
    let inviter = invitation.and_then(|code| inviting(event, &code).cloned());
    let new =
        NewRegistration { name, company, phone, email, city, mode, invited_by: None, chosen: None };
    let registration = Registration { waiting, ..made(by, event, new, inviter)? };
    add(tx, by, &registration)?;
    Ok(registration)
}

/// SHA-256 of what was typed.
fn fingerprint(typed: &TypedForm) -> [u8; 32] {
    // The link is not typed, and may be another the second time.
    let TypedForm { stamp: _, name, company, phone, email, city, mode, invitation: _ } = typed;
    let fields = json!([
        name.as_str(),
        company.as_ref().map(Name::as_str),
        phone.as_ref().map(Phone::as_str),
        email.as_ref().map(Email::as_str),
        city.as_ref().map(City::as_str),
        mode.as_str(),
    ]);
    Sha256::digest(fields.to_string().as_bytes()).into()
}

fn note(tx: &mut Tx<'_>, by: &By, taken: &FormCode) -> Result<(), ServiceError> {
    let change = Change {
        action: "registrations.form",
        subject_kind: "registration",
        subject_id: taken.registration.as_str(),
        after: Some(json!({"event_id": taken.event.as_str(), "waiting": taken.waiting})),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

//! `/events/{id}/registrations`: who said they would come.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::asked::{Asked, Row};
use super::super::body::{Body, Fields, Sent};
use super::super::caller::{Allowed, At};
use super::super::error::ApiError;
use super::super::fields::instant;
use super::super::policies::{Anyone, Field};
use super::super::read::{self, ListResponse, Versioned};
use super::super::write::{Write, changed, created};
use crate::domain::event::{Mode, Registration};
use crate::domain::{City, Email, Id, Name, OfEvent, PartnerId, Phone, UserId, Word};
use crate::service::events::{self, NewRegistration, Visitor};
use crate::service::listing::Listed;
use crate::service::{App, By, ServiceError, Tx};

/// Somebody who says they will come.
#[derive(Debug)]
pub struct RegistrationRequest;
type RegistrationSent = Sent<RegistrationRequest>;

impl Body for RegistrationRequest {
    type Command = NewRegistration;

    fn read(fields: &mut Fields) -> Option<NewRegistration> {
        let name = fields.required("name");
        let company = fields.optional::<Option<Name>>("company");
        let phone = fields.optional::<Option<Phone>>("phone");
        let email = fields.optional::<Option<Email>>("email");
        let city = fields.optional::<Option<City>>("city");
        let invited_by = fields.optional::<Option<UserId>>("invited_by");
        let chosen = fields.optional::<Option<PartnerId>>("chosen_partner_id");
        let mode = fields.optional::<Mode>("mode");
        Some(NewRegistration {
            name: name?,
            company: company.flatten(),
            phone: phone.flatten(),
            email: email.flatten(),
            city: city.flatten(),
            mode: mode.unwrap_or(Mode::OnSite),
            invited_by: invited_by.flatten(),
            chosen: chosen.flatten(),
        })
    }
}

/// A registration. Of another host's visitor there is the name, the company and the code.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationResponse {
    id: String,
    event_id: String,
    /// What opens the door, and stands in the picture.
    code: String,
    name: String,
    company: Option<String>,
    mode: &'static str,
    walk_in: bool,
    /// Whether there is no place on site yet.
    waiting: bool,
    phone: Option<String>,
    email: Option<String>,
    city: Option<String>,
    invited_by: Option<String>,
    invited_by_partner_id: Option<String>,
    chosen_partner_id: Option<String>,
    created_at: Option<String>,
    /// When the visitor came.
    arrived_at: Option<String>,
}

impl Row for RegistrationResponse {
    const LISTED: &'static Listed = &events::REGISTRATIONS;
    const LISTED_FOR_PARTNERS: &'static Listed = &events::REGISTRATIONS_FOR_HOSTS;
}

impl From<&Visitor> for RegistrationResponse {
    fn from(Visitor { registration, arrival, of_another }: &Visitor) -> Self {
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
            created_by: _,
            version: _,
            created_at,
        } = registration;
        let told = |text: Option<String>| text.filter(|_| !of_another);
        Self {
            id: id.to_string(),
            event_id: event.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            company: company.as_ref().map(Name::to_string),
            mode: mode.as_str(),
            walk_in: *walk_in,
            waiting: *waiting,
            phone: told(phone.as_ref().map(Phone::to_string)),
            email: told(email.as_ref().map(Email::to_string)),
            city: told(city.as_ref().map(City::to_string)),
            invited_by: told(invited_by.as_ref().map(UserId::to_string)),
            invited_by_partner_id: told(inviter.as_ref().map(PartnerId::to_string)),
            chosen_partner_id: told(chosen.as_ref().map(PartnerId::to_string)),
            created_at: told(Some(instant(*created_at))),
            arrived_at: arrival.as_ref().map(|arrival| instant(arrival.received_at)),
        }
    }
}

/// Register somebody; whose phone is registered already gets that registration.
#[utoipa::path(post, path = "/events/{id}/registrations", tag = "events",
    params(("id" = String, Path)), request_body = RegistrationSent,
    responses((status = 201, body = RegistrationResponse),
        (status = 200, body = RegistrationResponse), (status = 404), (status = 409)))]
pub async fn register(
    app: web::Data<App>,
    request: Write<Field, RegistrationRequest>,
    at: At<OfEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, new: &NewRegistration| events::register(tx, by, &id, new);
    let answer = |_: &By, (visitor, new): (Visitor, bool)| {
        let Registration { id, event, version, .. } = &visitor.registration;
        let (place, body) = (format!("events/{event}/registrations/{id}"), (&visitor).into());
        let body: RegistrationResponse = body;
        if new { created(&place, *version, &body) } else { changed(*version, &body) }
    };
    request.run(app, work, answer).await
}

/// The registrations of an event.
#[utoipa::path(get, path = "/events/{id}/registrations", tag = "events",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<RegistrationResponse>), (status = 404)))]
pub async fn list(
    asked: Asked<RegistrationResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, visitor| RegistrationResponse::from(&visitor);
    read::page(
        (asked, app, caller),
        move |tx, by, listing| events::registrations(tx, by, &id, listing),
        show,
    )
    .await
}

/// A registration.
#[utoipa::path(get, path = "/events/{id}/registrations/{registration_id}", tag = "events",
    params(("id" = String, Path), ("registration_id" = String, Path)),
    responses((status = 200, body = RegistrationResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
    path: web::Path<(String, String)>,
) -> Result<Versioned, ApiError> {
    let (event, id) = (at.id()?, Id::parse(&path.1).ok_or(ServiceError::NotFound)?);
    let show = |_: &By, visitor: Visitor| {
        (visitor.registration.version, RegistrationResponse::from(&visitor))
    };
    let load = (&request, app, caller);
    read::one(load, move |tx, by| events::registration(tx, by, (&event, &id)), show).await
}

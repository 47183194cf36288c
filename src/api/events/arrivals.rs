//! `/events/{id}/arrivals`: who came, and the recruits that they become.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::batch::{self, Batch, BatchResponse, Done, Shown};
use super::super::body::{Body, Fault, Fields, Nested, Sent};
use super::super::caller::At;
use super::super::error::ApiError;
use super::super::fields::instant;
use super::super::policies::Field;
use super::super::recruits::RecruitResponse;
use super::super::write::{NeedsKey, Write, changed, created, done, refused};
use super::registrations::RegistrationResponse;
use crate::domain::event::Mode;
use crate::domain::{
    Category, City, ClientRef, Code, Email, Id, Name, Note, Ntn, OfEvent, PartnerId, Phone,
    RegistrationId, Word,
};
use crate::service::events::{self, NewArrival, NewEventRecruit, Visitor, WalkIn, Who};
use crate::service::recruits::Registered;
use crate::service::{App, By, ServiceError, Tx};

/// Somebody who came without having registered.
#[derive(Debug)]
struct WalkInRequest;

impl Body for WalkInRequest {
    type Command = WalkIn;

    fn read(fields: &mut Fields) -> Option<WalkIn> {
        let name = fields.required("name");
        let company = fields.optional::<Option<Name>>("company");
        let phone = fields.optional::<Option<Phone>>("phone");
        let email = fields.optional::<Option<Email>>("email");
        let city = fields.optional::<Option<City>>("city");
        let chosen = fields.optional::<Option<PartnerId>>("chosen_partner_id");
        Some(WalkIn {
            name: name?,
            company: company.flatten(),
            phone: phone.flatten(),
            email: email.flatten(),
            city: city.flatten(),
            chosen: chosen.flatten(),
        })
    }
}

/// Somebody at the door: a code, a registration, or neither.
#[derive(Debug)]
pub struct ArrivalRequest;
type ArrivalSent = Sent<ArrivalRequest>;
type ArrivalBatchSent = Sent<Batch<ArrivalRequest>>;

impl Body for ArrivalRequest {
    type Command = NewArrival;

    fn read(fields: &mut Fields) -> Option<NewArrival> {
        let code = fields.optional::<Code>("code");
        let registration = fields.optional::<RegistrationId>("registration_id");
        let walk_in = fields.optional::<Nested<WalkInRequest>>("walk_in");
        let mode = fields.optional::<Mode>("mode");
        let captured_at = fields.optional::<Option<NaiveDateTime>>("captured_at");
        let client_ref = fields.optional::<Option<ClientRef>>("client_ref").flatten();
        // Codes are read by people too, who do not see a large letter from a small one.
        let code = code.and_then(|code| Code::parse(&code.as_str().to_ascii_uppercase()));
        let who = match (code, registration, walk_in) {
            (Some(code), None, None) => Some(Who::Code(code)),
            (None, Some(id), None) => Some(Who::Registered(id)),
            (None, None, Some(Nested(visitor))) => Some(Who::WalkIn(Box::new(visitor))),
            _ => {
                let message = "exactly one of `code`, `registration_id` and `walk_in` is needed";
                fields.fault("code", Fault::value("one_of", message));
                None
            }
        };
        Some(NewArrival { who: who?, mode, captured_at: captured_at.flatten(), client_ref })
    }
}

/// What is known of a visitor's company beyond what the door knows.
#[derive(Debug)]
pub struct EventRecruitRequest;
type EventRecruitSent = Sent<EventRecruitRequest>;

impl Body for EventRecruitRequest {
    type Command = NewEventRecruit;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<NewEventRecruit> {
        let name = fields.optional::<Name>("name");
        let city = fields.optional::<City>("city");
        let ntn = fields.optional::<Option<Ntn>>("ntn");
        let categories = fields.optional::<Vec<Category>>("categories");
        let note = fields.optional::<Option<Note>>("note");
        Some(NewEventRecruit {
            name,
            city,
            ntn: ntn.flatten(),
            categories: categories.unwrap_or_default(),
            note: note.flatten(),
        })
    }
}

/// That somebody came; the first time stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArrivalResponse {
    id: Option<String>,
    event_id: String,
    registration_id: String,
    mode: Option<&'static str>,
    captured_at: Option<String>,
    received_at: Option<String>,
    /// What the phone at the door calls it; null where the visitor is another's.
    client_ref: Option<String>,
    walk_in: bool,
    /// Whose the visitor is; null where it is another's.
    attributed_partner_id: Option<String>,
    /// Why: `protection`, `inviter`, `choice` or `turn`.
    ground: Option<&'static str>,
    /// Who came.
    visitor: RegistrationResponse,
}

impl From<&Visitor> for ArrivalResponse {
    fn from(visitor: &Visitor) -> Self {
        let Visitor { registration, arrival, of_another } = visitor;
        let arrival = arrival.as_ref();
        let attribution = arrival.and_then(|arrival| arrival.attribution.as_ref());
        let attribution = attribution.filter(|_| !of_another);
        Self {
            id: arrival.map(|arrival| arrival.id.to_string()),
            event_id: registration.event.to_string(),
            registration_id: registration.id.to_string(),
            mode: arrival.map(|arrival| arrival.mode.as_str()),
            captured_at: arrival.and_then(|arrival| arrival.captured_at).map(instant),
            received_at: arrival.map(|arrival| instant(arrival.received_at)),
            client_ref: arrival
                .filter(|_| !of_another)
                .and_then(|arrival| arrival.client_ref.as_ref())
                .map(ClientRef::to_string),
            walk_in: registration.walk_in,
            attributed_partner_id: attribution.map(|found| found.partner.to_string()),
            ground: attribution.map(|found| found.ground.as_str()),
            visitor: visitor.into(),
        }
    }
}

/// Take somebody in; twice is the first answer again.
#[utoipa::path(post, path = "/events/{id}/arrivals", tag = "events", params(("id" = String, Path)),
    request_body = ArrivalSent, responses((status = 201, body = ArrivalResponse),
        (status = 200, body = ArrivalResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn arrive(
    app: web::Data<App>,
    request: Write<Field, ArrivalRequest, NeedsKey>,
    at: At<OfEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewArrival| events::arrive(tx, by, &id, new);
    let answer = |_: &By, (visitor, new): (Visitor, bool)| {
        let body = ArrivalResponse::from(&visitor);
        let place = format!(
            "events/{}/registrations/{}",
            visitor.registration.event, visitor.registration.id
        );
        if new { created(&place, 1, &body) } else { done(&body) }
    };
    request.run(app, work, answer).await
}

/// Take many in, up to 500, in their order; what one has wrong stops none of the others.
#[utoipa::path(post, path = "/events/{id}/arrivals/batch", tag = "events",
    params(("id" = String, Path)), request_body = ArrivalBatchSent,
    responses((status = 200, body = BatchResponse), (status = 404), (status = 413)))]
pub async fn arrive_all(
    app: web::Data<App>,
    request: Write<Field, Batch<ArrivalRequest>, NeedsKey>,
    at: At<OfEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, items: &Vec<_>| events::arrive_all(tx, by, &id, items);
    let answer = |by: &By, items: Done<(Visitor, bool)>| {
        let show = |(visitor, new)| Shown::of(ArrivalResponse::from(&visitor), new);
        batch::answer(by, items, show)
    };
    request.run(app, work, answer).await
}

/// Make a recruit of somebody who came, for the host whose the visitor is.
#[utoipa::path(post, path = "/events/{id}/arrivals/{arrival_id}/recruit", tag = "events",
    params(("id" = String, Path), ("arrival_id" = String, Path)),
    request_body = EventRecruitSent, responses((status = 201, body = RecruitResponse),
        (status = 200, body = RecruitResponse), (status = 404), (status = 409)))]
pub async fn recruit(
    app: web::Data<App>,
    request: Write<Field, EventRecruitRequest, NeedsKey>,
    at: At<OfEvent>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (event, id) = (at.id()?, Id::parse(&path.1).ok_or(ServiceError::NotFound)?);
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewEventRecruit| {
        events::recruit(tx, by, (&event, &id), new)
    };
    let answer = |by: &By, registered| match registered {
        Registered::New(recruit) => {
            let (place, version) = (format!("recruits/{}", recruit.id), recruit.version);
            created(&place, version, &RecruitResponse::of(by, *recruit))
        }
        Registered::Again(recruit) => changed(recruit.version, &RecruitResponse::of(by, *recruit)),
        Registered::Refused(_) => Ok(refused(by, Registered::refusal())),
    };
    request.run(app, work, answer).await
}

//! `/events`: summits and smaller gatherings, their hosts, and who came.

pub mod arrivals;
pub mod pictures;
pub mod registrations;
pub mod report;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Nested, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{Anyone, ManagersAndOwners};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::event::{Event, EventStatus, Host, PublicForm};
use crate::domain::{Amount, Money, OfEvent, PartnerId, Share, Word};
use crate::service::events::{self, EventChanges, NewEvent};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::{App, By, ServiceError, Tx};

/// The most that may come on site.
const MOST_PLACES: u32 = 1_000_000;

/// A host, and its share of the cost.
#[derive(Debug)]
struct HostRequest;

impl Body for HostRequest {
    type Command = Host;

    fn read(fields: &mut Fields) -> Option<Host> {
        let partner = fields.required::<PartnerId>("partner_id");
        let share = fields.required::<Share>("share");
        Some(Host { partner: partner?, share: share? })
    }
}

type Hosts = Vec<Nested<HostRequest>>;

fn hosts(sent: Hosts) -> Vec<Host> {
    sent.into_iter().map(|Nested(host)| host).collect()
}

fn capacity(fields: &mut Fields) -> Option<Option<u32>> {
    let capacity = fields.optional::<Option<u32>>("capacity")?;
    if capacity.is_some_and(|places| !(1..=MOST_PLACES).contains(&places)) {
        let message = format!("is not from 1 to {MOST_PLACES}");
        fields.fault("capacity", Fault::value("out_of_range", message));
    }
    Some(capacity)
}

fn cost(fields: &mut Fields) -> Option<Option<Money>> {
    let cost = fields.optional::<Option<Money>>("cost")?;
    if cost.is_some_and(|cost| cost.amount < Amount::ZERO) {
        fields.fault("cost", Fault::value("amount", "is below zero"));
    }
    Some(cost)
}

/// An event to be made.
#[derive(Debug)]
pub struct EventRequest;
type EventSent = Sent<EventRequest>;

impl Body for EventRequest {
    type Command = NewEvent;

    fn read(fields: &mut Fields) -> Option<NewEvent> {
        let title = fields.required("title");
        let city = fields.required("city");
        let venue = fields.required("venue");
        let starts_at = fields.required::<NaiveDateTime>("starts_at");
        let ends_at = fields.required::<NaiveDateTime>("ends_at");
        let sent = fields.required::<Hosts>("hosts");
        let capacity = capacity(fields);
        let cost = cost(fields);
        let status = fields.optional::<EventStatus>("status");
        Some(NewEvent {
            title: title?,
            city: city?,
            venue: venue?,
            starts_at: starts_at?,
            ends_at: ends_at?,
            hosts: hosts(sent?),
            capacity: capacity.flatten(),
            cost: cost.flatten(),
            status: status.unwrap_or(EventStatus::Draft),
        })
    }
}

/// What changes of an event.
#[derive(Debug)]
pub struct EventPatchRequest;
type EventPatchSent = Sent<EventPatchRequest>;

impl Body for EventPatchRequest {
    type Command = EventChanges;

    fn read(fields: &mut Fields) -> Option<EventChanges> {
        Some(EventChanges {
            title: fields.optional("title"),
            city: fields.optional("city"),
            venue: fields.optional("venue"),
            starts_at: fields.optional("starts_at"),
            ends_at: fields.optional("ends_at"),
            hosts: fields.optional::<Hosts>("hosts").map(hosts),
            capacity: capacity(fields),
            cost: cost(fields),
            status: fields.optional("status"),
            form_open: fields.optional("registration_open"),
        })
    }
}

/// A host, and its share of the cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostResponse {
    partner_id: String,
    share: String,
    /// The public form's path for those whom this host invites; null where the form was never open.
    invitation_link: Option<String>,
}

/// An event. A host sees itself among the hosts.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventResponse {
    id: String,
    title: String,
    city: String,
    venue: String,
    starts_at: String,
    ends_at: String,
    capacity: Option<u32>,
    cost: Option<MoneyResponse>,
    status: &'static str,
    /// Whether the public form is open while the event takes registrations.
    registration_open: bool,
    /// The public form's path; null for a partner's people, and where it was never open.
    registration_link: Option<String>,
    hosts: Vec<HostResponse>,
    created_at: String,
    updated_at: String,
}

impl Row for EventResponse {
    const LISTED: &'static Listed = &events::LISTED;
}

impl EventResponse {
    fn of(by: &By, event: &Event) -> Self {
        let Event {
            id,
            title,
            city,
            venue,
            starts_at,
            ends_at,
            capacity,
            cost,
            status,
            drafted_by: _,
            hosts,
            form: PublicForm { token, is_open },
            version: _,
            created_at,
            updated_at,
        } = event;
        let host = |Host { partner, share }: &Host| HostResponse {
            partner_id: partner.to_string(),
            share: share.to_string(),
            invitation_link: events::invitation_link(event, partner),
        };
        let token = token.as_ref().filter(|_| by.actor.partner().is_none());
        Self {
            id: id.to_string(),
            title: title.to_string(),
            city: city.to_string(),
            venue: venue.to_string(),
            starts_at: instant(*starts_at),
            ends_at: instant(*ends_at),
            capacity: *capacity,
            cost: cost.map(MoneyResponse::from),
            status: status.as_str(),
            registration_open: *is_open,
            registration_link: token.map(|token| format!("/r/{token}")),
            hosts: hosts.iter().map(host).collect(),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Make an event; an owner, a draft that its partner hosts.
#[utoipa::path(post, path = "/events", tag = "events", request_body = EventSent,
    responses((status = 201, body = EventResponse), (status = 403), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<ManagersAndOwners, EventRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, event: Event| {
        let body = EventResponse::of(by, &event);
        created(&format!("events/{}", event.id), event.version, &body)
    };
    request.run(app, events::create, answer).await
}

/// The events: a partner's people see those that it hosts.
#[utoipa::path(get, path = "/events", tag = "events",
    responses((status = 200, body = ListResponse<EventResponse>)))]
pub async fn list(
    asked: Asked<EventResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |by: &By, event: Event| EventResponse::of(by, &event);
    read::page((asked, app, caller), events::list, show).await
}

/// An event.
#[utoipa::path(get, path = "/events/{id}", tag = "events", params(("id" = String, Path)),
    responses((status = 200, body = EventResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, event: Event| (event.version, EventResponse::of(by, &event));
    read::one((&request, app, caller), move |tx, _| events::get(tx, &id), show).await
}

/// Change an event; a manager opens and closes it.
#[utoipa::path(patch, path = "/events/{id}", tag = "events", params(("id" = String, Path)),
    request_body = EventPatchSent, responses((status = 200, body = EventResponse),
        (status = 404), (status = 409)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<ManagersAndOwners, EventPatchRequest>,
    at: At<OfEvent>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &EventChanges| {
        events::change(tx, by, (&id, seen), changes)
    };
    request.run(app, work, answer).await
}

fn answer(by: &By, event: Event) -> Result<Answer, ServiceError> {
    changed(event.version, &EventResponse::of(by, &event))
}

//! `/recruits`: registrations of sellers.

pub mod batch;
pub mod lookup;
pub mod pipeline;
pub mod pool;
pub mod progress;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Nested, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Field};
use super::read::{self, ListResponse, Versioned};
use super::sellers::details;
use super::write::{NeedsKey, Seen, Write, changed, created, refused};
use crate::domain::recruit::{Extension, Recruit};
use crate::domain::{ClientRef, EventId, Note, OfRecruit, PartnerId, SellerId, Word};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::recruits::{self, NewRecruit, Registered, Whom};
use crate::service::sellers::SellerDetails;
use crate::service::{App, By, ServiceError, Tx};

/// A seller as its partner describes it.
#[derive(Debug)]
pub struct DescribedSellerRequest;

impl Body for DescribedSellerRequest {
    type Command = SellerDetails;

    fn read(fields: &mut Fields) -> Option<SellerDetails> {
        details(fields)
    }
}

/// A registration of a seller, which is described or known by its id.
#[derive(Debug)]
pub struct RecruitRequest;
type RecruitSent = Sent<RecruitRequest>;

impl Body for RecruitRequest {
    type Command = NewRecruit;

    fn read(fields: &mut Fields) -> Option<NewRecruit> {
        let client_ref = fields.optional::<Option<ClientRef>>("client_ref");
        registration(fields, client_ref.flatten())
    }
}

/// The fields of a registration but the phone's own name of it.
fn registration(fields: &mut Fields, client_ref: Option<ClientRef>) -> Option<NewRecruit> {
    let partner = fields.optional::<PartnerId>("partner_id");
    let described = fields.optional::<Nested<DescribedSellerRequest>>("seller");
    let known = fields.optional::<SellerId>("seller_id");
    let source = fields.required("source");
    let event = fields.optional::<Option<EventId>>("event_id");
    let note = fields.optional::<Option<Note>>("note");
    let captured_at = fields.optional::<Option<NaiveDateTime>>("captured_at");
    Some(NewRecruit {
        partner,
        whom: whom(fields, described, known)?,
        source: source?,
        event: event.flatten(),
        note: note.flatten(),
        captured_at: captured_at.flatten(),
        client_ref,
    })
}

fn whom(
    fields: &mut Fields,
    described: Option<Nested<DescribedSellerRequest>>,
    known: Option<SellerId>,
) -> Option<Whom> {
    match (described, known) {
        (Some(Nested(details)), None) => Some(Whom::Described(Box::new(details))),
        (None, Some(id)) => Some(Whom::Known(id)),
        (Some(_), Some(_)) => {
            let message = "stands beside `seller`; send one of the two";
            fields.fault("seller_id", Fault::value("one_of_two", message));
            None
        }
        (None, None) => {
            fields.missing("seller", "is missing; send it, or `seller_id`");
            None
        }
    }
}

/// What changes of a recruit.
#[derive(Debug)]
pub struct RecruitPatchRequest;
type RecruitPatchSent = Sent<RecruitPatchRequest>;

impl Body for RecruitPatchRequest {
    type Command = Option<Option<Note>>;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        Some(fields.optional("note"))
    }
}

/// A recruit.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecruitResponse {
    id: String,
    partner_id: String,
    user_id: Option<String>,
    /// Null where it was refused at receipt.
    seller_id: Option<String>,
    /// The seller's name as its partner wrote it.
    seller_name: String,
    seller_city: String,
    /// The seller as its partner described it.
    submitted: serde_json::Value,
    source: &'static str,
    event_id: Option<String>,
    note: Option<String>,
    captured_at: Option<String>,
    received_at: String,
    /// Whether it was received more than a day after its capture.
    late: bool,
    client_ref: Option<String>,
    status: &'static str,
    stage: &'static str,
    /// The last day of its protection.
    protected_until: Option<NaiveDate>,
    last_activity_at: Option<String>,
    /// By when somebody is to speak to it; null where somebody has, or it is over.
    follow_up_due_at: Option<String>,
    /// Why it waits for a decision; for the platform alone.
    review_reason: Option<String>,
    decided_at: Option<String>,
    decision_reason: Option<String>,
    ended_at: Option<String>,
    ended_reason: Option<String>,
    updated_at: String,
}

impl Row for RecruitResponse {
    const LISTED: &'static Listed = &recruits::LISTED;
}

impl RecruitResponse {
    /// A recruit as somebody may see it.
    pub(super) fn of(by: &By, recruit: Recruit) -> Self {
        let never_taken = recruit.was_never_taken();
        let of_platform = by.actor.partner().is_none();
        let recruit = recruits::as_of(recruit, by.now.today);
        let (follow_up, late) = (recruit.follow_up_due(), recruit.is_late());
        let Recruit {
            id,
            partner,
            user,
            created_by: _,
            seller,
            seller_name,
            seller_city,
            submitted,
            source,
            event,
            note,
            captured_at,
            received_at,
            first_contact_hours: _,
            client_ref,
            status,
            stage,
            protected_until,
            last_activity_at,
            review_reason,
            decided,
            decision_reason,
            ended_at,
            ended_reason,
            version: _,
            updated_at,
        } = recruit;
        let submitted = submitted.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.map(|user| user.to_string()),
            seller_id: (of_platform || !never_taken).then(|| seller.to_string()),
            seller_name: seller_name.to_string(),
            seller_city: seller_city.to_string(),
            submitted: submitted.unwrap_or_default(),
            source: source.as_str(),
            event_id: event.map(|event| event.to_string()),
            note: note.map(|note| note.to_string()),
            captured_at: captured_at.map(instant),
            received_at: instant(received_at),
            late,
            client_ref: client_ref.map(|client_ref| client_ref.to_string()),
            status: status.as_str(),
            stage: stage.as_str(),
            protected_until,
            last_activity_at: last_activity_at.map(instant),
            follow_up_due_at: follow_up.map(instant),
            review_reason: review_reason.filter(|_| of_platform),
            decided_at: decided.map(|(_, at)| instant(at)),
            decision_reason: decision_reason.map(|reason| reason.to_string()),
            ended_at: ended_at.map(instant),
            ended_reason: ended_reason.map(|reason| reason.to_string()),
            updated_at: instant(updated_at),
        }
    }
}

/// A recruit with the one extension of its protection.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecruitDetailResponse {
    #[serde(flatten)]
    recruit: RecruitResponse,
    extension: Option<ExtensionResponse>,
}

/// The one extension of a protection.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionResponse {
    reason: String,
    until_before: NaiveDate,
    until_after: NaiveDate,
    extended_by: String,
    extended_at: String,
}

impl From<Extension> for ExtensionResponse {
    fn from(extension: Extension) -> Self {
        let Extension { reason, until_before, until_after, by, at } = extension;
        Self {
            reason: reason.to_string(),
            until_before,
            until_after,
            extended_by: by.to_string(),
            extended_at: instant(at),
        }
    }
}

/// Register a seller.
#[utoipa::path(post, path = "/recruits", tag = "recruits", request_body = RecruitSent,
    responses((status = 201, body = RecruitResponse), (status = 200, body = RecruitResponse),
        (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Field, RecruitRequest, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, registered| match registered {
        Registered::New(recruit) => {
            let (place, version) = (format!("recruits/{}", recruit.id), recruit.version);
            created(&place, version, &RecruitResponse::of(by, *recruit))
        }
        Registered::Again(recruit) => answer(by, *recruit),
        Registered::Refused(_) => Ok(refused(by, Registered::refusal())),
    };
    request.run(app, recruits::register, answer).await
}

/// The recruits: a partner's people see their own.
#[utoipa::path(get, path = "/recruits", tag = "recruits",
    responses((status = 200, body = ListResponse<RecruitResponse>)))]
pub async fn list(
    asked: Asked<RecruitResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    read::page((asked, app, caller), recruits::list, RecruitResponse::of).await
}

/// A recruit.
#[utoipa::path(get, path = "/recruits/{id}", tag = "recruits", params(("id" = String, Path)),
    responses((status = 200, body = RecruitDetailResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfRecruit>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, (recruit, extension): (Recruit, Option<Extension>)| {
        let version = recruit.version;
        let recruit = RecruitResponse::of(by, recruit);
        let extension = extension.map(ExtensionResponse::from);
        (version, RecruitDetailResponse { recruit, extension })
    };
    let load = move |tx: &mut Tx<'_>, _: &By| recruits::with_extension(tx, &id);
    read::one((&request, app, caller), load, show).await
}

/// Change a recruit's remark.
#[utoipa::path(patch, path = "/recruits/{id}", tag = "recruits", params(("id" = String, Path)),
    request_body = RecruitPatchSent,
    responses((status = 200, body = RecruitResponse), (status = 404)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<Field, RecruitPatchRequest>,
    at: At<OfRecruit>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, note: &Option<Option<Note>>| {
        recruits::change(tx, by, (&id, seen), note.as_ref())
    };
    request.run(app, work, answer).await
}

fn answer(by: &By, recruit: Recruit) -> Result<Answer, ServiceError> {
    changed(recruit.version, &RecruitResponse::of(by, recruit))
}

//! `/partners`: the companies of the programme.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Managers};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::{Name, Note, OfPartner, Partner, PartnerId, PartnerStatus, Word};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::partners::{self, NewPartner, PartnerChanges};
use crate::service::upper_partners::{self, Parent, Placed, placed};
use crate::service::{App, By, ServiceError, Tx};

/// A partner to be made.
#[derive(Debug)]
pub struct PartnerRequest;
type PartnerSent = Sent<PartnerRequest>;

impl Body for PartnerRequest {
    type Command = NewPartner;

    fn read(fields: &mut Fields) -> Option<NewPartner> {
        let code = fields.required("code");
        let name = fields.required("name");
        let city = fields.required("city");
        let payout_currency = fields.required("payout_currency");
        let parent = fields.optional("parent_id");
        let territories = fields.optional("territories");
        let tier = fields.optional("tier");
        let status = fields.optional("status");
        let ntn = fields.optional("ntn");
        Some(NewPartner {
            code: code?,
            name: name?,
            city: city?,
            payout_currency: payout_currency?,
            parent: parent.flatten(),
            territories: territories.unwrap_or_default(),
            tier: tier.flatten(),
            status: status.unwrap_or(PartnerStatus::Active),
            ntn: ntn.flatten(),
        })
    }
}

/// What changes of a partner.
#[derive(Debug)]
pub struct PartnerPatchRequest;
type PartnerPatchSent = Sent<PartnerPatchRequest>;

impl Body for PartnerPatchRequest {
    type Command = PartnerChanges;

    fn read(fields: &mut Fields) -> Option<PartnerChanges> {
        Some(PartnerChanges {
            name: fields.optional("name"),
            city: fields.optional("city"),
            payout_currency: fields.optional("payout_currency"),
            territories: fields.optional("territories"),
            tier: fields.optional("tier"),
            ntn: fields.optional("ntn"),
        })
    }
}

/// A partner's upper partner from a day on; null where it stands alone.
#[derive(Debug)]
pub struct ParentRequest;
type ParentSent = Sent<ParentRequest>;

impl Body for ParentRequest {
    type Command = (Option<PartnerId>, NaiveDate);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let parent = fields.required("parent_id");
        let from = fields.required("from");
        parent.zip(from)
    }
}

/// A partner's standing from now on, and why.
#[derive(Debug)]
pub struct StatusRequest;
type StatusSent = Sent<StatusRequest>;

impl Body for StatusRequest {
    type Command = (PartnerStatus, Note);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let status = fields.required("status");
        let reason = fields.required("reason");
        status.zip(reason)
    }
}

/// A partner.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerResponse {
    id: String,
    code: String,
    name: String,
    city: String,
    payout_currency: &'static str,
    tier: Option<String>,
    territories: Vec<String>,
    ntn: Option<String>,
    status: &'static str,
    /// Its upper partner today; null where it stands alone, and for partners' people always.
    parent_id: Option<String>,
    /// Its upper partners by day; null for partners' people.
    parents: Option<Vec<ParentResponse>>,
    created_at: String,
    updated_at: String,
}

impl Row for PartnerResponse {
    const LISTED: &'static Listed = &partners::LISTED;
}

/// An upper partner from a day on; null from a day on which the partner stands alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParentResponse {
    parent_id: Option<String>,
    /// `0001-01-01` of one that it has had from the beginning on.
    from: NaiveDate,
}

impl From<&Parent> for ParentResponse {
    fn from(Parent { partner: _, from, parent }: &Parent) -> Self {
        Self { parent_id: parent.as_ref().map(ToString::to_string), from: *from }
    }
}

impl PartnerResponse {
    fn of(by: &By, placed: &Placed) -> Self {
        let parent = placed.parent_on(by.now.today);
        let Placed { partner, parents } = placed;
        let Partner {
            id,
            code,
            name,
            city,
            payout_currency,
            tier,
            territories,
            ntn,
            status,
            version: _,
            created_at,
            updated_at,
        } = partner;
        Self {
            id: id.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            city: city.to_string(),
            payout_currency: payout_currency.code(),
            tier: tier.as_ref().map(Name::to_string),
            territories: territories.iter().map(Name::to_string).collect(),
            ntn: ntn.as_ref().map(ToString::to_string),
            status: status.as_str(),
            parent_id: parent.map(ToString::to_string),
            parents: parents.as_ref().map(|all| all.iter().map(ParentResponse::from).collect()),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Make a partner.
#[utoipa::path(post, path = "/partners", tag = "partners", request_body = PartnerSent,
    responses((status = 201, body = PartnerResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Managers, PartnerRequest>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, new: &NewPartner| {
        let made = partners::create(tx, by, new)?;
        placed(tx, by, made)
    };
    let answer = |by: &By, made: Placed| {
        let place = format!("partners/{}", made.partner.id);
        created(&place, made.partner.version, &PartnerResponse::of(by, &made))
    };
    request.run(app, work, answer).await
}

/// The partners: a partner's people see their own.
#[utoipa::path(get, path = "/partners", tag = "partners",
    responses((status = 200, body = ListResponse<PartnerResponse>)))]
pub async fn list(
    asked: Asked<PartnerResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |by: &By, placed| PartnerResponse::of(by, &placed);
    read::page((asked, app, caller), upper_partners::list, show).await
}

/// A partner.
#[utoipa::path(get, path = "/partners/{id}", tag = "partners", params(("id" = String, Path)),
    responses((status = 200, body = PartnerResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfPartner>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let load = move |tx: &mut Tx<'_>, by: &By| {
        let partner = partners::get(tx, &id)?;
        placed(tx, by, partner)
    };
    let show = |by: &By, placed: Placed| (placed.partner.version, PartnerResponse::of(by, &placed));
    read::one((&request, app, caller), load, show).await
}

/// Change a partner.
#[utoipa::path(patch, path = "/partners/{id}", tag = "partners", params(("id" = String, Path)),
    request_body = PartnerPatchSent,
    responses((status = 200, body = PartnerResponse), (status = 404)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<Managers, PartnerPatchRequest>,
    at: At<OfPartner>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &PartnerChanges| {
        let changed = partners::change(tx, by, (&id, seen), changes)?;
        placed(tx, by, changed)
    };
    request.run(app, work, answer).await
}

/// Give a partner another upper partner from a day on.
#[utoipa::path(post, path = "/partners/{id}/parent", tag = "partners",
    params(("id" = String, Path)), request_body = ParentSent,
    responses((status = 200, body = PartnerResponse), (status = 404), (status = 409)))]
pub async fn set_parent(
    app: web::Data<App>,
    request: Write<Managers, ParentRequest>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (parent, from): &(Option<PartnerId>, NaiveDate)| {
        let below = upper_partners::set_parent(tx, by, &id, (parent.as_ref(), *from))?;
        placed(tx, by, below)
    };
    request.run(app, work, answer).await
}

/// Change a partner's standing.
#[utoipa::path(post, path = "/partners/{id}/status", tag = "partners",
    params(("id" = String, Path)), request_body = StatusSent,
    responses((status = 200, body = PartnerResponse), (status = 404), (status = 409)))]
pub async fn set_status(
    app: web::Data<App>,
    request: Write<Managers, StatusRequest>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (status, reason): &(PartnerStatus, Note)| {
        let standing = partners::set_status(tx, by, &id, (*status, reason))?;
        placed(tx, by, standing)
    };
    request.run(app, work, answer).await
}

fn answer(by: &By, placed: Placed) -> Result<Answer, ServiceError> {
    changed(placed.partner.version, &PartnerResponse::of(by, &placed))
}

//! `/agreements`: by which plan a partner is paid.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{FinancePeople, MoneyReaders};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::{Agreement, OfAgreement};
use crate::service::agreements::{self, NewAgreement};
use crate::service::listing::Listed;
use crate::service::{App, By, Tx};

/// An agreement to be written down.
#[derive(Debug)]
pub struct AgreementRequest;
type AgreementSent = Sent<AgreementRequest>;

impl Body for AgreementRequest {
    type Command = NewAgreement;

    fn read(fields: &mut Fields) -> Option<NewAgreement> {
        let partner = fields.required("partner_id");
        let plan = fields.required("plan_id");
        let starts_on = fields.required("starts_on");
        let ends_on = fields.optional::<Option<NaiveDate>>("ends_on");
        Some(NewAgreement {
            partner: partner?,
            plan: plan?,
            starts_on: starts_on?,
            ends_on: ends_on.flatten(),
        })
    }
}

/// What changes of an agreement: its last day, or null.
#[derive(Debug)]
pub struct AgreementPatchRequest;
type AgreementPatchSent = Sent<AgreementPatchRequest>;

impl Body for AgreementPatchRequest {
    type Command = Option<Option<NaiveDate>>;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        Some(fields.optional("ends_on"))
    }
}

/// An agreement.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementResponse {
    id: String,
    partner_id: String,
    plan_id: String,
    starts_on: String,
    ends_on: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for AgreementResponse {
    const LISTED: &'static Listed = &agreements::LISTED;
}

impl From<&Agreement> for AgreementResponse {
    fn from(agreement: &Agreement) -> Self {
        let Agreement {
            id,
            partner,
            plan,
            starts_on,
            ends_on,
            created_by: _,
            version: _,
            created_at,
            updated_at,
        } = agreement;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            plan_id: plan.to_string(),
            starts_on: starts_on.to_string(),
            ends_on: ends_on.map(|last| last.to_string()),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Write an agreement down.
#[utoipa::path(post, path = "/agreements", tag = "agreements", request_body = AgreementSent,
    responses((status = 201, body = AgreementResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, AgreementRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, agreement: Agreement| {
        let place = format!("agreements/{}", agreement.id);
        created(&place, agreement.version, &AgreementResponse::from(&agreement))
    };
    request.run(app, agreements::create, answer).await
}

/// The agreements: a partner's owner sees its own.
#[utoipa::path(get, path = "/agreements", tag = "agreements",
    responses((status = 200, body = ListResponse<AgreementResponse>)))]
pub async fn list(
    asked: Asked<AgreementResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, agreement| AgreementResponse::from(&agreement);
    read::page((asked, app, caller), agreements::list, show).await
}

/// An agreement.
#[utoipa::path(get, path = "/agreements/{id}", tag = "agreements", params(("id" = String, Path)),
    responses((status = 200, body = AgreementResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfAgreement>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show =
        |_: &By, agreement: Agreement| (agreement.version, AgreementResponse::from(&agreement));
    read::one((&request, app, caller), move |tx, _| agreements::get(tx, &id), show).await
}

/// Change an agreement's last day.
#[utoipa::path(patch, path = "/agreements/{id}", tag = "agreements",
    params(("id" = String, Path)), request_body = AgreementPatchSent,
    responses((status = 200, body = AgreementResponse), (status = 404), (status = 409)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<FinancePeople, AgreementPatchRequest>,
    at: At<OfAgreement>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, ends_on: &Option<Option<NaiveDate>>| {
        agreements::change(tx, by, (&id, seen), *ends_on)
    };
    let answer = |_: &By, agreement: Agreement| {
        changed(agreement.version, &AgreementResponse::from(&agreement))
    };
    request.run(app, work, answer).await
}

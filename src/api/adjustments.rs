//! `/adjustments`: what is added to statements, or taken off, by hand.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nothing, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyReaders};
use super::read::{self, ListResponse, Versioned};
use super::seen::{SeenRequest, SeenSent};
use super::write::{Seen, Write, changed, created};
use crate::domain::OfAdjustment;
use crate::domain::statement::Adjustment;
use crate::service::adjustments::{self, NewAdjustment};
use crate::service::listing::Listed;
use crate::service::{App, By, Hold, Tx};

/// An adjustment to be prepared.
#[derive(Debug)]
pub struct AdjustmentRequest;
type AdjustmentSent = Sent<AdjustmentRequest>;

impl Body for AdjustmentRequest {
    type Command = NewAdjustment;

    fn read(fields: &mut Fields) -> Option<NewAdjustment> {
        let partner = fields.required("partner_id");
        let period = fields.required("period");
        let amount = fields.required("amount");
        let reason = fields.required("reason");
        Some(NewAdjustment { partner: partner?, period: period?, amount: amount?, reason: reason? })
    }
}

/// An adjustment.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdjustmentResponse {
    id: String,
    partner_id: String,
    period: String,
    amount: MoneyResponse,
    reason: String,
    status: &'static str,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    withdrawn_at: Option<String>,
    /// What an approval is bound to.
    fingerprint: String,
    created_at: String,
    updated_at: String,
}

impl Row for AdjustmentResponse {
    const LISTED: &'static Listed = &adjustments::LISTED;
}

impl From<&Adjustment> for AdjustmentResponse {
    fn from(adjustment: &Adjustment) -> Self {
        let Adjustment {
            id,
            partner,
            period,
            amount,
            reason,
            prepared_by,
            approved,
            withdrawn_at,
            version: _,
            created_at,
            updated_at,
        } = adjustment;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            period: period.to_string(),
            amount: MoneyResponse::from(*amount),
            reason: reason.to_string(),
            status: match (approved, withdrawn_at) {
                (Some(_), _) => "approved",
                (None, Some(_)) => "withdrawn",
                (None, None) => "draft",
            },
            prepared_by: prepared_by.to_string(),
            approved_by: approved.as_ref().map(|(by, _)| by.to_string()),
            approved_at: approved.as_ref().map(|(_, at)| instant(*at)),
            withdrawn_at: withdrawn_at.map(instant),
            fingerprint: adjustment.fingerprint().to_string(),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Prepare an adjustment.
#[utoipa::path(post, path = "/adjustments", tag = "adjustments", request_body = AdjustmentSent,
    responses((status = 201, body = AdjustmentResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, AdjustmentRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, one: Adjustment| {
        created(&format!("adjustments/{}", one.id), one.version, &AdjustmentResponse::from(&one))
    };
    request.run_holding(Hold::Facts, app, adjustments::create, answer).await
}

/// The adjustments: a partner's owners see their own that are approved.
#[utoipa::path(get, path = "/adjustments", tag = "adjustments",
    responses((status = 200, body = ListResponse<AdjustmentResponse>)))]
pub async fn list(
    asked: Asked<AdjustmentResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, one| AdjustmentResponse::from(&one);
    read::page((asked, app, caller), adjustments::list, show).await
}

/// An adjustment.
#[utoipa::path(get, path = "/adjustments/{id}", tag = "adjustments",
    params(("id" = String, Path)),
    responses((status = 200, body = AdjustmentResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfAdjustment>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, one: Adjustment| (one.version, AdjustmentResponse::from(&one));
    read::one((&request, app, caller), move |tx, _| adjustments::get(tx, &id), show).await
}

/// Approve an adjustment that another person prepared.
#[utoipa::path(post, path = "/adjustments/{id}/approve", tag = "adjustments",
    params(("id" = String, Path)), request_body = SeenSent,
    responses((status = 200, body = AdjustmentResponse), (status = 404), (status = 409)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, SeenRequest>,
    at: At<OfAdjustment>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, fingerprint: &Option<String>| {
        adjustments::approve(tx, by, (&id, seen), fingerprint.as_deref())
    };
    let answer = |_: &By, one: Adjustment| changed(one.version, &AdjustmentResponse::from(&one));
    request.run_holding(Hold::Facts, app, work, answer).await
}

/// Withdraw a draft that one prepared oneself.
#[utoipa::path(post, path = "/adjustments/{id}/withdraw", tag = "adjustments",
    params(("id" = String, Path)),
    responses((status = 200, body = AdjustmentResponse), (status = 404), (status = 409)))]
pub async fn withdraw(
    app: web::Data<App>,
    request: Write<FinancePeople, Nothing>,
    at: At<OfAdjustment>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (): &()| adjustments::withdraw(tx, by, (&id, seen));
    let answer = |_: &By, one: Adjustment| changed(one.version, &AdjustmentResponse::from(&one));
    request.run_holding(Hold::Facts, app, work, answer).await
}

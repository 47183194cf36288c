//! `/sales/{id}/refunds`: what sellers got back.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, SaleReaders};
use super::read::{self, ListResponse};
use super::sales::VoidRequest;
use super::write::{NeedsKey, Seen, Write, changed, created};
use crate::domain::{Actor, Note, OfSale, Refund, RefundId, SaleId, Word};
use crate::service::refunds::{self, NewRefund};
use crate::service::{App, By, ServiceError, Tx};

type VoidSent = Sent<VoidRequest>;

/// A refund to be recorded, in the sale's currency.
#[derive(Debug)]
pub struct RefundRequest;
type RefundSent = Sent<RefundRequest>;

impl Body for RefundRequest {
    type Command = NewRefund;

    fn read(fields: &mut Fields) -> Option<NewRefund> {
        let external_id = fields.required("external_id");
        let amount = fields.required("amount");
        let refunded_on = fields.required("refunded_on");
        let reason = fields.required("reason");
        Some(NewRefund {
            external_id: external_id?,
            amount: amount?,
            refunded_on: refunded_on?,
            reason: reason?,
        })
    }
}

/// A refund. A partner's people do not see what the platform says about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefundResponse {
    id: String,
    external_id: String,
    sale_id: String,
    amount: MoneyResponse,
    refunded_on: String,
    reason: Option<String>,
    status: &'static str,
    recorded_by: Option<String>,
    voided_by: Option<String>,
    voided_at: Option<String>,
    void_reason: Option<String>,
    created_at: String,
    updated_at: String,
}

impl RefundResponse {
    /// A refund as somebody may see it.
    pub fn of(actor: &Actor, refund: &Refund) -> Self {
        let of_platform = actor.partner().is_none();
        let voided = refund.voided.as_ref();
        let told = |text: Option<String>| text.filter(|_| of_platform);
        Self {
            id: refund.id.to_string(),
            external_id: refund.external_id.to_string(),
            sale_id: refund.sale.to_string(),
            amount: MoneyResponse::from(refund.amount),
            refunded_on: refund.refunded_on.to_string(),
            reason: told(Some(refund.reason.to_string())),
            status: refund.status().as_str(),
            recorded_by: told(Some(refund.recorded_by.to_string())),
            voided_by: told(voided.map(|voided| voided.by.to_string())),
            voided_at: voided.map(|voided| instant(voided.at)),
            void_reason: told(voided.map(|voided| voided.reason.to_string())),
            created_at: instant(refund.created_at),
            updated_at: instant(refund.updated_at),
        }
    }
}

/// Where a refund is: its sale, and itself.
type RefundAt = web::Path<(String, String)>;

/// The refund in a route's path; one that is malformed is one that does not exist.
fn refund_at(path: &RefundAt) -> Result<(SaleId, RefundId), ApiError> {
    let (sale, refund) = (SaleId::parse(&path.0), RefundId::parse(&path.1));
    sale.zip(refund).ok_or_else(|| ServiceError::NotFound.into())
}

/// Record a refund. The same body again is a 200 with the first; another with its `external_id` a 409.
#[utoipa::path(post, path = "/sales/{id}/refunds", tag = "sales",
    params(("id" = String, Path)),
    request_body = RefundSent,
    responses((status = 201, body = RefundResponse), (status = 200, body = RefundResponse),
        (status = 404), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, RefundRequest, NeedsKey>,
    at: At<OfSale>,
) -> Result<HttpResponse, ApiError> {
    let sale = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewRefund| refunds::record(tx, by, &sale, new);
    let answer = |by: &By, (refund, is_new): (Refund, bool)| {
        let place = format!("sales/{}/refunds", refund.sale);
        let body = RefundResponse::of(&by.actor, &refund);
        if is_new { created(&place, refund.version, &body) } else { changed(refund.version, &body) }
    };
    request.run(app, work, answer).await
}

/// The refunds of a sale in the order in which they were recorded, void ones too.
#[utoipa::path(get, path = "/sales/{id}/refunds", tag = "sales", params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<RefundResponse>), (status = 404)))]
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<SaleReaders>,
    at: At<OfSale>,
) -> Result<HttpResponse, ApiError> {
    let sale = at.id()?;
    let show = |by: &By, all: Vec<Refund>| {
        let shown = all.iter().map(|refund| RefundResponse::of(&by.actor, refund));
        ListResponse::<RefundResponse>::whole(shown)
    };
    read::figures((&request, app, caller), move |tx, _| refunds::of_sale(tx, &sale), show).await
}

/// Make a refund void, for ever.
#[utoipa::path(post, path = "/sales/{id}/refunds/{refund_id}/void", tag = "sales",
    params(("id" = String, Path), ("refund_id" = String, Path)), request_body = VoidSent,
    responses((status = 200, body = RefundResponse), (status = 404), (status = 409)))]
pub async fn void(
    app: web::Data<App>,
    request: Write<FinancePeople, VoidRequest>,
    path: RefundAt,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let (sale, id) = refund_at(&path)?;
    let work = move |tx: &mut Tx<'_>, by: &By, reason: &Note| {
        refunds::void(tx, by, (&sale, &id, seen), reason)
    };
    let answer =
        |by: &By, refund: Refund| changed(refund.version, &RefundResponse::of(&by.actor, &refund));
    request.run(app, work, answer).await
}

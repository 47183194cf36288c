//! `/targets`: what a partner is to reach in a month.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Managers};
use super::read::{self, ListResponse, Versioned};
use super::write::{Write, changed, created};
use crate::domain::{OfTarget, PartnerId, Period, Target, TargetFigures};
use crate::service::listing::Listed;
use crate::service::targets::{self, NewTarget};
use crate::service::{App, By};

/// A partner's target for a month.
#[derive(Debug)]
pub struct TargetRequest;
type TargetSent = Sent<TargetRequest>;

impl Body for TargetRequest {
    type Command = NewTarget;

    fn read(fields: &mut Fields) -> Option<NewTarget> {
        let partner = fields.required::<PartnerId>("partner_id");
        let month = fields.required::<Period>("month");
        let figures = TargetFigures {
            recruits: figure(fields, "recruits"),
            new_sales: figure(fields, "new_sales"),
            renewal_sales: figure(fields, "renewal_sales"),
        };
        Some(NewTarget { partner: partner?, month: month?, figures })
    }
}

/// A figure to be reached; where it is absent, nothing is.
fn figure(fields: &mut Fields, name: &'static str) -> u32 {
    let figure = fields.optional::<u32>(name).unwrap_or_default();
    if figure > TargetFigures::MOST {
        fields.fault(name, Fault::value("out_of_range", "is above 1000000"));
    }
    figure
}

/// A partner's target for a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetResponse {
    id: String,
    partner_id: String,
    month: String,
    recruits: u32,
    new_sales: u32,
    renewal_sales: u32,
    set_by: String,
    created_at: String,
    updated_at: String,
}

impl Row for TargetResponse {
    const LISTED: &'static Listed = &targets::LISTED;
}

impl From<&Target> for TargetResponse {
    fn from(target: &Target) -> Self {
        let Target { id, partner, month, figures, set_by, version: _, created_at, updated_at } =
            target;
        let TargetFigures { recruits, new_sales, renewal_sales } = *figures;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            month: month.to_string(),
            recruits,
            new_sales,
            renewal_sales,
            set_by: set_by.to_string(),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Set a partner's target for a month, over one that was set before.
#[utoipa::path(post, path = "/targets", tag = "targets", request_body = TargetSent,
    responses((status = 201, body = TargetResponse), (status = 200, body = TargetResponse),
        (status = 422)))]
pub async fn set(
    app: web::Data<App>,
    request: Write<Managers, TargetRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, (target, is_new): (Target, bool)| {
        let (place, body) = (format!("targets/{}", target.id), TargetResponse::from(&target));
        if is_new { created(&place, target.version, &body) } else { changed(target.version, &body) }
    };
    request.run(app, targets::set, answer).await
}

/// The targets: a partner's people see their own.
#[utoipa::path(get, path = "/targets", tag = "targets",
    responses((status = 200, body = ListResponse<TargetResponse>)))]
pub async fn list(
    asked: Asked<TargetResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, target| TargetResponse::from(&target);
    read::page((asked, app, caller), targets::list, show).await
}

/// A target.
#[utoipa::path(get, path = "/targets/{id}", tag = "targets", params(("id" = String, Path)),
    responses((status = 200, body = TargetResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfTarget>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, target: Target| (target.version, TargetResponse::from(&target));
    read::one((&request, app, caller), move |tx, _| targets::get(tx, &id), show).await
}

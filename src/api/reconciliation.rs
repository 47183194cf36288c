//! `/periods/{period}/reconciliation`: whether the money of a period adds up.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::error::ApiError;
use super::fields::MoneyResponse;
use super::periods::InPath;
use super::policies::MoneyAuditors;
use super::read;
use crate::service::reconciliation::{self, Check, Reconciliation};
use crate::service::{App, By};

/// What a period's figures come to, each compared with what it is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReconciliationResponse {
    period: String,
    /// Whether everything adds up.
    balanced: bool,
    checks: Vec<CheckResponse>,
    /// Statements that contradict themselves or what they are made of.
    faulty_statements: Vec<String>,
}

/// Two figures that have to be equal.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckResponse {
    name: &'static str,
    stated: MoneyResponse,
    found: MoneyResponse,
    equal: bool,
}

impl From<&Check> for CheckResponse {
    fn from(check: &Check) -> Self {
        Self {
            name: check.name,
            stated: check.stated.into(),
            found: check.found.into(),
            equal: check.is_equal(),
        }
    }
}

/// Add up a closed period once more: entries, statements, payments and batches.
#[utoipa::path(get, path = "/periods/{period}/reconciliation", tag = "periods",
    params(("period" = String, Path)),
    responses((status = 200, body = ReconciliationResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let show = |_: &By, found: Reconciliation| ReconciliationResponse {
        period: found.period.to_string(),
        balanced: found.is_balanced(),
        checks: found.checks.iter().map(CheckResponse::from).collect(),
        faulty_statements: found.faulty.iter().map(ToString::to_string).collect(),
    };
    read::figures((&request, app, caller), move |tx, _| reconciliation::of(tx, period), show).await
}

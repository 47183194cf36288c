//! `/periods/{period}/changes`: what partners earned more or less than the month before, and why.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::error::ApiError;
use super::fields::MoneyResponse;
use super::periods::InPath;
use super::policies::MoneyAuditors;
use super::read;
use crate::domain::Word;
use crate::service::periods::{self, Changed, Changes};
use crate::service::{App, By, Tx};

/// What changed from the month before.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesResponse {
    period: String,
    before: String,
    /// Whether the period is open, so that its figures are what a close would give.
    is_estimate: bool,
    partners: Vec<ChangedResponse>,
    /// In all, in each currency.
    totals: Vec<ChangedResponse>,
}

/// What somebody earned in two months, commission and adjustments.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedResponse {
    /// Null in all.
    partner_id: Option<String>,
    before: MoneyResponse,
    now: MoneyResponse,
    /// They add up to the difference.
    causes: Vec<CauseResponse>,
}

/// What a cause made of the difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct CauseResponse {
    cause: &'static str,
    amount: MoneyResponse,
}

impl From<&Changed> for ChangedResponse {
    fn from(Changed { partner, before, now, causes }: &Changed) -> Self {
        let causes = causes.iter().map(|(cause, amount)| CauseResponse {
            cause: cause.as_str(),
            amount: (*amount).into(),
        });
        Self {
            partner_id: partner.as_ref().map(ToString::to_string),
            before: (*before).into(),
            now: (*now).into(),
            causes: causes.collect(),
        }
    }
}

impl From<Changes> for ChangesResponse {
    fn from(Changes { period, before, is_estimate, partners, totals }: Changes) -> Self {
        Self {
            period: period.to_string(),
            before: before.to_string(),
            is_estimate,
            partners: partners.iter().map(ChangedResponse::from).collect(),
            totals: totals.iter().map(ChangedResponse::from).collect(),
        }
    }
}

/// What each partner earned more or less than the month before, by cause.
#[utoipa::path(get, path = "/periods/{period}/changes", tag = "periods",
    params(("period" = String, Path)),
    responses((status = 200, body = ChangesResponse), (status = 404), (status = 409),
        (status = 422)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let load = move |tx: &mut Tx<'_>, by: &By| periods::changes(tx, by, period);
    let show = |_: &By, changes| ChangesResponse::from(changes);
    read::figures((&request, app, caller), load, show).await
}

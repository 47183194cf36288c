//! `/exchange-rates`: what one currency was worth in another on a day.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{FinancePeople, MoneyReaders};
use super::read::{self, ListResponse, Versioned};
use super::write::{Write, changed, created};
use crate::domain::{ExchangeRate, OfExchangeRate};
use crate::service::exchange_rates::{self, NewRate};
use crate::service::listing::Listed;
use crate::service::{App, By};

/// A rate never changes, so that it has one version.
const VERSION: i32 = 1;

/// A rate to be stated.
#[derive(Debug)]
pub struct ExchangeRateRequest;
type ExchangeRateSent = Sent<ExchangeRateRequest>;

impl Body for ExchangeRateRequest {
    type Command = NewRate;

    fn read(fields: &mut Fields) -> Option<NewRate> {
        let date = fields.required("date");
        let base = fields.required("base");
        let quote = fields.required("quote");
        let rate = fields.required("rate");
        Some(NewRate { date: date?, base: base?, quote: quote?, rate: rate? })
    }
}

/// A rate: one unit of `base` is `rate` units of `quote`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExchangeRateResponse {
    id: String,
    date: String,
    base: &'static str,
    quote: &'static str,
    rate: String,
    created_at: String,
}

impl Row for ExchangeRateResponse {
    const LISTED: &'static Listed = &exchange_rates::LISTED;
}

impl From<&ExchangeRate> for ExchangeRateResponse {
    fn from(stated: &ExchangeRate) -> Self {
        let ExchangeRate { id, date, base, quote, rate, created_by: _, created_at } = stated;
        Self {
            id: id.to_string(),
            date: date.to_string(),
            base: base.code(),
            quote: quote.code(),
            rate: rate.to_string(),
            created_at: instant(*created_at),
        }
    }
}

/// State a rate. The same again is a 200 with the first; another of the same day and pair is a 409.
#[utoipa::path(post, path = "/exchange-rates", tag = "exchange-rates",
    request_body = ExchangeRateSent,
    responses((status = 201, body = ExchangeRateResponse),
        (status = 200, body = ExchangeRateResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, ExchangeRateRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, (stated, is_new): (ExchangeRate, bool)| {
        let (place, body) =
            (format!("exchange-rates/{}", stated.id), ExchangeRateResponse::from(&stated));
        if is_new { created(&place, VERSION, &body) } else { changed(VERSION, &body) }
    };
    request.run(app, exchange_rates::create, answer).await
}

/// The rates.
#[utoipa::path(get, path = "/exchange-rates", tag = "exchange-rates",
    responses((status = 200, body = ListResponse<ExchangeRateResponse>)))]
pub async fn list(
    asked: Asked<ExchangeRateResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, stated| ExchangeRateResponse::from(&stated);
    read::page((asked, app, caller), exchange_rates::list, show).await
}

/// A rate.
#[utoipa::path(get, path = "/exchange-rates/{id}", tag = "exchange-rates",
    params(("id" = String, Path)),
    responses((status = 200, body = ExchangeRateResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfExchangeRate>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, stated: ExchangeRate| (VERSION, ExchangeRateResponse::from(&stated));
    read::one((&request, app, caller), move |tx, _| exchange_rates::get(tx, &id), show).await
}

//! What scripts ask for to fill a page in: the month to date, and whether what was sent has arrived.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::logging::LOGGERS;
use crate::service::{overview, receipts};
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::origin;
use crate::web::session::{Visitor, app_of};

/// A figure beside what is to be reached, where that is said.
#[derive(Serialize)]
struct FigureResponse {
    count: i64,
    target: Option<u32>,
}

/// The month to date of the visitor's partner.
#[derive(Serialize)]
struct MonthResponse {
    recruits: FigureResponse,
    new_sales: FigureResponse,
    renewal_sales: FigureResponse,
}

/// The month to date.
pub(in crate::web) async fn month(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(LOGGERS)?;
    let (app, by) = (app_of(&request)?, visitor.by);
    let figures = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| overview::own_month(tx, &by))
    })
    .await?;
    let target = figures.target.as_ref();
    Ok(HttpResponse::Ok().json(MonthResponse {
        recruits: FigureResponse {
            count: figures.recruits,
            target: target.map(|target| target.recruits),
        },
        new_sales: FigureResponse {
            count: figures.new_sales.count,
            target: target.map(|target| target.new_sales),
        },
        renewal_sales: FigureResponse {
            count: figures.renewal_sales.count,
            target: target.map(|target| target.renewal_sales),
        },
    }))
}

/// The ids of what a phone has sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct SentRequest {
    sent: Vec<String>,
}

/// Of what a phone sent, all that is not here.
#[derive(Serialize)]
struct ReceiptResponse {
    missing: Vec<String>,
}

/// Compares what a phone sent with what is here. It changes nothing.
pub(in crate::web) async fn receipt(
    request: HttpRequest,
    visitor: Visitor,
    sent: web::Json<SentRequest>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    visitor.is_one_of(LOGGERS)?;
    let SentRequest { sent } = sent.into_inner();
    let (app, by) = (app_of(&request)?, visitor.by);
    let missing = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| receipts::missing(tx, &by, &sent))
    })
    .await?;
    Ok(HttpResponse::Ok().json(ReceiptResponse { missing }))
}

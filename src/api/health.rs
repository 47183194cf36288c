//! Whether the process lives, and whether it can serve.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::caller::in_background;
use super::error::ApiError;
use crate::service::App;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Serialize)]
struct Readiness {
    status: &'static str,
    /// `ok`, or `overdue` where some job should have been done by now.
    jobs: &'static str,
}

/// The process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// The database answers too. Jobs that are overdue keep nobody from being served.
pub async fn ready(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let is_overdue = in_background(move || app.check()).await?;
    let jobs = if is_overdue { "overdue" } else { "ok" };
    Ok(HttpResponse::Ok().json(Readiness { status: "ok", jobs }))
}

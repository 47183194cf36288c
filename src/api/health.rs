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

/// The process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// The database answers too.
pub async fn ready(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    in_background(move || app.check()).await?;
    Ok(HttpResponse::Ok().json(Health { status: "ok" }))
}

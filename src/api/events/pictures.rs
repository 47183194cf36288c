//! A registration's code as a picture, for the door to read.

use actix_web::{HttpRequest, HttpResponse, web};

use super::super::caller::{Allowed, At};
use super::super::error::ApiError;
use super::super::policies::Anyone;
use super::super::read;
use super::super::write::no_parameters;
use crate::domain::{Code, Id, OfEvent};
use crate::service::{App, ServiceError, events};

/// A registration's code as an SVG picture.
#[utoipa::path(get, path = "/events/{id}/registrations/{registration_id}/qr.svg", tag = "events",
    params(("id" = String, Path), ("registration_id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = 404)))]
pub async fn svg(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let svg = events::svg(&code((&request, app, caller), at, &path.1).await?)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(svg))
}

/// A registration's code as a PNG picture.
#[utoipa::path(get, path = "/events/{id}/registrations/{registration_id}/qr.png", tag = "events",
    params(("id" = String, Path), ("registration_id" = String, Path)),
    responses((status = 200, content_type = "image/png"), (status = 404)))]
pub async fn png(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let bytes = events::png(&code((&request, app, caller), at, &path.1).await?)?;
    Ok(HttpResponse::Ok().content_type("image/png").body(bytes))
}

async fn code(
    (request, app, caller): (&HttpRequest, web::Data<App>, Allowed<Anyone>),
    at: At<OfEvent>,
    registration: &str,
) -> Result<Code, ApiError> {
    no_parameters(request)?;
    let (event, id) = (at.id()?, Id::parse(registration).ok_or(ServiceError::NotFound)?);
    let loading =
        read::loaded(app, caller.by, move |tx, by| events::registration(tx, by, (&event, &id)));
    Ok(loading.await?.1.registration.code)
}

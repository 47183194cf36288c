//! A registration's code as a picture, for the door to read.

use actix_web::{HttpRequest, HttpResponse, web};
use qrcode::render::svg;
use qrcode::{Color, QrCode};

use super::super::caller::{Allowed, At};
use super::super::error::ApiError;
use super::super::policies::Anyone;
use super::super::read;
use super::super::write::no_parameters;
use crate::domain::{Code, Id, OfEvent};
use crate::service::{App, ServiceError, events};

/// The sides of a module of the PNG, in pixels, and the quiet margin, in modules.
const SCALE: usize = 8;
const QUIET: usize = 4;

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
    let picture = picture(code((&request, app, caller), at, &path.1).await?)?;
    let svg = picture.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
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
    let picture = picture(code((&request, app, caller), at, &path.1).await?)?;
    let bytes = encoded(&picture).map_err(|error| failed(&error.to_string()))?;
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

fn picture(code: Code) -> Result<QrCode, ApiError> {
    QrCode::new(code.as_str()).map_err(|error| failed(&error.to_string()))
}

fn failed(what: &str) -> ApiError {
    ServiceError::Internal(format!("a picture of a code: {what}")).into()
}

/// One byte for each pixel, in grey.
fn encoded(picture: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let (modules, width) = (picture.to_colors(), picture.width());
    let side = (width + 2 * QUIET) * SCALE;
    let dark = |x: usize, y: usize| {
        let place = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|at| *at < width);
        let module = place(y).zip(place(x)).and_then(|(y, x)| modules.get(y * width + x));
        module == Some(&Color::Dark)
    };
    let pixels: Vec<u8> = (0..side * side)
        .map(|pixel| if dark(pixel % side, pixel / side) { 0 } else { u8::MAX })
        .collect();
    let mut bytes = Vec::new();
    let length = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, length, length);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

//! `/docs`: the API's description as a page, whose scripts and styles are in the binary.

use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use super::error::ApiError;
use super::route::{at, get};
use crate::service::ServiceError;

/// What the page may do: nothing beyond this server. Its script puts styles into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// The same for everybody, but for the next version of this program.
const FOR_AN_HOUR: &str = "public, max-age=3600";
const DESCRIPTION: &str = "/api/v1/openapi.json";

/// The page, and what it is made of.
pub fn docs() -> impl HttpServiceFactory {
    // Without a word the page asks a host of its makers whether the description is valid.
    let config = Config::new([DESCRIPTION]).validator_url("none");
    web::scope("/docs")
        .app_data(web::Data::new(config))
        .service(at("").route(get(to_the_page)))
        .service(at("/{file:.*}").route(get(file)))
}

/// The page names its files relative to itself.
async fn to_the_page() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

async fn file(
    path: web::Path<String>,
    config: web::Data<Config<'static>>,
) -> Result<HttpResponse, ApiError> {
    let config: Arc<Config<'static>> = config.into_inner();
    let found = serve(&path, config).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let file = found.ok_or(ApiError::NoSuchPath)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, FOR_AN_HOUR))
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}

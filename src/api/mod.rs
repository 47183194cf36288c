//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod adjustments;
pub mod auth;
pub mod body;
pub mod caller;
mod compression;
mod distinct;
pub mod docs;
pub mod edge;
pub mod entries;
pub mod error;
pub mod estimate;
pub mod export;
pub mod fields;
mod health;
pub mod partners;
pub mod payload;
pub mod periods;
pub mod policies;
pub mod read;
pub mod server;
pub mod statements;
pub mod write;

use actix_web::dev::HttpServiceFactory;
use actix_web::{HttpResponse, Resource, web};
use utoipa::OpenApi;

use error::ApiError;

/// Everything below `/api/v1`.
pub fn routes() -> impl HttpServiceFactory {
    web::scope("/api/v1")
        .service(at("/auth/login").route(web::post().to(auth::login)))
        .service(at("/auth/refresh").route(web::post().to(auth::refresh)))
        .service(at("/auth/logout").route(web::post().to(auth::logout)))
        .service(at("/me").route(web::get().to(auth::me)))
        .service(at("/me/password").route(web::post().to(auth::change_password)))
        .service(
            at("/partners")
                .route(web::get().to(partners::list))
                .route(web::post().to(partners::create)),
        )
        .service(
            at("/partners/{id}")
                .route(web::get().to(partners::get))
                .route(web::patch().to(partners::change)),
        )
        .service(at("/partners/{id}/parent").route(web::post().to(partners::set_parent)))
        .service(at("/partners/{id}/status").route(web::post().to(partners::set_status)))
        .service(at("/periods").route(web::get().to(periods::list)))
        .service(at("/periods/{period}").route(web::get().to(periods::get)))
        .service(at("/periods/{period}/preview").route(web::post().to(periods::preview)))
        .service(at("/periods/{period}/close").route(web::post().to(periods::close)))
        .service(at("/periods/{period}/approve").route(web::post().to(periods::approve)))
        .service(at("/periods/{period}/export").route(web::get().to(periods::export)))
        .service(at("/statements").route(web::get().to(statements::list)))
        .service(at("/statements/{id}").route(web::get().to(statements::get)))
        .service(at("/statements/{id}/entries").route(web::get().to(statements::entries)))
        .service(at("/statements/{id}/accept").route(web::post().to(statements::accept)))
        .service(at("/statements/{id}/approve").route(web::post().to(statements::approve)))
        .service(at("/statements/{id}/export").route(web::get().to(statements::export)))
        .service(at("/entries/{id}").route(web::get().to(entries::get)))
        .service(
            at("/adjustments")
                .route(web::get().to(adjustments::list))
                .route(web::post().to(adjustments::create)),
        )
        .service(at("/adjustments/{id}").route(web::get().to(adjustments::get)))
        .service(at("/adjustments/{id}/approve").route(web::post().to(adjustments::approve)))
        .service(at("/estimate").route(web::get().to(estimate::get)))
        .service(at("/openapi.json").route(web::get().to(openapi)))
        .default_service(web::to(no_such_path))
}

/// What stands outside: whether the process lives, and whether it can serve.
pub fn health() -> impl HttpServiceFactory {
    web::scope("/health")
        .service(at("/live").route(web::get().to(health::live)))
        .service(at("/ready").route(web::get().to(health::ready)))
        .default_service(web::to(no_such_path))
}

/// A path, which answers a method that it does not take with 405 and those that it does take; the
/// edge makes a problem of it.
fn at(path: &str) -> Resource {
    web::resource(path)
}

/// The API's description, from its handlers.
#[derive(OpenApi)]
#[openapi(
    info(title = "Saathi", description = "Channel partners, their sellers and commissions."),
    servers((url = "/api/v1")),
    paths(auth::login, auth::refresh, auth::logout, auth::me, auth::change_password,
        partners::create, partners::list, partners::get, partners::change, partners::set_parent,
        partners::set_status,
        periods::list, periods::get, periods::preview, periods::close, periods::approve,
        periods::export, statements::list, statements::get, statements::entries,
        statements::accept, statements::approve, statements::export, entries::get,
        adjustments::create, adjustments::list, adjustments::get, adjustments::approve,
        estimate::get)
)]
pub struct ApiDocument;

async fn openapi() -> web::Json<utoipa::openapi::OpenApi> {
    web::Json(ApiDocument::openapi())
}

/// Any path that is not in the table.
pub async fn no_such_path() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NoSuchPath)
}

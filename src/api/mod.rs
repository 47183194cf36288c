//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod auth;
pub mod body;
pub mod caller;
mod compression;
mod distinct;
pub mod docs;
pub mod edge;
pub mod error;
pub mod exchange_rates;
pub mod fields;
mod health;
pub mod partners;
pub mod payload;
pub mod policies;
pub mod products;
pub mod read;
pub mod server;
mod targets;
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
        .service(
            at("/targets").route(web::get().to(targets::list)).route(web::post().to(targets::set)),
        )
        .service(at("/targets/{id}").route(web::get().to(targets::get)))
        .service(
            at("/products")
                .route(web::get().to(products::list))
                .route(web::post().to(products::create)),
        )
        .service(
            at("/products/{id}")
                .route(web::get().to(products::get))
                .route(web::patch().to(products::change)),
        )
        .service(
            at("/exchange-rates")
                .route(web::get().to(exchange_rates::list))
                .route(web::post().to(exchange_rates::create)),
        )
        .service(at("/exchange-rates/{id}").route(web::get().to(exchange_rates::get)))
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
        targets::set, targets::list, targets::get,
        products::create, products::list, products::get, products::change,
        exchange_rates::create, exchange_rates::list, exchange_rates::get)
)]
pub struct ApiDocument;

async fn openapi() -> web::Json<utoipa::openapi::OpenApi> {
    web::Json(ApiDocument::openapi())
}

/// Any path that is not in the table.
pub async fn no_such_path() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NoSuchPath)
}

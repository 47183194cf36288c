//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod auth;
pub mod batch;
pub mod body;
pub mod calendar;
pub mod caller;
pub mod check_ins;
pub mod check_ins_day;
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
            at("/check-ins")
                .route(web::get().to(check_ins::list))
                .route(web::post().to(check_ins::create)),
        )
        .service(at("/check-ins/batch").route(web::post().to(check_ins::create_all)))
        .service(at("/check-ins/prefill").route(web::get().to(check_ins_day::prefill)))
        .service(at("/check-ins/reopen").route(web::post().to(check_ins::reopen)))
        .service(
            at("/check-ins/{id}")
                .route(web::get().to(check_ins::get))
                .route(web::patch().to(check_ins::change)),
        )
        .service(at("/check-ins/{id}/review").route(web::post().to(check_ins::review)))
        .service(at("/reports/daily").route(web::get().to(check_ins_day::report)))
        .service(
            at("/holidays")
                .route(web::get().to(calendar::holidays))
                .route(web::post().to(calendar::declare)),
        )
        .service(at("/holidays/{date}").route(web::delete().to(calendar::revoke)))
        .service(
            at("/leaves")
                .route(web::get().to(calendar::leaves))
                .route(web::post().to(calendar::ask)),
        )
        .service(at("/leaves/{id}").route(web::get().to(calendar::leave)))
        .service(at("/leaves/{id}/decide").route(web::post().to(calendar::decide)))
        .service(
            at("/users/{id}/week")
                .route(web::get().to(calendar::week))
                .route(web::post().to(calendar::set_week)),
        )
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
        check_ins::create, check_ins::create_all, check_ins::list, check_ins::get,
        check_ins::change, check_ins::review, check_ins::reopen,
        check_ins_day::prefill, check_ins_day::report,
        calendar::holidays, calendar::declare, calendar::revoke, calendar::leaves, calendar::ask,
        calendar::leave, calendar::decide, calendar::week, calendar::set_week,
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

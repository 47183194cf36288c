//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod audit_trail;
pub mod auth;
pub mod bank_accounts;
pub mod body;
pub mod caller;
mod compression;
mod distinct;
pub mod docs;
pub mod edge;
pub mod error;
pub mod fields;
mod health;
pub mod notifications;
pub mod partners;
pub mod password_links;
pub mod payload;
pub mod policies;
pub mod read;
pub mod server;
pub mod settings;
mod targets;
pub mod tax_profiles;
pub mod users;
pub mod web_sessions;
pub mod write;

use actix_web::dev::HttpServiceFactory;
use actix_web::{HttpResponse, Resource, web};
use utoipa::OpenApi;

use error::ApiError;

/// Everything below `/api/v1`.
pub fn routes() -> impl HttpServiceFactory {
    web::scope("/api/v1")
        .service(at("/auth/login").route(web::post().to(auth::login)))
        .service(at("/auth/web-login").route(web::post().to(web_sessions::login)))
        .service(at("/auth/password-link").route(web::post().to(password_links::spend)))
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
        .configure(money_of_partner_routes)
        .configure(people_routes)
        .service(
            at("/targets").route(web::get().to(targets::list)).route(web::post().to(targets::set)),
        )
        .service(at("/targets/{id}").route(web::get().to(targets::get)))
        .service(at("/openapi.json").route(web::get().to(openapi)))
        .default_service(web::to(no_such_path))
}

fn money_of_partner_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/partners/{id}/tax-profiles")
                .route(web::get().to(tax_profiles::list))
                .route(web::post().to(tax_profiles::prepare)),
        )
        .service(
            at("/partners/{id}/tax-profiles/{tax_id}/confirm")
                .route(web::post().to(tax_profiles::confirm)),
        )
        .service(
            at("/partners/{id}/bank")
                .route(web::get().to(bank_accounts::get))
                .route(web::post().to(bank_accounts::state)),
        )
        .service(at("/partners/{id}/bank/confirm").route(web::post().to(bank_accounts::confirm)));
}

fn people_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/users").route(web::get().to(users::list)).route(web::post().to(users::create)),
        )
        .service(
            at("/users/{id}")
                .route(web::get().to(users::get))
                .route(web::patch().to(users::change)),
        )
        .service(at("/users/{id}/password-link").route(web::post().to(password_links::make)))
        .service(
            at("/settings")
                .route(web::get().to(settings::list))
                .route(web::patch().to(settings::change)),
        )
        .service(at("/notifications").route(web::get().to(notifications::list)))
        .service(at("/notifications/read-all").route(web::post().to(notifications::read_all)))
        .service(at("/notifications/{id}/read").route(web::post().to(notifications::read)))
        .service(at("/audit").route(web::get().to(audit_trail::list)));
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
        partners::set_status, web_sessions::login, password_links::make, password_links::spend,
        tax_profiles::prepare, tax_profiles::list, tax_profiles::confirm, bank_accounts::state,
        bank_accounts::get, bank_accounts::confirm, users::create, users::list, users::get,
        users::change, settings::list, settings::change, notifications::list, notifications::read,
        notifications::read_all, audit_trail::list,
        targets::set, targets::list, targets::get)
)]
pub struct ApiDocument;

async fn openapi() -> web::Json<utoipa::openapi::OpenApi> {
    web::Json(ApiDocument::openapi())
}

/// Any path that is not in the table.
pub async fn no_such_path() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NoSuchPath)
}

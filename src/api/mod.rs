//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod adjustments;
pub mod agreements;
pub mod audit_trail;
pub mod auth;
pub mod bank_accounts;
pub mod batch;
pub mod body;
pub mod calendar;
pub mod caller;
pub mod changes;
pub mod check_ins;
pub mod check_ins_day;
mod compression;
pub mod conflicts;
pub mod disputes;
mod distinct;
pub mod docs;
pub mod edge;
pub mod entries;
pub mod error;
pub mod estimate;
pub mod events;
pub mod exceptions;
pub mod exchange_rates;
pub mod export;
pub mod fields;
pub mod fundings;
mod health;
mod imports;
pub mod jobs;
pub mod notifications;
mod nul;
mod openapi;
pub mod overview;
pub mod partners;
pub mod password_links;
pub mod payload;
pub mod payouts;
pub mod periods;
pub mod plans;
pub mod policies;
pub mod products;
pub mod read;
pub mod reconciliation;
pub mod recruits;
pub mod refunds;
pub mod sales;
mod seen;
pub mod sellers;
pub mod server;
pub mod settings;
mod standing;
pub mod statements;
mod targets;
pub mod tax_profiles;
mod upload;
pub mod users;
pub mod web_sessions;
pub mod what_if;
pub mod write;

use actix_web::dev::HttpServiceFactory;
use actix_web::{HttpResponse, Resource, web};

use error::ApiError;

pub use openapi::ApiDocument;

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
        .service(
            at("/sellers")
                .route(web::get().to(sellers::list))
                .route(web::post().to(sellers::create)),
        )
        .service(
            at("/sellers/{id}")
                .route(web::get().to(sellers::get))
                .route(web::patch().to(sellers::change)),
        )
        .service(at("/sellers/{id}/holders").route(web::get().to(sellers::holders)))
        .service(at("/sellers/{id}/transfer").route(web::post().to(sellers::transfer)))
        .configure(recruit_routes)
        .configure(payout_routes)
        .service(at("/overview").route(web::get().to(overview::overview)))
        .configure(statement_routes)
        .configure(closing_routes)
        .configure(conflict_routes)
        .configure(check_in_routes)
        .configure(calendar_routes)
        .configure(event_routes)
        .configure(funding_routes)
        .configure(money_routes)
        .configure(sale_routes)
        .configure(import_routes)
        .service(at("/openapi.json").route(web::get().to(openapi::show)))
        .default_service(web::to(no_such_path))
}

/// Files of records.
fn import_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/imports")
                .route(web::get().to(imports::list))
                .route(web::post().to(imports::upload)),
        )
        .service(at("/imports/{id}").route(web::get().to(imports::get)))
        .service(at("/imports/{id}/mapping").route(web::post().to(imports::map)))
        .service(at("/imports/{id}/check").route(web::post().to(imports::check)))
        .service(at("/imports/{id}/commit").route(web::post().to(imports::commit)))
        .service(at("/imports/{id}/faults").route(web::get().to(imports::faults)));
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
        .service(at("/audit").route(web::get().to(audit_trail::list)))
        .service(at("/jobs").route(web::get().to(jobs::list)));
}

fn recruit_routes(config: &mut web::ServiceConfig) {
    use recruits::{batch, lookup, pipeline, pool, progress};
    config
        .service(
            at("/recruits")
                .route(web::get().to(recruits::list))
                .route(web::post().to(recruits::create)),
        )
        .service(at("/recruits/batch").route(web::post().to(batch::create)))
        .service(at("/reports/pipeline").route(web::get().to(pipeline::report)))
        .service(at("/recruits/lookup").route(web::get().to(lookup::lookup)))
        .service(at("/recruits/pool").route(web::get().to(pool::list)))
        .service(
            at("/recruits/{id}")
                .route(web::get().to(recruits::get))
                .route(web::patch().to(recruits::change)),
        )
        .service(at("/recruits/{id}/stage").route(web::post().to(progress::move_stage)))
        .service(at("/recruits/{id}/stages").route(web::get().to(progress::moves)))
        .service(
            at("/recruits/{id}/activities")
                .route(web::get().to(progress::activities))
                .route(web::post().to(progress::add_activity)),
        )
        .service(at("/recruits/{id}/extend").route(web::post().to(progress::extend)))
        .service(at("/recruits/{id}/release").route(web::post().to(progress::release)))
        .service(at("/recruits/{id}/decide").route(web::post().to(progress::decide)));
}

/// Products, rates, plans and agreements: by what commissions are computed.
fn money_routes(config: &mut web::ServiceConfig) {
    config
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
        .service(
            at("/plans").route(web::get().to(plans::list)).route(web::post().to(plans::create)),
        )
        .service(at("/plans/{id}").route(web::get().to(plans::get)))
        .service(at("/plans/{id}/explain").route(web::get().to(plans::explain)))
        .service(at("/plans/{id}/versions").route(web::post().to(plans::add_version)))
        .service(at("/plans/{id}/versions/{n}").route(web::patch().to(plans::change_version)))
        .service(at("/plans/{id}/versions/{n}/approve").route(web::post().to(plans::approve)))
        .service(
            at("/agreements")
                .route(web::get().to(agreements::list))
                .route(web::post().to(agreements::create)),
        )
        .service(
            at("/agreements/{id}")
                .route(web::get().to(agreements::get))
                .route(web::patch().to(agreements::change)),
        );
}

/// Sales and refunds.
fn sale_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/sales").route(web::get().to(sales::list)).route(web::post().to(sales::create)),
        )
        .service(at("/sales/confirm").route(web::post().to(sales::confirm_all)))
        .service(
            at("/sales/{id}")
                .route(web::get().to(sales::get))
                .route(web::patch().to(sales::change)),
        )
        .service(at("/sales/{id}/confirm").route(web::post().to(sales::confirm)))
        .service(at("/sales/{id}/void").route(web::post().to(sales::void)))
        .service(
            at("/sales/{id}/refunds")
                .route(web::get().to(refunds::list))
                .route(web::post().to(refunds::create)),
        )
        .service(at("/sales/{id}/refunds/{refund_id}/void").route(web::post().to(refunds::void)));
}

fn check_in_routes(config: &mut web::ServiceConfig) {
    config
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
        .service(at("/reports/daily").route(web::get().to(check_ins_day::report)));
}

fn calendar_routes(config: &mut web::ServiceConfig) {
    config
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
        .service(at("/leaves/{id}/withdraw").route(web::post().to(calendar::withdraw)))
        .service(
            at("/users/{id}/week")
                .route(web::get().to(calendar::week))
                .route(web::post().to(calendar::set_week)),
        );
}

fn event_routes(config: &mut web::ServiceConfig) {
    use events::{arrivals, pictures, registrations, report};
    config
        .service(
            at("/events").route(web::get().to(events::list)).route(web::post().to(events::create)),
        )
        .service(
            at("/events/{id}")
                .route(web::get().to(events::get))
                .route(web::patch().to(events::change)),
        )
        .service(
            at("/events/{id}/registrations")
                .route(web::get().to(registrations::list))
                .route(web::post().to(registrations::register)),
        )
        .service(
            at("/events/{id}/registrations/{registration_id}")
                .route(web::get().to(registrations::get)),
        )
        .service(
            at("/events/{id}/registrations/{registration_id}/qr.svg")
                .route(web::get().to(pictures::svg)),
        )
        .service(
            at("/events/{id}/registrations/{registration_id}/qr.png")
                .route(web::get().to(pictures::png)),
        )
        .service(at("/events/{id}/arrivals").route(web::post().to(arrivals::arrive)))
        .service(at("/events/{id}/arrivals/batch").route(web::post().to(arrivals::arrive_all)))
        .service(
            at("/events/{id}/arrivals/{arrival_id}/recruit")
                .route(web::post().to(arrivals::recruit)),
        )
        .service(at("/events/{id}/report").route(web::get().to(report::report)));
}

fn funding_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/fundings")
                .route(web::get().to(fundings::list))
                .route(web::post().to(fundings::request)),
        )
        .service(at("/fundings/{id}").route(web::get().to(fundings::get)))
        .service(at("/fundings/{id}/decide").route(web::post().to(fundings::decide)))
        .service(at("/fundings/{id}/withdraw").route(web::post().to(fundings::withdraw)))
        .service(at("/fundings/{id}/proof").route(web::post().to(fundings::prove)))
        .service(at("/fundings/{id}/review").route(web::post().to(fundings::review)));
}

fn conflict_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            at("/conflicts")
                .route(web::get().to(conflicts::list))
                .route(web::post().to(conflicts::create)),
        )
        .service(at("/conflicts/{id}").route(web::get().to(conflicts::get)))
        .service(at("/conflicts/{id}/decide").route(web::post().to(conflicts::decide)))
        .service(at("/recruits/{id}/answer").route(web::post().to(conflicts::answer)));
}

/// What deserves a look before a period is closed, what changed, and what would have been.
fn closing_routes(config: &mut web::ServiceConfig) {
    config
        .service(at("/periods/{period}/exceptions").route(web::get().to(exceptions::list)))
        .service(at("/periods/{period}/bundle").route(web::get().to(periods::bundle)))
        .service(at("/periods/{period}/changes").route(web::get().to(changes::get)))
        .service(at("/plans/{id}/simulate").route(web::post().to(what_if::simulate)));
}

/// Periods and statements: what partners earn.
fn statement_routes(config: &mut web::ServiceConfig) {
    config
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
        .service(at("/adjustments/{id}/withdraw").route(web::post().to(adjustments::withdraw)))
        .service(at("/estimate").route(web::get().to(estimate::get)));
}

/// What is disputed and what is paid.
fn payout_routes(config: &mut web::ServiceConfig) {
    config
        .service(at("/periods/{period}/reconciliation").route(web::get().to(reconciliation::get)))
        .service(at("/statements/{id}/disputes").route(web::post().to(disputes::open)))
        .service(at("/disputes").route(web::get().to(disputes::list)))
        .service(at("/disputes/{id}").route(web::get().to(disputes::get)))
        .service(at("/disputes/{id}/decide").route(web::post().to(disputes::decide)))
        .service(
            at("/payouts")
                .route(web::get().to(payouts::list))
                .route(web::post().to(payouts::create)),
        )
        .service(at("/payouts/{id}").route(web::get().to(payouts::get)))
        .service(at("/payouts/{id}/approve").route(web::post().to(payouts::approve)))
        .service(at("/payouts/{id}/withdraw").route(web::post().to(payouts::withdraw)))
        .service(at("/payouts/{id}/settlements").route(web::post().to(payouts::settle)))
        .service(at("/payouts/{id}/export").route(web::get().to(payouts::export)));
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

/// Any path that is not in the table.
pub async fn no_such_path() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NoSuchPath)
}

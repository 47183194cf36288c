//! JSON over HTTP: thin handlers, each shaped alike, over the use cases. This file is the route table.
//!
//! `docs/API.md`.

pub mod adjustments;
pub mod agreements;
pub mod asked;
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
pub mod described;
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
mod further;
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
pub mod route;
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
use actix_web::{HttpResponse, web};

use error::ApiError;
use route::{Table, at, delete, get, patch, post};

pub use openapi::ApiDocument;

/// Everything below `/api/v1`.
pub fn routes() -> impl HttpServiceFactory {
    web::scope("/api/v1").configure(all_routes).default_service(web::to(no_such_path))
}

/// The route table.
fn all_routes(config: &mut impl Table) {
    config
        .service(at("/auth/login").route(post(auth::login)))
        .service(at("/auth/web-login").route(post(web_sessions::login)))
        .service(at("/auth/password-link").route(post(password_links::spend)))
        .service(at("/auth/refresh").route(post(auth::refresh)))
        .service(at("/auth/logout").route(post(auth::logout)))
        .service(at("/me").route(get(auth::me)))
        .service(at("/me/password").route(post(auth::change_password)))
        .service(at("/partners").route(get(partners::list)).route(post(partners::create)))
        .service(at("/partners/{id}").route(get(partners::get)).route(patch(partners::change)))
        .service(at("/partners/{id}/parent").route(post(partners::set_parent)))
        .service(at("/partners/{id}/status").route(post(partners::set_status)))
        .configure(money_of_partner_routes)
        .configure(people_routes)
        .service(at("/targets").route(get(targets::list)).route(post(targets::set)))
        .service(at("/targets/{id}").route(get(targets::get)))
        .service(at("/sellers").route(get(sellers::list)).route(post(sellers::create)))
        .service(at("/sellers/{id}").route(get(sellers::get)).route(patch(sellers::change)))
        .service(at("/sellers/{id}/holders").route(get(sellers::holders)))
        .service(at("/sellers/{id}/transfer").route(post(sellers::transfer)))
        .configure(recruit_routes)
        .configure(payout_routes)
        .service(at("/overview").route(get(overview::overview)))
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
        .service(at("/openapi.json").route(get(openapi::show)));
}

/// Files of records.
fn import_routes(config: &mut impl Table) {
    config
        .service(at("/imports").route(get(imports::list)).route(post(imports::upload)))
        .service(at("/imports/{id}").route(get(imports::get)))
        .service(at("/imports/{id}/mapping").route(post(imports::map)))
        .service(at("/imports/{id}/check").route(post(imports::check)))
        .service(at("/imports/{id}/commit").route(post(imports::commit)))
        .service(at("/imports/{id}/faults").route(get(imports::faults)));
}

fn money_of_partner_routes(config: &mut impl Table) {
    config
        .service(
            at("/partners/{id}/tax-profiles")
                .route(get(tax_profiles::list))
                .route(post(tax_profiles::prepare)),
        )
        .service(
            at("/partners/{id}/tax-profiles/{tax_id}/confirm").route(post(tax_profiles::confirm)),
        )
        .service(
            at("/partners/{id}/bank")
                .route(get(bank_accounts::get))
                .route(post(bank_accounts::state)),
        )
        .service(at("/partners/{id}/bank/confirm").route(post(bank_accounts::confirm)));
}

fn people_routes(config: &mut impl Table) {
    config
        .service(at("/users").route(get(users::list)).route(post(users::create)))
        .service(at("/users/{id}").route(get(users::get)).route(patch(users::change)))
        .service(at("/users/{id}/password-link").route(post(password_links::make)))
        .service(at("/settings").route(get(settings::list)).route(patch(settings::change)))
        .service(at("/notifications").route(get(notifications::list)))
        .service(at("/notifications/read-all").route(post(notifications::read_all)))
        .service(at("/notifications/{id}/read").route(post(notifications::read)))
        .service(at("/audit").route(get(audit_trail::list)))
        .service(at("/jobs").route(get(jobs::list)));
}

fn recruit_routes(config: &mut impl Table) {
    use recruits::{batch, lookup, pipeline, pool, progress};
    config
        .service(at("/recruits").route(get(recruits::list)).route(post(recruits::create)))
        .service(at("/recruits/batch").route(post(batch::create)))
        .service(at("/reports/pipeline").route(get(pipeline::report)))
        .service(at("/recruits/lookup").route(get(lookup::lookup)))
        .service(at("/recruits/pool").route(get(pool::list)))
        .service(at("/recruits/{id}").route(get(recruits::get)).route(patch(recruits::change)))
        .service(at("/recruits/{id}/stage").route(post(progress::move_stage)))
        .service(at("/recruits/{id}/stages").route(get(progress::moves)))
        .service(
            at("/recruits/{id}/activities")
                .route(get(progress::activities))
                .route(post(progress::add_activity)),
        )
        .service(at("/recruits/{id}/extend").route(post(progress::extend)))
        .service(at("/recruits/{id}/release").route(post(progress::release)))
        .service(at("/recruits/{id}/decide").route(post(progress::decide)));
}

/// Products, rates, plans and agreements: by what commissions are computed.
fn money_routes(config: &mut impl Table) {
    config
        .service(at("/products").route(get(products::list)).route(post(products::create)))
        .service(at("/products/{id}").route(get(products::get)).route(patch(products::change)))
        .service(
            at("/exchange-rates")
                .route(get(exchange_rates::list))
                .route(post(exchange_rates::create)),
        )
        .service(at("/exchange-rates/{id}").route(get(exchange_rates::get)))
        .service(at("/plans").route(get(plans::list)).route(post(plans::create)))
        .service(at("/plans/{id}").route(get(plans::get)))
        .service(at("/plans/{id}/explain").route(get(plans::explain)))
        .service(at("/plans/{id}/versions").route(post(plans::add_version)))
        .service(at("/plans/{id}/versions/{n}").route(patch(plans::change_version)))
        .service(at("/plans/{id}/versions/{n}/approve").route(post(plans::approve)))
        .service(at("/agreements").route(get(agreements::list)).route(post(agreements::create)))
        .service(
            at("/agreements/{id}").route(get(agreements::get)).route(patch(agreements::change)),
        );
}

/// Sales and refunds.
fn sale_routes(config: &mut impl Table) {
    config
        .service(at("/sales").route(get(sales::list)).route(post(sales::create)))
        .service(at("/sales/confirm").route(post(sales::confirm_all)))
        .service(at("/sales/{id}").route(get(sales::get)).route(patch(sales::change)))
        .service(at("/sales/{id}/confirm").route(post(sales::confirm)))
        .service(at("/sales/{id}/void").route(post(sales::void)))
        .service(at("/sales/{id}/refunds").route(get(refunds::list)).route(post(refunds::create)))
        .service(at("/sales/{id}/refunds/{refund_id}/void").route(post(refunds::void)));
}

fn check_in_routes(config: &mut impl Table) {
    config
        .service(at("/check-ins").route(get(check_ins::list)).route(post(check_ins::create)))
        .service(at("/check-ins/batch").route(post(check_ins::create_all)))
        .service(at("/check-ins/prefill").route(get(check_ins_day::prefill)))
        .service(at("/check-ins/reopen").route(post(check_ins::reopen)))
        .service(at("/check-ins/{id}").route(get(check_ins::get)).route(patch(check_ins::change)))
        .service(at("/check-ins/{id}/review").route(post(check_ins::review)))
        .service(at("/reports/daily").route(get(check_ins_day::report)));
}

fn calendar_routes(config: &mut impl Table) {
    config
        .service(at("/holidays").route(get(calendar::holidays)).route(post(calendar::declare)))
        .service(at("/holidays/{date}").route(delete(calendar::revoke)))
        .service(at("/leaves").route(get(calendar::leaves)).route(post(calendar::ask)))
        .service(at("/leaves/{id}").route(get(calendar::leave)))
        .service(at("/leaves/{id}/decide").route(post(calendar::decide)))
        .service(at("/leaves/{id}/withdraw").route(post(calendar::withdraw)))
        .service(at("/users/{id}/week").route(get(calendar::week)).route(post(calendar::set_week)));
}

fn event_routes(config: &mut impl Table) {
    use events::{arrivals, pictures, registrations, report};
    config
        .service(at("/events").route(get(events::list)).route(post(events::create)))
        .service(at("/events/{id}").route(get(events::get)).route(patch(events::change)))
        .service(
            at("/events/{id}/registrations")
                .route(get(registrations::list))
                .route(post(registrations::register)),
        )
        .service(at("/events/{id}/registrations/{registration_id}").route(get(registrations::get)))
        .service(
            at("/events/{id}/registrations/{registration_id}/qr.svg").route(get(pictures::svg)),
        )
        .service(
            at("/events/{id}/registrations/{registration_id}/qr.png").route(get(pictures::png)),
        )
        .service(at("/events/{id}/arrivals").route(post(arrivals::arrive)))
        .service(at("/events/{id}/arrivals/batch").route(post(arrivals::arrive_all)))
        .service(at("/events/{id}/arrivals/{arrival_id}/recruit").route(post(arrivals::recruit)))
        .service(at("/events/{id}/report").route(get(report::report)));
}

fn funding_routes(config: &mut impl Table) {
    config
        .service(at("/fundings").route(get(fundings::list)).route(post(fundings::request)))
        .service(at("/fundings/{id}").route(get(fundings::get)))
        .service(at("/fundings/{id}/decide").route(post(fundings::decide)))
        .service(at("/fundings/{id}/withdraw").route(post(fundings::withdraw)))
        .service(at("/fundings/{id}/proof").route(post(fundings::prove)))
        .service(at("/fundings/{id}/review").route(post(fundings::review)));
}

fn conflict_routes(config: &mut impl Table) {
    config
        .service(at("/conflicts").route(get(conflicts::list)).route(post(conflicts::create)))
        .service(at("/conflicts/{id}").route(get(conflicts::get)))
        .service(at("/conflicts/{id}/decide").route(post(conflicts::decide)))
        .service(at("/recruits/{id}/answer").route(post(conflicts::answer)));
}

/// What deserves a look before a period is closed, what changed, and what would have been.
fn closing_routes(config: &mut impl Table) {
    config
        .service(at("/periods/{period}/exceptions").route(get(exceptions::list)))
        .service(at("/periods/{period}/bundle").route(get(periods::bundle)))
        .service(at("/periods/{period}/changes").route(get(changes::get)))
        .service(at("/plans/{id}/simulate").route(post(what_if::simulate)));
}

/// Periods and statements: what partners earn.
fn statement_routes(config: &mut impl Table) {
    config
        .service(at("/periods").route(get(periods::list)))
        .service(at("/periods/{period}").route(get(periods::get)))
        .service(at("/periods/{period}/preview").route(post(periods::preview)))
        .service(at("/periods/{period}/close").route(post(periods::close)))
        .service(at("/periods/{period}/approve").route(post(periods::approve)))
        .service(at("/periods/{period}/export").route(get(periods::export)))
        .service(at("/statements").route(get(statements::list)))
        .service(at("/statements/{id}").route(get(statements::get)))
        .service(at("/statements/{id}/entries").route(get(statements::entries)))
        .service(at("/statements/{id}/accept").route(post(statements::accept)))
        .service(at("/statements/{id}/approve").route(post(statements::approve)))
        .service(at("/statements/{id}/export").route(get(statements::export)))
        .service(at("/entries/{id}").route(get(entries::get)))
        .service(at("/adjustments").route(get(adjustments::list)).route(post(adjustments::create)))
        .service(at("/adjustments/{id}").route(get(adjustments::get)))
        .service(at("/adjustments/{id}/approve").route(post(adjustments::approve)))
        .service(at("/adjustments/{id}/withdraw").route(post(adjustments::withdraw)))
        .service(at("/estimate").route(get(estimate::get)));
}

/// What is disputed and what is paid.
fn payout_routes(config: &mut impl Table) {
    config
        .service(at("/periods/{period}/reconciliation").route(get(reconciliation::get)))
        .service(at("/statements/{id}/disputes").route(post(disputes::open)))
        .service(at("/disputes").route(get(disputes::list)))
        .service(at("/disputes/{id}").route(get(disputes::get)))
        .service(at("/disputes/{id}/decide").route(post(disputes::decide)))
        .service(at("/payouts").route(get(payouts::list)).route(post(payouts::create)))
        .service(at("/payouts/{id}").route(get(payouts::get)))
        .service(at("/payouts/{id}/approve").route(post(payouts::approve)))
        .service(at("/payouts/{id}/withdraw").route(post(payouts::withdraw)))
        .service(at("/payouts/{id}/settlements").route(post(payouts::settle)))
        .service(at("/payouts/{id}/export").route(get(payouts::export)));
}

/// What stands outside: whether the process lives, and whether it can serve.
pub fn health() -> impl HttpServiceFactory {
    web::scope("/health")
        .service(at("/live").route(get(health::live)))
        .service(at("/ready").route(get(health::ready)))
        .default_service(web::to(no_such_path))
}

/// Any path that is not in the table.
pub async fn no_such_path() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NoSuchPath)
}

//! The API's description, from its handlers.

use actix_web::web;
use utoipa::openapi::OpenApi as Document;
use utoipa::{Modify, OpenApi};

use super::error::{FieldError, Problem};
use super::*;

/// The API's description.
#[derive(OpenApi)]
#[openapi(
    info(title = "Saathi", description = "Channel partners, their sellers and commissions."),
    servers((url = "/api/v1")),
    components(schemas(Problem, FieldError)),
    modifiers(&Everywhere),
    paths(auth::login, auth::refresh, auth::logout,
        auth::me, auth::change_password, partners::create,
        partners::list, partners::get, partners::change,
        partners::set_parent, partners::set_status, web_sessions::login,
        password_links::make, password_links::spend, tax_profiles::prepare,
        tax_profiles::list, tax_profiles::confirm, bank_accounts::state,
        bank_accounts::get, bank_accounts::confirm, users::create,
        users::list, users::get, users::change,
        settings::list, settings::change, notifications::list,
        notifications::read, notifications::read_all, audit_trail::list,
        targets::set, targets::list, targets::get,
        imports::upload, imports::list, imports::get,
        imports::map, imports::check, imports::commit,
        imports::faults, sellers::create, sellers::list,
        sellers::get, sellers::change, sellers::holders,
        sellers::transfer, recruits::create, recruits::list,
        recruits::get, recruits::change, recruits::batch::create,
        recruits::lookup::lookup, recruits::progress::move_stage, recruits::progress::moves,
        recruits::progress::add_activity, recruits::progress::activities, recruits::progress::extend,
        recruits::progress::release, recruits::progress::decide, products::create,
        products::list, products::get, products::change,
        exchange_rates::create, exchange_rates::list, exchange_rates::get,
        plans::create, plans::list, plans::get,
        plans::explain, plans::add_version, plans::change_version,
        plans::approve, agreements::create, agreements::list,
        agreements::get, agreements::change, sales::create,
        sales::list, sales::get, sales::change,
        sales::confirm, sales::confirm_all, sales::void,
        refunds::create, refunds::list, refunds::void,
        check_ins::create, check_ins::create_all, check_ins::list,
        check_ins::get, check_ins::change, check_ins::review,
        check_ins::reopen, check_ins_day::prefill, check_ins_day::report,
        calendar::holidays, calendar::declare, calendar::revoke,
        calendar::leaves, calendar::ask, calendar::leave, calendar::withdraw,
        calendar::decide, calendar::week, calendar::set_week,
        events::create, events::list, events::get,
        events::change, events::registrations::register, events::registrations::list,
        events::registrations::get, events::pictures::svg, events::pictures::png,
        events::arrivals::arrive, events::arrivals::arrive_all, events::arrivals::recruit,
        events::report::report, periods::list, periods::get,
        periods::preview, periods::close, periods::approve,
        periods::export, statements::list, statements::get,
        statements::entries, statements::accept, statements::approve,
        statements::export, entries::get, adjustments::create,
        adjustments::list, adjustments::get, adjustments::approve, adjustments::withdraw,
        estimate::get, conflicts::create, conflicts::list,
        conflicts::get, conflicts::decide, conflicts::answer, overview::overview,
        payouts::create, payouts::list, payouts::get,
        payouts::approve, payouts::withdraw, payouts::settle,
        payouts::export, disputes::open, disputes::list,
        disputes::get, disputes::decide, reconciliation::get,
        fundings::request, fundings::list, fundings::get,
        fundings::decide, fundings::withdraw, fundings::prove,
        fundings::review, jobs::list, recruits::pipeline::report, recruits::pool::list,
        exceptions::list, changes::get, what_if::simulate,
        periods::bundle)
)]
pub struct ApiDocument;

/// Answers with the description.
pub(super) async fn show() -> web::Json<Document> {
    web::Json(ApiDocument::openapi())
}

/// What holds for every operation: who asks shows a token where the route needs somebody, and whatever
/// goes wrong is a problem.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut Document) {
        all_routes(document);
        described::name(document);
        described::share_versions(document);
        let items = document.paths.paths.values_mut();
        items.flat_map(described::operations).for_each(described::complete);
        described::define(document.components.get_or_insert_default());
    }
}

//! Pages: HTML made here, over the same use cases as the API. This file is their route table.
//!
//! Scripts and styles are files of their own under `/static`; nothing is asked of another host.

mod account;
mod acts;
mod answer;
mod audit;
mod background;
mod charts;
mod design;
mod disputes;
mod entries;
mod error;
mod events;
mod evidence;
mod files;
mod form;
mod frame;
mod imports;
mod listing;
mod lists;
mod notifications;
mod origin;
mod overview;
mod partners;
mod password;
mod payouts;
mod people;
mod periods;
mod phone;
mod pipeline;
mod plans;
mod preferences;
mod rates;
mod recruits;
mod registration;
mod review;
mod sections;
mod session;
mod set_up;
mod settings;
mod shown;
mod sign_in;
mod statements;
mod table;
mod texts;
mod what_if;

use std::io;

use actix_web::error::{PayloadError, UrlencodedError};
use actix_web::middleware::from_fn;
use actix_web::web::{FormConfig, JsonConfig, QueryConfig, ServiceConfig, get, post, resource, to};
use actix_web::{HttpRequest, HttpResponse, Route};

use error::{PageError, faults};

/// The largest form, in bytes.
const LARGEST_FORM: usize = 64 << 10;

/// Every page.
pub fn pages(config: &mut ServiceConfig) {
    let malformed = |error: &dyn ToString| PageError::Malformed(error.to_string()).into();
    config
        .app_data(
            FormConfig::default()
                .limit(LARGEST_FORM)
                .error_handler(|error, _| unread(&error).into()),
        )
        .app_data(
            JsonConfig::default()
                .limit(LARGEST_FORM)
                .error_handler(move |error, _| malformed(&error)),
        )
        .app_data(QueryConfig::default().error_handler(move |error, _| malformed(&error)))
        .default_service(to(no_such_page));
    page(config, "/", [get().to(sign_in::start)]);
    page(config, "/sign-in", [get().to(sign_in::form), post().to(sign_in::sign_in)]);
    page(config, "/sign-out", [post().to(sign_in::sign_out)]);
    page(config, "/preferences", [post().to(preferences::choose)]);
    page(config, "/static/{name}", [get().to(files::file)]);
    page(config, "/sw.js", [get().to(files::worker)]);
    page(config, "/docs/design", [get().to(design::show)]);
    page(config, "/m", [get().to(phone::today)]);
    page(config, "/m/recruit", [get().to(phone::recruit), post().to(phone::logging::log)]);
    let report = [get().to(phone::reporting::form), post().to(phone::reporting::report)];
    page(config, "/m/check-in", report);
    page(config, "/m/recruits", [get().to(phone::mine)]);
    page(config, "/m/unsent", [get().to(phone::unsent)]);
    page(config, "/m/session", [get().to(phone::session)]);
    page(config, "/m/month", [get().to(phone::figures::month)]);
    page(config, "/m/receipt", [post().to(phone::figures::receipt)]);
    page(config, "/m/money", [get().to(phone::money::show)]);
    page(config, "/m/events", [get().to(phone::door)]);
    page(config, "/m/events/{id}", [get().to(phone::door)]);
    registration::pages(config);
    desk(config);
    office(config);
    page(config, "/recruits", [get().to(lists::recruits)]);
    let recruit = [get().to(recruits::show), post().to(recruits::act_on)];
    page(config, "/recruits/{id}", recruit);
    page(config, "/partners", [get().to(partners::list)]);
    page(config, "/partners/{id}", [get().to(partners::show)]);
    money(config);
}

/// Why a form cannot be read.
fn unread(error: &UrlencodedError) -> PageError {
    match error {
        UrlencodedError::Payload(PayloadError::Io(cause))
            if cause.kind() == io::ErrorKind::TimedOut =>
        {
            PageError::TooSlow
        }
        error => PageError::Malformed(error.to_string()),
    }
}

/// The pages about money.
fn money(config: &mut ServiceConfig) {
    page(config, "/periods", [get().to(periods::list)]);
    page(config, "/periods/{period}", [get().to(periods::show), post().to(periods::act_on)]);
    let close = [get().to(periods::try_close), post().to(periods::close)];
    page(config, "/periods/{period}/close", close);
    page(config, "/statements", [get().to(statements::list)]);
    let statement = [get().to(statements::show), post().to(statements::act_on)];
    page(config, "/statements/{id}", statement);
    page(config, "/statements/{id}/lines", [get().to(statements::lines)]);
    page(config, "/entries/{id}", [get().to(entries::show), post().to(entries::act_on)]);
    page(config, "/plans", [get().to(plans::list)]);
    page(config, "/plans/{id}", [get().to(plans::show), post().to(plans::act_on)]);
    page(config, "/plans/{id}/simulate", [get().to(what_if::show)]);
    page(config, "/payouts", [get().to(payouts::list), post().to(payouts::create)]);
    page(config, "/payouts/{id}", [get().to(payouts::show), post().to(payouts::act_on)]);
    page(config, "/disputes", [get().to(disputes::list)]);
    page(config, "/disputes/{id}", [get().to(disputes::show), post().to(disputes::act_on)]);
    page(config, "/rates", [get().to(rates::list), post().to(rates::add)]);
}

/// The pages of the platform's people.
fn desk(config: &mut ServiceConfig) {
    page(config, "/overview", [get().to(overview::show)]);
    page(config, "/pipeline", [get().to(pipeline::show)]);
    page(config, "/pool", [get().to(lists::pool)]);
    page(config, "/review", [get().to(review::show), post().to(review::act)]);
    page(config, "/review/{id}", [get().to(review::show_check_in), post().to(review::decide)]);
    page(config, "/sellers", [get().to(lists::sellers)]);
    page(config, "/sales", [get().to(lists::sales)]);
    page(config, "/check-ins", [get().to(lists::check_ins)]);
    page(config, "/events", [get().to(events::list)]);
    page(config, "/events/{id}", [get().to(events::show), post().to(events::move_on)]);
    page(config, "/events/{id}/guests", [get().to(events::guests)]);
    let fundings = [get().to(events::fundings), post().to(events::act_on_fundings)];
    page(config, "/events/{id}/fundings", fundings);
    page(config, "/imports", [get().to(imports::list)]);
    page(config, "/imports/new", [get().to(imports::form)]);
    page(config, "/imports/{id}", [get().to(imports::show), post().to(imports::act)]);
    page(config, "/audit", [get().to(audit::list)]);
    page(
        config,
        "/notifications",
        [get().to(notifications::list), post().to(notifications::read_all)],
    );
    page(config, "/account", [get().to(account::show)]);
    page(config, "/account/password", [post().to(account::change_password)]);
    page(config, "/account/sessions", [post().to(account::end_others)]);
    page(config, "/set-up/{token}", [get().to(set_up::form), post().to(set_up::set_up)]);
}

/// Who signs in, and what the programme goes by.
fn office(config: &mut ServiceConfig) {
    page(config, "/users", [get().to(people::list)]);
    page(config, "/users/new", [get().to(people::form), post().to(people::create)]);
    page(config, "/users/{id}", [get().to(people::show), post().to(people::act_on)]);
    page(config, "/password/{token}", [get().to(password::form), post().to(password::set)]);
    page(config, "/settings", [get().to(settings::list)]);
    page(config, "/settings/{name}", [get().to(settings::show), post().to(settings::set)]);
}

fn page<const N: usize>(config: &mut ServiceConfig, path: &str, routes: [Route; N]) {
    let resource = routes.into_iter().fold(resource(path), actix_web::Resource::route);
    config.service(resource.wrap(from_fn(faults)));
}

/// Any path at which there is no page.
async fn no_such_page(request: HttpRequest) -> HttpResponse {
    PageError::NotFound.page(&request)
}

//! Pages: HTML made here, over the same use cases as the API. This file is their route table.
//!
//! Scripts and styles are files of their own under `/static`; nothing is asked of another host.

mod acts;
mod answer;
mod background;
mod charts;
mod design;
mod disputes;
mod entries;
mod error;
mod files;
mod frame;
mod listing;
mod origin;
mod partners;
mod payouts;
mod periods;
mod phone;
mod plans;
mod preferences;
mod rates;
mod recruits;
mod registration;
mod sections;
mod session;
mod shown;
mod sign_in;
mod statements;
mod tables;
mod texts;

use actix_web::middleware::from_fn;
use actix_web::web::{FormConfig, QueryConfig, ServiceConfig, get, post, resource, to};
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
    page(config, "/recruits", [get().to(recruits::list)]);
    registration::pages(config);
    page(config, "/partners", [get().to(partners::list)]);
    page(config, "/partners/{id}", [get().to(partners::show)]);
    money(config);
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
    page(config, "/payouts", [get().to(payouts::list), post().to(payouts::create)]);
    page(config, "/payouts/{id}", [get().to(payouts::show), post().to(payouts::act_on)]);
    page(config, "/disputes", [get().to(disputes::list)]);
    page(config, "/disputes/{id}", [get().to(disputes::show), post().to(disputes::act_on)]);
    page(config, "/rates", [get().to(rates::list), post().to(rates::add)]);
}

fn page<const N: usize>(config: &mut ServiceConfig, path: &str, routes: [Route; N]) {
    let resource = routes.into_iter().fold(resource(path), actix_web::Resource::route);
    config.service(resource.wrap(from_fn(faults)));
}

/// Any path at which there is no page.
async fn no_such_page(request: HttpRequest) -> HttpResponse {
    PageError::NotFound.page(&request)
}

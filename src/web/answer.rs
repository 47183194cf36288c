//! How a page is sent: what it may do, and that nobody keeps it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, RETRY_AFTER, VARY,
};
use askama::Template;

use super::error::PageError;

/// What a page may do: what this server serves, and no script or style within the page.
pub(super) const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; object-src 'none'";
/// A page is of its reader.
const OF_ITS_READER: &str = "private, no-store";

/// A page.
pub(super) fn page(template: &impl Template) -> Result<HttpResponse, PageError> {
    page_with(StatusCode::OK, template)
}

/// A page that says something other than that all is well.
pub(super) fn page_with(
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    let html = template.render().map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, OF_ITS_READER))
        .insert_header((VARY, "cookie, accept-language"))
        // With none at all a browser would not say where a form comes from.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .body(html))
}

/// Goes on to another page.
pub(super) fn go_to(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .insert_header((CACHE_CONTROL, OF_ITS_READER))
        .finish()
}

/// Says after how many seconds to try again.
pub(super) fn again_after(response: &mut HttpResponse, seconds: u32) {
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
}

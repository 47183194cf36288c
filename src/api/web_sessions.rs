//! Sessions of browsers: the cookie, and what keeps other sites from using it.
//!
//! The cookie is sent over TLS only and to this host only, and no script can read it. Over plain HTTP on
//! the loopback, where a browser takes no such cookie, it has a plain name.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{HOST, ORIGIN};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::{LoginRequest, UserResponse, stranger};
use super::body::Sent as SentBody;
use super::caller::in_background;
use super::error::ApiError;
use super::fields::instant;
use super::payload::JsonBody;
use crate::service::web_sessions::{WebSignedIn, csrf_token};
use crate::service::{App, ServiceError};

/// The name of the cookie, and that on the loopback.
const NAME: &str = "__Host-saathi";
const NAME_ON_LOOPBACK: &str = "saathi";
/// The header of the token that requests which change something carry.
const CSRF: &str = "x-csrf-token";
/// What a browser says of where a request comes from.
const FETCH_SITE: &str = "sec-fetch-site";
/// How long a browser keeps the cookie; the server ends the session by itself.
const KEPT: Duration = Duration::days(30);

type LoginSent = SentBody<LoginRequest>;

/// What a request of a browser carries.
#[derive(Debug)]
pub(super) struct Sent {
    /// The cookie's value.
    pub cookie: String,
    /// The token against other sites.
    pub csrf: Option<String>,
}

/// What a request carries; one that changes something comes from this site.
pub(super) fn sent(request: &HttpRequest) -> Result<Sent, ApiError> {
    let names: &[&str] = if is_on_loopback(request) { &[NAME, NAME_ON_LOOPBACK] } else { &[NAME] };
    let cookie = names.iter().find_map(|name| request.cookie(name));
    let cookie = cookie.ok_or(ServiceError::Unauthenticated)?.value().to_owned();
    if !request.method().is_safe() {
        from_this_site(request)?;
    }
    Ok(Sent { cookie, csrf: header(request, CSRF).map(str::to_owned) })
}

/// Refuses what a browser says another site made it send.
fn from_this_site(request: &HttpRequest) -> Result<(), ApiError> {
    let is_own = match (request.headers().get(FETCH_SITE), request.headers().get(ORIGIN)) {
        (Some(site), _) => site.as_bytes() == b"same-origin",
        (None, Some(origin)) => {
            let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            origin.is_some_and(|(_, host)| Some(host) == header(request, HOST.as_str()))
        }
        // No browser: it has the session's token, or none that is good.
        (None, None) => true,
    };
    if is_own { Ok(()) } else { Err(ApiError::CrossSite) }
}

fn header<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Whether the browser has asked this machine itself, by a name that is the loopback's everywhere.
fn is_on_loopback(request: &HttpRequest) -> bool {
    let host = header(request, HOST.as_str()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn cookie(request: &HttpRequest, value: String) -> Cookie<'static> {
    let on_loopback = is_on_loopback(request);
    let name = if on_loopback { NAME_ON_LOOPBACK } else { NAME };
    Cookie::build(name, value)
        .path("/")
        .secure(!on_loopback)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish()
}

/// Tells a browser that sent its cookie to forget it.
pub(super) fn forget(request: &HttpRequest, response: &mut HttpResponse) -> Result<(), ApiError> {
    let mut forgotten = cookie(request, String::new());
    if request.cookie(forgotten.name()).is_none() {
        return Ok(());
    }
    forgotten.set_max_age(Duration::ZERO);
    set(response, &forgotten)
}

fn set(response: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), ApiError> {
    let failed = |error| ServiceError::Internal(format!("a cookie: {error}"));
    Ok(response.add_cookie(cookie).map_err(failed)?)
}

/// What signing a browser in gives beside the cookie.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebSessionResponse {
    /// What requests that change something send as `X-CSRF-Token`.
    csrf_token: String,
    /// When the session ends at the latest.
    expires_at: String,
    user: UserResponse,
}

/// Sign a browser in: the session is a cookie.
#[utoipa::path(post, path = "/auth/web-login", tag = "sessions", request_body = LoginSent,
    responses((status = 200, body = WebSessionResponse, headers(("Set-Cookie" = String))),
        (status = 401), (status = 403), (status = 429)))]
pub async fn login(
    request: HttpRequest,
    app: web::Data<App>,
    body: JsonBody<LoginRequest>,
) -> Result<HttpResponse, ApiError> {
    from_this_site(&request)?;
    let ((email, password), (address, who)) = (body.0, stranger(&app, &request));
    let sign_in = move || app.sign_in_web(&email, &password, (&address, &who));
    let WebSignedIn { token, expires_at, user } = in_background(sign_in).await?;
    let mut response = HttpResponse::Ok().json(WebSessionResponse {
        csrf_token: csrf_token(&token),
        expires_at: instant(expires_at),
        user: UserResponse::from(&user),
    });
    set(&mut response, &cookie(&request, token))?;
    Ok(response)
}

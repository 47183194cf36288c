//! Who reads a page: the one place that knows how a browser's session is kept.

use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use sha2::{Digest, Sha256};

use super::background::in_background;
use super::error::PageError;
use super::origin;
use crate::domain::{Role, User};
use crate::service::audit::OnBehalf;
use crate::service::tokens::Bearer;
use crate::service::{App, By, ServiceError};

/// Sent to this host only, over TLS or to this machine, and never to a script.
const COOKIE: &str = "__Host-saathi";

/// Somebody who has signed in with this browser.
#[derive(Debug)]
pub(super) struct Visitor {
    /// Who it is, what it can see, and when it asks.
    pub(super) by: By,
    pub(super) user: User,
    /// What its forms carry, and no other site can know.
    pub(super) csrf: String,
    bearer: Bearer,
}

impl Visitor {
    /// Refuses roles other than those.
    pub(super) fn is_one_of(&self, roles: &[Role]) -> Result<(), PageError> {
        let may = roles.contains(&self.user.role);
        if may { Ok(()) } else { Err(ServiceError::Forbidden.into()) }
    }

    /// Refuses a form that is not from one of this visitor's own pages.
    pub(super) fn sent(&self, request: &HttpRequest, csrf: &str) -> Result<(), PageError> {
        origin::own_page(request)?;
        if csrf == self.csrf { Ok(()) } else { Err(PageError::Foreign) }
    }
}

impl FromRequest for Visitor {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { visitor(&request).await })
    }
}

async fn visitor(request: &HttpRequest) -> Result<Visitor, PageError> {
    let app = app_of(request)?;
    let cookie = request.cookie(COOKIE).ok_or(PageError::SignedOut)?;
    let token = cookie.value().to_owned();
    let csrf = csrf_of(&token);
    let (now, recorded_at) = (app.clock.now(), app.clock.real_time().naive_utc());
    let (actor, bearer, user) = in_background(move || app.authenticate(&token)).await?;
    let on_behalf = OnBehalf { user: Some(user.id.clone()), ..nobody(request) };
    Ok(Visitor { by: By { actor, on_behalf, now, recorded_at }, user, csrf, bearer })
}

/// Signs in, and gives the cookie of the session.
pub(super) async fn begin(
    request: &HttpRequest,
    (email, password): (String, String),
) -> Result<(User, Cookie<'static>), PageError> {
    let app = app_of(request)?;
    let who = nobody(request);
    let address = request.peer_addr().map_or_else(String::new, |address| address.ip().to_string());
    let signed_in = in_background(move || app.sign_in(&email, &password, (&address, &who))).await?;
    Ok((signed_in.user, kept(signed_in.access_token)))
}

/// Signs out, and gives the cookie that takes the session's place.
pub(super) async fn end(
    request: &HttpRequest,
    visitor: Visitor,
) -> Result<Cookie<'static>, PageError> {
    let app = app_of(request)?;
    in_background(move || app.sign_out(&visitor.bearer)).await?;
    let mut cookie = kept(String::new());
    cookie.make_removal();
    Ok(cookie)
}

fn kept(token: String) -> Cookie<'static> {
    Cookie::build(COOKIE, token)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}

fn csrf_of(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

fn nobody(request: &HttpRequest) -> OnBehalf {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    OnBehalf { user: None, request_id: id.map(str::to_owned) }
}

/// The application that a request is for.
pub(super) fn app_of(request: &HttpRequest) -> Result<web::Data<App>, PageError> {
    let app = request.app_data::<web::Data<App>>().cloned();
    app.ok_or_else(|| PageError::Internal("no application".to_owned()))
}

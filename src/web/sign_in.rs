//! `/sign-in`, `/sign-out`, and `/`, which leads to where somebody's work is.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::acts::{Form, Sent};
use super::answer::{again_after, go_to, page, page_with};
use super::error::PageError;
use super::frame::Frame;
use super::origin;
use super::session::{self, Visitor};
use crate::domain::Role;
use crate::service::ServiceError;

const PATH: &str = "/sign-in";

/// The page's path, from which one comes back to `next`.
pub(super) fn path_for(next: &str) -> String {
    if next.is_empty() || next == "/" { PATH.to_owned() } else { format!("{PATH}?next={next}") }
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    next: String,
    email: String,
    fault: Option<String>,
}

/// Where one comes from.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    next: Option<String>,
    out: Option<String>,
    changed: Option<String>,
}

/// The page.
pub(super) async fn form(
    request: HttpRequest,
    from: web::Query<From>,
) -> Result<HttpResponse, PageError> {
    let mut frame = Frame::of(&request);
    if from.changed.is_some() {
        let text = frame.t.desk.account.changed;
        frame = frame.with_flash("good", text);
    }
    if from.out.is_some() {
        let text = frame.t.signing.signed_out;
        frame = frame.with_flash("good", text);
    }
    let next = origin::own_path(from.next.as_deref()).unwrap_or_default().to_owned();
    page(&SignInPage { frame, next, email: String::new(), fault: None })
}

/// An address, a password, and where to go then.
#[derive(Deserialize)]
pub(super) struct Credentials {
    email: String,
    password: String,
    next: Option<String>,
}

/// Signs in.
pub(super) async fn sign_in(
    request: HttpRequest,
    sent: web::Form<Credentials>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    let Credentials { email, password, next } = sent.into_inner();
    let next = origin::own_path(next.as_deref()).unwrap_or_default().to_owned();
    let frame = Frame::of(&request);
    let t = &frame.t.signing;
    if !session::can_be_kept(&request) {
        // It would be right, and end before the next page, which nobody could understand.
        let fault = Some(t.needs_https.to_owned());
        return page_with(StatusCode::FORBIDDEN, &SignInPage { frame, next, email, fault });
    }
    let mut wait = None;
    let (fault, status) = match session::begin(&request, (email.clone(), password)).await {
        Ok((user, cookie)) => {
            let place = if next.is_empty() { home(user.role) } else { &next };
            return with_cookie(go_to(place), &cookie);
        }
        Err(PageError::SignedOut) => (t.wrong.to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        Err(PageError::Service(ServiceError::TooMany(seconds))) => {
            wait = Some(seconds);
            ((t.too_many)(seconds.into()), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(error) => return Err(error),
    };
    let mut page = page_with(status, &SignInPage { frame, next, email, fault: Some(fault) })?;
    if let Some(seconds) = wait {
        again_after(&mut page, seconds);
    }
    Ok(page)
}

/// Signs out. What a phone keeps for this user beside its unsent records goes with the session.
pub(super) async fn sign_out(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    Sent::of((&request, &visitor), form)?;
    let cookie = session::end(&request, visitor).await?;
    with_cookie(go_to("/sign-in?out=1"), &cookie)
}

/// To where somebody's work is.
pub(super) async fn start(visitor: Visitor) -> HttpResponse {
    go_to(home(visitor.user.role))
}

fn home(role: Role) -> &'static str {
    match role {
        Role::PartnerStaff | Role::PartnerOwner => "/m",
        Role::Manager | Role::Finance | Role::Admin | Role::Auditor => "/overview",
    }
}

fn with_cookie(
    mut response: HttpResponse,
    cookie: &actix_web::cookie::Cookie<'_>,
) -> Result<HttpResponse, PageError> {
    response.add_cookie(cookie).map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(response)
}

//! `/account`: one's own password, sessions, language and colours.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::acts::{Form, Sent};
use super::answer::{go_to, page, page_with};
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::session::{self, Visitor, app_of};
use super::shown;
use super::texts::Line;
use crate::service::{Invalid, ServiceError};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    email: String,
    role: Line,
    csrf: String,
    /// When each session was last seen, and whether it is this one.
    sessions: Vec<(String, bool)>,
    fault: Option<Line>,
}

async fn load(
    request: &HttpRequest,
    visitor: &Visitor,
    fault: Option<Line>,
) -> Result<AccountPage, PageError> {
    let (app, user) = (app_of(request)?, visitor.user.clone());
    let zone = app.clock.zone();
    let sessions = in_background(move || app.web_sessions_of(&user)).await?;
    let frame = Frame::of_visitor(request, visitor);
    let shown = |(id, at)| (shown::minute(&at, zone), visitor.is_in(&id));
    Ok(AccountPage {
        name: visitor.user.name.to_string(),
        email: visitor.user.email.to_string(),
        role: frame.language.role(visitor.user.role),
        csrf: visitor.csrf.clone(),
        sessions: sessions.into_iter().map(shown).collect(),
        fault,
        frame,
    })
}

/// The page.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let mut shown = load(&request, &visitor, None).await?;
    if request.query_string() == "done=sessions" {
        let text = shown.frame.t.desk.account.others_ended;
        shown.frame = shown.frame.with_flash("good", text);
    }
    page(&shown)
}

/// The password that one has, and the one to be.
#[derive(Deserialize)]
pub(super) struct Passwords {
    csrf: String,
    current: String,
    new: String,
}

/// Changes one's password; every session ends with it, this one too.
pub(super) async fn change_password(
    request: HttpRequest,
    visitor: Visitor,
    sent: web::Form<Passwords>,
) -> Result<HttpResponse, PageError> {
    visitor.sent(&request, &sent.csrf)?;
    let (app, user) = (app_of(&request)?, visitor.user.clone());
    let (who, Passwords { current, new, .. }) = (visitor.by.on_behalf.clone(), sent.into_inner());
    let changed = in_background(move || app.change_password(user, (&current, &new), who)).await;
    match changed {
        Ok(()) => Ok(go_to("/sign-in?changed=1")),
        Err(PageError::Service(ServiceError::Invalid(faults))) => {
            let t = &Frame::of(&request).t.desk.account;
            let is_weak = |fault: &Invalid| fault.pointer == "/new_password";
            let fault = if faults.iter().any(is_weak) { t.weak } else { t.wrong };
            let shown = load(&request, &visitor, Some(fault)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(error) => Err(error),
    }
}

/// Ends all other sessions.
pub(super) async fn end_others(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    Sent::of((&request, &visitor), form)?;
    session::end_others(&request, visitor).await?;
    Ok(go_to("/account?done=sessions"))
}

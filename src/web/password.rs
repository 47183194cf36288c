//! `/password/{token}`: where somebody who was given a link sets a password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::answer::{go_to, page_with};
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::origin;
use super::session::{self, app_of};
use super::texts::Line;
use crate::service::ServiceError;

#[derive(Template)]
#[template(path = "people/password.html")]
struct PasswordPage {
    frame: Frame,
    /// Whether the link can be used.
    works: bool,
    fault: Option<Line>,
}

/// The page.
pub(super) async fn form(
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let app = app_of(&request)?;
    let works = in_background(move || app.is_password_link(&token)).await?;
    let status = if works { StatusCode::OK } else { StatusCode::NOT_FOUND };
    page_with(status, &PasswordPage { frame: Frame::of(&request), works, fault: None })
}

/// The password to be.
#[derive(Deserialize)]
pub(super) struct Typed {
    new: String,
}

/// Sets it, and spends the link; one signs in with it then.
pub(super) async fn set(
    request: HttpRequest,
    token: web::Path<String>,
    sent: web::Form<Typed>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    let (app, who) = (app_of(&request)?, session::nobody(&request));
    let (new, address) = (sent.into_inner().new, session::address_of(&request)?);
    let set = in_background(move || app.use_password_link((&token, &new), (&address, &who))).await;
    let frame = Frame::of(&request);
    let weak = frame.t.desk.account.weak;
    match set {
        Ok(()) => Ok(go_to("/sign-in?changed=1")),
        Err(PageError::Service(ServiceError::Invalid(_))) => {
            let page = PasswordPage { frame, works: true, fault: Some(weak) };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(PageError::Service(ServiceError::Unprocessable(..) | ServiceError::Stale)) => {
            page_with(StatusCode::NOT_FOUND, &PasswordPage { frame, works: false, fault: None })
        }
        Err(error) => Err(error),
    }
}

//! `/set-up/{token}`: the first administrator, made with the link that the server printed.

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
use crate::domain::{Email, Name, Role};
use crate::service::ServiceError;
use crate::service::users::NewUser;

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUpPage {
    frame: Frame,
    /// Whether the link can be used.
    works: bool,
    name: String,
    email: String,
    fault: Option<Line>,
}

/// The page.
pub(super) async fn form(
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let app = app_of(&request)?;
    let works = in_background(move || app.is_set_up_token(&token)).await?;
    let frame = Frame::of(&request);
    let status = if works { StatusCode::OK } else { StatusCode::NOT_FOUND };
    page_with(
        status,
        &SetUpPage { frame, works, name: String::new(), email: String::new(), fault: None },
    )
}

/// Who the first administrator is.
#[derive(Deserialize)]
pub(super) struct Person {
    name: String,
    email: String,
    password: String,
}

/// Makes the first administrator, and signs it in.
pub(super) async fn set_up(
    request: HttpRequest,
    token: web::Path<String>,
    sent: web::Form<Person>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    let Person { name, email, password } = sent.into_inner();
    let frame = Frame::of(&request);
    let fault = frame.t.desk.set_up.invalid;
    let refused = |frame| SetUpPage {
        frame,
        works: true,
        name: name.clone(),
        email: email.clone(),
        fault: Some(fault),
    };
    let Some((read_name, read_email)) = Name::parse(&name).zip(Email::parse(&email)) else {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &refused(frame));
    };
    let new = NewUser {
        email: read_email,
        name: read_name,
        role: Role::Admin,
        partner: None,
        password: password.clone(),
    };
    let (app, who) = (app_of(&request)?, session::nobody(&request));
    let address = session::address_of(&request)?;
    let made = in_background(move || app.set_up((&token, &address), new, who)).await;
    match made {
        Ok(_) => {
            let (_, cookie) = session::begin(&request, (email.clone(), password)).await?;
            let mut response = go_to("/overview");
            let added = response.add_cookie(&cookie);
            added.map_err(|error| PageError::Internal(error.to_string()))?;
            Ok(response)
        }
        Err(PageError::Service(ServiceError::Invalid(_))) => {
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &refused(frame))
        }
        Err(PageError::Service(ServiceError::Unprocessable(..))) => {
            let spent = SetUpPage { works: false, fault: None, ..refused(frame) };
            page_with(StatusCode::NOT_FOUND, &spent)
        }
        Err(error) => Err(error),
    }
}

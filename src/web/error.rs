//! Errors as pages: what happened, why, what to do next, and the request's id.

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::answer::{again_after, go_to, page_with};
use super::frame::Frame;
use super::texts::{Faults, Line};
use crate::service::ServiceError;

/// Why there is no page.
#[derive(Debug)]
pub(super) enum PageError {
    /// A use case refused or failed.
    Service(ServiceError),
    /// There is no such page.
    NotFound,
    /// Nobody has signed in.
    SignedOut,
    /// The request came from another site, or from none of our pages.
    Foreign,
    /// The form cannot be read.
    Malformed(String),
    /// The form did not arrive in time.
    TooSlow,
    /// Something that should not happen; for the operator only.
    Internal(String),
}

impl From<ServiceError> for PageError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Unauthenticated => Self::SignedOut,
            ServiceError::NotFound => Self::NotFound,
            error => Self::Service(error),
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => write!(f, "{error}"),
            Self::NotFound => f.write_str("no such page"),
            Self::SignedOut => f.write_str("not signed in"),
            Self::Foreign => f.write_str("from another site"),
            Self::TooSlow => f.write_str("the form did not arrive in time"),
            Self::Malformed(what) | Self::Internal(what) => f.write_str(what),
        }
    }
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Foreign | Self::Service(ServiceError::Forbidden) => StatusCode::FORBIDDEN,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Service(error) => status_of(error),
        }
    }

    fn words(&self, texts: &Faults) -> (Line, Line) {
        match self.status() {
            StatusCode::NOT_FOUND => texts.not_found,
            StatusCode::FORBIDDEN if matches!(self, Self::Foreign) => texts.foreign,
            StatusCode::FORBIDDEN => texts.forbidden,
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => texts.invalid,
            StatusCode::CONFLICT => texts.conflict,
            StatusCode::PRECONDITION_FAILED => texts.stale,
            StatusCode::TOO_MANY_REQUESTS => texts.too_many,
            StatusCode::REQUEST_TIMEOUT => texts.too_slow,
            StatusCode::SERVICE_UNAVAILABLE => texts.busy,
            _ => texts.internal,
        }
    }

    /// The page that says so.
    pub(super) fn page(&self, request: &HttpRequest) -> HttpResponse {
        if matches!(self, Self::SignedOut) {
            return to_sign_in(request);
        }
        let frame = Frame::of(request);
        let request_id = frame.request_id.clone();
        if self.status().is_server_error() {
            tracing::error!(request_id, cause = %self, "page");
        }
        let (title, hint) = self.words(&frame.t.faults);
        let page = ErrorPage { frame, title, hint, request_id, number: self.status().as_u16() };
        // A page that cannot be rendered leaves only its status.
        let mut response =
            page_with(self.status(), &page).unwrap_or_else(|_| HttpResponse::new(self.status()));
        if let Self::Service(refused) = self
            && let Some(seconds) = refused.retry_after()
        {
            again_after(&mut response, seconds);
        }
        response
    }
}

fn status_of(error: &ServiceError) -> StatusCode {
    match error {
        ServiceError::Invalid(_) | ServiceError::Unprocessable(..) | ServiceError::KeyReused => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ServiceError::Unauthenticated => StatusCode::UNAUTHORIZED,
        ServiceError::Forbidden => StatusCode::FORBIDDEN,
        ServiceError::NotFound => StatusCode::NOT_FOUND,
        ServiceError::Conflict(..) | ServiceError::InTheWay(..) | ServiceError::StillRunning => {
            StatusCode::CONFLICT
        }
        ServiceError::Stale => StatusCode::PRECONDITION_FAILED,
        ServiceError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        ServiceError::Busy(_) | ServiceError::Contended => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// To the sign-in page, and from there back to the page that was asked for.
fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let is_read = request.method().is_safe();
    let path = if is_read { request.path() } else { "" };
    go_to(&super::sign_in::path_for(path))
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Without words: [`faults`] makes the page, which needs the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status())
    }
}

/// Gives every error of a page its page.
pub(super) async fn faults<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = request.request().clone();
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => ServiceResponse::from_err(error, asked.clone()),
    };
    let failed = response.response().error().and_then(|error| error.as_error::<PageError>());
    let page = failed.map(|error| error.page(&asked));
    Ok(match page {
        Some(page) => response.into_response(page),
        None => response,
    })
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    title: Line,
    hint: Line,
    request_id: String,
    number: u16,
}

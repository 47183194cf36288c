//! Errors as people and programs get them: RFC 9457 problems, each with a stable code.
//!
//! `docs/API.md`, "Manners". There is one map from a refusal to its status, code and title, and a
//! 5xx never says why.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::service::{Invalid, ServiceError};

/// The media type of a problem.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request is answered with an error.
#[derive(Debug)]
pub enum ApiError {
    /// A use case refused or failed.
    Service(ServiceError),
    /// The request cannot be read: every fault of its body or query.
    Malformed(Vec<Invalid>),
    /// The path is none of the API's.
    NoSuchPath,
    /// The path does not take this method.
    NoSuchMethod,
    /// The request has more headers than this.
    TooManyHeaders(usize),
    /// The body is larger than this route takes, in bytes.
    TooLarge(usize),
    /// The body is not JSON.
    NotJson,
    /// The body did not arrive in time.
    TooSlow,
    /// A browser sent its cookie, and maybe for another site.
    CrossSite,
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => write!(f, "{error}"),
            _ => f.write_str(self.kind().title),
        }
    }
}

/// A kind of problem.
struct Kind {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
}

impl ApiError {
    fn kind(&self) -> Kind {
        let kind = |status, code, title| Kind { status, code, title };
        match self {
            Self::Malformed(_) => {
                kind(StatusCode::BAD_REQUEST, "malformed", "The request cannot be read")
            }
            Self::NoSuchPath => kind(StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::NoSuchMethod => kind(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not take this method",
            ),
            Self::TooManyHeaders(_) => kind(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "too_many_headers",
                "The request has too many headers",
            ),
            Self::TooLarge(_) => {
                kind(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large")
            }
            Self::NotJson => kind(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "The body must be application/json",
            ),
            Self::TooSlow => {
                kind(StatusCode::REQUEST_TIMEOUT, "too_slow", "The body did not arrive in time")
            }
            Self::CrossSite => {
                kind(StatusCode::FORBIDDEN, "cross_site", "The request may be another site's")
            }
            Self::Service(error) => service_kind(error),
        }
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.kind().status
    }

    /// What went wrong in this case and what to do, in words.
    fn detail(&self) -> String {
        match self {
            Self::Service(
                ServiceError::Conflict(_, detail)
                | ServiceError::InTheWay(_, detail, _)
                | ServiceError::Unprocessable(_, detail),
            ) => detail.clone(),
            Self::Service(ServiceError::KeyReused) => {
                "This Idempotency-Key came with another request; take a new one.".to_owned()
            }
            Self::Service(ServiceError::StillRunning) => {
                "The first request with this Idempotency-Key is still running; try again."
                    .to_owned()
            }
            Self::Service(ServiceError::Invalid(_)) | Self::Malformed(_) => {
                "Each of `errors` says where and what; mend them and send it again.".to_owned()
            }
            Self::Service(ServiceError::Unauthenticated) => {
                "Sign in, and send the access token as `Authorization: Bearer …`.".to_owned()
            }
            Self::Service(ServiceError::Forbidden) => {
                "Your role never may do this; somebody with another role can.".to_owned()
            }
            Self::Service(ServiceError::NotFound) | Self::NoSuchPath => {
                "There is nothing here, or nothing that you can see.".to_owned()
            }
            Self::Service(ServiceError::Stale) => {
                "It has changed since you read it; read it again, then change it.".to_owned()
            }
            Self::Service(ServiceError::TooMany(seconds)) => {
                format!("Too many attempts; try again in {seconds} seconds.")
            }
            Self::Service(ServiceError::Busy(_) | ServiceError::Contended) => {
                "The service is busy; try again.".to_owned()
            }
            Self::Service(ServiceError::Internal(_)) => {
                "It is our fault, and it has been noted; quote the request id.".to_owned()
            }
            Self::TooManyHeaders(most) => format!("Send at most {most} headers."),
            Self::TooLarge(most) => format!("Send at most {most} bytes."),
            Self::CrossSite => {
                "With the session's cookie, send its token as `X-CSRF-Token`, from its own site."
                    .to_owned()
            }
            Self::NoSuchMethod | Self::NotJson | Self::TooSlow => self.kind().title.to_owned(),
        }
    }

    fn faults(&self) -> &[Invalid] {
        match self {
            Self::Service(ServiceError::Invalid(faults) | ServiceError::InTheWay(_, _, faults))
            | Self::Malformed(faults) => faults,
            _ => &[],
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Service(error) => error.retry_after(),
            _ => None,
        }
    }

    /// The problem as a body, for that request.
    pub fn problem(&self, request_id: &str) -> Vec<u8> {
        let Kind { status, code, title } = self.kind();
        let errors = self.faults().iter().map(|fault| FieldError {
            pointer: &fault.pointer,
            code: fault.code,
            message: &fault.message,
        });
        let problem = Problem {
            r#type: format!("urn:saathi:problem:{code}"),
            title,
            status: status.as_u16(),
            detail: self.detail(),
            code,
            request_id,
            errors: errors.collect(),
        };
        serde_json::to_vec(&problem).unwrap_or_default()
    }
}

fn service_kind(error: &ServiceError) -> Kind {
    let kind = |status, code, title| Kind { status, code, title };
    match error {
        ServiceError::Invalid(_) => {
            kind(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request is not valid")
        }
        ServiceError::Unauthenticated => {
            kind(StatusCode::UNAUTHORIZED, "unauthenticated", "No or bad credentials")
        }
        ServiceError::Forbidden => kind(StatusCode::FORBIDDEN, "forbidden", "Not for your role"),
        ServiceError::NotFound => kind(StatusCode::NOT_FOUND, "not_found", "Not found"),
        ServiceError::Conflict(code, _) | ServiceError::InTheWay(code, ..) => {
            kind(StatusCode::CONFLICT, code, "What is there does not allow it")
        }
        ServiceError::Unprocessable(code, _) => {
            kind(StatusCode::UNPROCESSABLE_ENTITY, code, "A rule forbids it")
        }
        ServiceError::KeyReused => kind(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "The key is that of another request",
        ),
        ServiceError::StillRunning => {
            kind(StatusCode::CONFLICT, "still_running", "The first request is still running")
        }
        ServiceError::Stale => {
            kind(StatusCode::PRECONDITION_FAILED, "stale", "The record has changed")
        }
        ServiceError::TooMany(_) => {
            kind(StatusCode::TOO_MANY_REQUESTS, "too_many", "Too many attempts")
        }
        ServiceError::Busy(_) | ServiceError::Contended => {
            kind(StatusCode::SERVICE_UNAVAILABLE, "busy", "The service is busy")
        }
        ServiceError::Internal(_) => {
            kind(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong")
        }
    }
}

/// The body of every error.
#[derive(Serialize, ToSchema)]
pub(super) struct Problem<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError<'a>>,
}

/// What is wrong with a field, and where it is.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldError<'a> {
    pointer: &'a str,
    code: &'static str,
    message: &'a str,
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.kind().status
    }

    /// Without the request's id, which the middleware that logs the request puts in.
    fn error_response(&self) -> HttpResponse {
        self.respond("")
    }
}

impl ApiError {
    /// The response for the request with that id.
    pub fn respond(&self, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind().status);
        if let Some(seconds) = self.retry_after() {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if matches!(self, Self::Service(ServiceError::Unauthenticated)) {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.content_type(PROBLEM_JSON).body(self.problem(request_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(error: ServiceError) -> serde_json::Value {
        serde_json::from_slice(&ApiError::from(error).problem("req-1")).unwrap()
    }

    #[test]
    fn a_problem_says_what_where_and_what_to_do() {
        let body = body(ServiceError::invalid("/amount", "out_of_range", "is below zero"));
        assert_eq!(body["status"], 422);
        assert_eq!(body["code"], "invalid");
        assert_eq!(body["request_id"], "req-1");
        let fault = serde_json::json!(
            {"pointer": "/amount", "code": "out_of_range", "message": "is below zero"});
        assert_eq!(body["errors"], serde_json::json!([fault]));
    }

    #[test]
    fn a_5xx_tells_a_stranger_nothing() {
        let body = body(ServiceError::Internal("constraint users_email of table users".into()));
        assert_eq!((&body["status"], &body["code"]), (&500.into(), &"internal".into()));
        assert!(!body.to_string().contains("users"), "{body}");
    }
}

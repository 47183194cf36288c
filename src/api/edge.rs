//! What happens to every request at the edge: its id, its log line, its headers, its errors.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use uuid::Uuid;

use super::compression;
use super::error::ApiError;
use super::payload;

/// The header by which a request is named.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken from a client.
const LONGEST_ID: usize = 128;
/// The most headers of a request.
const MOST_HEADERS: usize = 64;

/// What every answer carries where its handler says nothing else: it is for its asker alone and for
/// nothing but showing it.
const SECURITY: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// The id of a request: the client's, where it sent a usable one.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl RequestId {
    fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        let usable = |id: &&str| {
            (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
        };
        let made = || Uuid::now_v7().to_string();
        Self(sent.filter(usable).map_or_else(made, str::to_owned))
    }

    /// The id of a request that passed the edge.
    pub fn of_request(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map_or_else(String::new, |id| id.0.clone())
    }
}

/// Names the request, logs it once, gives its body a deadline, and gives every answer its headers and every error its id.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begin = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let (method, path) = (request.method().clone(), request.path().to_owned());
    // Before the edge adds one of its own.
    let sent = request.headers().len();
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        // So that whoever answers can name it.
        request.headers_mut().insert(REQUEST_ID, value);
    }
    compression::settle(request.headers_mut());
    payload::keep_in_time(&mut request);
    let response = if sent > MOST_HEADERS {
        let error = ApiError::TooManyHeaders(MOST_HEADERS);
        request.error_response(error)
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let failed = response.response().error().and_then(|error| error.as_error::<ApiError>());
    let cause = failed.map(ToString::to_string);
    let problem = match failed {
        Some(error) => Some(error.respond(&id.0)),
        None => no_such_method(&response, &id.0),
    };
    let mut response = match problem {
        Some(problem) => response.into_response(problem.map_into_boxed_body()),
        None => response,
    };
    compression::tidy(response.headers_mut());
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(REQUEST_ID, value);
    }
    log(&response, (method.as_str(), &path), &id.0, begin, cause);
    Ok(response)
}

/// The problem of a path that does not take the request's method: the route table knows those that it
/// does take, and answers without a body.
fn no_such_method<B>(response: &ServiceResponse<B>, request_id: &str) -> Option<HttpResponse> {
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return None;
    }
    let mut problem = ApiError::NoSuchMethod.respond(request_id);
    for methods in response.headers().get_all(ALLOW) {
        problem.headers_mut().append(ALLOW, methods.clone());
    }
    Some(problem)
}

/// A path as it is logged: without what lets in whoever knows it.
fn without_secret(path: &str) -> &str {
    let before = ["/password/", "/set-up/"].into_iter().find(|before| path.starts_with(before));
    before.unwrap_or(path)
}

fn log<B>(
    response: &ServiceResponse<B>,
    (method, path): (&str, &str),
    request_id: &str,
    begin: Instant,
    cause: Option<String>,
) {
    let (status, path) = (response.status().as_u16(), without_secret(path));
    let micros = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        let cause = cause.unwrap_or_default();
        tracing::error!(request_id, method, path, status, micros, cause, "request");
    } else {
        tracing::info!(request_id, method, path, status, micros, "request");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_somebody_in_is_not_logged() {
        for (path, logged) in [
            ("/password/0123abcd", "/password/"),
            ("/set-up/0123abcd", "/set-up/"),
            ("/api/v1/users/usr_1/password-link", "/api/v1/users/usr_1/password-link"),
        ] {
            assert_eq!(without_secret(path), logged);
        }
    }
}

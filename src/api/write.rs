//! A request that changes something: who, what, under which key; done once, in one transaction.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::openapi::path::{Operation, Parameter};

use super::body::{self, Body};
use super::caller::{Allowed, Policy, app_of, in_background};
use super::described;
use super::error::ApiError;
use super::further;
use super::payload::{self, JsonBody};
use super::read;
use super::route::Taken;
use crate::domain::User;
use crate::service::idempotency::{Answer, Key};
use crate::service::{App, By, Hold, Invalid, ServiceError, Tx, joined};

/// The header of the key, and the one that says that an answer is given again.
const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";
/// The longest key.
const LONGEST_KEY: usize = 255;

/// Whether a route can do without a key.
pub trait KeyRule {
    /// Whether a request without one is refused.
    const REQUIRED: bool;
}

/// A key may be sent.
#[derive(Debug)]
pub struct MayHaveKey;

/// A key must be sent.
#[derive(Debug)]
pub struct NeedsKey;

impl KeyRule for MayHaveKey {
    const REQUIRED: bool = false;
}
impl KeyRule for NeedsKey {
    const REQUIRED: bool = true;
}

/// A request that changes something, from somebody who may: the caller is looked at before the body.
pub struct Write<P, B: Body, K = MayHaveKey> {
    /// Who asks, and when.
    pub by: By,
    /// The user as it is now.
    pub user: User,
    /// What is asked for.
    pub command: B::Command,
    key: Option<Key>,
    /// What the command was read from.
    bytes: web::Bytes,
    rules: PhantomData<(P, K)>,
}

impl<P: Policy + 'static, B: Body, K: KeyRule + 'static> FromRequest for Write<P, B, K> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Allowed { by, user, .. } = Allowed::<P>::of(&request).await?;
            no_parameters(&request)?;
            let key = key_of(&request, K::REQUIRED)?;
            seen_version(&request)?;
            let (object, bytes) = payload::read::<B>(&request, payload).await?;
            let key = key.map(|key| Key {
                user: by.actor.user().clone(),
                operation: operation(&request),
                fingerprint: fingerprint(&request, &bytes),
                key,
            });
            let command = match body::command::<B>(object, &bytes) {
                Ok(command) => command,
                Err(error) => return Err(with_others::<B>(&request, by, bytes, error).await),
            };
            Ok(Self { by, user, command, key, bytes, rules: PhantomData })
        })
    }
}

impl<P: Policy + 'static, B: Body, K: KeyRule + 'static> Taken for Write<P, B, K> {
    fn tell(operation: &mut Operation) {
        Allowed::<P>::tell(operation);
        JsonBody::<B>::tell(operation);
        described::refuses(operation, [403, 409]);
        described::takes(operation, key_parameter(K::REQUIRED));
        tell_answers(operation);
    }
}

/// The version of the record that the caller has seen, where it said so.
#[derive(Debug)]
pub struct Seen(pub Option<i32>);

/// What cannot be read is refused by [`Write`], in its turn.
impl FromRequest for Seen {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(seen_version(request).ok().flatten())))
    }
}

impl Taken for Seen {
    fn tell(operation: &mut Operation) {
        let what = "The ETag of the version that you change; where it is not the newest, a 412";
        let parameter = described::sent_header(described::IF_MATCH, false, what, described::text());
        described::takes(operation, parameter);
        described::refuses(operation, [412]);
        for (_, response) in described::successes(operation) {
            described::carries(response, described::ETAG);
        }
    }
}

/// What the answers of a request with a key carry.
pub(super) fn tell_answers(operation: &mut Operation) {
    for (status, response) in described::successes(operation) {
        described::carries(response, described::REPLAYED);
        if status == "201" {
            described::carries(response, described::LOCATION);
            described::carries(response, described::ETAG);
        }
    }
}

/// The key of a request in its description.
pub(super) fn key_parameter(required: bool) -> Parameter {
    let what = "Any text that is used for this request alone; its copies get the same answer";
    let schema = described::text().min_length(Some(1)).max_length(Some(LONGEST_KEY));
    described::sent_header(described::KEY, required, what, schema)
}

/// The faults of a body with all that else is wrong with it.
async fn with_others<B: Body>(
    request: &HttpRequest,
    by: By,
    bytes: web::Bytes,
    error: ApiError,
) -> ApiError {
    let Ok(app) = app_of(request) else { return error };
    let look = move |tx: &mut Tx<'_>, by: &By| further::others_in::<B>(tx, by, &bytes);
    match read::loaded(app, by, look).await {
        Ok((_, others)) => further::with_others(error, others),
        // What is wrong is told as far as it is known.
        Err(_) => error,
    }
}

/// A request that takes no query parameters is a 400 where some are sent.
pub(super) fn no_parameters(request: &HttpRequest) -> Result<(), ApiError> {
    let sent = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fault = |name: &str| Invalid {
        pointer: format!("?{name}"),
        code: "unknown_parameter",
        message: "is not a parameter of this path, which takes none".to_owned(),
    };
    match sent {
        Ok(sent) if sent.is_empty() => Ok(()),
        Ok(sent) => Err(ApiError::Malformed(sent.iter().map(|(name, _)| fault(name)).collect())),
        Err(_) => Err(ApiError::Malformed(vec![fault("")])),
    }
}

fn malformed(pointer: &str, code: &'static str, message: &str) -> ApiError {
    let (pointer, message) = (pointer.to_owned(), message.to_owned());
    ApiError::Malformed(vec![Invalid { pointer, code, message }])
}

pub(super) fn key_of(request: &HttpRequest, required: bool) -> Result<Option<String>, ApiError> {
    let Some(header) = request.headers().get(KEY) else {
        let message = "must be sent with this request: any text that you use once, like a UUID";
        let missing = || malformed("Idempotency-Key", "idempotency_key_required", message);
        return if required { Err(missing()) } else { Ok(None) };
    };
    let text = header.to_str().ok().filter(|text| {
        let printable = |b: u8| b == b' ' || b.is_ascii_graphic();
        (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(printable)
    });
    let message = "is not 1 to 255 printable characters";
    let bad = || malformed("Idempotency-Key", "idempotency_key", message);
    text.map(|text| Some(text.to_owned())).ok_or_else(bad)
}

/// `If-Match` as a version. A tag that is none of ours is that of no version that there ever was.
fn seen_version(request: &HttpRequest) -> Result<Option<i32>, ApiError> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let text = header.to_str().map_err(|_| malformed("If-Match", "if_match", "is not a tag"))?;
    if text.trim() == "*" {
        return Ok(None);
    }
    let tag = text.trim().trim_start_matches("W/").trim_matches('"');
    Ok(Some(tag.parse().unwrap_or(0)))
}

pub(super) fn operation(request: &HttpRequest) -> String {
    let pattern = request.match_pattern().unwrap_or_else(|| request.path().to_owned());
    format!("{} {pattern}", request.method())
}

/// The whole request: where it goes, on which condition, and what it says.
pub(super) fn fingerprint(request: &HttpRequest, body: &[u8]) -> [u8; 32] {
    let condition = request.headers().get(IF_MATCH).map_or(&b""[..], |value| value.as_bytes());
    let parts = [request.method().as_str().as_bytes(), request.path().as_bytes(), condition, body];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

impl<P, B: Body, K> Write<P, B, K> {
    /// Does the work in one transaction and gives its answer; with a key, once for all copies.
    pub async fn run<T: 'static>(
        self,
        app: web::Data<App>,
        work: impl Fn(&mut Tx<'_>, &By, &B::Command) -> Result<T, ServiceError> + Send + 'static,
        answer: impl Fn(&By, T) -> Result<Answer, ServiceError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        self.run_holding(Hold::Nothing, app, work, answer).await
    }

    /// The same, and meanwhile keeps others from what `hold` says.
    pub async fn run_holding<T: 'static>(
        self,
        hold: Hold,
        app: web::Data<App>,
        work: impl Fn(&mut Tx<'_>, &By, &B::Command) -> Result<T, ServiceError> + Send + 'static,
        answer: impl Fn(&By, T) -> Result<Answer, ServiceError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let Self { by, user: _, command, key, bytes, rules: _ } = self;
        let done = in_background(move || {
            let asker = by.clone();
            let request_id = by.on_behalf.request_id.clone().unwrap_or_default();
            let refusal = move |error: &ServiceError| refusal(error, &request_id);
            let work = move |tx: &mut Tx<'_>| match work(tx, &by, &command) {
                Err(ServiceError::Invalid(faults)) => {
                    // Where the database refused, it answers nothing more; what is known is told.
                    let others = further::others_in::<B>(tx, &by, &bytes).unwrap_or_default();
                    Err(ServiceError::Invalid(joined(faults, others)))
                }
                done => answer(&by, done?),
            };
            app.answer_once(&asker, key, hold, work, refusal)
        });
        Ok(respond(done.await?))
    }
}

/// The answer that a refusal is, where it is one that is kept.
pub(super) fn refusal(error: &ServiceError, request_id: &str) -> Option<Answer> {
    let kept = match error {
        ServiceError::NotFound => ServiceError::NotFound,
        ServiceError::Stale => ServiceError::Stale,
        ServiceError::Invalid(faults) => ServiceError::Invalid(faults.clone()),
        ServiceError::Conflict(code, detail) => ServiceError::Conflict(code, detail.clone()),
        ServiceError::InTheWay(code, detail, named) => {
            ServiceError::InTheWay(code, detail.clone(), named.clone())
        }
        ServiceError::Unprocessable(code, detail) => {
            ServiceError::Unprocessable(code, detail.clone())
        }
        ServiceError::Unauthenticated
        | ServiceError::Forbidden
        | ServiceError::KeyReused
        | ServiceError::StillRunning
        | ServiceError::TooMany(_)
        | ServiceError::Busy(_)
        | ServiceError::Contended
        | ServiceError::Internal(_) => return None,
    };
    Some(problem(&ApiError::from(kept), request_id))
}

/// An error as an answer that can be kept; the request's id stands for the one that did the work.
fn problem(error: &ApiError, request_id: &str) -> Answer {
    Answer {
        status: error.status().as_u16(),
        headers: vec![(CONTENT_TYPE.to_string(), super::error::PROBLEM_JSON.to_owned())],
        body: error.problem(request_id),
        replayed: false,
    }
}

/// An answer that refuses although its work is kept, such as a recruit refused at receipt.
pub fn refused(by: &By, error: ServiceError) -> Answer {
    problem(&error.into(), by.on_behalf.request_id.as_deref().unwrap_or_default())
}

/// 200 with a body.
pub fn done(body: &impl Serialize) -> Result<Answer, ServiceError> {
    json(200, Vec::new(), body)
}

/// 200 with a record and its version.
pub fn changed(version: i32, body: &impl Serialize) -> Result<Answer, ServiceError> {
    json(200, vec![(ETAG.to_string(), etag(version))], body)
}

/// 201 with a record, its version and where it is: `sales/sal_…`.
pub fn created(place: &str, version: i32, body: &impl Serialize) -> Result<Answer, ServiceError> {
    let location = (LOCATION.to_string(), format!("/api/v1/{place}"));
    json(201, vec![location, (ETAG.to_string(), etag(version))], body)
}

/// The tag of a version.
pub(super) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

fn json(
    status: u16,
    mut headers: Vec<(String, String)>,
    body: &impl Serialize,
) -> Result<Answer, ServiceError> {
    headers.push((CONTENT_TYPE.to_string(), "application/json".to_owned()));
    let body = serde_json::to_vec(body)
        .map_err(|error| ServiceError::Internal(format!("an answer: {error}")))?;
    Ok(Answer { status, headers, body, replayed: false })
}

pub(super) fn respond(answer: Answer) -> HttpResponse {
    let Answer { status, headers, body, replayed } = answer;
    let status = actix_web::http::StatusCode::from_u16(status);
    let mut response = HttpResponse::build(status.unwrap_or_default());
    for (name, value) in headers {
        response.insert_header((name, value));
    }
    if replayed {
        response.insert_header((REPLAYED, "true"));
    }
    response.body(body)
}

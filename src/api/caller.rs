//! Who sends a request, as types in the handlers' signatures.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use utoipa::openapi::path::Operation;

use super::described;
use super::edge::RequestId;
use super::error::ApiError;
use super::route::Taken;
use super::web_sessions::{self, Sent};
use crate::domain::{Id, IdKind, Role, SessionId, User};
use crate::service::audit::OnBehalf;
use crate::service::sessions::Recognised;
use crate::service::tokens::Bearer;
use crate::service::{App, By, ServiceError};

/// Which roles may use a route.
pub trait Policy {
    /// The roles.
    const ROLES: &'static [Role];
}

/// By what somebody was recognised.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An access token.
    Bearer(Bearer),
    /// The cookie of a browser's session.
    Cookie(SessionId),
}

/// Somebody whose role may use the route; a handler that takes one cannot be reached by others.
pub struct Allowed<P> {
    /// Who it is, what it can see, and when it asks.
    pub by: By,
    /// The user as it is now.
    pub user: User,
    /// By what it was recognised.
    pub credential: Credential,
    policy: PhantomData<P>,
}

impl<P: Policy + 'static> FromRequest for Allowed<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl<P: Policy + 'static> Taken for Allowed<P> {
    fn tell(operation: &mut Operation) {
        described::needs_token(operation);
        described::refuses(operation, [400, 401, 503]);
        if P::ROLES.len() < Role::ALL.len() {
            described::refuses(operation, [403]);
        }
    }
}

impl<P: Policy> Allowed<P> {
    /// Whoever sends a request, where its role may use the route.
    pub(super) async fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let app = app_of(request)?;
        let recorded_at = app.clock.real_time().naive_utc();
        let Recognised { actor, user, credential, now } = recognised(request, app).await?;
        if !P::ROLES.contains(&actor.role()) {
            return Err(ServiceError::Forbidden.into());
        }
        let request_id = Some(RequestId::of_request(request));
        let on_behalf = OnBehalf { user: Some(user.id.clone()), request_id };
        let by = By { actor, on_behalf, now, recorded_at };
        Ok(Self { by, user, credential, policy: PhantomData })
    }
}

/// Who sent a request, by its access token or, where it has none, by its cookie.
async fn recognised(
    request: &HttpRequest,
    app: web::Data<App>,
) -> Result<Recognised<Credential>, ApiError> {
    if let Some(token) = bearer_token(request) {
        // A few rows by their keys: asking for another thread takes longer than reading them.
        let found = match app.authenticate_at_once(&token) {
            Some(found) => found?,
            None => in_background(move || app.authenticate(&token)).await?,
        };
        return Ok(found.with(Credential::Bearer));
    }
    let Sent { cookie, csrf } = web_sessions::sent(request)?;
    let authenticate = move || app.authenticate_web(&cookie, csrf.as_deref());
    let found = in_background(authenticate).await?;
    if !request.method().is_safe() && !found.credential.is_own {
        return Err(ApiError::CrossSite);
    }
    Ok(found.with(|access| Credential::Cookie(access.session)))
}

/// The application that a request is for.
pub(super) fn app_of(request: &HttpRequest) -> Result<web::Data<App>, ApiError> {
    let app = request.app_data::<web::Data<App>>().cloned();
    app.ok_or_else(|| internal("no application"))
}

fn bearer_token(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The id in a route's path. It is looked at only once the caller is known: a malformed one is answered
/// like one that does not exist.
#[derive(Debug)]
pub struct At<T> {
    id: Option<Id<T>>,
}

impl<T: IdKind> At<T> {
    /// The id.
    pub fn id(self) -> Result<Id<T>, ApiError> {
        self.id.ok_or_else(|| ServiceError::NotFound.into())
    }
}

impl<T: IdKind + 'static> FromRequest for At<T> {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self { id: request.match_info().get("id").and_then(Id::parse) }))
    }
}

impl<T: IdKind + 'static> Taken for At<T> {
    fn tell(operation: &mut Operation) {
        described::refuses(operation, [404]);
    }
}

/// The id of a part in a route's path, behind that of the record.
#[derive(Debug)]
pub struct Part<T> {
    id: Option<Id<T>>,
}

impl<T: IdKind> Part<T> {
    /// The id.
    pub fn id(self) -> Result<Id<T>, ApiError> {
        self.id.ok_or_else(|| ServiceError::NotFound.into())
    }
}

impl<T: IdKind + 'static> FromRequest for Part<T> {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let part = request.match_info().iter().nth(1);
        std::future::ready(Ok(Self { id: part.and_then(|(_, text)| Id::parse(text)) }))
    }
}

impl<T: IdKind + 'static> Taken for Part<T> {
    fn tell(operation: &mut Operation) {
        described::refuses(operation, [404]);
    }
}

/// Runs what waits for the database, or hashes, beside the threads that serve requests.
pub async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = web::block(work).await.map_err(|error| internal(&error.to_string()))?;
    Ok(done?)
}

fn internal(what: &str) -> ApiError {
    ServiceError::Internal(what.to_owned()).into()
}

//! Who sends a request, as types in the handlers' signatures.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use super::edge::RequestId;
use super::error::ApiError;
use crate::domain::{Actor, Role, User};
use crate::service::audit::OnBehalf;
use crate::service::tokens::Bearer;
use crate::service::{App, ServiceError};

/// Which roles may use a route.
pub trait Policy {
    /// The roles.
    const ROLES: &'static [Role];
}

/// Everybody who signed in.
#[derive(Debug)]
pub struct Anyone;

impl Policy for Anyone {
    const ROLES: &'static [Role] = &Role::ALL;
}

/// Somebody whose role may use the route; a handler that takes one cannot be reached by others.
pub struct Allowed<P> {
    /// Who it is, and what it can see.
    pub actor: Actor,
    /// The user as it is now.
    pub user: User,
    /// The token that it sent.
    pub bearer: Bearer,
    /// On whose behalf changes are written down.
    pub on_behalf: OnBehalf,
    policy: PhantomData<P>,
}

impl<P: Policy + 'static> FromRequest for Allowed<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = bearer_token(request);
        let request_id = RequestId::of_request(request);
        Box::pin(async move {
            let app = app.ok_or_else(|| internal("no application"))?;
            let token = token.ok_or(ServiceError::Unauthenticated)?;
            let (actor, bearer, user) = in_background(move || app.authenticate(&token)).await?;
            if !P::ROLES.contains(&actor.role()) {
                return Err(ServiceError::Forbidden.into());
            }
            let on_behalf = OnBehalf { user: Some(user.id.clone()), request_id: Some(request_id) };
            Ok(Self { actor, user, bearer, on_behalf, policy: PhantomData })
        })
    }
}

fn bearer_token(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
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

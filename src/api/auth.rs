//! `/auth` and `/me`: sessions.

use actix_web::http::header::{HeaderValue, X_FORWARDED_FOR};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, Credential, in_background};
use super::edge::RequestId;
use super::error::ApiError;
use super::payload::JsonBody;
use super::policies::Anyone;
use super::web_sessions;
use super::write::{Write, no_parameters};
use crate::domain::User;
use crate::service::App;
use crate::service::audit::OnBehalf;
use crate::service::sessions::SignedIn;

/// An address and a password.
#[derive(Debug)]
pub struct LoginRequest;
type LoginSent = Sent<LoginRequest>;

impl Body for LoginRequest {
    type Command = (String, String);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let email = fields.required("email");
        let password = fields.required("password");
        email.zip(password)
    }
}

/// A refresh token.
#[derive(Debug)]
pub struct RefreshRequest;
type RefreshSent = Sent<RefreshRequest>;

impl Body for RefreshRequest {
    type Command = String;

    fn read(fields: &mut Fields) -> Option<String> {
        fields.required("refresh_token")
    }
}

/// The password that one has, and the one that one wants.
#[derive(Debug)]
pub struct PasswordRequest;
type PasswordSent = Sent<PasswordRequest>;

impl Body for PasswordRequest {
    type Command = (String, String);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let current = fields.required("current_password");
        let new = fields.required("new_password");
        current.zip(new)
    }
}

/// A user as it sees itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserResponse {
    id: String,
    email: String,
    name: String,
    phone: Option<String>,
    role: &'static str,
    partner_id: Option<String>,
    status: &'static str,
}

impl From<&User> for UserResponse {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.to_string(),
            name: user.name.to_string(),
            phone: user.phone.as_ref().map(ToString::to_string),
            role: user.role.as_str(),
            partner_id: user.partner.as_ref().map(ToString::to_string),
            status: user.status.as_str(),
        }
    }
}

/// What signing in and refreshing give.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
    user: UserResponse,
}

impl From<SignedIn> for SessionResponse {
    fn from(signed_in: SignedIn) -> Self {
        let SignedIn { access_token, expires_in, refresh_token, user } = signed_in;
        let user = UserResponse::from(&user);
        Self { access_token, token_type: "Bearer", expires_in, refresh_token, user }
    }
}

/// It is done, and there is nothing more to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {}

/// Sign in.
#[utoipa::path(post, path = "/auth/login", tag = "sessions", request_body = LoginSent,
    responses((status = 200, body = SessionResponse), (status = 401), (status = 429)))]
pub async fn login(
    request: HttpRequest,
    app: web::Data<App>,
    body: JsonBody<LoginRequest>,
) -> Result<web::Json<SessionResponse>, ApiError> {
    let (email, password) = body.0;
    let (address, who) = stranger(&app, &request);
    let sign_in = move || app.sign_in(&email, &password, (&address, &who));
    Ok(web::Json(in_background(sign_in).await?.into()))
}

/// From where a request comes that nobody has signed in for, and on whose behalf it is written down.
pub(super) fn stranger(app: &App, request: &HttpRequest) -> (String, OnBehalf) {
    let lines = request.headers().get_all(X_FORWARDED_FOR).map(HeaderValue::as_bytes);
    let address = app.client_of(request.peer_addr(), lines);
    let who = OnBehalf { user: None, request_id: Some(RequestId::of_request(request)) };
    (address, who)
}

/// Spend a refresh token for the next pair.
#[utoipa::path(post, path = "/auth/refresh", tag = "sessions", request_body = RefreshSent,
    responses((status = 200, body = SessionResponse), (status = 401)))]
pub async fn refresh(
    request: HttpRequest,
    app: web::Data<App>,
    body: JsonBody<RefreshRequest>,
) -> Result<web::Json<SessionResponse>, ApiError> {
    let (token, (_, who)) = (body.0, stranger(&app, &request));
    Ok(web::Json(in_background(move || app.refresh(&token, &who)).await?.into()))
}

/// End the session.
#[utoipa::path(post, path = "/auth/logout", tag = "sessions",
    responses((status = 200, body = Done, headers(("Set-Cookie" = String))), (status = 401)))]
pub async fn logout(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let Allowed { by, user, credential, .. } = caller;
    let who = by.on_behalf;
    in_background(move || match &credential {
        Credential::Bearer(bearer) => app.sign_out(bearer, &who),
        Credential::Cookie(session) => app.sign_out_web(session, &user, &who),
    })
    .await?;
    let mut response = HttpResponse::Ok().json(Done {});
    web_sessions::forget(&request, &mut response)?;
    Ok(response)
}

/// Who I am.
#[utoipa::path(get, path = "/me", tag = "sessions",
    responses((status = 200, body = UserResponse), (status = 401)))]
pub async fn me(
    request: HttpRequest,
    caller: Allowed<Anyone>,
) -> Result<web::Json<UserResponse>, ApiError> {
    no_parameters(&request)?;
    Ok(web::Json(UserResponse::from(&caller.user)))
}

/// Change my password; every session of mine ends, this one too.
#[utoipa::path(post, path = "/me/password", tag = "sessions", request_body = PasswordSent,
    responses((status = 200, body = Done), (status = 401), (status = 422), (status = 429)))]
pub async fn change_password(
    app: web::Data<App>,
    request: Write<Anyone, PasswordRequest>,
) -> Result<web::Json<Done>, ApiError> {
    let Write { by, user, command: (current, new), .. } = request;
    let who = by.on_behalf;
    in_background(move || app.change_password(user, (&current, &new), who)).await?;
    Ok(web::Json(Done {}))
}

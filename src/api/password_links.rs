//! One-time links with which a person sets its password.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::{Done, stranger};
use super::body::{Body, Fields, Nothing, Sent};
use super::caller::{At, in_background};
use super::error::ApiError;
use super::fields::instant;
use super::payload::JsonBody;
use super::policies::UserMakers;
use super::write::Write;
use crate::domain::OfUser;
use crate::service::App;

/// A link's token, and the password that one wants.
#[derive(Debug)]
pub struct PasswordLinkRequest;
type PasswordLinkSent = Sent<PasswordLinkRequest>;

impl Body for PasswordLinkRequest {
    type Command = (String, String);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let token = fields.required("token");
        let new = fields.required("new_password");
        token.zip(new)
    }
}

/// A link's token, shown once, and until when it can be used.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordLinkResponse {
    token: String,
    expires_at: String,
}

/// Make a link with which a user sets its password, in the place of an earlier one. Sent again, it makes
/// another, with an idempotency key too: a link's token is kept nowhere.
#[utoipa::path(post, path = "/users/{id}/password-link", tag = "users",
    params(("id" = String, Path)),
    responses((status = 200, body = PasswordLinkResponse), (status = 404), (status = 409)))]
pub async fn make(
    app: web::Data<App>,
    request: Write<UserMakers, Nothing>,
    at: At<OfUser>,
) -> Result<HttpResponse, ApiError> {
    let (id, by) = (at.id()?, request.by);
    let link = in_background(move || app.make_password_link(&by, &id)).await?;
    let expires_at = instant(link.expires_at);
    Ok(HttpResponse::Ok().json(PasswordLinkResponse { token: link.token, expires_at }))
}

/// Set a password with a link; the user can sign in with it then.
#[utoipa::path(post, path = "/auth/password-link", tag = "sessions",
    request_body = PasswordLinkSent,
    responses((status = 200, body = Done), (status = 422), (status = 429)))]
pub async fn spend(
    request: HttpRequest,
    app: web::Data<App>,
    body: JsonBody<PasswordLinkRequest>,
) -> Result<web::Json<Done>, ApiError> {
    let ((token, new), (address, who)) = (body.0, stranger(&app, &request));
    in_background(move || app.use_password_link((&token, &new), (&address, &who))).await?;
    Ok(web::Json(Done {}))
}

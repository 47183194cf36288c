//! `/users`: who signs in.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At, in_background};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, UserMakers};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::{OfUser, User};
use crate::service::listing::Listed;
use crate::service::people::{self, NewPerson, PersonChanges};
use crate::service::{App, By, Tx};

/// A user to be made.
#[derive(Debug)]
pub struct UserRequest;
type UserSent = Sent<UserRequest>;

impl Body for UserRequest {
    type Command = (NewPerson, Option<String>);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let email = fields.required("email");
        let name = fields.required("name");
        let phone = fields.optional::<Option<_>>("phone");
        let role = fields.required("role");
        let partner = fields.optional::<Option<_>>("partner_id");
        let password = fields.optional("password");
        let status = fields.optional("status");
        let person = NewPerson {
            email: email?,
            name: name?,
            phone: phone.flatten(),
            role: role?,
            partner: partner.flatten(),
            status,
        };
        Some((person, password))
    }
}

/// What changes of a user.
#[derive(Debug)]
pub struct UserPatchRequest;
type UserPatchSent = Sent<UserPatchRequest>;

impl Body for UserPatchRequest {
    type Command = PersonChanges;

    fn read(fields: &mut Fields) -> Option<PersonChanges> {
        Some(PersonChanges {
            email: fields.optional("email"),
            name: fields.optional("name"),
            phone: fields.optional("phone"),
            role: fields.optional("role"),
            status: fields.optional("status"),
        })
    }
}

/// A user as others see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonResponse {
    id: String,
    email: String,
    name: String,
    /// Where it can be called or written to, in the form of E.164.
    phone: Option<String>,
    role: &'static str,
    partner_id: Option<String>,
    status: &'static str,
    created_at: String,
    updated_at: String,
}

impl Row for PersonResponse {
    const LISTED: &'static Listed = &people::LISTED;
}

impl From<&User> for PersonResponse {
    fn from(user: &User) -> Self {
        let User {
            id,
            email,
            name,
            phone,
            role,
            partner,
            status,
            password_hash: _,
            security_version: _,
            version: _,
            created_at,
            updated_at,
        } = user;
        Self {
            id: id.to_string(),
            email: email.to_string(),
            name: name.to_string(),
            phone: phone.as_ref().map(ToString::to_string),
            role: role.as_str(),
            partner_id: partner.as_ref().map(ToString::to_string),
            status: status.as_str(),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Make a user: an owner for its partner, an administrator for any and for the platform.
#[utoipa::path(post, path = "/users", tag = "users", request_body = UserSent,
    responses((status = 201, body = PersonResponse), (status = 409), (status = 422),
        (status = 429)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<UserMakers, UserRequest>,
) -> Result<HttpResponse, ApiError> {
    // Hashing takes its time, and no other write may wait for it.
    let hash = match request.command.1.clone() {
        Some(password) => {
            let app = app.clone();
            Some(in_background(move || app.hash_new_password(&password, "/password")).await?)
        }
        None => None,
    };
    let maker = app.clone();
    let work = move |tx: &mut Tx<'_>, by: &By, (new, _): &(NewPerson, Option<String>)| {
        maker.create_person(tx, by, new, hash.as_deref())
    };
    let answer = |_: &By, user: User| {
        created(&format!("users/{}", user.id), user.version, &PersonResponse::from(&user))
    };
    request.run(app, work, answer).await
}

/// The users: a partner's people see their partner's.
#[utoipa::path(get, path = "/users", tag = "users",
    responses((status = 200, body = ListResponse<PersonResponse>)))]
pub async fn list(
    asked: Asked<PersonResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, user| PersonResponse::from(&user);
    read::page((asked, app, caller), people::list, show).await
}

/// A user.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = PersonResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfUser>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, user: User| (user.version, PersonResponse::from(&user));
    read::one((&request, app, caller), move |tx, _| people::get(tx, &id), show).await
}

/// Change a user. Another role, status or address ends its sessions at once.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = String, Path)),
    request_body = UserPatchSent,
    responses((status = 200, body = PersonResponse), (status = 404), (status = 409),
        (status = 429)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<UserMakers, UserPatchRequest>,
    at: At<OfUser>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let (id, changer) = (at.id()?, app.clone());
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &PersonChanges| {
        changer.change_person(tx, by, (&id, seen), changes)
    };
    let answer = |_: &By, user: User| changed(user.version, &PersonResponse::from(&user));
    request.run(app, work, answer).await
}

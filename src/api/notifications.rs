//! `/notifications`: what concerns the caller.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::Nothing;
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::Anyone;
use super::read::{self, ListResponse};
use super::write::{Write, done};
use crate::domain::{OfNotification, Word};
use crate::service::listing::Listed;
use crate::service::notifications::{self, Notification};
use crate::service::{App, By, Tx};

/// Something that concerns the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationResponse {
    id: String,
    kind: String,
    subject_kind: String,
    subject_id: String,
    data: Value,
    created_at: String,
    read_at: Option<String>,
}

impl Row for NotificationResponse {
    const LISTED: &'static Listed = &notifications::LISTED;
}

impl From<Notification> for NotificationResponse {
    fn from(notification: Notification) -> Self {
        let Notification { id, user: _, kind, subject_kind, subject_id, data, created_at, read_at } =
            notification;
        Self {
            id: id.to_string(),
            kind: kind.as_str().to_owned(),
            subject_kind,
            subject_id,
            // The database holds nothing but an object there.
            data: serde_json::from_str(&data).unwrap_or_default(),
            created_at: instant(created_at),
            read_at: read_at.map(instant),
        }
    }
}

/// How many were new.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadResponse {
    read: usize,
}

/// What concerns me.
#[utoipa::path(get, path = "/notifications", tag = "notifications",
    responses((status = 200, body = ListResponse<NotificationResponse>)))]
pub async fn list(
    asked: Asked<NotificationResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, notification| NotificationResponse::from(notification);
    read::page((asked, app, caller), notifications::list, show).await
}

/// I read it.
#[utoipa::path(post, path = "/notifications/{id}/read", tag = "notifications",
    params(("id" = String, Path)),
    responses((status = 200, body = NotificationResponse), (status = 404)))]
pub async fn read(
    app: web::Data<App>,
    request: Write<Anyone, Nothing>,
    at: At<OfNotification>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (): &()| notifications::read(tx, by, &id);
    let answer = |_: &By, found: Notification| done(&NotificationResponse::from(found));
    request.run(app, work, answer).await
}

/// I read all of them.
#[utoipa::path(post, path = "/notifications/read-all", tag = "notifications",
    responses((status = 200, body = ReadResponse)))]
pub async fn read_all(
    app: web::Data<App>,
    request: Write<Anyone, Nothing>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, (): &()| notifications::read_all(tx, by);
    request.run(app, work, |_: &By, read| done(&ReadResponse { read })).await
}

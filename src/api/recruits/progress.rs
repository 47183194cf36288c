//! What is done with a recruit: its stage, activities, extension, end, and a manager's decision.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use crate::api::body::{Body, Fields, Sent};
use crate::api::caller::{Allowed, At};
use crate::api::error::ApiError;
use crate::api::fields::instant;
use crate::api::policies::{Anyone, Field, Managers};
use crate::api::read::{self, ListResponse};
use crate::api::write::{Write, created};
use crate::domain::recruit::{Activity, Decision, StageMove, StageMoved};
use crate::domain::{Note, OfRecruit, Word};
use crate::service::recruits::{self, NewActivity};
use crate::service::{App, By, Tx};

/// A move of a recruit's stage: forward, or `lost`.
#[derive(Debug)]
pub struct StageRequest;
type StageSent = Sent<StageRequest>;

impl Body for StageRequest {
    type Command = (StageMove, Option<Note>);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let stage = fields.required("stage");
        let note = fields.optional::<Option<Note>>("note");
        Some((stage?, note.flatten()))
    }
}

/// Something that was done for a recruit.
#[derive(Debug)]
pub struct ActivityRequest;
type ActivitySent = Sent<ActivityRequest>;

impl Body for ActivityRequest {
    type Command = NewActivity;

    fn read(fields: &mut Fields) -> Option<NewActivity> {
        let kind = fields.required("kind");
        let happened_at = fields.required("happened_at");
        let note = fields.optional::<Option<Note>>("note");
        Some(NewActivity { kind: kind?, happened_at: happened_at?, note: note.flatten() })
    }
}

/// A reason.
#[derive(Debug)]
pub struct ReasonRequest;
type ReasonSent = Sent<ReasonRequest>;

impl Body for ReasonRequest {
    type Command = Note;

    fn read(fields: &mut Fields) -> Option<Note> {
        fields.required("reason")
    }
}

/// A manager's decision, and why.
#[derive(Debug)]
pub struct DecisionRequest;
type DecisionSent = Sent<DecisionRequest>;

impl Body for DecisionRequest {
    type Command = (Decision, Note);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let decision = fields.required("decision");
        let reason = fields.required("reason");
        decision.zip(reason)
    }
}

/// A move of a recruit's stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageMovedResponse {
    /// Null is the beginning.
    from: Option<&'static str>,
    /// A stage, or `lost`.
    to: &'static str,
    note: Option<String>,
    /// Null is the system.
    moved_by: Option<String>,
    moved_at: String,
}

impl From<StageMoved> for StageMovedResponse {
    fn from(moved: StageMoved) -> Self {
        let StageMoved { from, to, note, by, at } = moved;
        Self {
            from: from.map(Word::as_str),
            to: to.as_str(),
            note: note.map(|note| note.to_string()),
            moved_by: by.map(|by| by.to_string()),
            moved_at: instant(at),
        }
    }
}

/// Something that was done for a recruit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityResponse {
    id: String,
    recruit_id: String,
    partner_id: String,
    user_id: Option<String>,
    kind: &'static str,
    happened_at: String,
    note: Option<String>,
    created_at: String,
}

impl From<Activity> for ActivityResponse {
    fn from(activity: Activity) -> Self {
        let Activity {
            id,
            recruit,
            partner,
            user,
            created_by: _,
            kind,
            happened_at,
            note,
            created_at,
        } = activity;
        Self {
            id: id.to_string(),
            recruit_id: recruit.to_string(),
            partner_id: partner.to_string(),
            user_id: user.map(|user| user.to_string()),
            kind: kind.as_str(),
            happened_at: instant(happened_at),
            note: note.map(|note| note.to_string()),
            created_at: instant(created_at),
        }
    }
}

/// Move a recruit's stage.
#[utoipa::path(post, path = "/recruits/{id}/stage", tag = "recruits",
    params(("id" = String, Path)), request_body = StageSent,
    responses((status = 200, body = super::RecruitResponse), (status = 404), (status = 409)))]
pub async fn move_stage(
    app: web::Data<App>,
    request: Write<Field, StageRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (to, note): &(StageMove, Option<Note>)| {
        recruits::move_stage(tx, by, &id, (*to, note.as_ref()))
    };
    request.run(app, work, answer).await
}

/// The moves of a recruit's stage, the first one first.
#[utoipa::path(get, path = "/recruits/{id}/stages", tag = "recruits",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<StageMovedResponse>), (status = 404)))]
pub async fn moves(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, moves: Vec<StageMoved>| ListResponse::<StageMovedResponse>::whole(moves);
    read::figures((&request, app, caller), move |tx, _| recruits::moves(tx, &id), show).await
}

/// Log something that was done for a recruit.
#[utoipa::path(post, path = "/recruits/{id}/activities", tag = "recruits",
    params(("id" = String, Path)), request_body = ActivitySent,
    responses((status = 201, body = ActivityResponse), (status = 404), (status = 409)))]
pub async fn add_activity(
    app: web::Data<App>,
    request: Write<Field, ActivityRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, new: &NewActivity| recruits::add_activity(tx, by, &id, new);
    let answer = |_: &By, activity: Activity| {
        let place = format!("recruits/{}/activities", activity.recruit);
        created(&place, 1, &ActivityResponse::from(activity))
    };
    request.run(app, work, answer).await
}

/// What was done for a recruit, the last first.
#[utoipa::path(get, path = "/recruits/{id}/activities", tag = "recruits",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<ActivityResponse>), (status = 404)))]
pub async fn activities(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show =
        |_: &By, activities: Vec<Activity>| ListResponse::<ActivityResponse>::whole(activities);
    read::figures((&request, app, caller), move |tx, _| recruits::activities(tx, &id), show).await
}

/// Prolong a recruit's protection, once and before it ends.
#[utoipa::path(post, path = "/recruits/{id}/extend", tag = "recruits",
    params(("id" = String, Path)), request_body = ReasonSent,
    responses((status = 200, body = super::RecruitResponse), (status = 404), (status = 409)))]
pub async fn extend(
    app: web::Data<App>,
    request: Write<Field, ReasonRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, reason: &Note| recruits::extend(tx, by, &id, reason);
    request.run(app, work, answer).await
}

/// Give a seller back to the pool.
#[utoipa::path(post, path = "/recruits/{id}/release", tag = "recruits",
    params(("id" = String, Path)), request_body = ReasonSent,
    responses((status = 200, body = super::RecruitResponse), (status = 404), (status = 409)))]
pub async fn release(
    app: web::Data<App>,
    request: Write<Field, ReasonRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, reason: &Note| recruits::release(tx, by, &id, reason);
    request.run(app, work, answer).await
}

/// Decide a recruit that is in review.
#[utoipa::path(post, path = "/recruits/{id}/decide", tag = "recruits",
    params(("id" = String, Path)), request_body = DecisionSent,
    responses((status = 200, body = super::RecruitResponse), (status = 404), (status = 409)))]
pub async fn decide(
    app: web::Data<App>,
    request: Write<Managers, DecisionRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (decision, reason): &(Decision, Note)| {
        recruits::decide(tx, by, &id, (*decision, reason))
    };
    request.run(app, work, answer).await
}

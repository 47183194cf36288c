//! `/jobs`: the work that comes due by itself, how it went the last time, and what to do where it did not.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::error::ApiError;
use super::fields::instant;
use super::policies::Platform;
use super::read::{self, ListResponse};
use crate::service::due::{JobState, states};
use crate::service::{App, By};

/// How a job stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobResponse {
    name: &'static str,
    /// The last business day for which it was done.
    done_for: Option<String>,
    /// When its last run ended, by the real clock; null where it never ran.
    ended_at: Option<String>,
    /// How much that run changed.
    effects: Option<i32>,
    /// Why that run failed, where it did.
    error: Option<String>,
    /// Whether it should have been done by now.
    overdue: bool,
    /// What to do; null where nothing is to be done.
    advice: Option<&'static str>,
}

impl From<&JobState> for JobResponse {
    fn from(state: &JobState) -> Self {
        let JobState { name, last, is_overdue } = state;
        let last = last.as_ref();
        Self {
            name,
            done_for: last.and_then(|last| last.done_for).map(|day| day.to_string()),
            ended_at: last.and_then(|last| last.ended_at).map(instant),
            effects: last.map(|last| last.effects),
            error: state.error().map(str::to_owned),
            overdue: *is_overdue,
            advice: state.advice(),
        }
    }
}

/// The jobs, in the order in which they are done: all of them.
#[utoipa::path(get, path = "/jobs", tag = "jobs",
    responses((status = 200, body = ListResponse<JobResponse>)))]
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Platform>,
) -> Result<HttpResponse, ApiError> {
    let clock = app.clock.clone();
    let show = |_: &By, all: Vec<JobState>| ListResponse::<JobResponse>::whole(&all);
    read::figures((&request, app, caller), move |tx, _| states(tx, &clock), show).await
}

//! `/reports/pipeline`: how many recruits reach which stage, how long they stay, and how soon somebody spoke
//! to them.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::caller::Allowed;
use super::super::error::ApiError;
use super::super::policies::Anyone;
use super::super::read::{self, parameters};
use crate::domain::recruit::{FollowUp, Pipeline, RecruitStatus, StageFigures};
use crate::domain::{PartnerId, Span, Word, parse_date};
use crate::service::{App, By, Invalid, recruits};

/// A stage in the pipeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageFiguresResponse {
    stage: &'static str,
    /// How many came so far, or further.
    reached: u32,
    /// Of those that reached the stage before, in percent; null for the first.
    conversion: Option<String>,
    /// How many stand here now, and are not over.
    now: u32,
    /// The median of the hours that those stayed here who went on or were lost.
    median_hours: Option<i64>,
}

impl From<&StageFigures> for StageFiguresResponse {
    fn from(figures: &StageFigures) -> Self {
        let StageFigures { stage, reached, conversion, now, median_hours } = figures;
        Self {
            stage: stage.as_str(),
            reached: *reached,
            conversion: conversion.map(|rate| rate.to_string()),
            now: *now,
            median_hours: *median_hours,
        }
    }
}

/// How soon somebody spoke to the recruits.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpResponse {
    /// Within how many hours of its receipt a recruit is to be spoken to that is received today.
    within_hours: u32,
    in_time: u32,
    late: u32,
    /// Nobody yet, and there is time.
    waiting: u32,
    /// Nobody yet, and the time is over.
    overdue: u32,
    /// Nobody, and it is over.
    never: u32,
    /// Of all but those that wait, in percent.
    in_time_rate: Option<String>,
}

impl FollowUpResponse {
    fn of(follow_up: FollowUp, within_hours: u32) -> Self {
        let FollowUp { in_time, late, waiting, overdue, never } = follow_up;
        Self {
            within_hours,
            in_time,
            late,
            waiting,
            overdue,
            never,
            in_time_rate: follow_up.in_time_rate().map(|rate| rate.to_string()),
        }
    }
}

/// How many recruits have a status.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCountResponse {
    status: &'static str,
    count: u32,
}

/// How the recruits of some days came on.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineResponse {
    from: String,
    until: String,
    received: u32,
    stages: Vec<StageFiguresResponse>,
    follow_up: FollowUpResponse,
    statuses: Vec<StatusCountResponse>,
    /// The list of those to whom nobody has spoken.
    uncontacted: String,
}

impl PipelineResponse {
    fn of(by: &By, asked: &Asked, (pipeline, within_hours): (&Pipeline, u32)) -> Self {
        let Asked { days: Span { first, last }, partner } = asked;
        let Pipeline { received, stages, follow_up, statuses } = pipeline;
        let status = |(status, count): &(RecruitStatus, u32)| StatusCountResponse {
            status: status.as_str(),
            count: *count,
        };
        // A partner's people see their own anyway.
        let partner = partner.as_ref().filter(|_| by.actor.partner().is_none());
        let partner = partner.map(|id| format!("&partner_id={id}")).unwrap_or_default();
        Self {
            from: first.to_string(),
            until: last.to_string(),
            received: *received,
            stages: stages.iter().map(StageFiguresResponse::from).collect(),
            follow_up: FollowUpResponse::of(*follow_up, within_hours),
            statuses: statuses.iter().map(status).collect(),
            uncontacted: format!("/api/v1/recruits?uncontacted=true{partner}"),
        }
    }
}

/// What is asked for.
struct Asked {
    days: Span,
    partner: Option<PartnerId>,
}

impl Asked {
    fn of(request: &HttpRequest, today: NaiveDate) -> Result<Self, ApiError> {
        let (mut from, mut until, mut partner) = (None, None, None);
        let fault = |name: &str, code, message: &str| Invalid {
            pointer: format!("?{name}"),
            code,
            message: message.to_owned(),
        };
        let mut faults = Vec::new();
        for (name, value) in parameters(request)? {
            let twice = match name.as_str() {
                "from" | "until" => {
                    let day = parse_date(&value);
                    if day.is_none() {
                        faults.push(fault(&name, "parameter", "is not a date like 2026-07-31"));
                    }
                    let place = if name == "from" { &mut from } else { &mut until };
                    std::mem::replace(place, day).is_some()
                }
                "partner_id" => {
                    // One that is malformed is nobody's.
                    let id = PartnerId::parse(&value).unwrap_or_else(|| PartnerId::from_bits(0));
                    partner.replace(id).is_some()
                }
                _ => {
                    let message = "is not a parameter of this path, which takes from, until and \
                                   partner_id";
                    faults.push(fault(&name, "unknown_parameter", message));
                    false
                }
            };
            if twice {
                faults.push(fault(&name, "twice", "comes twice"));
            }
        }
        let days = recruits::pipeline_days((from, until), today);
        if days.is_none() {
            let most = recruits::MOST_DAYS;
            let message = format!("is not followed by `until` within {most} days");
            faults.push(fault("from", "parameter", &message));
        }
        match days.filter(|_| faults.is_empty()) {
            Some(days) => Ok(Self { days, partner }),
            None => Err(ApiError::Malformed(faults)),
        }
    }
}

/// How the recruits that were received on some days came on; of the last ninety where none are asked for.
#[utoipa::path(get, path = "/reports/pipeline", tag = "reports",
    params(("from" = Option<chrono::NaiveDate>, Query),
        ("until" = Option<chrono::NaiveDate>, Query),
        ("partner_id" = Option<String>, Query)),
    responses((status = 200, body = PipelineResponse)))]
pub async fn report(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::of(&request, caller.by.now.today)?;
    let loading = read::loaded(app, caller.by, move |tx, by| {
        let found = recruits::pipeline(tx, by, (asked.days, asked.partner.as_ref()))?;
        Ok((asked, found))
    });
    let (by, (asked, (found, hours))) = loading.await?;
    Ok(HttpResponse::Ok().json(PipelineResponse::of(&by, &asked, (&found, hours))))
}

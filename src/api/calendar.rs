//! `/holidays`, `/leaves` and a person's week: which days are worked.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, Weekday};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Nothing, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Field, Managers, ManagersAndOwners, PartnerPeople};
use super::read::{self, ListResponse, Versioned};
use super::recruits::progress::ReasonRequest;
use super::write::{Write, changed, created, done};
use crate::domain::recruit::Decision;
use crate::domain::{
    Holiday, Leave, Name, Note, OfLeave, OfUser, PersonWeek, Span, UserId, Word, parse_date,
};
use crate::service::calendar::{self, NewLeave, NewWeek};
use crate::service::listing::Listed;
use crate::service::{App, By, ServiceError, Tx};

/// A public holiday.
#[derive(Debug)]
pub struct HolidayRequest;
type HolidaySent = Sent<HolidayRequest>;

impl Body for HolidayRequest {
    type Command = Holiday;

    fn read(fields: &mut Fields) -> Option<Holiday> {
        let date = fields.required::<NaiveDate>("date");
        let name = fields.required::<Name>("name");
        Some(Holiday { date: date?, name: name? })
    }
}

/// A leave that one asks for oneself.
#[derive(Debug)]
pub struct LeaveRequest;
type LeaveSent = Sent<LeaveRequest>;

impl Body for LeaveRequest {
    type Command = NewLeave;

    fn read(fields: &mut Fields) -> Option<NewLeave> {
        let first = fields.required::<NaiveDate>("first_on");
        let last = fields.required::<NaiveDate>("last_on");
        let reason = fields.optional::<Option<Note>>("reason");
        let (first, last) = (first?, last?);
        if last < first {
            fields.fault("last_on", Fault::value("before_first", "is before the first day"));
        } else if (last - first).num_days() >= Leave::MOST_DAYS {
            let message = format!("makes a leave of more than {} days", Leave::MOST_DAYS);
            fields.fault("last_on", Fault::value("too_long", message));
        }
        Some(NewLeave { days: Span { first, last }, reason: reason.flatten() })
    }
}

/// What is decided of a leave.
#[derive(Debug)]
pub struct LeaveDecisionRequest;
type LeaveDecisionSent = Sent<LeaveDecisionRequest>;

impl Body for LeaveDecisionRequest {
    type Command = Decision;

    fn read(fields: &mut Fields) -> Option<Decision> {
        fields.required("decision")
    }
}

type ReasonSent = Sent<ReasonRequest>;

/// How a person works from a day on.
#[derive(Debug)]
pub struct WeekRequest;
type WeekSent = Sent<WeekRequest>;

impl Body for WeekRequest {
    type Command = NewWeek;

    fn read(fields: &mut Fields) -> Option<NewWeek> {
        let from = fields.optional::<NaiveDate>("from");
        let day_off = fields.required::<Option<Weekday>>("day_off");
        let reports = fields.optional("reports");
        Some(NewWeek { from, day_off: day_off?, reports })
    }
}

/// A public holiday.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolidayResponse {
    date: String,
    name: String,
}

impl From<&Holiday> for HolidayResponse {
    fn from(Holiday { date, name }: &Holiday) -> Self {
        Self { date: date.to_string(), name: name.to_string() }
    }
}

/// A leave.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaveResponse {
    id: String,
    partner_id: String,
    user_id: String,
    first_on: String,
    last_on: String,
    reason: Option<String>,
    status: &'static str,
    decided_by: Option<String>,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for LeaveResponse {
    const LISTED: &'static Listed = &calendar::LEAVES;
}

impl From<&Leave> for LeaveResponse {
    fn from(leave: &Leave) -> Self {
        let Leave {
            id,
            partner,
            user,
            days: Span { first, last },
            reason,
            status: _,
            decided_by,
            withdrawn,
            version: _,
            created_at,
            updated_at,
        } = leave;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.to_string(),
            first_on: first.to_string(),
            last_on: last.to_string(),
            reason: reason.as_ref().map(Note::to_string),
            status: leave.standing(),
            decided_by: decided_by.as_ref().map(UserId::to_string),
            withdrawn_by: withdrawn.as_ref().map(|(by, _)| by.to_string()),
            withdrawn_at: withdrawn.as_ref().map(|(_, at)| instant(*at)),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// How a person works from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekResponse {
    user_id: String,
    from: String,
    /// The day off in the week, besides the programme's.
    day_off: Option<&'static str>,
    /// Whether a report of its days is expected.
    reports: bool,
}

impl From<&PersonWeek> for WeekResponse {
    fn from(week: &PersonWeek) -> Self {
        let PersonWeek { user, partner: _, from, day_off, reports } = week;
        Self {
            user_id: user.to_string(),
            from: from.to_string(),
            day_off: day_off.map(Word::as_str),
            reports: *reports,
        }
    }
}

/// The public holidays, by day: all of them.
#[utoipa::path(get, path = "/holidays", tag = "calendar",
    responses((status = 200, body = ListResponse<HolidayResponse>)))]
pub async fn holidays(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, all: Vec<Holiday>| ListResponse::<HolidayResponse>::whole(&all);
    read::figures((&request, app, caller), |tx, _| calendar::holidays(tx), show).await
}

/// Declare a public holiday.
#[utoipa::path(post, path = "/holidays", tag = "calendar", request_body = HolidaySent,
    responses((status = 201, body = HolidayResponse), (status = 409)))]
pub async fn declare(
    app: web::Data<App>,
    request: Write<Managers, HolidayRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, holiday: Holiday| {
        created(&format!("holidays/{}", holiday.date), 1, &HolidayResponse::from(&holiday))
    };
    request.run(app, calendar::declare, answer).await
}

/// Take a public holiday back.
#[utoipa::path(delete, path = "/holidays/{date}", tag = "calendar",
    params(("date" = NaiveDate, Path)),
    responses((status = 200, body = HolidayResponse), (status = 404)))]
pub async fn revoke(
    app: web::Data<App>,
    request: Write<Managers, Nothing>,
    date: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let date = parse_date(&date).ok_or(ServiceError::NotFound)?;
    let work = move |tx: &mut Tx<'_>, by: &By, _: &()| calendar::revoke(tx, by, date);
    request.run(app, work, |_, holiday| done(&HolidayResponse::from(&holiday))).await
}

/// Ask for leave.
#[utoipa::path(post, path = "/leaves", tag = "calendar", request_body = LeaveSent,
    responses((status = 201, body = LeaveResponse), (status = 422)))]
pub async fn ask(
    app: web::Data<App>,
    request: Write<PartnerPeople, LeaveRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, leave: Leave| {
        created(&format!("leaves/{}", leave.id), leave.version, &LeaveResponse::from(&leave))
    };
    request.run(app, calendar::ask, answer).await
}

/// The leaves: a partner's people see their partner's.
#[utoipa::path(get, path = "/leaves", tag = "calendar",
    responses((status = 200, body = ListResponse<LeaveResponse>)))]
pub async fn leaves(
    asked: Asked<LeaveResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, leave| LeaveResponse::from(&leave);
    read::page((asked, app, caller), calendar::leaves, show).await
}

/// A leave.
#[utoipa::path(get, path = "/leaves/{id}", tag = "calendar", params(("id" = String, Path)),
    responses((status = 200, body = LeaveResponse), (status = 404)))]
pub async fn leave(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfLeave>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, leave: Leave| (leave.version, LeaveResponse::from(&leave));
    read::one((&request, app, caller), move |tx, _| calendar::leave(tx, &id), show).await
}

/// Decide on somebody's leave.
#[utoipa::path(post, path = "/leaves/{id}/decide", tag = "calendar",
    params(("id" = String, Path)), request_body = LeaveDecisionSent,
    responses((status = 200, body = LeaveResponse), (status = 404), (status = 409)))]
pub async fn decide(
    app: web::Data<App>,
    request: Write<ManagersAndOwners, LeaveDecisionRequest>,
    at: At<OfLeave>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, decision: &Decision| {
        calendar::decide(tx, by, (&id, *decision))
    };
    let answer = |_: &By, leave: Leave| changed(leave.version, &LeaveResponse::from(&leave));
    request.run(app, work, answer).await
}

/// Take a leave back: one's own while nobody has decided, and a manager also one that holds.
#[utoipa::path(post, path = "/leaves/{id}/withdraw", tag = "calendar",
    params(("id" = String, Path)), request_body = ReasonSent,
    responses((status = 200, body = LeaveResponse), (status = 404), (status = 409)))]
pub async fn withdraw(
    app: web::Data<App>,
    request: Write<Field, ReasonRequest>,
    at: At<OfLeave>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, reason: &Note| calendar::withdraw(tx, by, (&id, reason));
    let answer = |_: &By, leave: Leave| changed(leave.version, &LeaveResponse::from(&leave));
    request.run(app, work, answer).await
}

/// How a person works today.
#[utoipa::path(get, path = "/users/{id}/week", tag = "calendar", params(("id" = String, Path)),
    responses((status = 200, body = WeekResponse), (status = 404)))]
pub async fn week(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfUser>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, week| WeekResponse::from(&week);
    read::figures((&request, app, caller), move |tx, by| calendar::week(tx, by, &id), show).await
}

/// Say how a person works from a day on: its weekly day off, and whether it reports.
#[utoipa::path(post, path = "/users/{id}/week", tag = "calendar", params(("id" = String, Path)),
    request_body = WeekSent,
    responses((status = 200, body = WeekResponse), (status = 404), (status = 422)))]
pub async fn set_week(
    app: web::Data<App>,
    request: Write<ManagersAndOwners, WeekRequest>,
    at: At<OfUser>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, new: &NewWeek| calendar::set_week(tx, by, (&id, new));
    request.run(app, work, |_, week| done(&WeekResponse::from(&week))).await
}

//! `/check-ins`: one report of each person and day.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::asked::{Asked, Row};
use super::batch::{self, Batch, BatchResponse, Done, Shown};
use super::body::{Body, Fault, Fields, FromJson, Nested, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{Anyone, Managers, PartnerPeople};
use super::read::{self, ListResponse, Versioned};
use super::write::{NeedsKey, Seen, Write, changed, created, done};
use crate::domain::check_in::{
    Blocker, BlockerCategory, CheckIn, Counted, Counts, ReviewDecision, Told,
};
use crate::domain::{Amount, Money, Note, OfCheckIn, RecruitId, UserId, Word};
use crate::service::check_ins::{self, CheckInChanges, NewCheckIn};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// The most blockers of a day, and the longest words on one.
const MOST_BLOCKERS: usize = 20;
const LONGEST_BLOCKER: usize = 500;
/// The most recruits that a plan is about.
const MOST_PLANNED: usize = 20;

/// A figure of a day.
struct Figure(u32);

impl FromJson for Figure {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let count = u32::from_json(value)?;
        let message = || format!("is more than {}", Counts::MOST);
        let within = (count <= Counts::MOST).then_some(Self(count));
        within.ok_or_else(|| Fault::value("out_of_range", message()))
    }

    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        number.minimum(Some(0)).maximum(Some(Counts::MOST)).into()
    }
}

/// Something that stood in the way.
#[derive(Debug)]
struct BlockerRequest;

impl Body for BlockerRequest {
    type Command = Blocker;

    fn read(fields: &mut Fields) -> Option<Blocker> {
        let category = fields.required::<BlockerCategory>("category");
        let note = fields.optional::<Option<Note>>("note").flatten();
        let since = fields.optional::<Option<NaiveDate>>("since").flatten();
        if note.as_ref().is_some_and(|note| note.as_str().chars().count() > LONGEST_BLOCKER) {
            let message = format!("is longer than {LONGEST_BLOCKER} characters");
            fields.fault("note", Fault::value("note", message));
        }
        Some(Blocker { category: category?, note, since })
    }
}

/// The blockers, where there are any in the request.
fn blockers(fields: &mut Fields) -> Option<Vec<Blocker>> {
    let sent = fields.optional::<Vec<Nested<BlockerRequest>>>("blockers")?;
    if sent.len() > MOST_BLOCKERS {
        let message = format!("has more than {MOST_BLOCKERS} members");
        fields.fault("blockers", Fault::value("too_many", message));
    }
    Some(sent.into_iter().map(|Nested(blocker)| blocker).collect())
}

/// The recruits that the plan is about, where they are in the request.
fn planned(fields: &mut Fields) -> Option<Vec<RecruitId>> {
    let sent = fields.optional::<Vec<RecruitId>>("plan_recruits")?;
    if sent.len() > MOST_PLANNED {
        let message = format!("has more than {MOST_PLANNED} members");
        fields.fault("plan_recruits", Fault::value("too_many", message));
    }
    let once: BTreeSet<&str> = sent.iter().map(RecruitId::as_str).collect();
    if once.len() < sent.len() {
        fields.fault("plan_recruits", Fault::value("twice", "names a recruit twice"));
    }
    Some(sent)
}

/// What was sold is not below zero.
fn sold(fields: &mut Fields, amount: Option<Money>) -> Option<Money> {
    if amount.is_some_and(|money| money.amount < Amount::ZERO) {
        fields.fault("sales_amount", Fault::value("amount", "is below zero"));
    }
    amount
}

/// A person's report of a day.
#[derive(Debug)]
pub struct CheckInRequest;
type CheckInSent = Sent<CheckInRequest>;

impl Body for CheckInRequest {
    type Command = NewCheckIn;

    fn read(fields: &mut Fields) -> Option<NewCheckIn> {
        let date = fields.required("date");
        let mut counts = Some(Counts::default());
        for what in Counted::ALL {
            let figure = fields.required::<Figure>(what.as_str());
            counts = counts.zip(figure).map(|(mut counts, Figure(count))| {
                counts.set(*what, count);
                counts
            });
        }
        let amount = fields.required("sales_amount");
        let sales_amount = sold(fields, amount);
        let blockers = blockers(fields);
        let plan = fields.optional::<Option<Note>>("plan");
        let planned = planned(fields);
        let note = fields.optional::<Option<Note>>("note");
        let correction = fields.optional::<Option<Note>>("correction_reason");
        let captured_at = fields.optional::<Option<_>>("captured_at");
        let client_ref = fields.optional::<Option<_>>("client_ref");
        Some(NewCheckIn {
            date: date?,
            told: Told {
                counts: counts?,
                sales_amount: sales_amount?,
                blockers: blockers.unwrap_or_default(),
                plan: plan.flatten(),
                planned: planned.unwrap_or_default(),
                note: note.flatten(),
                correction: correction.flatten(),
            },
            captured_at: captured_at.flatten(),
            client_ref: client_ref.flatten(),
        })
    }

    fn beside(tx: &mut Tx<'_>, by: &By, fields: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
        let planned = fields.optional::<Vec<RecruitId>>("plan_recruits").unwrap_or_default();
        check_ins::faults(tx, by, (fields.optional("date"), &planned))
    }
}

/// A report among others, which needs a reference by which it is told from them.
#[derive(Debug)]
pub struct CheckInItemRequest;
type CheckInBatchSent = Sent<Batch<CheckInItemRequest>>;

impl Body for CheckInItemRequest {
    type Command = NewCheckIn;

    fn read(fields: &mut Fields) -> Option<NewCheckIn> {
        let new = CheckInRequest::read(fields)?;
        if new.client_ref.is_none() {
            fields.fault("client_ref", Fault::value("required", "is missing"));
        }
        Some(new)
    }

    fn beside(tx: &mut Tx<'_>, by: &By, fields: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
        CheckInRequest::beside(tx, by, fields)
    }
}

/// What changes of a report.
#[derive(Debug)]
pub struct CheckInPatchRequest;
type CheckInPatchSent = Sent<CheckInPatchRequest>;

impl Body for CheckInPatchRequest {
    type Command = CheckInChanges;

    fn read(fields: &mut Fields) -> Option<CheckInChanges> {
        let mut counts = Vec::new();
        for what in Counted::ALL {
            if let Some(Figure(count)) = fields.optional(what.as_str()) {
                counts.push((*what, count));
            }
        }
        let amount = fields.optional("sales_amount");
        Some(CheckInChanges {
            counts,
            sales_amount: sold(fields, amount),
            blockers: blockers(fields),
            plan: fields.optional("plan"),
            planned: planned(fields),
            note: fields.optional("note"),
            correction: fields.optional("correction_reason"),
        })
    }
}

/// What a manager says of a report; one that is returned needs a comment.
#[derive(Debug)]
pub struct ReviewRequest;
type ReviewSent = Sent<ReviewRequest>;

impl Body for ReviewRequest {
    type Command = (ReviewDecision, Option<Note>);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let decision = fields.required("decision");
        let comment = fields.optional::<Option<Note>>("comment");
        Some((decision?, comment.flatten()))
    }
}

/// A person's day that is opened again, and why.
#[derive(Debug)]
pub struct ReopenRequest;
type ReopenSent = Sent<ReopenRequest>;

impl Body for ReopenRequest {
    type Command = (UserId, NaiveDate, Note);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let user = fields.required("user_id");
        let date = fields.required("date");
        let reason = fields.required("reason");
        Some((user?, date?, reason?))
    }
}

/// Something that stood in the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockerResponse {
    category: &'static str,
    note: Option<String>,
    since: Option<String>,
}

/// A day's figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CountsResponse {
    calls: u32,
    visits: u32,
    demos: u32,
    proposals: u32,
    new_recruits: u32,
    contracts: u32,
    sales_count: u32,
}

impl From<&Counts> for CountsResponse {
    fn from(counts: &Counts) -> Self {
        let Counts { calls, visits, demos, proposals, new_recruits, contracts, sales } = *counts;
        Self { calls, visits, demos, proposals, new_recruits, contracts, sales_count: sales }
    }
}

/// A person's report of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckInResponse {
    id: String,
    partner_id: String,
    user_id: String,
    date: String,
    #[serde(flatten)]
    counts: CountsResponse,
    sales_amount: MoneyResponse,
    blockers: Vec<BlockerResponse>,
    plan: Option<String>,
    /// The recruits that the plan is about.
    plan_recruits: Vec<String>,
    note: Option<String>,
    /// Whether the figures were others than the records said when it came, or was changed last.
    corrected: bool,
    /// Why.
    correction_reason: Option<String>,
    captured_at: Option<String>,
    received_at: String,
    client_ref: Option<String>,
    status: &'static str,
    late: bool,
    after_lock: bool,
    reviewed_by: Option<String>,
    reviewed_at: Option<String>,
    review_comment: Option<String>,
    updated_at: String,
}

impl Row for CheckInResponse {
    const LISTED: &'static Listed = &check_ins::LISTED;
}

impl From<&CheckIn> for CheckInResponse {
    fn from(check_in: &CheckIn) -> Self {
        let CheckIn {
            id,
            partner,
            user,
            date,
            told: Told { counts, sales_amount, blockers, plan, planned, note, correction },
            captured_at,
            received_at,
            client_ref,
            status,
            late,
            after_lock,
            corrected,
            reviewed,
            review_comment,
            version: _,
            updated_at,
        } = check_in;
        let blocker = |Blocker { category, note, since }: &Blocker| BlockerResponse {
            category: category.as_str(),
            note: note.as_ref().map(Note::to_string),
            since: since.map(|date| date.to_string()),
        };
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.to_string(),
            date: date.to_string(),
            counts: counts.into(),
            sales_amount: (*sales_amount).into(),
            blockers: blockers.iter().map(blocker).collect(),
            plan: plan.as_ref().map(Note::to_string),
            plan_recruits: planned.iter().map(RecruitId::to_string).collect(),
            note: note.as_ref().map(Note::to_string),
            corrected: *corrected,
            correction_reason: correction.as_ref().map(Note::to_string),
            captured_at: captured_at.map(instant),
            received_at: instant(*received_at),
            client_ref: client_ref.as_ref().map(ToString::to_string),
            status: status.as_str(),
            late: *late,
            after_lock: *after_lock,
            reviewed_by: reviewed.as_ref().map(|(by, _)| by.to_string()),
            reviewed_at: reviewed.as_ref().map(|(_, at)| instant(*at)),
            review_comment: review_comment.as_ref().map(Note::to_string),
            updated_at: instant(*updated_at),
        }
    }
}

/// Send the report of a day; the same `client_ref` again answers with the first.
#[utoipa::path(post, path = "/check-ins", tag = "check-ins", request_body = CheckInSent,
    responses((status = 201, body = CheckInResponse), (status = 200, body = CheckInResponse),
        (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<PartnerPeople, CheckInRequest, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, (check_in, new): (CheckIn, bool)| {
        let body = CheckInResponse::from(&check_in);
        let place = format!("check-ins/{}", check_in.id);
        if new {
            created(&place, check_in.version, &body)
        } else {
            changed(check_in.version, &body)
        }
    };
    request.run(app, check_ins::create, answer).await
}

/// Send the reports of many days, up to 500, each with its `client_ref`; what one has wrong stops none
/// of the others.
#[utoipa::path(post, path = "/check-ins/batch", tag = "check-ins", request_body = CheckInBatchSent,
    responses((status = 200, body = BatchResponse), (status = 413), (status = 422)))]
pub async fn create_all(
    app: web::Data<App>,
    request: Write<PartnerPeople, Batch<CheckInItemRequest>, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, items: &Vec<_>| check_ins::create_all(tx, by, items);
    let answer = |by: &By, items: Done<(CheckIn, bool)>| {
        let show = |(check_in, new)| Shown::of(CheckInResponse::from(&check_in), new);
        batch::answer(by, items, show)
    };
    request.run(app, work, answer).await
}

/// The reports: a partner's people see their partner's.
#[utoipa::path(get, path = "/check-ins", tag = "check-ins",
    responses((status = 200, body = ListResponse<CheckInResponse>)))]
pub async fn list(
    asked: Asked<CheckInResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, check_in| CheckInResponse::from(&check_in);
    read::page((asked, app, caller), check_ins::list, show).await
}

/// A report.
#[utoipa::path(get, path = "/check-ins/{id}", tag = "check-ins", params(("id" = String, Path)),
    responses((status = 200, body = CheckInResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfCheckIn>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, check_in: CheckIn| (check_in.version, CheckInResponse::from(&check_in));
    read::one((&request, app, caller), move |tx, _| check_ins::get(tx, &id), show).await
}

/// Change one's own report until its day is closed; a returned one is sent again by that.
#[utoipa::path(patch, path = "/check-ins/{id}", tag = "check-ins", params(("id" = String, Path)),
    request_body = CheckInPatchSent, responses((status = 200, body = CheckInResponse),
        (status = 404), (status = 409)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<PartnerPeople, CheckInPatchRequest>,
    at: At<OfCheckIn>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &CheckInChanges| {
        check_ins::change(tx, by, (&id, seen), changes)
    };
    request.run(app, work, answer).await
}

/// Agree to a report, or return it.
#[utoipa::path(post, path = "/check-ins/{id}/review", tag = "check-ins",
    params(("id" = String, Path)), request_body = ReviewSent,
    responses((status = 200, body = CheckInResponse), (status = 404), (status = 409)))]
pub async fn review(
    app: web::Data<App>,
    request: Write<Managers, ReviewRequest>,
    at: At<OfCheckIn>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (decision, comment): &(_, Option<Note>)| {
        check_ins::review(tx, by, (&id, seen), (*decision, comment.as_ref()))
    };
    request.run(app, work, answer).await
}

/// A day that is open again for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReopenedResponse {
    user_id: String,
    date: String,
    reason: String,
}

/// Open a closed day again for a person.
#[utoipa::path(post, path = "/check-ins/reopen", tag = "check-ins", request_body = ReopenSent,
    responses((status = 200, body = ReopenedResponse), (status = 409), (status = 422)))]
pub async fn reopen(
    app: web::Data<App>,
    request: Write<Managers, ReopenRequest>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, (user, date, reason): &(UserId, NaiveDate, Note)| {
        check_ins::reopen(tx, by, (user, *date), reason)?;
        Ok(ReopenedResponse {
            user_id: user.to_string(),
            date: date.to_string(),
            reason: reason.to_string(),
        })
    };
    request.run(app, work, |_, reopened| done(&reopened)).await
}

fn answer(_: &By, check_in: CheckIn) -> Result<Answer, ServiceError> {
    changed(check_in.version, &CheckInResponse::from(&check_in))
}

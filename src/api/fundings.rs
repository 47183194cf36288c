//! `/fundings`: what hosts ask the platform for towards their events, and what becomes of it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{Anyone, FinancePeople, Managers, Owners};
use super::read::{self, ListResponse, Versioned};
use super::recruits::progress::ReasonRequest;
use super::write::{Seen, Write, changed, created};
use crate::domain::event::{
    DecidedFunding, Funding, FundingProof, FundingStatus, ProofReview, ReviewedProof,
};
use crate::domain::{Amount, Money, Note, OfFunding, Word};
use crate::service::fundings::{self, NewFunding, NewFundingDecision, NewProof};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::{App, By, ServiceError, Tx};

/// An amount above zero.
fn above_zero(fields: &mut Fields, amount: Option<Money>) {
    if amount.is_some_and(|money| money.amount <= Amount::ZERO) {
        fields.fault("amount", Fault::value("not_positive", "is not above zero"));
    }
}

/// What a host asks for.
#[derive(Debug)]
pub struct FundingRequest;
type FundingSent = Sent<FundingRequest>;

impl Body for FundingRequest {
    type Command = NewFunding;

    fn read(fields: &mut Fields) -> Option<NewFunding> {
        let event = fields.required("event_id");
        let amount = fields.required::<Money>("amount");
        let purpose = fields.required("purpose");
        above_zero(fields, amount);
        Some(NewFunding { event: event?, amount: amount?, purpose: purpose? })
    }
}

/// What a manager decides.
#[derive(Debug)]
pub struct FundingDecisionRequest;
type FundingDecisionSent = Sent<FundingDecisionRequest>;

impl Body for FundingDecisionRequest {
    type Command = NewFundingDecision;

    fn read(fields: &mut Fields) -> Option<NewFundingDecision> {
        let decision = fields.required("decision");
        let amount = fields.optional::<Option<Money>>("amount").flatten();
        let reason = fields.required("reason");
        above_zero(fields, amount);
        Some(NewFundingDecision { decision: decision?, amount, reason: reason? })
    }
}

/// What a host shows of what it spent.
#[derive(Debug)]
pub struct ProofRequest;
type ProofSent = Sent<ProofRequest>;

impl Body for ProofRequest {
    type Command = NewProof;

    fn read(fields: &mut Fields) -> Option<NewProof> {
        let amount = fields.required::<Money>("amount");
        let spent_on = fields.required("spent_on");
        let reference = fields.required("reference");
        let note = fields.optional::<Option<Note>>("note").flatten();
        above_zero(fields, amount);
        Some(NewProof { amount: amount?, spent_on: spent_on?, reference: reference?, note })
    }
}

/// What finance says of a proof.
#[derive(Debug)]
pub struct ProofReviewRequest;
type ProofReviewSent = Sent<ProofReviewRequest>;

impl Body for ProofReviewRequest {
    type Command = (ProofReview, Note);

    fn read(fields: &mut Fields) -> Option<(ProofReview, Note)> {
        let decision = fields.required("decision");
        let reason = fields.required("reason");
        Some((decision?, reason?))
    }
}

type ReasonSent = Sent<ReasonRequest>;

/// What was shown of what was spent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofResponse {
    amount: MoneyResponse,
    spent_on: String,
    reference: String,
    note: Option<String>,
    proven_by: String,
    proven_at: String,
}

/// A funding.
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingResponse {
    id: String,
    event_id: String,
    partner_id: String,
    amount: MoneyResponse,
    purpose: String,
    status: &'static str,
    requested_by: String,
    /// How much was granted; null where it was refused, or is not decided.
    approved: Option<MoneyResponse>,
    decision_reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// What was shown last; one that was returned stays until there is another.
    proof: Option<ProofResponse>,
    /// What was said of that proof.
    review_reason: Option<String>,
    reviewed_by: Option<String>,
    reviewed_at: Option<String>,
    /// What the platform bears in the end; null before it is settled.
    settled: Option<MoneyResponse>,
    created_at: String,
    updated_at: String,
}

impl Row for FundingResponse {
    const LISTED: &'static Listed = &fundings::LISTED;
}

impl From<&Funding> for FundingResponse {
    fn from(funding: &Funding) -> Self {
        let settled = (funding.status == FundingStatus::Settled).then(|| funding.settled());
        let Funding {
            id,
            event,
            partner,
            requested,
            currency,
            purpose,
            requested_by,
            status,
            decided,
            proof,
            reviewed,
            version: _,
            created_at,
            updated_at,
        } = funding;
        let money = |amount| MoneyResponse::from(Money { amount, currency: *currency });
        let shown = |proof: &FundingProof| ProofResponse {
            amount: money(proof.spent),
            spent_on: proof.spent_on.to_string(),
            reference: proof.reference.to_string(),
            note: proof.note.as_ref().map(ToString::to_string),
            proven_by: proof.by.to_string(),
            proven_at: instant(proof.at),
        };
        let (decided, reviewed) = (decided.as_ref(), reviewed.as_ref());
        Self {
            id: id.to_string(),
            event_id: event.to_string(),
            partner_id: partner.to_string(),
            amount: money(*requested),
            purpose: purpose.to_string(),
            status: status.as_str(),
            requested_by: requested_by.to_string(),
            approved: decided.and_then(|decided| decided.approved).map(money),
            decision_reason: decided.map(|decided| decided.reason.to_string()),
            decided_by: decided.map(|decided| decided.by.to_string()),
            decided_at: decided.map(|DecidedFunding { at, .. }| instant(*at)),
            proof: proof.as_ref().map(shown),
            review_reason: reviewed.map(|reviewed| reviewed.reason.to_string()),
            reviewed_by: reviewed.map(|reviewed| reviewed.by.to_string()),
            reviewed_at: reviewed.map(|ReviewedProof { at, .. }| instant(*at)),
            settled: settled.map(money),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

fn answer(_: &By, funding: Funding) -> Result<Answer, ServiceError> {
    changed(funding.version, &FundingResponse::from(&funding))
}

/// Ask for something towards an event that one's partner hosts.
#[utoipa::path(post, path = "/fundings", tag = "fundings", request_body = FundingSent,
    responses((status = 201, body = FundingResponse), (status = 422)))]
pub async fn request(
    app: web::Data<App>,
    request: Write<Owners, FundingRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, funding: Funding| {
        let place = format!("fundings/{}", funding.id);
        created(&place, funding.version, &FundingResponse::from(&funding))
    };
    request.run(app, fundings::request, answer).await
}

/// The fundings: a partner's people see its own.
#[utoipa::path(get, path = "/fundings", tag = "fundings",
    responses((status = 200, body = ListResponse<FundingResponse>)))]
pub async fn list(
    asked: Asked<FundingResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, funding| FundingResponse::from(&funding);
    read::page((asked, app, caller), fundings::list, show).await
}

/// A funding.
#[utoipa::path(get, path = "/fundings/{id}", tag = "fundings", params(("id" = String, Path)),
    responses((status = 200, body = FundingResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfFunding>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, funding: Funding| (funding.version, FundingResponse::from(&funding));
    read::one((&request, app, caller), move |tx, _| fundings::get(tx, &id), show).await
}

/// Grant a request, wholly or in part, or refuse it.
#[utoipa::path(post, path = "/fundings/{id}/decide", tag = "fundings",
    params(("id" = String, Path)), request_body = FundingDecisionSent,
    responses((status = 200, body = FundingResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn decide(
    app: web::Data<App>,
    request: Write<Managers, FundingDecisionRequest>,
    at: At<OfFunding>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewFundingDecision| {
        fundings::decide(tx, by, (&id, seen), new)
    };
    request.run(app, work, answer).await
}

/// Let go of a funding that was not shown to be spent.
#[utoipa::path(post, path = "/fundings/{id}/withdraw", tag = "fundings",
    params(("id" = String, Path)), request_body = ReasonSent,
    responses((status = 200, body = FundingResponse), (status = 404), (status = 409)))]
pub async fn withdraw(
    app: web::Data<App>,
    request: Write<Owners, ReasonRequest>,
    at: At<OfFunding>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, reason: &Note| {
        fundings::withdraw(tx, by, (&id, seen), reason)
    };
    request.run(app, work, answer).await
}

/// Show what was spent.
#[utoipa::path(post, path = "/fundings/{id}/proof", tag = "fundings",
    params(("id" = String, Path)), request_body = ProofSent,
    responses((status = 200, body = FundingResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn prove(
    app: web::Data<App>,
    request: Write<Owners, ProofRequest>,
    at: At<OfFunding>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, new: &NewProof| fundings::prove(tx, by, (&id, seen), new);
    request.run(app, work, answer).await
}

/// Accept a proof, which settles the funding, or return it.
#[utoipa::path(post, path = "/fundings/{id}/review", tag = "fundings",
    params(("id" = String, Path)), request_body = ProofReviewSent,
    responses((status = 200, body = FundingResponse), (status = 404), (status = 409)))]
pub async fn review(
    app: web::Data<App>,
    request: Write<FinancePeople, ProofReviewRequest>,
    at: At<OfFunding>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (decision, reason): &(ProofReview, Note)| {
        fundings::review(tx, by, (&id, seen), (*decision, reason))
    };
    request.run(app, work, answer).await
}

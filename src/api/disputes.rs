//! `/disputes`: lines of drafts that their partners do not agree with.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyReaders, Owners};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::statement::{Claim, Decided, Dispute, Evidence};
use crate::domain::{Amount, Money, Note, OfDispute, OfStatement, Word};
use crate::service::disputes::{self, NewDecision, NewDispute};
use crate::service::listing::Listed;
use crate::service::{App, By, Hold, Tx};

/// A line that its partner does not agree with.
#[derive(Debug)]
pub struct DisputeRequest;
type DisputeSent = Sent<DisputeRequest>;

impl Body for DisputeRequest {
    type Command = NewDispute;

    fn read(fields: &mut Fields) -> Option<NewDispute> {
        let entry = fields.required("entry_id");
        let claim = fields.required("claim");
        let reason = fields.required("reason");
        let evidence = evidence(fields)?;
        Some(NewDispute { entry: entry?, claim: claim?, reason: reason?, evidence })
    }
}

/// What becomes of a dispute.
#[derive(Debug)]
pub struct DecideRequest;
type DecideSent = Sent<DecideRequest>;

impl Body for DecideRequest {
    type Command = NewDecision;

    fn read(fields: &mut Fields) -> Option<NewDecision> {
        let decision = fields.required("decision");
        let amount = fields.optional::<Option<Money>>("amount");
        let reason = fields.required("reason");
        let evidence = evidence(fields)?;
        let (decision, amount) = (decision?, amount.flatten());
        Some(NewDecision { decision, amount, reason: reason?, evidence })
    }
}

/// The evidence, where there is any in the request; `None` where it is too much.
fn evidence(fields: &mut Fields) -> Option<Evidence> {
    let sent = fields.optional::<Vec<Note>>("evidence").unwrap_or_default();
    let evidence = Evidence::new(sent);
    if evidence.is_none() {
        let message = format!("has more than {} pieces", Evidence::MOST);
        fields.fault("evidence", Fault::value("too_many", message));
    }
    evidence
}

/// A dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeResponse {
    id: String,
    statement_id: String,
    partner_id: String,
    entry_id: String,
    /// Open again, with the decision that lapsed, where its adjustment never comes.
    status: &'static str,
    /// What the line should come to; null where the claim is in words.
    claim: Option<MoneyResponse>,
    claim_words: Option<String>,
    reason: String,
    /// Texts and links that bear it out.
    evidence: Vec<String>,
    /// What the line comes to.
    line: MoneyResponse,
    held: MoneyResponse,
    opened_by: String,
    /// By which day it is to be decided.
    answer_by: Option<String>,
    decision: Option<&'static str>,
    /// What it comes to as decided.
    amount: Option<MoneyResponse>,
    decision_reason: Option<String>,
    /// Texts and links that bear the decision out.
    decision_evidence: Vec<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    adjustment_id: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for DisputeResponse {
    const LISTED: &'static Listed = &disputes::LISTED;
}

impl From<&Dispute> for DisputeResponse {
    fn from(dispute: &Dispute) -> Self {
        let Dispute { currency, decided, .. } = dispute;
        let money = |amount: Amount| MoneyResponse::from(Money { amount, currency: *currency });
        let (claim, claim_words) = match &dispute.claim {
            Claim::Amount(amount) => (Some(money(*amount)), None),
            Claim::Words(words) => (None, Some(words.to_string())),
        };
        let decided: Option<&Decided> = decided.as_ref();
        let adjustment = decided.and_then(|decided| decided.adjustment.as_ref());
        Self {
            id: dispute.id.to_string(),
            statement_id: dispute.statement.to_string(),
            partner_id: dispute.partner.to_string(),
            entry_id: dispute.entry.to_string(),
            status: if dispute.is_open() { "open" } else { "decided" },
            claim,
            claim_words,
            reason: dispute.reason.to_string(),
            evidence: pieces(&dispute.evidence),
            line: money(dispute.line),
            held: money(dispute.held),
            opened_by: dispute.opened_by.to_string(),
            answer_by: dispute.answer_by.map(|day| day.to_string()),
            decision: decided.map(|decided| decided.decision.as_str()),
            amount: decided.map(|decided| money(decided.amount)),
            decision_reason: decided.map(|decided| decided.reason.to_string()),
            decision_evidence: decided.map_or_else(Vec::new, |one| pieces(&one.evidence)),
            decided_by: decided.map(|decided| decided.by.0.to_string()),
            decided_at: decided.map(|decided| instant(decided.by.1)),
            adjustment_id: adjustment.map(ToString::to_string),
            created_at: instant(dispute.created_at),
            updated_at: instant(dispute.updated_at),
        }
    }
}

fn pieces(evidence: &Evidence) -> Vec<String> {
    evidence.pieces().iter().map(ToString::to_string).collect()
}

/// Dispute a line of a draft: where it is above zero it is held, and the rest is paid.
#[utoipa::path(post, path = "/statements/{id}/disputes", tag = "disputes",
    params(("id" = String, Path)), request_body = DisputeSent,
    responses((status = 201, body = DisputeResponse), (status = 404), (status = 409)))]
pub async fn open(
    app: web::Data<App>,
    request: Write<Owners, DisputeRequest>,
    at: At<OfStatement>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, new: &NewDispute| disputes::open(tx, by, (&id, seen), new);
    let answer = |_: &By, one: Dispute| {
        created(&format!("disputes/{}", one.id), one.version, &DisputeResponse::from(&one))
    };
    request.run_holding(Hold::Facts, app, work, answer).await
}

/// The disputes: a partner's owners see their own.
#[utoipa::path(get, path = "/disputes", tag = "disputes",
    responses((status = 200, body = ListResponse<DisputeResponse>)))]
pub async fn list(
    asked: Asked<DisputeResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, one| DisputeResponse::from(&one);
    read::page((asked, app, caller), disputes::list, show).await
}

/// A dispute.
#[utoipa::path(get, path = "/disputes/{id}", tag = "disputes", params(("id" = String, Path)),
    responses((status = 200, body = DisputeResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfDispute>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, one: Dispute| (one.version, DisputeResponse::from(&one));
    read::one((&request, app, caller), move |tx, _| disputes::get(tx, &id), show).await
}

/// Decide a dispute; `amount` is what the line comes to. What was held comes back by an adjustment of the
/// open period, with the difference.
#[utoipa::path(post, path = "/disputes/{id}/decide", tag = "disputes",
    params(("id" = String, Path)), request_body = DecideSent,
    responses((status = 200, body = DisputeResponse), (status = 404), (status = 409)))]
pub async fn decide(
    app: web::Data<App>,
    request: Write<FinancePeople, DecideRequest>,
    at: At<OfDispute>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewDecision| {
        disputes::decide(tx, by, (&id, seen), new)
    };
    let answer = |_: &By, one: Dispute| changed(one.version, &DisputeResponse::from(&one));
    request.run_holding(Hold::Facts, app, work, answer).await
}

//! `/conflicts`: what a partner claims that was refused a seller, and how a manager decides.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, Nested, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Field, Managers, PartnerPeople};
use super::read::{self, ListResponse, Versioned};
use super::write::{Write, changed, created, done};
use crate::domain::recruit::{Conflict, ProposedShare, Ruling, Side};
use crate::domain::{Evidence, OfConflict, OfRecruit, Word};
use crate::service::conflicts::{self, Answered, NewConflict, NewRuling, NewSide};
use crate::service::listing::Listed;
use crate::service::{App, By, Tx};

/// A claim about a registration that was refused, or waits.
#[derive(Debug)]
pub struct ConflictRequest;
type ConflictSent = Sent<ConflictRequest>;

impl Body for ConflictRequest {
    type Command = NewConflict;

    fn read(fields: &mut Fields) -> Option<NewConflict> {
        let recruit = fields.required("recruit_id");
        let side = side(fields);
        Some(NewConflict { recruit: recruit?, side: side? })
    }
}

/// What the other side says of its registration, and shows for it.
#[derive(Debug)]
pub struct SideRequest;
type SideSent = Sent<SideRequest>;

impl Body for SideRequest {
    type Command = NewSide;

    fn read(fields: &mut Fields) -> Option<NewSide> {
        side(fields)
    }
}

/// What one side says, with texts or links as its evidence.
fn side(fields: &mut Fields) -> Option<NewSide> {
    let claim = fields.required("claim");
    let evidence = fields.optional::<Vec<Evidence>>("evidence").unwrap_or_default();
    if evidence.len() > Side::MOST_EVIDENCE {
        let message = format!("has more than {} members", Side::MOST_EVIDENCE);
        fields.fault("evidence", Fault::value("too_many", message));
    }
    Some(NewSide { claim: claim?, evidence })
}

/// A partner's share in a proposed split.
#[derive(Debug)]
pub struct ProposedShareRequest;

impl Body for ProposedShareRequest {
    type Command = ProposedShare;

    fn read(fields: &mut Fields) -> Option<ProposedShare> {
        let partner = fields.required("partner_id");
        let share = fields.required("share");
        Some(ProposedShare { partner: partner?, share: share? })
    }
}

/// A decision: a split proposes shares, for finance to state.
#[derive(Debug)]
pub struct RulingRequest;
type RulingSent = Sent<RulingRequest>;

impl Body for RulingRequest {
    type Command = NewRuling;

    fn read(fields: &mut Fields) -> Option<NewRuling> {
        let verdict = fields.required("decision");
        let shares = fields.optional::<Vec<Nested<ProposedShareRequest>>>("shares");
        let reason = fields.required("reason");
        let shares = shares.unwrap_or_default().into_iter().map(|Nested(share)| share);
        Some(NewRuling { verdict: verdict?, shares: shares.collect(), reason: reason? })
    }
}

/// A partner's share in a proposed split.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedShareResponse {
    partner_id: String,
    share: String,
}

/// What the partner says whose registration a claim is against.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideResponse {
    /// Its registration.
    recruit_id: String,
    claim: String,
    evidence: Vec<String>,
    answered_by: String,
    answered_at: String,
}

impl SideResponse {
    fn of(recruit: &str, side: &Side) -> Self {
        let Side { claim, evidence, by, at } = side;
        Self {
            recruit_id: recruit.to_owned(),
            claim: claim.to_string(),
            evidence: evidence.iter().map(ToString::to_string).collect(),
            answered_by: by.to_string(),
            answered_at: instant(*at),
        }
    }
}

/// A conflict.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConflictResponse {
    id: String,
    partner_id: String,
    recruit_id: String,
    claim: String,
    /// Texts or links.
    evidence: Vec<String>,
    filed_by: String,
    filed_at: String,
    /// The registration that the claim is against; for the platform alone.
    against_recruit_id: Option<String>,
    /// What its partner says; for the platform alone.
    answer: Option<SideResponse>,
    /// `open` or `decided`.
    status: &'static str,
    decision: Option<&'static str>,
    /// The shares of a split; a partner's people see their own.
    shares: Vec<ProposedShareResponse>,
    reason: Option<String>,
    /// For the platform alone.
    decided_by: Option<String>,
    decided_at: Option<String>,
}

impl Row for ConflictResponse {
    const LISTED: &'static Listed = &conflicts::LISTED;
}

impl ConflictResponse {
    fn of(by: &By, conflict: Conflict) -> Self {
        let Conflict { id, partner, recruit, filed, against, answer, ruling, version: _ } =
            conflict;
        let Side { claim, evidence, by: filed_by, at: filed_at } = filed;
        let asker = by.actor.partner();
        let against = against.filter(|_| asker.is_none()).map(|against| against.to_string());
        let answer =
            against.as_ref().zip(answer).map(|(against, side)| SideResponse::of(against, &side));
        let ruling = ruling.as_ref();
        let shares = ruling.map(|ruling| ruling.shares.as_slice()).unwrap_or_default();
        let shown = |proposed: &&ProposedShare| asker.is_none_or(|own| *own == proposed.partner);
        let share = |proposed: &ProposedShare| ProposedShareResponse {
            partner_id: proposed.partner.to_string(),
            share: proposed.share.to_string(),
        };
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            recruit_id: recruit.to_string(),
            claim: claim.to_string(),
            evidence: evidence.iter().map(ToString::to_string).collect(),
            filed_by: filed_by.to_string(),
            filed_at: instant(filed_at),
            against_recruit_id: against,
            answer,
            status: if ruling.is_some() { "decided" } else { "open" },
            decision: ruling.map(|ruling| ruling.verdict.as_str()),
            shares: shares.iter().filter(shown).map(share).collect(),
            reason: ruling.map(|ruling| ruling.reason.to_string()),
            decided_by: ruling.filter(|_| asker.is_none()).map(|ruling| ruling.by.to_string()),
            decided_at: ruling.map(|Ruling { at, .. }| instant(*at)),
        }
    }
}

/// Claim a seller that was refused, or waits for a decision.
#[utoipa::path(post, path = "/conflicts", tag = "conflicts", request_body = ConflictSent,
    responses((status = 201, body = ConflictResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Field, ConflictRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, conflict: Conflict| {
        let (place, version) = (format!("conflicts/{}", conflict.id), conflict.version);
        created(&place, version, &ConflictResponse::of(by, conflict))
    };
    request.run(app, conflicts::create, answer).await
}

/// The conflicts: a partner's people see what it claims.
#[utoipa::path(get, path = "/conflicts", tag = "conflicts",
    responses((status = 200, body = ListResponse<ConflictResponse>)))]
pub async fn list(
    asked: Asked<ConflictResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    read::page((asked, app, caller), conflicts::list, ConflictResponse::of).await
}

/// A conflict.
#[utoipa::path(get, path = "/conflicts/{id}", tag = "conflicts", params(("id" = String, Path)),
    responses((status = 200, body = ConflictResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfConflict>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, conflict: Conflict| {
        let version = conflict.version;
        (version, ConflictResponse::of(by, conflict))
    };
    read::one((&request, app, caller), move |tx, _| conflicts::get(tx, &id), show).await
}

/// Decide a conflict: whoever has the seller keeps it, it passes, or a split is proposed.
#[utoipa::path(post, path = "/conflicts/{id}/decide", tag = "conflicts",
    params(("id" = String, Path)), request_body = RulingSent,
    responses((status = 200, body = ConflictResponse), (status = 404), (status = 409)))]
pub async fn decide(
    app: web::Data<App>,
    request: Write<Managers, RulingRequest>,
    at: At<OfConflict>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewRuling| conflicts::decide(tx, by, &id, new);
    let answer = |by: &By, conflict: Conflict| {
        let version = conflict.version;
        changed(version, &ConflictResponse::of(by, conflict))
    };
    request.run(app, work, answer).await
}

/// Say for a recruit of one's own why it is rightly there, where a manager is asked who should have its
/// seller.
#[utoipa::path(post, path = "/recruits/{id}/answer", tag = "conflicts",
    params(("id" = String, Path)), request_body = SideSent,
    responses((status = 200, body = SideResponse), (status = 404), (status = 409)))]
pub async fn answer(
    app: web::Data<App>,
    request: Write<PartnerPeople, SideRequest>,
    at: At<OfRecruit>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewSide| conflicts::answer(tx, by, &id, new);
    let answer = |_: &By, answered: Answered| {
        done(&SideResponse::of(answered.recruit.id.as_str(), &answered.said))
    };
    request.run(app, work, answer).await
}

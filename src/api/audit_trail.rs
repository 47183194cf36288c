//! `/audit`: who changed what, when and why.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::caller::Allowed;
use super::error::ApiError;
use super::fields::instant;
use super::policies::TrailReaders;
use super::read::{self, ListResponse};
use crate::service::audit_trail::{self, AuditRow};
use crate::service::listing::Listed;
use crate::service::{App, By};

/// A change: who made it, when, to what, and what was there before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditResponse {
    /// Its place in the chain; for a partner's people absent, as it would tell how much others do.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<i64>,
    id: String,
    at: String,
    /// A user's id, or `system`.
    actor: String,
    action: String,
    subject_kind: String,
    subject_id: String,
    partner_id: Option<String>,
    request_id: Option<String>,
    /// Null, as are `after` and `reason`, where it tells of money and the reader may see none.
    before: Option<Value>,
    after: Option<Value>,
    reason: Option<String>,
}

impl Row for AuditResponse {
    const LISTED: &'static Listed = &audit_trail::LISTED;
    const LISTED_FOR_PARTNERS: &'static Listed = &audit_trail::LISTED_FOR_PARTNERS;
}

impl AuditResponse {
    fn of(by: &By, row: AuditRow) -> Self {
        let AuditRow {
            seq,
            id,
            at,
            actor,
            action,
            subject_kind,
            subject_id,
            partner_id,
            request_id,
            before_json,
            after_json,
            reason,
            hashed: _,
            prev_hash: _,
            hash: _,
        } = row;
        // The database holds nothing but JSON there.
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            seq: by.actor.partner().is_none().then_some(seq),
            id,
            at: instant(at),
            actor,
            action,
            subject_kind,
            subject_id,
            partner_id,
            request_id,
            before: json(before_json),
            after: json(after_json),
            reason,
        }
    }
}

/// The audit trail: an owner sees its partner's, without upper partners; a manager of money that it was
/// moved, not how much.
#[utoipa::path(get, path = "/audit", tag = "audit",
    responses((status = 200, body = ListResponse<AuditResponse>)))]
pub async fn list(
    asked: Asked<AuditResponse>,
    app: web::Data<App>,
    caller: Allowed<TrailReaders>,
) -> Result<HttpResponse, ApiError> {
    read::page((asked, app, caller), audit_trail::list, AuditResponse::of).await
}

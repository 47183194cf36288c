//! `/entries`: what closes posted, with how it came about.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::MoneyResponse;
use super::policies::MoneyReaders;
use super::read;
use crate::domain::{Amount, Money, OfEntry};
use crate::service::statements::{self, NamedEntry};
use crate::service::{App, By};

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryResponse {
    id: String,
    period: String,
    partner_id: String,
    sale_id: Option<String>,
    sale_external_id: Option<String>,
    rule: String,
    from_partner_id: Option<String>,
    window: Option<String>,
    entry: &'static str,
    basis: Option<MoneyResponse>,
    amount: MoneyResponse,
}

/// An entry with how it came about, step by step.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedEntryResponse {
    #[serde(flatten)]
    entry: EntryResponse,
    explanation: Vec<String>,
}

impl From<&NamedEntry> for EntryResponse {
    fn from(named: &NamedEntry) -> Self {
        let entry = &named.entry;
        let money =
            |amount: Amount| MoneyResponse::from(Money { amount, currency: entry.currency });
        Self {
            id: entry.id.to_string(),
            period: entry.period.to_string(),
            partner_id: entry.partner.to_string(),
            sale_id: entry.sale.as_ref().map(ToString::to_string),
            sale_external_id: named.sale_external_id.clone(),
            rule: entry.rule.to_string(),
            from_partner_id: entry.from_partner.as_ref().map(ToString::to_string),
            window: entry.window.map(|window| window.to_string()),
            entry: entry.kind.as_str(),
            basis: entry.basis.map(money),
            amount: money(entry.amount),
        }
    }
}

/// An entry, with its explanation.
#[utoipa::path(get, path = "/entries/{id}", tag = "statements", params(("id" = String, Path)),
    responses((status = 200, body = ExplainedEntryResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfEntry>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, named: NamedEntry| ExplainedEntryResponse {
        entry: EntryResponse::from(&named),
        explanation: named.entry.explanation,
    };
    read::figures((&request, app, caller), move |tx, _| statements::entry(tx, &id), show).await
}

//! `/entries`: what closes posted, with how it came about.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::MoneyReaders;
use super::read;
use crate::domain::{Amount, ExchangeRate, Money, OfEntry, Refund};
use crate::service::entries::{self, Explained, PaidBy};
use crate::service::statements::NamedEntry;
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

/// An entry with how it came about, step by step, and of what.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedEntryResponse {
    #[serde(flatten)]
    entry: EntryResponse,
    explanation: Vec<String>,
    statement_id: Option<String>,
    /// The refunds of its sale up to the period's end.
    refunds: Vec<EntryRefundResponse>,
    /// The rate at which its basis was converted.
    rate: Option<EntryRateResponse>,
    /// The version of the plan that paid it.
    plan_version: Option<EntryVersionResponse>,
}

/// A refund of an entry's sale.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryRefundResponse {
    id: String,
    external_id: String,
    amount: MoneyResponse,
    refunded_on: String,
}

/// The rate of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryRateResponse {
    id: String,
    date: String,
    base: &'static str,
    quote: &'static str,
    rate: String,
}

/// The version of a plan that paid an entry, and who approved it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryVersionResponse {
    plan_id: String,
    plan: String,
    n: usize,
    id: String,
    effective_from: String,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
}

impl From<&Refund> for EntryRefundResponse {
    fn from(refund: &Refund) -> Self {
        Self {
            id: refund.id.to_string(),
            external_id: refund.external_id.to_string(),
            amount: refund.amount.into(),
            refunded_on: refund.refunded_on.to_string(),
        }
    }
}

impl From<&ExchangeRate> for EntryRateResponse {
    fn from(rate: &ExchangeRate) -> Self {
        Self {
            id: rate.id.to_string(),
            date: rate.date.to_string(),
            base: rate.base.code(),
            quote: rate.quote.code(),
            rate: rate.rate.to_string(),
        }
    }
}

impl From<&PaidBy> for EntryVersionResponse {
    fn from(PaidBy { plan, code, n, record }: &PaidBy) -> Self {
        let approved = record.approved.as_ref();
        Self {
            plan_id: plan.to_string(),
            plan: code.to_string(),
            n: *n,
            id: record.id.to_string(),
            effective_from: record.effective_from.to_string(),
            prepared_by: record.prepared_by.to_string(),
            approved_by: approved.map(|approved| approved.by.to_string()),
            approved_at: approved.map(|approved| instant(approved.at)),
        }
    }
}

impl From<Explained> for ExplainedEntryResponse {
    fn from(Explained { named, statement, refunds, rate, version }: Explained) -> Self {
        Self {
            entry: EntryResponse::from(&named),
            explanation: named.entry.explanation,
            statement_id: statement.map(|id| id.to_string()),
            refunds: refunds.iter().map(EntryRefundResponse::from).collect(),
            rate: rate.as_ref().map(EntryRateResponse::from),
            plan_version: version.as_ref().map(EntryVersionResponse::from),
        }
    }
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

/// An entry, with its explanation and what it came of.
#[utoipa::path(get, path = "/entries/{id}", tag = "statements", params(("id" = String, Path)),
    responses((status = 200, body = ExplainedEntryResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfEntry>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, explained| ExplainedEntryResponse::from(explained);
    read::figures((&request, app, caller), move |tx, _| entries::get(tx, &id), show).await
}

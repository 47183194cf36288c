//! `/statements`: what partners earned in closed periods.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nothing, Sent};
use super::caller::{Allowed, At};
use super::entries::EntryResponse;
use super::error::ApiError;
use super::export::{self, Attachment};
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyReaders, Owners};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed};
use crate::domain::statement::{Exchange, Given, Statement, TaxTerms};
use crate::domain::{Amount, Money, Note, OfStatement, Word};
use crate::service::exports::{self, Document, Spool, StatementFormat};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::statements::{self, Approval, Awaited};
use crate::service::{App, By, ServiceError, Tx};

/// A statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementResponse {
    id: String,
    period: String,
    partner_id: String,
    status: &'static str,
    opening_balance: MoneyResponse,
    commission: MoneyResponse,
    adjustments: MoneyResponse,
    gross: MoneyResponse,
    held: MoneyResponse,
    carried_forward: MoneyResponse,
    minimum_payout: MoneyResponse,
    payable: MoneyResponse,
    rate: Option<PayoutRate>,
    sales_tax_percent: String,
    withholding_percent: String,
    withhold_on: &'static str,
    sales_tax: MoneyResponse,
    withholding_tax: MoneyResponse,
    net: MoneyResponse,
    entries: i32,
    fingerprint: String,
    /// What an approval is bound to: whose it is, its entries, and all that is paid of it.
    approval_fingerprint: String,
    accepted_by: Option<String>,
    accepted_at: Option<String>,
    /// The day from which on the partner's silence counts as acceptance.
    accept_by: String,
    /// The day on which it did.
    deemed_accepted_on: Option<String>,
    approved_by: Option<String>,
    approved_at: Option<String>,
    approval_reason: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for StatementResponse {
    const LISTED: &'static Listed = &statements::LISTED;
}

/// The rate at which what is payable was converted.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayoutRate {
    date: String,
    base: &'static str,
    quote: &'static str,
    rate: String,
}

impl From<&Awaited> for StatementResponse {
    fn from(Awaited { statement, accept_by, deemed_accepted_on }: &Awaited) -> Self {
        let Statement { currency, payout_currency, given, figures, accepted, approved, .. } =
            statement;
        let Given { opening_balance, commission, adjustments, held, minimum_payout, .. } = given;
        let TaxTerms { withholding, withhold_on, sales_tax } = &given.taxes;
        let plan = |amount: Amount| MoneyResponse::from(Money { amount, currency: *currency });
        let payout = |amount| MoneyResponse::from(Money { amount, currency: *payout_currency });
        Self {
            id: statement.id.to_string(),
            period: statement.period.to_string(),
            partner_id: statement.partner.to_string(),
            status: statement.status.as_str(),
            opening_balance: plan(*opening_balance),
            commission: plan(*commission),
            adjustments: plan(*adjustments),
            gross: plan(figures.gross),
            held: plan(*held),
            carried_forward: plan(figures.carried_forward),
            minimum_payout: plan(*minimum_payout),
            payable: payout(figures.payable),
            rate: rate(statement),
            sales_tax_percent: sales_tax.to_string(),
            withholding_percent: withholding.to_string(),
            withhold_on: withhold_on.as_str(),
            sales_tax: payout(figures.sales_tax),
            withholding_tax: payout(figures.withholding_tax),
            net: payout(figures.net),
            entries: statement.entries,
            fingerprint: statement.fingerprint.to_string(),
            approval_fingerprint: statement.approval_fingerprint().to_string(),
            accepted_by: accepted.as_ref().map(|(by, _)| by.to_string()),
            accepted_at: accepted.as_ref().map(|(_, at)| instant(*at)),
            accept_by: accept_by.to_string(),
            deemed_accepted_on: deemed_accepted_on.map(|day| day.to_string()),
            approved_by: approved.as_ref().map(|(by, _)| by.to_string()),
            approved_at: approved.as_ref().map(|(_, at)| instant(*at)),
            approval_reason: statement.approval_reason.clone(),
            created_at: instant(statement.created_at),
            updated_at: instant(statement.updated_at),
        }
    }
}

fn rate(statement: &Statement) -> Option<PayoutRate> {
    let (plan, payout) = (statement.currency.code(), statement.payout_currency.code());
    let (date, rate, base, quote) = match statement.given.exchange? {
        Exchange::Same => return None,
        Exchange::Times(date, rate) => (date, rate, plan, payout),
        Exchange::By(date, rate) => (date, rate, payout, plan),
    };
    Some(PayoutRate { date: date.to_string(), base, quote, rate: rate.to_string() })
}

impl Row for EntryResponse {
    const LISTED: &'static Listed = &statements::ENTRIES;
}

/// What of a statement was seen, and why it is approved without the partner's word.
#[derive(Debug)]
pub struct ApproveRequest;
type ApproveSent = Sent<ApproveRequest>;

impl Body for ApproveRequest {
    type Command = Approval;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<Approval> {
        let reason = fields.optional::<Option<Note>>("reason").flatten();
        Some(Approval { reason, fingerprint: fields.optional("approval_fingerprint") })
    }
}

/// The statements: a partner's owners see their own.
#[utoipa::path(get, path = "/statements", tag = "statements",
    responses((status = 200, body = ListResponse<StatementResponse>)))]
pub async fn list(
    asked: Asked<StatementResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, one| StatementResponse::from(&one);
    read::page((asked, app, caller), statements::list_awaited, show).await
}

/// A statement.
#[utoipa::path(get, path = "/statements/{id}", tag = "statements", params(("id" = String, Path)),
    responses((status = 200, body = StatementResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfStatement>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, one: Awaited| (one.statement.version, StatementResponse::from(&one));
    let load = move |tx: &mut Tx<'_>, by: &By| {
        let statement = statements::get(tx, &id)?;
        statements::awaited(tx, by, statement)
    };
    read::one((&request, app, caller), load, show).await
}

/// A statement's entries, in the order of the files.
#[utoipa::path(get, path = "/statements/{id}/entries", tag = "statements",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<EntryResponse>), (status = 404)))]
pub async fn entries(
    asked: Asked<EntryResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfStatement>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let load = move |tx: &mut Tx<'_>, _: &By, listing: &crate::service::listing::Listing| {
        statements::entries(tx, &id, listing)
    };
    let show = |_: &By, entry| EntryResponse::from(&entry);
    read::page((asked, app, caller), load, show).await
}

/// Take a statement as it is.
#[utoipa::path(post, path = "/statements/{id}/accept", tag = "statements",
    params(("id" = String, Path)),
    responses((status = 200, body = StatementResponse), (status = 404), (status = 409)))]
pub async fn accept(
    app: web::Data<App>,
    request: Write<Owners, Nothing>,
    at: At<OfStatement>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (): &()| {
        let statement = statements::accept(tx, by, (&id, seen))?;
        statements::awaited(tx, by, statement)
    };
    request.run(app, work, answer).await
}

/// Approve a statement, as another person than who closed its period.
#[utoipa::path(post, path = "/statements/{id}/approve", tag = "statements",
    params(("id" = String, Path)), request_body = ApproveSent,
    responses((status = 200, body = StatementResponse), (status = 404), (status = 409)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, ApproveRequest>,
    at: At<OfStatement>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, approval: &Approval| {
        let statement = statements::approve(tx, by, (&id, seen), approval)?;
        statements::awaited(tx, by, statement)
    };
    request.run(app, work, answer).await
}

fn answer(_: &By, one: Awaited) -> Result<Answer, ServiceError> {
    changed(one.statement.version, &StatementResponse::from(&one))
}

/// A statement as a file: its entries as a table, or a document.
#[utoipa::path(get, path = "/statements/{id}/export", tag = "statements",
    params(("id" = String, Path), ("format" = String, Query), ("language" = Option<String>, Query)),
    responses((status = 200, content((String = "text/csv"), (String = "application/pdf"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "application/zip"))), (status = 404)))]
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfStatement>,
) -> Result<Attachment, ApiError> {
    let (id, asked) = (at.id()?, export::format_and_language::<StatementFormat>(&request)?);
    let name = id.to_string();
    let (form, extension, kind) = match asked {
        (StatementFormat::Csv, _) => {
            let part = move |tx: &mut Tx<'_>, _: &By| statements::part(tx, &id);
            return export::csv(app, caller.by, &name, part).await;
        }
        (StatementFormat::Lines, _) => (Document::Lines, "lines.csv", export::CSV),
        (StatementFormat::Xlsx, _) => (Document::Xlsx, "xlsx", export::XLSX),
        (StatementFormat::Pdf, language) => (Document::Pdf(language), "pdf", export::PDF),
        (StatementFormat::Bundle, _) => (Document::Bundle, "zip", export::ZIP),
    };
    let write =
        move |tx: &mut Tx<'_>, _: &By, out: &mut Spool| exports::statement(tx, &id, form, out);
    export::document(app, caller.by, (format!("{name}.{extension}"), kind), write).await
}

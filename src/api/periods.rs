//! `/periods`: previewed, closed, approved and exported.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nested, Sent};
use super::caller::Allowed;
use super::error::ApiError;
use super::estimate;
use super::exceptions::{AcceptRequest, ExceptionResponse, LateResponse};
use super::export::{self, Attachment};
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyAuditors, MoneyReaders};
use super::read::{self, ListResponse};
use super::write::{NeedsKey, Write, done};
use crate::domain::{Money, Period};
use crate::service::exports::{self, PeriodFormat, Spool};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::periods::{
    self, Approved, CloseTerms, Closed, ClosedPeriod, LeaveOut, Outcome, PeriodView,
};
use crate::service::{App, By, Hold, ServiceError, Tx, statements};

/// The period in a route's path; a malformed one is answered like one that does not exist.
#[derive(Debug)]
pub struct InPath(Option<Period>);

impl InPath {
    /// The period.
    pub fn period(self) -> Result<Period, ApiError> {
        self.0.ok_or_else(|| ServiceError::NotFound.into())
    }
}

impl actix_web::FromRequest for InPath {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let period = request.match_info().get("period").and_then(Period::parse);
        std::future::ready(Ok(Self(period.filter(|period| *period <= Period::LAST))))
    }
}

impl super::route::Taken for InPath {
    fn tell(operation: &mut utoipa::openapi::path::Operation) {
        super::described::refuses(operation, [404]);
    }
}

/// A sale that is left out of a close, and why.
#[derive(Debug)]
pub struct LeaveOutRequest;

impl Body for LeaveOutRequest {
    type Command = LeaveOut;

    fn read(fields: &mut Fields) -> Option<LeaveOut> {
        let sale = fields.required("sale_id");
        let reason = fields.required("reason");
        Some(LeaveOut { sale: sale?, reason: reason? })
    }
}

/// What a close does not take in, and which exceptions it accepts.
#[derive(Debug)]
pub struct CloseRequest;
type CloseSent = Sent<CloseRequest>;

impl Body for CloseRequest {
    type Command = CloseTerms;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<CloseTerms> {
        let left_out = fields.optional::<Vec<Nested<LeaveOutRequest>>>("leave_out");
        let accepted = fields.optional::<Vec<Nested<AcceptRequest>>>("accept");
        let only_accepted = fields.optional("only_accepted");
        let seen = fields.optional::<String>("review_fingerprint");
        Some(CloseTerms {
            left_out: left_out.unwrap_or_default().into_iter().map(|one| one.0).collect(),
            accepted: accepted.unwrap_or_default().into_iter().map(|one| one.0).collect(),
            accepted_kinds: Vec::new(),
            only_accepted: only_accepted.unwrap_or(false),
            seen,
        })
    }
}

/// Which statements are approved: those that were looked at.
#[derive(Debug)]
pub struct ApproveStatementsRequest;
type ApproveStatementsSent = Sent<ApproveStatementsRequest>;

impl Body for ApproveStatementsRequest {
    type Command = Option<String>;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<Option<String>> {
        Some(fields.optional::<String>("approval_fingerprint"))
    }
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodResponse {
    period: String,
    status: &'static str,
    closed_by: Option<String>,
    closed_at: Option<String>,
    entries: Option<i32>,
    statements: Option<i32>,
    totals: Vec<MoneyResponse>,
    fingerprint: Option<String>,
    /// What an approval of its statements is bound to.
    approval_fingerprint: Option<String>,
}

impl From<&PeriodView> for PeriodResponse {
    fn from(view: &PeriodView) -> Self {
        let PeriodView { period, closed, totals, approval_fingerprint } = view;
        let closed = closed.as_ref();
        Self {
            period: period.to_string(),
            status: if closed.is_some() { "closed" } else { "open" },
            closed_by: closed.map(|closed| closed.closed_by.to_string()),
            closed_at: closed.map(|closed| instant(closed.closed_at)),
            entries: closed.map(|closed| closed.entries),
            statements: closed.map(|closed| closed.statements),
            totals: totals.iter().copied().map(MoneyResponse::from).collect(),
            fingerprint: closed.map(|closed| closed.fingerprint.to_string()),
            approval_fingerprint: approval_fingerprint.as_ref().map(ToString::to_string),
        }
    }
}

/// A closed period in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosedPeriodResponse {
    period: String,
    status: &'static str,
    closed_by: String,
    closed_at: String,
    entries: i32,
    statements: i32,
    fingerprint: String,
}

impl Row for ClosedPeriodResponse {
    const LISTED: &'static Listed = &periods::LISTED;
}

impl From<&ClosedPeriod> for ClosedPeriodResponse {
    fn from(closed: &ClosedPeriod) -> Self {
        let ClosedPeriod {
            period,
            closed_by,
            closed_at,
            facts_through: _,
            settings_through: _,
            entries,
            statements,
            fingerprint,
        } = closed;
        Self {
            period: period.to_string(),
            status: "closed",
            closed_by: closed_by.to_string(),
            closed_at: instant(*closed_at),
            entries: *entries,
            statements: *statements,
            fingerprint: fingerprint.to_string(),
        }
    }
}

/// A credit that nothing pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnmatchedResponse {
    sale_id: String,
    sale_external_id: String,
    partner_id: String,
    reason: &'static str,
}

/// What a period comes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CloseResponse {
    period: String,
    status: &'static str,
    entries: usize,
    statements: usize,
    totals: Vec<MoneyResponse>,
    unmatched: Vec<UnmatchedResponse>,
    fingerprint: String,
    /// What a close can be bound to: the entries, and what deserves a look.
    review_fingerprint: String,
    /// What deserves a look, and what of it is accepted.
    exceptions: Vec<ExceptionResponse>,
    /// What came late for closed months, by cause.
    late: Vec<LateResponse>,
}

impl From<&Closed> for CloseResponse {
    fn from(closed: &Closed) -> Self {
        let Closed { outcome, exceptions, late, accepted } = closed;
        let Outcome { period, entries, statements, totals, unmatched, fingerprint } = outcome;
        let unmatched = unmatched.iter().map(|unpaid| UnmatchedResponse {
            sale_id: unpaid.sale.to_string(),
            sale_external_id: unpaid.sale_external_id.clone(),
            partner_id: unpaid.partner.to_string(),
            reason: unpaid.reason,
        });
        Self {
            period: period.to_string(),
            status: "closed",
            entries: *entries,
            statements: statements.len(),
            totals: totals.iter().copied().map(|money: Money| money.into()).collect(),
            unmatched: unmatched.collect(),
            fingerprint: fingerprint.to_string(),
            review_fingerprint: closed.review_fingerprint().to_string(),
            exceptions: ExceptionResponse::all(exceptions, accepted),
            late: late.iter().map(LateResponse::from).collect(),
        }
    }
}

/// How many statements were approved, and how many wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovedResponse {
    approved: usize,
    waiting: usize,
}

/// The closed periods.
#[utoipa::path(get, path = "/periods", tag = "periods",
    responses((status = 200, body = ListResponse<ClosedPeriodResponse>)))]
pub async fn list(
    asked: Asked<ClosedPeriodResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, closed| ClosedPeriodResponse::from(&closed);
    read::page((asked, app, caller), periods::list, show).await
}

/// A period, closed or open.
#[utoipa::path(get, path = "/periods/{period}", tag = "periods", params(("period" = String, Path)),
    responses((status = 200, body = PeriodResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let show = |_: &By, view: PeriodView| PeriodResponse::from(&view);
    read::figures(
        (&request, app, caller),
        move |tx, by| periods::get(tx, by.now.today, period),
        show,
    )
    .await
}

/// What closing a period would come to; nothing is written.
#[utoipa::path(post, path = "/periods/{period}/preview", tag = "periods",
    params(("period" = String, Path)), request_body = CloseSent,
    responses((status = 200, body = CloseResponse), (status = 409), (status = 422)))]
pub async fn preview(
    app: web::Data<App>,
    request: Write<FinancePeople, CloseRequest>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let (period, terms) = (at.period()?, request.command);
    let load = move |tx: &mut Tx<'_>, by: &By| periods::preview_on(tx, by, period, &terms);
    let (_, closed) = read::loaded(app, request.by, load).await?;
    Ok(HttpResponse::Ok().json(CloseResponse::from(&closed)))
}

/// Close a period.
#[utoipa::path(post, path = "/periods/{period}/close", tag = "periods",
    params(("period" = String, Path)), request_body = CloseSent,
    responses((status = 200, body = CloseResponse), (status = 409), (status = 422)))]
pub async fn close(
    app: web::Data<App>,
    request: Write<FinancePeople, CloseRequest, NeedsKey>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let work = move |tx: &mut Tx<'_>, by: &By, terms: &CloseTerms| {
        periods::close_on(tx, by, period, terms)
    };
    let answer = |_: &By, closed: Closed| done(&CloseResponse::from(&closed));
    request.run_holding(Hold::Facts, app, work, answer).await
}

/// Approve all statements of a period that are ready.
#[utoipa::path(post, path = "/periods/{period}/approve", tag = "periods",
    params(("period" = String, Path)), request_body = ApproveStatementsSent,
    responses((status = 200, body = ApprovedResponse), (status = 404), (status = 409)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, ApproveStatementsRequest>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let work = move |tx: &mut Tx<'_>, by: &By, fingerprint: &Option<String>| {
        periods::approve(tx, by, period, fingerprint.as_deref())
    };
    request.run(app, work, approved).await
}

fn approved(_: &By, Approved { approved, waiting }: Approved) -> Result<Answer, ServiceError> {
    done(&ApprovedResponse { approved, waiting })
}

/// A closed period as a file: its entries, its statements, its journal, or all documents.
#[utoipa::path(get, path = "/periods/{period}/export", tag = "periods",
    params(("period" = String, Path), ("format" = String, Query),
        ("language" = Option<String>, Query)),
    responses((status = 200, content((String = "text/csv"), (String = "application/zip"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 404)))]
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: InPath,
) -> Result<Attachment, ApiError> {
    let (period, asked) = (at.period()?, export::format_and_language::<PeriodFormat>(&request)?);
    let (name, kind) = match asked.0 {
        PeriodFormat::Csv => {
            let part = move |tx: &mut Tx<'_>, _: &By| statements::part_of_period(tx, period);
            return export::csv(app, caller.by, &period.to_string(), part).await;
        }
        PeriodFormat::Xlsx => (format!("{period}.xlsx"), export::XLSX),
        PeriodFormat::Journal => (format!("{period}-journal.csv"), export::CSV),
        PeriodFormat::Zip => (format!("{period}.zip"), export::ZIP),
    };
    let write =
        move |tx: &mut Tx<'_>, _: &By, out: &mut Spool| exports::period(tx, period, asked, out);
    export::document(app, caller.by, (name, kind), write).await
}

/// Everything that a closed period was computed from and what it came to, to be checked without the
/// database; for one partner without what is others'. Owners have their own partner's.
#[utoipa::path(get, path = "/periods/{period}/bundle", tag = "periods",
    params(("period" = String, Path), ("partner_id" = Option<String>, Query)),
    responses((status = 200, body = String, content_type = "application/zip"), (status = 404)))]
pub async fn bundle(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: InPath,
) -> Result<Attachment, ApiError> {
    let period = at.period()?;
    let partner = estimate::partner(&request)?;
    let write = move |tx: &mut Tx<'_>, by: &By, out: &mut Spool| {
        exports::bundle_for(tx, by, (period, partner.as_ref()), out)
    };
    let name = format!("{period}-bundle.zip");
    export::document(app, caller.by, (name, export::ZIP), write).await
}

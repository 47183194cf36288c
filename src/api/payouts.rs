//! `/payouts`: approved statements sent to the bank.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At, Policy as _, in_background};
use super::error::ApiError;
use super::export::{self, Attachment};
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyAuditors};
use super::read::{self, ListResponse, Versioned};
use super::seen::{SeenRequest, SeenSent};
use super::write::{NeedsKey, Seen, Write, changed, created};
use crate::domain::payout::{Payer, Payment, Payout, Settled};
use crate::domain::{Currency, Money, Note, OfPayout, PayoutId, Word};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::payouts::{self, BankFormat, Batch, NewPayout, Prepared, Settlement};
use crate::service::{App, By, Hold, ServiceError, Tx};

/// Which statements are to be paid.
#[derive(Debug)]
pub struct PayoutRequest;
type PayoutSent = Sent<PayoutRequest>;

impl Body for PayoutRequest {
    type Command = NewPayout;

    fn read(fields: &mut Fields) -> Option<NewPayout> {
        let period = fields.required("period");
        let currency = fields.required("currency");
        Some(NewPayout { period: period?, currency: currency? })
    }
}

/// Why a batch is withdrawn.
#[derive(Debug)]
pub struct WithdrawRequest;
type WithdrawSent = Sent<WithdrawRequest>;

impl Body for WithdrawRequest {
    type Command = Note;

    fn read(fields: &mut Fields) -> Option<Note> {
        fields.required("reason")
    }
}

/// What the bank says of a payment.
#[derive(Debug)]
pub struct SettlementRequest;
type SettlementSent = Sent<SettlementRequest>;

/// Whether the bank has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BankAnswer {
    Paid,
    Rejected,
}

impl Word for BankAnswer {
    const ALL: &'static [Self] = &[BankAnswer::Paid, BankAnswer::Rejected];

    fn as_str(self) -> &'static str {
        match self {
            BankAnswer::Paid => "paid",
            BankAnswer::Rejected => "rejected",
        }
    }
}

impl Body for SettlementRequest {
    type Command = Settlement;

    fn read(fields: &mut Fields) -> Option<Settlement> {
        let statement = fields.required("statement_id");
        let answer = fields.required::<BankAnswer>("status");
        let reference = fields.optional::<Option<_>>("reference");
        let is_paid = matches!(answer?, BankAnswer::Paid);
        Some(Settlement { statement: statement?, is_paid, reference: reference.flatten() })
    }
}

/// A batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayoutResponse {
    id: String,
    period: String,
    currency: &'static str,
    status: &'static str,
    pay_on: String,
    payer: PayerResponse,
    /// How many payments.
    count: i32,
    total: MoneyResponse,
    fingerprint: String,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    /// Who took its file first: from then on the file stays the same.
    exported_by: Option<String>,
    exported_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for PayoutResponse {
    const LISTED: &'static Listed = &payouts::LISTED;
}

/// From which account is paid.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayerResponse {
    title: String,
    iban: String,
    bic: Option<String>,
}

/// A batch with its payments.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentsResponse {
    #[serde(flatten)]
    payout: PayoutResponse,
    payments: Vec<PaymentResponse>,
}

/// A batch as it was prepared, and what has to wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreparedResponse {
    #[serde(flatten)]
    batch: PaymentsResponse,
    waiting: Vec<UnpaidResponse>,
}

/// A batch that was withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawnResponse {
    #[serde(flatten)]
    batch: PaymentsResponse,
    /// What is left to do, where its file was given out.
    warning: Option<String>,
}

impl From<&Batch> for WithdrawnResponse {
    fn from(batch: &Batch) -> Self {
        let warning = batch.payout.exported.as_ref().map(|(by, at)| {
            let at = instant(*at);
            format!("{by} took its file at {at}: see to it that the bank does not pay it")
        });
        Self { batch: batch.into(), warning }
    }
}

/// A statement that is due and cannot be paid now.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnpaidResponse {
    statement_id: String,
    reason: &'static str,
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentResponse {
    statement_id: String,
    partner_id: String,
    partner_code: String,
    partner_name: String,
    account_title: String,
    iban: String,
    amount: MoneyResponse,
    status: &'static str,
    reference: Option<String>,
    settled_by: Option<String>,
    settled_on: Option<String>,
    settled_at: Option<String>,
}

impl From<&Payout> for PayoutResponse {
    fn from(payout: &Payout) -> Self {
        let Payer { title, iban, bic } = &payout.payer;
        let (approved, exported) = (payout.approved.as_ref(), payout.exported.as_ref());
        Self {
            id: payout.id.to_string(),
            period: payout.period.to_string(),
            currency: payout.currency.code(),
            status: payout.status.as_str(),
            pay_on: payout.pay_on.to_string(),
            payer: PayerResponse {
                title: title.to_string(),
                iban: iban.to_string(),
                bic: bic.as_ref().map(|bic| bic.as_str().to_owned()),
            },
            count: payout.payments,
            total: Money { amount: payout.total, currency: payout.currency }.into(),
            fingerprint: payout.fingerprint.to_string(),
            prepared_by: payout.prepared_by.to_string(),
            approved_by: approved.map(|(by, _)| by.to_string()),
            approved_at: approved.map(|(_, at)| instant(*at)),
            exported_by: exported.map(|(by, _)| by.to_string()),
            exported_at: exported.map(|(_, at)| instant(*at)),
            created_at: instant(payout.created_at),
            updated_at: instant(payout.updated_at),
        }
    }
}

impl From<&Batch> for PaymentsResponse {
    fn from(Batch { payout, payments }: &Batch) -> Self {
        let payments = payments.iter().map(|payment| shown(payment, payout.currency));
        Self { payout: payout.into(), payments: payments.collect() }
    }
}

fn shown(payment: &Payment, currency: Currency) -> PaymentResponse {
    let Payment {
        payout: _,
        statement,
        partner,
        position: _,
        code,
        name,
        title,
        iban,
        amount,
        status,
        reference,
        settled,
    } = payment;
    let settled: Option<&Settled> = settled.as_ref();
    PaymentResponse {
        statement_id: statement.to_string(),
        partner_id: partner.to_string(),
        partner_code: code.to_string(),
        partner_name: name.to_string(),
        account_title: title.to_string(),
        iban: iban.to_string(),
        amount: Money { amount: *amount, currency }.into(),
        status: status.as_str(),
        reference: reference.as_ref().map(ToString::to_string),
        settled_by: settled.map(|settled| settled.by.to_string()),
        settled_on: settled.map(|settled| settled.on.to_string()),
        settled_at: settled.map(|settled| instant(settled.at)),
    }
}

/// Prepare a batch of everything that is due of a period in a currency.
#[utoipa::path(post, path = "/payouts", tag = "payouts", request_body = PayoutSent,
    responses((status = 201, body = PreparedResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, PayoutRequest, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, Prepared { batch, waiting }: Prepared| {
        let (place, version) = (format!("payouts/{}", batch.payout.id), batch.payout.version);
        let waiting = waiting.iter().map(|(statement, why)| UnpaidResponse {
            statement_id: statement.to_string(),
            reason: why.as_str(),
        });
        let body = PreparedResponse { batch: (&batch).into(), waiting: waiting.collect() };
        created(&place, version, &body)
    };
    request.run(app, payouts::create, answer).await
}

/// The batches.
#[utoipa::path(get, path = "/payouts", tag = "payouts",
    responses((status = 200, body = ListResponse<PayoutResponse>)))]
pub async fn list(
    asked: Asked<PayoutResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, payout| PayoutResponse::from(&payout);
    read::page((asked, app, caller), payouts::list, show).await
}

/// A batch with its payments.
#[utoipa::path(get, path = "/payouts/{id}", tag = "payouts", params(("id" = String, Path)),
    responses((status = 200, body = PaymentsResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: At<OfPayout>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, one: Batch| (one.payout.version, PaymentsResponse::from(&one));
    read::one((&request, app, caller), move |tx, _| payouts::get(tx, &id), show).await
}

/// Approve a batch that another person prepared.
#[utoipa::path(post, path = "/payouts/{id}/approve", tag = "payouts",
    params(("id" = String, Path)), request_body = SeenSent,
    responses((status = 200, body = PaymentsResponse), (status = 404), (status = 409)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, SeenRequest>,
    at: At<OfPayout>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, fingerprint: &Option<String>| {
        payouts::approve(tx, by, (&id, seen), fingerprint.as_deref())
    };
    request.run(app, work, answer).await
}

/// Withdraw a batch of which the bank has answered to nothing.
#[utoipa::path(post, path = "/payouts/{id}/withdraw", tag = "payouts",
    params(("id" = String, Path)), request_body = WithdrawSent,
    responses((status = 200, body = WithdrawnResponse), (status = 404), (status = 409)))]
pub async fn withdraw(
    app: web::Data<App>,
    request: Write<FinancePeople, WithdrawRequest>,
    at: At<OfPayout>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, reason: &Note| {
        payouts::withdraw(tx, by, (&id, seen), reason)
    };
    let answer =
        |_: &By, batch: Batch| changed(batch.payout.version, &WithdrawnResponse::from(&batch));
    request.run(app, work, answer).await
}

/// Enter the bank's answer to a payment.
#[utoipa::path(post, path = "/payouts/{id}/settlements", tag = "payouts",
    params(("id" = String, Path)), request_body = SettlementSent,
    responses((status = 200, body = PaymentsResponse), (status = 404), (status = 409)))]
pub async fn settle(
    app: web::Data<App>,
    request: Write<FinancePeople, SettlementRequest>,
    at: At<OfPayout>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, settlement: &Settlement| {
        payouts::settle(tx, by, &id, settlement)
    };
    request.run(app, work, answer).await
}

fn answer(_: &By, batch: Batch) -> Result<Answer, ServiceError> {
    changed(batch.payout.version, &PaymentsResponse::from(&batch))
}

/// The file of an approved batch for the bank. Whoever of finance takes it first must find every partner
/// payable as it was approved, and is kept; from then on the file is the same each time.
#[utoipa::path(get, path = "/payouts/{id}/export", tag = "payouts",
    params(("id" = String, Path), ("format" = String, Query)),
    responses((status = 200, content((String = "application/xml"), (String = "text/csv"))),
        (status = 404), (status = 409), (status = 422)))]
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: At<OfPayout>,
) -> Result<Attachment, ApiError> {
    let (id, format) = (at.id()?, export::format_of::<BankFormat>(&request)?);
    let of = id.clone();
    let load = move |tx: &mut Tx<'_>, _: &By| payouts::export(tx, &of, format);
    let (by, file) = read::loaded(app.clone(), caller.by, load).await?;
    if file.is_first && FinancePeople::ROLES.contains(&by.actor.role()) {
        given_out(app, by, id.clone()).await?;
    }
    let (kind, extension) = match format {
        BankFormat::Pain001 => ("application/xml", "xml"),
        BankFormat::Csv => (export::CSV, "csv"),
    };
    Ok(export::file(&format!("{id}.{extension}"), kind, file.bytes))
}

/// Keeps who takes a batch's file first.
async fn given_out(app: web::Data<App>, by: By, id: PayoutId) -> Result<(), ApiError> {
    let of = by.clone();
    let work = move |tx: &mut Tx<'_>| {
        payouts::give_out(tx, &of, &id)?;
        Ok(Answer::default())
    };
    in_background(move || app.answer_once(&by, None, Hold::Nothing, work, |_| None)).await?;
    Ok(())
}

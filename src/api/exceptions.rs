//! What blocks a close or deserves a look before it, and what of it was accepted.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::body::{Body, Fault, Fields, FromJson};
use super::caller::Allowed;
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::periods::InPath;
use super::policies::MoneyAuditors;
use super::read;
use crate::domain::statement::{Exception, ExceptionKey};
use crate::domain::{Period, Word};
use crate::service::periods::{self, Accept, Accepted, Late, LateFact};
use crate::service::{App, By, ServiceError, Tx};

/// What an exception is called.
impl FromJson for ExceptionKey {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let text = String::from_json(value)?;
        let fault = || Fault::value("unknown_exception", "is not an exception of this period");
        Self::parse(&text).ok_or_else(fault)
    }

    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(200)).into()
    }
}

/// An exception that is accepted, and why.
#[derive(Debug)]
pub struct AcceptRequest;

impl Body for AcceptRequest {
    type Command = Accept;

    fn read(fields: &mut Fields) -> Option<Accept> {
        let exception = fields.required("exception");
        let reason = fields.required("reason");
        Some(Accept { exception: exception?, reason: reason? })
    }
}

/// What blocks a close, or deserves a look before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExceptionResponse {
    /// By what it is accepted.
    exception: String,
    kind: String,
    /// Whether nothing can be closed while it is there.
    blocks: bool,
    partner_id: Option<String>,
    sale_id: Option<String>,
    /// A dispute or an adjustment.
    subject_id: Option<String>,
    amount: Option<MoneyResponse>,
    detail: String,
    accepted: Option<AcceptedResponse>,
}

/// That an exception was accepted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AcceptedResponse {
    reason: String,
    accepted_by: String,
    accepted_at: String,
}

impl From<&Accepted> for AcceptedResponse {
    fn from(Accepted { exception: _, detail: _, reason, by, at }: &Accepted) -> Self {
        Self { reason: reason.clone(), accepted_by: by.to_string(), accepted_at: instant(*at) }
    }
}

impl ExceptionResponse {
    /// Exceptions, each with its acceptance where it has one.
    pub fn all(exceptions: &[Exception], accepted: &[Accepted]) -> Vec<Self> {
        let response = |one: &Exception| {
            let key = one.key();
            let accepted = accepted.iter().find(|accepted| accepted.exception == key);
            Self { accepted: accepted.map(AcceptedResponse::from), ..Self::from(one) }
        };
        exceptions.iter().map(response).collect()
    }

    /// What was kept of an exception of a closed period.
    fn kept(accepted: &Accepted) -> Self {
        let exception = accepted.exception.to_string();
        let kind = accepted.exception.kind().map(Word::as_str).unwrap_or_default().to_owned();
        Self {
            exception,
            kind,
            blocks: false,
            partner_id: None,
            sale_id: None,
            subject_id: None,
            amount: None,
            detail: accepted.detail.clone(),
            accepted: Some(accepted.into()),
        }
    }
}

impl From<&Exception> for ExceptionResponse {
    fn from(exception: &Exception) -> Self {
        let key = exception.key();
        let Exception { kind, partner, sale, subject, amount, told } = exception;
        Self {
            exception: key.to_string(),
            kind: kind.as_str().to_owned(),
            blocks: kind.blocks(),
            partner_id: partner.as_ref().map(ToString::to_string),
            sale_id: sale.as_ref().map(ToString::to_string),
            subject_id: subject.clone(),
            amount: amount.map(MoneyResponse::from),
            detail: told.to_string(),
            accepted: None,
        }
    }
}

/// What came late for closed months, of one cause.
#[derive(Debug, Serialize, ToSchema)]
pub struct LateResponse {
    cause: &'static str,
    count: usize,
    /// The first of them.
    facts: Vec<LateFactResponse>,
}

/// A fact that came late.
#[derive(Debug, Serialize, ToSchema)]
pub struct LateFactResponse {
    subject_id: String,
    name: String,
    /// The first day of payment that it bears on.
    first_on: String,
    last_on: Option<String>,
}

impl From<&Late> for LateResponse {
    fn from(Late { cause, count, facts }: &Late) -> Self {
        let facts = facts.iter().map(LateFactResponse::from).collect();
        Self { cause: cause.as_str(), count: *count, facts }
    }
}

impl From<&LateFact> for LateFactResponse {
    fn from(LateFact { cause: _, subject, name, first, last }: &LateFact) -> Self {
        Self {
            subject_id: subject.clone(),
            name: name.clone(),
            first_on: first.to_string(),
            last_on: last.map(|last| last.to_string()),
        }
    }
}

/// The exceptions of a period: of a closed one those that were accepted.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExceptionsResponse {
    period: String,
    status: &'static str,
    /// Whether the period is not over, so that all of this is as far as it is known today.
    is_estimate: bool,
    /// Whether nothing can be closed before something is mended or left out.
    blocked: bool,
    exceptions: Vec<ExceptionResponse>,
    late: Vec<LateResponse>,
}

/// What blocks closing a period or deserves a look before it; of a closed one, what was accepted.
#[utoipa::path(get, path = "/periods/{period}/exceptions", tag = "periods",
    params(("period" = String, Path)),
    responses((status = 200, body = ExceptionsResponse), (status = 404), (status = 409),
        (status = 422)))]
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyAuditors>,
    at: InPath,
) -> Result<HttpResponse, ApiError> {
    let period = at.period()?;
    let load = move |tx: &mut Tx<'_>, by: &By| load(tx, by, period);
    read::figures((&request, app, caller), load, |_: &By, response| response).await
}

fn load(tx: &mut Tx<'_>, by: &By, period: Period) -> Result<ExceptionsResponse, ServiceError> {
    let of = |status, exceptions: Vec<ExceptionResponse>, late: &[Late]| ExceptionsResponse {
        period: period.to_string(),
        status,
        is_estimate: false,
        blocked: exceptions.iter().any(|one| one.blocks),
        exceptions,
        late: late.iter().map(LateResponse::from).collect(),
    };
    if periods::get(tx, by.now.today, period)?.closed.is_some() {
        let accepted = periods::accepted_at_close(tx, period)?;
        return Ok(of("closed", accepted.iter().map(ExceptionResponse::kept).collect(), &[]));
    }
    let review = periods::review_so_far(tx, by, period)?;
    let open = of("open", ExceptionResponse::all(&review.exceptions, &[]), &review.late);
    Ok(ExceptionsResponse { is_estimate: review.is_estimate, ..open })
}

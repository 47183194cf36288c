//! `/plans`: commission plans, as their files say them, and who prepared and approved which version.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::asked::{Asked, Row};
use super::body::{Body, Fault, Fields, FromJson, Nested, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, MoneyReaders};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::commission::plan::sentences::{PlanText, VersionText};
use crate::domain::{Code, Currency, Name, OfPlan, PlanId, PlanRecord, PlanVersionRecord};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::plans::{
    self, Approval, FileFault, Outcome, PlanFile, Tried, VersionFile, VersionedPlan,
};
use crate::service::{App, By, ServiceError, Tx};

/// The most bytes of a plan file: what the database keeps.
const MOST_BYTES: usize = 1 << 20;

/// A plan file: `docs/COMMISSIONS.md` section 7.
#[derive(Debug)]
pub struct PlanRequest;
type PlanSent = Sent<PlanRequest>;

impl Body for PlanRequest {
    type Command = PlanFile;

    const MOST_BYTES: usize = MOST_BYTES;

    /// Only describes the file: it has a reader of its own.
    fn read(fields: &mut Fields) -> Option<PlanFile> {
        fields.required::<Code>("plan");
        fields.optional::<Name>("name");
        fields.required::<Currency>("currency");
        fields.optional::<u32>("fiscal_year_start");
        fields.optional::<String>("minimum_payout");
        fields.required::<Vec<Nested<PlanVersionRequest>>>("versions");
        fields.optional::<Vec<AnyObject>>("examples");
        None
    }

    fn read_whole(_: Map<String, Value>, bytes: &[u8]) -> Result<PlanFile, Vec<Fault>> {
        plans::read_file(bytes).map_err(faults)
    }
}

/// One version of a plan file.
#[derive(Debug)]
pub struct PlanVersionRequest;
type PlanVersionSent = Sent<PlanVersionRequest>;

impl Body for PlanVersionRequest {
    type Command = VersionFile;

    const MOST_BYTES: usize = MOST_BYTES;

    /// Only describes the version: it has a reader of its own.
    fn read(fields: &mut Fields) -> Option<VersionFile> {
        fields.required::<chrono::NaiveDate>("effective_from");
        fields.required::<u32>("clawback_days");
        fields.optional::<u32>("hold_days");
        fields.optional::<bool>("requires_verification");
        fields.optional::<AnyObject>("holdback");
        fields.required::<Vec<AnyObject>>("rules");
        fields.optional::<Vec<AnyObject>>("overrides");
        fields.optional::<Vec<AnyObject>>("bonuses");
        fields.optional::<AnyObject>("cap");
        fields.optional::<Vec<AnyObject>>("examples");
        None
    }

    fn read_whole(_: Map<String, Value>, bytes: &[u8]) -> Result<VersionFile, Vec<Fault>> {
        plans::read_version(bytes).map_err(faults)
    }
}

/// The approval of a version: which of its shapes was looked at, and why it is approved although examples
/// of its plan fail.
#[derive(Debug)]
pub struct PlanApprovalRequest;
type PlanApprovalSent = Sent<PlanApprovalRequest>;

impl Body for PlanApprovalRequest {
    type Command = Approval;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<Approval> {
        Some(Approval {
            fingerprint: fields.optional("fingerprint"),
            reason: fields.optional("reason"),
        })
    }
}

/// What is wrong with a file, as faults of a body.
pub(super) fn faults(found: Vec<FileFault>) -> Vec<Fault> {
    let fault = |FileFault { invalid, malformed }: FileFault| {
        Fault::found(invalid.pointer, invalid.code, invalid.message, malformed)
    };
    found.into_iter().map(fault).collect()
}

/// An object whose fields are described elsewhere.
#[derive(Debug)]
struct AnyObject;

impl FromJson for AnyObject {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        if value.is_object() { Ok(Self) } else { Err(Fault::wrong_type("an object")) }
    }

    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Object).into()
    }
}

/// A plan with the versions that the caller may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanResponse {
    id: String,
    plan: String,
    name: String,
    currency: &'static str,
    fiscal_year_start: u8,
    minimum_payout: String,
    versions: Vec<PlanVersionResponse>,
    /// The examples that stand beside the versions, as they stood in the file; not for a partner's people.
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<Vec<Value>>,
    /// How these and those of the versions come out; not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    example_results: Option<Vec<ExampleResponse>>,
    created_at: String,
    updated_at: String,
}

impl Row for PlanResponse {
    const LISTED: &'static Listed = &plans::LISTED;
}

/// A version: what its file says, its number, and who prepared and approved it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanVersionResponse {
    /// Counts from 1 by date.
    n: usize,
    id: String,
    status: &'static str,
    prepared_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    /// What an approval is bound to.
    fingerprint: String,
    /// The fields of the version as they stood in the file.
    #[serde(flatten)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    file: Map<String, Value>,
}

/// How an example comes out by all the versions that there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExampleResponse {
    name: String,
    through: String,
    holds: bool,
    /// Why nothing could be computed of its facts.
    fault: Option<String>,
    expectations: Vec<ExpectationResponse>,
}

/// What came of an expectation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectationResponse {
    /// The entries that it is about.
    of: String,
    expected: MoneyResponse,
    /// What they come to; null where that is out of range.
    found: Option<MoneyResponse>,
    holds: bool,
    /// The entries with their explanations, where it does not hold.
    entries: Vec<String>,
}

impl From<&Tried> for ExampleResponse {
    fn from(tried: &Tried) -> Self {
        let (outcomes, fault) = match &tried.outcome {
            Ok(outcomes) => (outcomes.as_slice(), None),
            Err(fault) => (&[][..], Some(fault.clone())),
        };
        Self {
            name: tried.name.to_string(),
            through: tried.through.to_string(),
            holds: tried.holds(),
            fault,
            expectations: outcomes.iter().map(ExpectationResponse::from).collect(),
        }
    }
}

impl From<&Outcome> for ExpectationResponse {
    fn from(outcome: &Outcome) -> Self {
        Self {
            of: outcome.about().to_owned(),
            expected: outcome.expected.into(),
            found: outcome.found.map(MoneyResponse::from),
            holds: outcome.holds(),
            entries: outcome.entries.clone(),
        }
    }
}

/// The examples of a plan's file, those of its versions apart.
fn examples(plan: &PlanRecord) -> Vec<Value> {
    let head: Map<String, Value> = serde_json::from_str(&plan.file).unwrap_or_default();
    head.get("examples").and_then(Value::as_array).cloned().unwrap_or_default()
}

impl PlanResponse {
    fn of(by: &By, known: &VersionedPlan) -> Self {
        let VersionedPlan { plan, versions, examples: tried } = known;
        let currency = plan.minimum_payout.currency;
        Self {
            id: plan.id.to_string(),
            plan: plan.code.to_string(),
            name: plan.name.to_string(),
            currency: currency.code(),
            fiscal_year_start: plan.fiscal_year_start.get(),
            minimum_payout: plan.minimum_payout.amount.in_currency(currency).to_string(),
            versions: (1..)
                .zip(versions)
                .map(|numbered| PlanVersionResponse::of(plan, numbered))
                .collect(),
            examples: by.actor.partner().is_none().then(|| examples(plan)),
            example_results: tried.as_ref().map(|all| all.iter().map(Into::into).collect()),
            created_at: instant(plan.created_at),
            updated_at: instant(plan.updated_at),
        }
    }
}

impl PlanVersionResponse {
    fn of(plan: &PlanRecord, (n, version): (usize, &PlanVersionRecord)) -> Self {
        let approved = version.approved.as_ref();
        Self {
            n,
            id: version.id.to_string(),
            status: if approved.is_some() { "approved" } else { "prepared" },
            prepared_by: version.prepared_by.to_string(),
            approved_by: approved.map(|approved| approved.by.to_string()),
            approved_at: approved.map(|approved| instant(approved.at)),
            fingerprint: version.fingerprint(plan).to_string(),
            file: serde_json::from_str(&version.file).unwrap_or_default(),
        }
    }
}

/// A plan in plain English.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanTextResponse {
    /// What holds in all versions.
    summary: Vec<String>,
    /// The versions, the earliest first.
    versions: Vec<VersionTextResponse>,
}

/// A version in plain English.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionTextResponse {
    /// When it is in force.
    heading: String,
    /// What it says, rule by rule.
    lines: Vec<String>,
}

impl From<PlanText> for PlanTextResponse {
    fn from(PlanText { summary, versions }: PlanText) -> Self {
        let version = |VersionText { heading, lines }| VersionTextResponse { heading, lines };
        Self { summary, versions: versions.into_iter().map(version).collect() }
    }
}

/// Where a version is: its plan, and its number.
type VersionAt = web::Path<(String, String)>;

/// The version in a route's path; one that is malformed is one that does not exist.
fn version_at(path: &VersionAt) -> Result<(PlanId, usize), ApiError> {
    let (id, n) = (PlanId::parse(&path.0), path.1.parse().ok());
    id.zip(n).ok_or_else(|| ServiceError::NotFound.into())
}

/// Prepare a plan with its versions.
#[utoipa::path(post, path = "/plans", tag = "plans", request_body = PlanSent,
    responses((status = 201, body = PlanResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, PlanRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, known: VersionedPlan| {
        let place = format!("plans/{}", known.plan.id);
        created(&place, known.plan.version, &PlanResponse::of(by, &known))
    };
    request.run(app, plans::create, answer).await
}

/// The plans: a partner's owner sees those that its partner has or had.
#[utoipa::path(get, path = "/plans", tag = "plans",
    responses((status = 200, body = ListResponse<PlanResponse>)))]
pub async fn list(
    asked: Asked<PlanResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |by: &By, known| PlanResponse::of(by, &known);
    read::page((asked, app, caller), plans::list, show).await
}

/// A plan.
#[utoipa::path(get, path = "/plans/{id}", tag = "plans", params(("id" = String, Path)),
    responses((status = 200, body = PlanResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfPlan>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, known: VersionedPlan| (known.plan.version, PlanResponse::of(by, &known));
    read::one((&request, app, caller), move |tx, _| plans::get(tx, &id), show).await
}

/// A plan in plain English.
#[utoipa::path(get, path = "/plans/{id}/explain", tag = "plans", params(("id" = String, Path)),
    responses((status = 200, body = PlanTextResponse), (status = 404)))]
pub async fn explain(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfPlan>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, text| PlanTextResponse::from(text);
    read::figures((&request, app, caller), move |tx, _| plans::explain(tx, &id), show).await
}

/// Prepare another version.
#[utoipa::path(post, path = "/plans/{id}/versions", tag = "plans", params(("id" = String, Path)),
    request_body = PlanVersionSent,
    responses((status = 201, body = PlanResponse), (status = 404),
        (status = 422)))]
pub async fn add_version(
    app: web::Data<App>,
    request: Write<FinancePeople, PlanVersionRequest>,
    at: At<OfPlan>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, file: &VersionFile| {
        plans::add_version(tx, by, (&id, seen), file)
    };
    let answer = |by: &By, known: VersionedPlan| {
        let place = format!("plans/{}", known.plan.id);
        created(&place, known.plan.version, &PlanResponse::of(by, &known))
    };
    request.run(app, work, answer).await
}

/// Write a version anew that is not approved yet.
#[utoipa::path(patch, path = "/plans/{id}/versions/{n}", tag = "plans",
    params(("id" = String, Path), ("n" = u32, Path)), request_body = PlanVersionSent,
    responses((status = 200, body = PlanResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn change_version(
    app: web::Data<App>,
    request: Write<FinancePeople, PlanVersionRequest>,
    path: VersionAt,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let (id, n) = version_at(&path)?;
    let work = move |tx: &mut Tx<'_>, by: &By, file: &VersionFile| {
        plans::change_version(tx, by, (&id, n, seen), file)
    };
    request.run(app, work, answer).await
}

/// Approve a version that another person prepared. It never changes from then on.
#[utoipa::path(post, path = "/plans/{id}/versions/{n}/approve", tag = "plans",
    params(("id" = String, Path), ("n" = u32, Path)), request_body = PlanApprovalSent,
    responses((status = 200, body = PlanResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, PlanApprovalRequest>,
    path: VersionAt,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let (id, n) = version_at(&path)?;
    let work = move |tx: &mut Tx<'_>, by: &By, approval: &Approval| {
        plans::approve(tx, by, (&id, n, seen), approval)
    };
    request.run(app, work, answer).await
}

fn answer(by: &By, known: VersionedPlan) -> Result<Answer, ServiceError> {
    changed(known.plan.version, &PlanResponse::of(by, &known))
}

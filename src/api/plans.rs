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
use super::fields::instant;
use super::policies::{FinancePeople, MoneyReaders};
use super::read::{self, ListResponse, Versioned};
use super::seen::{SeenRequest, SeenSent};
use super::write::{Seen, Write, changed, created};
use crate::commission::plan::sentences::{PlanText, VersionText};
use crate::domain::{Code, Currency, Name, OfPlan, PlanId, PlanRecord, PlanVersionRecord};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::plans::{self, FileFault, PlanFile, VersionFile, VersionedPlan};
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
        None
    }

    fn read_whole(_: Map<String, Value>, bytes: &[u8]) -> Result<VersionFile, Vec<Fault>> {
        plans::read_version(bytes).map_err(faults)
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

impl From<&VersionedPlan> for PlanResponse {
    fn from(VersionedPlan { plan, versions }: &VersionedPlan) -> Self {
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
    let answer = |_: &By, known: VersionedPlan| {
        let place = format!("plans/{}", known.plan.id);
        created(&place, known.plan.version, &PlanResponse::from(&known))
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
    let show = |_: &By, known| PlanResponse::from(&known);
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
    let show = |_: &By, known: VersionedPlan| (known.plan.version, PlanResponse::from(&known));
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
    let answer = |_: &By, known: VersionedPlan| {
        let place = format!("plans/{}", known.plan.id);
        created(&place, known.plan.version, &PlanResponse::from(&known))
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
    params(("id" = String, Path), ("n" = u32, Path)), request_body = SeenSent,
    responses((status = 200, body = PlanResponse), (status = 404), (status = 409)))]
pub async fn approve(
    app: web::Data<App>,
    request: Write<FinancePeople, SeenRequest>,
    path: VersionAt,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let (id, n) = version_at(&path)?;
    let work = move |tx: &mut Tx<'_>, by: &By, fingerprint: &Option<String>| {
        plans::approve(tx, by, (&id, n, seen), fingerprint.as_deref())
    };
    request.run(app, work, answer).await
}

fn answer(_: &By, known: VersionedPlan) -> Result<Answer, ServiceError> {
    changed(known.plan.version, &PlanResponse::from(&known))
}

//! `/imports`: files of records, from their bytes to what became of each row.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nothing, Sent};
use super::caller::{Allowed, At, in_background};
use super::error::ApiError;
use super::export::{Attachment, document};
use super::fields::instant;
use super::policies::{Importers, Platform};
use super::read::{self, ListResponse, Versioned};
use super::upload::Upload;
use super::write::{Seen, Write, changed, created, no_parameters};
use crate::domain::{
    Import, ImportFault, ImportId, ImportKind, ImportMapping, OfImport, UserId, Word, hex,
    printable,
};
use crate::service::exports::Spool;
use crate::service::idempotency::Answer;
use crate::service::imports::{self, Field, NewImport, Proposal, Shown};
use crate::service::listing::Listed;
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 150;

/// Which column of a file is which field.
#[derive(Debug)]
pub struct MappingRequest;
type MappingSent = Sent<MappingRequest>;

impl Body for MappingRequest {
    type Command = ImportMapping;

    fn read(fields: &mut Fields) -> Option<ImportMapping> {
        let columns = fields.required("columns");
        let fixed = fields.optional("fixed");
        Some(ImportMapping { columns: columns?, fixed: fixed.unwrap_or_default() })
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportResponse {
    id: String,
    kind: &'static str,
    format: &'static str,
    file_name: Option<String>,
    file_bytes: i64,
    file_sha256: String,
    status: &'static str,
    /// The columns of the file.
    headings: Vec<String>,
    mapping: MappingResponse,
    /// The columns that nothing is taken from.
    ignored: Vec<String>,
    counts: RowCountsResponse,
    progress: ProgressResponse,
    created_by: String,
    committed_by: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for ImportResponse {
    const LISTED: &'static Listed = &imports::LISTED;
}

/// Which column is which field, and what is the same in every row.
#[derive(Debug, Serialize, ToSchema)]
pub struct MappingResponse {
    columns: BTreeMap<String, String>,
    fixed: BTreeMap<String, String>,
}

/// What was counted so far: in a check what would become of the rows, in a commit what became of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowCountsResponse {
    rows: i64,
    new: i64,
    unchanged: i64,
    faulty: i64,
}

/// How far the rows have been gone through.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressResponse {
    /// How many rows of the file were looked at.
    rows: i64,
    /// How many there are; null before the first check has ended.
    of: Option<i64>,
    /// The row that was looked at last, as a spreadsheet counts them.
    at_row: i64,
}

/// A column of the file and what it probably is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalResponse {
    heading: String,
    field: Option<&'static str>,
    /// From 0 to 100.
    certainty: usize,
}

/// What the records of this kind can have.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldResponse {
    name: &'static str,
    required: bool,
    takes: &'static str,
}

/// What is wrong with a cell, or with a row as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultResponse {
    row: i64,
    /// The column's heading; null where the row as a whole is meant.
    column: Option<String>,
    value: String,
    reason: String,
}

/// An import with what helps to go on with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDetailResponse {
    #[serde(flatten)]
    import: ImportResponse,
    proposals: Vec<ProposalResponse>,
    fields: Vec<FieldResponse>,
    /// The first hundred; the file of faulty rows has all.
    faults: Vec<FaultResponse>,
}

impl From<&Import> for ImportResponse {
    fn from(import: &Import) -> Self {
        let Import {
            id,
            kind,
            format,
            file_name,
            file_hash,
            file_bytes,
            headings,
            mapping: ImportMapping { columns, fixed },
            status,
            counts,
            total_rows,
            at_row,
            created_by,
            committed_by,
            version: _,
            created_at,
            updated_at,
        } = import;
        Self {
            ignored: import.ignored().map(str::to_owned).collect(),
            id: id.to_string(),
            kind: kind.as_str(),
            format: format.as_str(),
            file_name: file_name.clone(),
            file_bytes: *file_bytes,
            file_sha256: hex(file_hash),
            status: status.as_str(),
            headings: headings.clone(),
            mapping: MappingResponse { columns: columns.clone(), fixed: fixed.clone() },
            counts: RowCountsResponse {
                rows: counts.rows,
                new: counts.new,
                unchanged: counts.unchanged,
                faulty: counts.faulty,
            },
            progress: ProgressResponse { rows: counts.rows, of: *total_rows, at_row: *at_row },
            created_by: created_by.to_string(),
            committed_by: committed_by.as_ref().map(UserId::to_string),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

impl From<Shown> for ImportDetailResponse {
    fn from(Shown { import, proposals, fields, faults }: Shown) -> Self {
        let proposal = |Proposal { heading, field, certainty }| ProposalResponse {
            heading,
            field: field.map(|field: &Field| field.name),
            certainty,
        };
        let field = |field: &Field| FieldResponse {
            name: field.name,
            required: field.required,
            takes: field.takes,
        };
        let fault = |ImportFault { row, column, value, reason }| FaultResponse {
            row,
            column: Some(column).filter(|column: &String| !column.is_empty()),
            value,
            reason,
        };
        Self {
            import: ImportResponse::from(&import),
            proposals: proposals.into_iter().map(proposal).collect(),
            fields: fields.iter().map(field).collect(),
            faults: faults.into_iter().map(fault).collect(),
        }
    }
}

/// Send a file: CSV or XLSX, as it is, at most 20 MiB.
#[utoipa::path(post, path = "/imports", tag = "imports",
    params(("kind" = String, Query, description = "sellers, recruits, sales, registrations or exchange_rates"),
        ("file_name" = Option<String>, Query)),
    request_body(content_type = "application/octet-stream"),
    responses((status = 201, body = ImportResponse), (status = 413), (status = 422)))]
pub async fn upload(
    app: web::Data<App>,
    request: Upload<Importers>,
) -> Result<HttpResponse, ApiError> {
    let (kind, file_name) = asked(&request.parameters)?;
    let read = move |file| NewImport::open(kind, file_name, file);
    let answer = |_: &By, import: Import| {
        let place = format!("imports/{}", import.id);
        created(&place, import.version, &ImportResponse::from(&import))
    };
    request.run(app, read, imports::upload, answer).await
}

/// What the query of an upload says.
fn asked(parameters: &[(String, String)]) -> Result<(ImportKind, Option<String>), ApiError> {
    let (mut kind, mut file_name, mut faults) = (None, None, Vec::new());
    let mut unknown = Vec::new();
    let fault = |name: &str, code, message: &str| Invalid {
        pointer: format!("?{name}"),
        code,
        message: message.to_owned(),
    };
    for (name, value) in parameters {
        match name.as_str() {
            "kind" => match ImportKind::parse(value) {
                Some(known) => kind = Some(known),
                None => faults.push(fault(name, "kind", KINDS)),
            },
            "file_name" => {
                let shown = printable(value.trim(), LONGEST_NAME);
                file_name = Some(shown).filter(|name| !name.is_empty());
            }
            _ => {
                let message = "is not a parameter of this path, which takes kind and file_name";
                unknown.push(fault(name, "unknown_parameter", message));
            }
        }
    }
    if !parameters.iter().any(|(name, _)| name == "kind") {
        faults.push(fault("kind", "required", KINDS));
    }
    if !unknown.is_empty() {
        return Err(ApiError::Malformed(unknown));
    }
    match kind.filter(|_| faults.is_empty()) {
        Some(kind) => Ok((kind, file_name)),
        None => Err(ServiceError::Invalid(faults).into()),
    }
}

const KINDS: &str = "must be one of sellers, recruits, sales, registrations, exchange_rates";

/// The imports that the caller may see.
#[utoipa::path(get, path = "/imports", tag = "imports",
    responses((status = 200, body = ListResponse<ImportResponse>)))]
pub async fn list(
    asked: Asked<ImportResponse>,
    app: web::Data<App>,
    caller: Allowed<Platform>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, import| ImportResponse::from(&import);
    read::page((asked, app, caller), imports::list, show).await
}

/// An import: how far it is, what its columns probably are, and the first of its faults.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportDetailResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Platform>,
    at: At<OfImport>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, shown: Shown| (shown.import.version, ImportDetailResponse::from(shown));
    read::one((&request, app, caller), move |tx, by| imports::show(tx, by, &id), show).await
}

/// Say which column is what.
#[utoipa::path(post, path = "/imports/{id}/mapping", tag = "imports", params(("id" = String, Path)),
    request_body = MappingSent,
    responses((status = 200, body = ImportResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn map(
    app: web::Data<App>,
    request: Write<Importers, MappingRequest>,
    at: At<OfImport>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, mapping: &ImportMapping| {
        imports::map(tx, by, (&id, seen), mapping)
    };
    request.run(app, work, answer).await
}

/// Try the rows: counts and faults, and nothing is kept. It goes on behind the answer; ask for the import
/// until it is `checked`.
#[utoipa::path(post, path = "/imports/{id}/check", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn check(
    app: web::Data<App>,
    request: Write<Importers, Nothing>,
    at: At<OfImport>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    begin(app, request, (at.id()?, seen), imports::check).await
}

/// Make records of what the check has shown. It goes on behind the answer; ask for the import until it is
/// `done`. Asked again, it goes on where it stands.
#[utoipa::path(post, path = "/imports/{id}/commit", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportResponse), (status = 404), (status = 409)))]
pub async fn commit(
    app: web::Data<App>,
    request: Write<Importers, Nothing>,
    at: At<OfImport>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    begin(app, request, (at.id()?, seen), imports::commit).await
}

type Begin = fn(&mut Tx<'_>, &By, (&ImportId, Option<i32>)) -> Result<Import, ServiceError>;

/// Begins what goes on behind the answer.
async fn begin(
    app: web::Data<App>,
    request: Write<Importers, Nothing>,
    (id, seen): (ImportId, Option<i32>),
    begin: Begin,
) -> Result<HttpResponse, ApiError> {
    let (by, of) = (request.by.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>, by: &By, (): &()| begin(tx, by, (&of, seen));
    let response = request.run(app.clone(), work, answer).await?;
    if response.status().is_success() {
        actix_web::rt::spawn(async move {
            let run = in_background(move || app.run_import(&by, &id));
            if let Err(error) = run.await {
                tracing::error!(%error, "an import stopped; it can go on");
            }
        });
    }
    Ok(response)
}

fn answer(_: &By, import: Import) -> Result<Answer, ServiceError> {
    changed(import.version, &ImportResponse::from(&import))
}

/// The rows that could not be taken, as CSV with a column that says why, to be mended and sent again.
#[utoipa::path(get, path = "/imports/{id}/faults", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404)))]
pub async fn faults(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Platform>,
    at: At<OfImport>,
) -> Result<Attachment, ApiError> {
    let id = at.id()?;
    no_parameters(&request)?;
    let name = format!("{id}-faults.csv");
    let write =
        move |tx: &mut Tx<'_>, by: &By, out: &mut Spool| imports::faulty_file(tx, by, (&id, out));
    document(app, caller.by, (name, "text/csv; charset=utf-8"), write).await
}

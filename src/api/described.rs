//! What the description of the API says of more than one operation: parameters, headers and problems.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use chrono::{NaiveDate, NaiveDateTime};
use utoipa::ToSchema as _;
use utoipa::openapi::path::{
    Operation, Parameter, ParameterBuilder, ParameterIn, ParameterStyle, PathItem,
};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, Content, ContentBuilder, Header, HeaderBuilder, OpenApi as Document, Ref, RefOr,
    Required, Response, ResponseBuilder,
};

use super::body::FromJson as _;
use super::error::{PROBLEM_JSON, Problem};
use crate::domain::Period;
use crate::service::listing::{self, Column, Comparison, Kind, Listed};

/// The version of the record that an answer shows.
pub const ETAG: &str = "ETag";
/// Where the record is that a request has made.
pub const LOCATION: &str = "Location";
/// Whether an answer was given to an earlier copy of the request.
pub const REPLAYED: &str = "Idempotency-Replayed";
/// Under which name a file is to be kept.
pub const DISPOSITION: &str = "Content-Disposition";
/// The key of a request.
pub const KEY: &str = "Idempotency-Key";
/// The version of the record that the caller has seen.
pub const IF_MATCH: &str = "If-Match";
/// By what a caller is recognised.
const TOKEN: &str = "access_token";
const REQUEST_ID: &str = "X-Request-Id";
const RETRY_AFTER: &str = "Retry-After";
const CHALLENGE: &str = "WWW-Authenticate";
/// The name of the answer to whatever has no status of its own.
const PROBLEM: &str = "problem";

/// Adds a parameter.
pub fn takes(operation: &mut Operation, parameter: Parameter) {
    operation.parameters.get_or_insert_default().push(parameter.into());
}

/// Says that whoever asks shows a token.
pub fn needs_token(operation: &mut Operation) {
    operation.security = Some(vec![SecurityRequirement::new(TOKEN, [""; 0])]);
}

/// Adds problems by which the operation can refuse a request.
pub fn refuses<const N: usize>(operation: &mut Operation, statuses: [u16; N]) {
    for status in statuses {
        let problem = || Response::new("").into();
        operation.responses.responses.entry(status.to_string()).or_insert_with(problem);
    }
}

/// The answers of an operation that are no problems, with their statuses.
pub fn successes(operation: &mut Operation) -> impl Iterator<Item = (&str, &mut Response)> {
    operation.responses.responses.iter_mut().filter_map(|(status, response)| match response {
        RefOr::T(response) if status.starts_with('2') => Some((status.as_str(), response)),
        _ => None,
    })
}

/// Adds a header to an answer.
pub fn carries(response: &mut Response, header: &str) {
    let known = RefOr::Ref(Ref::new(format!("#/components/headers/{header}")));
    response.headers.insert(header.to_owned(), known);
}

/// Names each operation by its method and path, since handlers of different files are called alike.
pub fn name(document: &mut Document) {
    for (path, item) in &mut document.paths.paths {
        let words =
            path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        for (method, operation) in methods(item) {
            operation.operation_id = Some(format!("{method}_{}", words.join("_")));
        }
    }
}

/// Tells the version of what other answers show with theirs.
pub fn share_versions(document: &mut Document) {
    let mut shown = BTreeSet::new();
    for response in answers(document) {
        shown.extend(schema_of(response).filter(|_| response.headers.contains_key(ETAG)));
    }
    for response in answers(document) {
        if schema_of(response).is_some_and(|schema| shown.contains(&schema)) {
            carries(response, ETAG);
        }
    }
}

fn answers(document: &mut Document) -> impl Iterator<Item = &mut Response> {
    let operations = document.paths.paths.values_mut().flat_map(operations);
    operations.flat_map(|operation| successes(operation).map(|(_, response)| response))
}

/// The operations of a path.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    methods(item).map(|(_, operation)| operation)
}

fn methods(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, post, patch, delete, .. } = item;
    let all = [("get", get), ("post", post), ("patch", patch), ("delete", delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// What an answer shows, where that has a name.
fn schema_of(response: &Response) -> Option<String> {
    match response.content.get("application/json")? {
        RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) => {
            Some(schema.ref_location.clone())
        }
        _ => None,
    }
}

/// Gives every answer of an operation what each has: its request's id, and a problem its body.
pub fn complete(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    responses.insert("default".to_owned(), reference(PROBLEM));
    for (status, response) in responses.iter_mut() {
        match response {
            RefOr::T(response) if status.starts_with('2') => carries(response, REQUEST_ID),
            RefOr::T(_) => *response = reference(&format!("{PROBLEM}_{status}")),
            RefOr::Ref(_) => {}
        }
    }
}

fn reference(name: &str) -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name(name))
}

/// What operations refer to: the token, the headers, and the problems by their statuses.
pub fn define(components: &mut Components) {
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme(TOKEN, token);
    for (name, kind, what) in HEADERS {
        components.headers.insert(name.to_owned(), header(kind, what).into());
    }
    let default = problem("What went wrong, where, and what to do", &[]);
    components.responses.insert(PROBLEM.to_owned(), default.into());
    for (status, headers) in PROBLEMS {
        let title = StatusCode::from_u16(status).ok().and_then(|known| known.canonical_reason());
        let response = problem(title.unwrap_or_default(), headers);
        components.responses.insert(format!("{PROBLEM}_{status}"), response.into());
    }
}

/// The headers of answers, and what they tell.
const HEADERS: [(&str, Type, &str); 7] = [
    (ETAG, Type::String, "The record's version, for If-Match"),
    (LOCATION, Type::String, "Where the new record is"),
    (DISPOSITION, Type::String, "Under which name the file is to be kept"),
    (REPLAYED, Type::String, "true, where an earlier copy of the request was answered so"),
    (REQUEST_ID, Type::String, "The request's id: the one that was sent with it, or a new one"),
    (RETRY_AFTER, Type::Integer, "In how many seconds to try again"),
    (CHALLENGE, Type::String, "How to show who asks"),
];

/// The problems by their statuses, and what they carry beside the request's id. Whoever finds a key's
/// first request still running, or a second person's work in the way, gets 409 for both.
const PROBLEMS: [(u16, &[&str]); 12] = [
    (400, &[]),
    (401, &[CHALLENGE]),
    (403, &[]),
    (404, &[REPLAYED]),
    (408, &[]),
    (409, &[RETRY_AFTER, REPLAYED]),
    (412, &[REPLAYED]),
    (413, &[]),
    (415, &[]),
    (422, &[REPLAYED]),
    (429, &[RETRY_AFTER]),
    (503, &[RETRY_AFTER]),
];

fn header(kind: Type, what: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(kind).build();
    HeaderBuilder::new().schema(Some(schema)).description(Some(what)).build()
}

fn problem(description: &str, headers: &[&str]) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description(description).content(PROBLEM_JSON, content);
    let mut response = response.build();
    carries(&mut response, REQUEST_ID);
    headers.iter().for_each(|header| carries(&mut response, header));
    response
}

/// A header of a request that is text.
pub fn sent_header(name: &str, required: bool, what: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(what))
        .schema(Some(schema))
        .build()
}

/// The parameters of a list, of which a partner's people may have fewer.
pub fn parameters_of(listed: &Listed, for_partners: &Listed) -> Vec<Parameter> {
    let mut all =
        vec![limit(), parameter("cursor", text(), "The `next_cursor` of the page before")];
    all.push(sort(listed, for_partners));
    if !listed.searched.is_empty() {
        all.push(parameter("q", text(), "Text that is in one of the columns that are searched"));
    }
    let is_for_all = |column: &Column| for_partners.columns.iter().any(|of| of.name == column.name);
    all.extend(listed.columns.iter().flat_map(|column| filters(column, is_for_all(column))));
    all
}

fn limit() -> Parameter {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(listing::MOST as u64))
        .default(Some(listing::USUAL.into()));
    parameter("limit", number, "How many rows a page has")
}

fn sort(listed: &Listed, for_partners: &Listed) -> Parameter {
    let sorts = listing::sorts(listed).flat_map(|name| [name.to_owned(), format!("-{name}")]);
    let sorts = text().enum_values(Some(sorts.collect::<Vec<_>>()));
    let mut what = "By what it is sorted; with a minus from the last to the first".to_owned();
    let is_for_all = |name: &&str| listing::sorts(for_partners).any(|of| of == *name);
    for name in listing::sorts(listed).filter(|name| !is_for_all(name)) {
        what += &format!("; {name} is not for a partner's people");
    }
    parameter("sort", sorts, &what)
}

/// The ways to filter by a column: some of its values, or a range.
fn filters(column: &Column, is_for_all: bool) -> Vec<Parameter> {
    let Column { name, kind, .. } = column;
    let whose = if is_for_all { "" } else { "; not for a partner's people" };
    let values = ArrayBuilder::new()
        .items(value(*kind))
        .min_items(Some(1))
        .max_items(Some(listing::MOST_VALUES));
    let what = format!("One of these, with commas between them{whose}");
    let among = ParameterBuilder::from(parameter(name, Schema::from(values), &what))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .build();
    let ranges = listing::comparisons(*kind).iter().map(|(suffix, comparison)| {
        let what = format!("{}{whose}", compared(*comparison));
        parameter(&format!("{name}[{suffix}]"), value(*kind), &what)
    });
    std::iter::once(among).chain(ranges).collect()
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "From this on",
        Comparison::MoreThan => "Behind this",
        Comparison::AtMost => "Up to this",
        Comparison::LessThan => "Before this",
    }
}

fn parameter(name: &str, schema: impl Into<RefOr<Schema>>, what: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(what))
        .schema(Some(schema))
        .build()
}

/// The schema of any text.
pub fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The schema of a column's values.
fn value(kind: Kind) -> RefOr<Schema> {
    match kind {
        Kind::Text => text().into(),
        Kind::Word(words) => text().enum_values(Some(words.to_vec())).into(),
        Kind::Date => NaiveDate::schema(),
        Kind::Instant => NaiveDateTime::schema(),
        Kind::Month => Period::schema(),
        Kind::Whole => i64::schema(),
        Kind::Flag => bool::schema(),
    }
}

//! The description of the API, to which every answer is held that any of these tests gets: its status, its
//! headers and its body are those of the operation.

use std::sync::OnceLock;

use saathi::api::ApiDocument;
use serde_json::Value;
use utoipa::OpenApi as _;

use crate::http::Answer;
use crate::schema::Schemas;

/// What every answer carries, and what says how it is transported.
const EVERYWHERE: [&str; 13] = [
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-resource-policy",
    "date",
    "referrer-policy",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];

/// What any server says of a request that it cannot take, whatever it asks for.
const OF_ANY_SERVER: [u16; 3] = [405, 431, 500];

/// The description as clients get it.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(ApiDocument::openapi()).expect("it is JSON"))
}

/// The operation of a request, with its name; none where there is no such path or method.
fn operation(method: &str, path: &str) -> Option<(String, &'static Value)> {
    let path = path.split('?').next()?.strip_prefix("/api/v1")?;
    let paths = document()["paths"].as_object()?;
    let fitting = paths.iter().filter(|(like, _)| fits(like, path));
    // Words before ids, as in the route table.
    let (like, item) = fitting.min_by_key(|(like, _)| like.matches('{').count())?;
    let operation = item.get(method.to_ascii_lowercase())?;
    Some((format!("{method} {like}"), operation))
}

/// Whether a path is one of those that a template stands for.
fn fits(like: &str, path: &str) -> bool {
    let (like, path): (Vec<_>, Vec<_>) = (like.split('/').collect(), path.split('/').collect());
    like.len() == path.len()
        && like.iter().zip(path).all(|(like, part)| like.starts_with('{') || *like == part)
}

/// In what an answer is another than the one that is described.
fn deviations((method, path): (&str, &str), answer: &Answer) -> Vec<String> {
    let Some((name, operation)) = operation(method, path) else { return Vec::new() };
    let place = format!("{name} {}", answer.status);
    let Some(response) = operation["responses"].get(answer.status.to_string()) else {
        let is_of_any = OF_ANY_SERVER.contains(&answer.status);
        return if is_of_any { Vec::new() } else { vec![format!("{place}: is not described")] };
    };
    let response = Schemas(document()).behind(response);
    let described: Vec<String> = response["headers"]
        .as_object()
        .into_iter()
        .flat_map(|headers| headers.keys().map(|name| name.to_ascii_lowercase()))
        .collect();
    let is_known = |name: &String| EVERYWHERE.contains(&name.as_str()) || described.contains(name);
    let unknown = answer.headers.iter().map(|(name, _)| name).filter(|name| !is_known(name));
    let unknown = unknown.map(|name| format!("{place}: the header {name} is not described"));
    unknown.chain(of_body(&place, response, answer)).collect()
}

fn of_body(place: &str, response: &'static Value, answer: &Answer) -> Vec<String> {
    let kind = answer.header("content-type").and_then(|kind| kind.split(';').next());
    let Some(kind) = kind else { return Vec::new() };
    let Some(content) = response["content"].get(kind) else {
        return vec![format!("{place}: {kind} is not described")];
    };
    if !kind.ends_with("json") || answer.header("content-encoding").is_some() {
        return Vec::new();
    }
    let body = serde_json::from_slice(&answer.unchunked()).expect("it is JSON");
    let schema = content.get("schema").unwrap_or(&Value::Null);
    Schemas(document()).faults(schema, &body, place)
}

/// Asserts that an answer is the one that is described, by the first line of its request.
pub fn hold(first_line: &str, answer: &Answer) {
    let mut words = first_line.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
    let deviations = deviations((method, path), answer);
    assert_eq!(deviations, [""; 0], "{first_line}: {answer:?}");
}

//! What the description of the API tells of requests, beside what the service takes.

use std::collections::BTreeSet;

use saathi::domain::Role;
use serde_json::Value;

use crate::contract;
use crate::harness::{Actor, Service, on_both};
use crate::matrix::routes::{ROUTES, Row};

/// The operations, as the table names them.
fn operations() -> Vec<(String, &'static Value)> {
    let paths = contract::document()["paths"].as_object().expect("paths");
    let each = paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().expect("operations");
        operations
            .iter()
            .map(move |(method, one)| (format!("{} {path}", method.to_uppercase()), one))
    });
    each.collect()
}

/// The parameters of an operation that are at that place.
fn parameters<'a>(operation: &'a Value, place: &str) -> Vec<&'a Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(|parameter| parameter["in"] == place).collect()
}

fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().expect("a name")
}

fn row(route: &str) -> &'static Row {
    ROUTES.iter().find(|row| row.route == route).expect("a row")
}

/// The lists: what has pages.
fn lists() -> Vec<(&'static Row, Vec<&'static Value>)> {
    let each = operations().into_iter().filter_map(|(route, operation)| {
        let taken = parameters(operation, "query");
        taken.iter().any(|one| name(one) == "cursor").then(|| (row(&route), taken))
    });
    each.collect()
}

/// Somebody of the platform, who may ask more than a partner's people.
fn reader(service: &Service, row: &Row) -> Actor {
    let mut roles = Role::ALL.into_iter().filter(|role| !role.is_of_partner());
    service.signed_in(roles.find(|role| row.is_for(*role)).expect("somebody who may"))
}

/// Values that a schema has.
fn values(schema: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("a word").to_owned();
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(text).collect();
    }
    if schema["pattern"].is_string() {
        return vec!["2026-07".to_owned()];
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => vec![values(&schema["items"]).join(",")],
        (Some("integer"), _) => vec!["7".to_owned()],
        (Some("boolean"), _) => vec!["true".to_owned(), "false".to_owned()],
        (_, Some("date")) => vec!["2026-07-31".to_owned()],
        (_, Some("date-time")) => vec!["2026-07-31T09:00:00Z".to_owned()],
        _ => vec!["Lahore".to_owned()],
    }
}

#[test]
fn every_list_takes_what_is_described() {
    on_both(|service| {
        let lists = lists();
        assert!(lists.len() >= 26, "{}", lists.len());
        for (row, taken) in lists {
            let (actor, path) = (reader(service, row), row.path(&row.of.absent()));
            let all = taken.iter().filter(|one| !["cursor", "sort"].contains(&name(one)));
            let all = all.map(|one| format!("{}={}", name(one), values(&one["schema"])[0]));
            let sorts = taken.iter().filter(|one| name(one) == "sort");
            let sorts = sorts.flat_map(|one| values(&one["schema"]));
            let sorts = sorts.map(|sort| format!("sort={sort}"));
            let whole = all.collect::<Vec<_>>().join("&");
            for query in std::iter::once(whole).chain(sorts) {
                let answer = actor.get(&format!("{path}?{query}"));
                let is_taken = answer.status == 200 || answer.status == 404;
                assert!(is_taken, "{} {query}: {answer:?}", row.route);
            }
        }
    });
}

#[test]
fn no_list_takes_what_is_not_described() {
    let lists = lists();
    let known: BTreeSet<&str> =
        lists.iter().flat_map(|(_, taken)| taken).map(|one| name(one)).collect();
    let compared = known.iter().flat_map(|name| [(*name).to_owned(), format!("{name}[gte]")]);
    let candidates: BTreeSet<String> = compared.collect();
    on_both(|service| {
        for (row, taken) in &lists {
            let (actor, path) = (reader(service, row), row.path(&row.of.absent()));
            let taken: BTreeSet<&str> = taken.iter().map(|one| name(one)).collect();
            let others = || candidates.iter().filter(|name| !taken.contains(name.as_str()));
            let query: Vec<_> = others().map(|name| format!("{name}=1")).collect();
            let answer = actor.get(&format!("{path}?{}", query.join("&")));
            answer.problem(400, "malformed");
            let refused: BTreeSet<String> = answer
                .faults()
                .into_iter()
                .filter(|(_, code)| code == "unknown_parameter")
                .map(|(pointer, _)| pointer.trim_start_matches('?').to_owned())
                .collect();
            assert_eq!(refused, others().cloned().collect(), "{}", row.route);
        }
    });
}

#[test]
fn what_takes_no_parameters_says_so() {
    on_both(|service| {
        for (route, operation) in operations() {
            let row = row(&route);
            let described = !parameters(operation, "query").is_empty();
            if row.method() != "GET" || described || !row.is_for(Role::Admin) {
                continue;
            }
            let path = row.path(&row.of.absent());
            let answer = service.signed_in(Role::Admin).get(&format!("{path}?kolour=red"));
            assert_eq!(answer.status, 400, "{route}: {answer:?}");
        }
    });
}

#[test]
fn no_two_operations_are_called_alike() {
    let operations = operations();
    let names: BTreeSet<_> =
        operations.iter().map(|(_, one)| one["operationId"].as_str()).collect();
    assert_eq!(names.len(), operations.len());
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                object.values().for_each(|inner| references(inner, found));
            }
            Value::Array(array) => array.iter().for_each(|inner| references(inner, found)),
            _ => {}
        }
    }
    let (document, mut found) = (contract::document(), BTreeSet::new());
    references(document, &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for reference in found {
        let place = reference.strip_prefix('#').expect("a place in the document");
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}

/// The routes that tell of a header of requests, and whether it is needed.
pub fn headers(of: &str) -> Vec<(String, bool)> {
    let each = operations().into_iter().flat_map(|(route, operation)| {
        let taken = parameters(operation, "header").into_iter().filter(|one| name(one) == of);
        taken.map(move |one| (route.clone(), one["required"] == true)).collect::<Vec<_>>()
    });
    each.collect()
}

#[test]
fn every_write_with_a_body_of_json_tells_of_its_key() {
    let told = headers("Idempotency-Key");
    for (route, operation) in operations() {
        let writes = !route.starts_with("GET ") && operation.get("security").is_some();
        let tells = told.iter().any(|(known, _)| *known == route);
        assert_eq!(tells, writes && route != "POST /auth/logout", "{route}");
    }
}

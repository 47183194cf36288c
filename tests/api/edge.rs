//! What holds for every request: its id, the headers of its answer, and paths that are not there.

use saathi::domain::Role;

use crate::harness::{Service, on_both};
use crate::http::{Answer, Request};

const ME: &str = "/api/v1/me";
const LOGIN: &str = "/api/v1/auth/login";

#[test]
fn it_lives_and_is_ready() {
    on_both(|service| {
        for path in ["/health/live", "/health/ready"] {
            let answer = service.get(path);
            assert_eq!((answer.status, answer.text("status")), (200, "ok".to_owned()), "{path}");
        }
    });
}

#[test]
fn what_is_not_there_is_a_problem() {
    on_both(|service| {
        let paths =
            ["/", "/api", "/api/v1", "/api/v1/", "/api/v1/none", "/api/v2/me", "/health/none"];
        for path in paths.into_iter().chain(["/api/v1/me/", "/api/v1/%2e%2e/me", "/API/V1/ME"]) {
            for method in ["GET", "POST", "DELETE"] {
                service.send(Request::new(method, path)).problem(404, "not_found");
            }
        }
    });
}

#[test]
fn a_method_that_a_path_does_not_take_is_a_problem() {
    on_both(|service| {
        for (method, path, takes) in [
            ("GET", LOGIN, "POST"),
            ("PUT", LOGIN, "POST"),
            ("DELETE", "/api/v1/auth/logout", "POST"),
            ("GET", "/api/v1/auth/refresh", "POST"),
            ("POST", ME, "GET"),
            ("PATCH", ME, "GET"),
            ("OPTIONS", ME, "GET"),
            ("TRACE", ME, "GET"),
            ("POST", "/health/live", "GET"),
            ("POST", "/api/v1/openapi.json", "GET"),
            ("POST", "/docs/", "GET"),
        ] {
            let answer = service.send(Request::new(method, path));
            answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), Some(takes), "{method} {path}");
        }
    });
}

#[test]
fn a_usable_request_id_is_echoed() {
    on_both(|service| {
        let longest = "i".repeat(128);
        for id in ["1", "req-7", "~!@#$%^&*()_+", &longest] {
            for path in ["/health/live", ME] {
                let answer = service.send(Request::new("GET", path).header("x-request-id", id));
                assert_eq!(answer.header("x-request-id"), Some(id));
            }
        }
        let request = Request::new("GET", ME).header("x-request-id", "req-7");
        assert_eq!(service.send(request).text("request_id"), "req-7");
    });
}

#[test]
fn another_request_id_is_made() {
    on_both(|service| {
        let too_long = "i".repeat(129);
        let mut seen = Vec::new();
        for id in ["", "two words", "a\tb", "\u{e9}", &too_long] {
            let answer = service.send(Request::new("GET", ME).header("x-request-id", id));
            answer.problem(401, "unauthenticated");
            seen.push(answer.text("request_id"));
            assert_eq!(seen.last().map(String::len), Some(36), "{id}");
        }
        seen.push(service.get(ME).text("request_id"));
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all, "two requests have one id");
    });
}

/// Answers of all kinds.
fn answers(service: &Service) -> Vec<(u16, Answer)> {
    let actor = service.signed_in(Role::Admin);
    let post = |body: &str| service.send(Request::new("POST", LOGIN).json(body));
    let large = " ".repeat((256 << 10) + 1);
    let text = Request::new("POST", LOGIN).body("text/plain", "x");
    vec![
        (200, service.get("/health/live")),
        (200, service.get("/health/ready")),
        (200, service.get("/api/v1/openapi.json")),
        (200, actor.get(ME)),
        (200, service.refresh(&actor.refresh_token)),
        (400, post("{")),
        (401, service.get(ME)),
        (404, service.get("/none")),
        (404, service.get("/api/v1/none")),
        (405, service.get(LOGIN)),
        (413, post(&large)),
        (415, service.send(text)),
        (422, post("{}")),
    ]
}

#[test]
fn every_answer_has_its_headers() {
    const EXPECTED: [(&str, &str); 6] = [
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ];
    on_both(|service| {
        for (status, answer) in answers(service) {
            assert_eq!(answer.status, status, "{answer:?}");
            for (name, value) in EXPECTED {
                assert_eq!(answer.header(name), Some(value), "{answer:?}");
            }
            assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "{answer:?}");
            for (name, _) in &answer.headers {
                assert!(!name.starts_with("access-control-"), "no other origin may: {name}");
                assert!(!["server", "x-powered-by"].contains(&name.as_str()), "{name}");
            }
            let kind = answer.header("content-type").unwrap_or_default();
            let expected =
                if status == 200 { "application/json" } else { "application/problem+json" };
            assert_eq!(kind, expected);
        }
    });
}

#[test]
fn a_database_that_is_gone_is_not_ready_and_says_no_more() {
    on_both(|service| {
        service.sql(if service.is_sqlite() {
            "DROP TABLE audit_head"
        } else {
            "DROP TABLE audit_head CASCADE"
        });
        let answer = service.get("/health/ready");
        let body = answer.problem(500, "internal");
        assert!(!body.to_string().contains("audit"), "{body}");
        assert_eq!(service.get("/health/live").status, 200);
    });
}

//! The page of the API's description: whole, from this server alone, and under a policy that holds it there.

use crate::harness::{Service, on_both};
use crate::http::Answer;

/// What a page names behind that word, in quotes.
fn named(page: &str, word: &str) -> Vec<String> {
    let begin = format!("{word}=\"");
    let values = page.split(&begin).skip(1).filter_map(|rest| rest.split('"').next());
    values.map(str::to_owned).collect()
}

fn page(service: &Service) -> String {
    let page = service.get("/docs/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html")));
    String::from_utf8(page.bytes).expect("a page is text")
}

/// What the policy says of that kind.
fn policy(answer: &Answer, kind: &str) -> String {
    let policy = answer.header("content-security-policy").expect("a policy");
    let found = policy.split(';').find_map(|part| part.trim().strip_prefix(kind));
    found.unwrap_or_else(|| panic!("nothing of {kind}: {policy}")).trim().to_owned()
}

#[test]
fn the_page_and_all_that_it_names_are_served() {
    on_both(|service| {
        let moved = service.get("/docs");
        assert_eq!((moved.status, moved.header("location")), (308, Some("/docs/")));
        let page = page(service);
        let files = [named(&page, "src"), named(&page, "href")].concat();
        assert!(files.len() >= 5, "{page}");
        for file in files {
            let name = file.strip_prefix("./").unwrap_or(&file);
            let answer = service.get(&format!("/docs/{name}"));
            assert_eq!(answer.status, 200, "{file}");
            assert!(!answer.bytes.is_empty(), "{file}");
            let kind = answer.header("content-type").expect("a kind");
            let expected = match name.rsplit('.').next() {
                Some("js") => "text/javascript",
                Some("css") => "text/css",
                _ => "image/png",
            };
            assert_eq!(kind, expected, "{file}");
        }
    });
}

#[test]
fn the_page_shows_this_description_and_asks_nobody_else() {
    on_both(|service| {
        let script = service.get("/docs/swagger-initializer.js");
        let script = String::from_utf8(script.bytes).expect("a script is text");
        assert!(script.contains("\"url\": \"/api/v1/openapi.json\""), "{script}");
        assert!(script.contains("\"validatorUrl\": \"none\""), "{script}");
        assert!(!script.contains("://"), "another host: {script}");
        assert!(service.get("/api/v1/openapi.json").json()["paths"].is_object());
    });
}

#[test]
fn the_policy_lets_the_page_work_and_nothing_leave() {
    on_both(|service| {
        let answer = service.get("/docs/");
        assert_eq!(policy(&answer, "default-src"), "'none'");
        assert_eq!(policy(&answer, "script-src"), "'self'");
        assert_eq!(policy(&answer, "connect-src"), "'self'");
        assert_eq!(policy(&answer, "frame-ancestors"), "'none'");
        let page = page(service);
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" src="), "an inline script: {page}");
        }
        let missing = service.get("/docs/none.js");
        missing.problem(404, "not_found");
        assert_eq!(policy(&missing, "default-src"), "'none'");
        assert!(!missing.header("content-security-policy").is_some_and(|p| p.contains("self")));
    });
}

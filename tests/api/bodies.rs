//! Bodies that cannot be read, and what is said of them.

use crate::harness::{Service, on_both};
use crate::http::{Answer, Request};

const LOGIN: &str = "/api/v1/auth/login";
const GOOD: &str = r#"{"email": "nobody@saathi.test", "password": "a long enough password"}"#;
/// The most bytes that a body may have.
const MOST: usize = 256 << 10;

fn login(service: &Service, body: impl Into<Vec<u8>>) -> Answer {
    service.send(Request::new("POST", LOGIN).json(body))
}

fn assert_faults(answer: &Answer, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect();
    assert_eq!(answer.faults(), expected);
}

#[test]
fn every_fault_of_a_body_is_named() {
    type Case = (&'static str, u16, &'static [(&'static str, &'static str)]);
    const CASES: [Case; 9] = [
        ("{}", 422, &[("/email", "required"), ("/password", "required")]),
        (r#"{"email": "a@b.pk"}"#, 422, &[("/password", "required")]),
        (r#"{"email": 7, "password": "x"}"#, 400, &[("/email", "wrong_type")]),
        (
            r#"{"email": null, "password": ["x"]}"#,
            400,
            &[("/email", "wrong_type"), ("/password", "wrong_type")],
        ),
        (
            r#"{"email": {"a": 1}, "password": true}"#,
            400,
            &[("/email", "wrong_type"), ("/password", "wrong_type")],
        ),
        (r#"{"email": 7}"#, 400, &[("/email", "wrong_type"), ("/password", "required")]),
        (
            r#"{"emial": "a@b.pk", "password": "x"}"#,
            400,
            &[("/emial", "unknown_field"), ("/email", "required")],
        ),
        (
            r#"{"email": "a@b.pk", "password": "x", "a/b~c": 1}"#,
            400,
            &[("/a~1b~0c", "unknown_field")],
        ),
        (
            r#"{"email": "a@b.pk", "password": "x", "Email": "", "otp": {"x": [1]}}"#,
            400,
            &[("/Email", "unknown_field"), ("/otp", "unknown_field")],
        ),
    ];
    on_both(|service| {
        for (body, status, faults) in CASES {
            let answer = login(service, body);
            answer.problem(status, if status == 400 { "malformed" } else { "invalid" });
            assert_faults(&answer, faults);
        }
    });
}

#[test]
fn an_unknown_field_is_told_its_nearest() {
    on_both(|service| {
        for (wrong, nearest) in [("emial", "email"), ("passwd", "password"), ("Email", "email")] {
            let body = login(service, format!(r#"{{"{wrong}": "x"}}"#)).problem(400, "malformed");
            let message = body["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(message.contains(&format!("`{nearest}`")), "{message}");
        }
        let refresh = Request::new("POST", "/api/v1/auth/refresh").json(r#"{"refreshToken": "x"}"#);
        let body = service.send(refresh).problem(400, "malformed");
        assert!(
            body["errors"][0]["message"].as_str().is_some_and(|m| m.contains("`refresh_token`"))
        );
    });
}

#[test]
fn a_backslash_before_a_u_is_no_nul() {
    on_both(|service| {
        let body = r#"{"email": "a@b.pk", "password": "a\\u0000"}"#;
        login(service, body).problem(401, "unauthenticated");
    });
}

fn nested(depth: usize) -> String {
    // The object itself is the first level.
    let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
    format!(r#"{{"email": "a@b.pk", "password": "x", "more": {open}{close}}}"#)
}

#[test]
fn what_is_no_strict_json_is_a_400() {
    on_both(|service| {
        let deep = nested(33);
        let very_deep = "[".repeat(100_000);
        let cases: [(&[u8], &str); 15] = [
            (b"", "not_json"),
            (b"{", "not_json"),
            (b"null", "not_json"),
            (b"[]", "not_json"),
            (b"\"text\"", "not_json"),
            (br#"{"email": "a@b.pk", "password": "x"} {}"#, "not_json"),
            (br#"{"email": "a@b.pk", "password": "x",}"#, "not_json"),
            (br#"{'email': 'a@b.pk', 'password': 'x'}"#, "not_json"),
            (br#"{"email": NaN, "password": "x"}"#, "not_json"),
            (br#"{"email": "a@b.pk", "password": "x", "email": "a@b.pk"}"#, "not_json"),
            (b"\xef\xbb\xbf{\"email\": \"a@b.pk\", \"password\": \"x\"}", "not_json"),
            (b"{\"email\": \"a@b.pk\xff\", \"password\": \"x\"}", "not_json"),
            (b"{\"email\": \"a\0\", \"password\": \"x\"}", "not_json"),
            (deep.as_bytes(), "too_deep"),
            (very_deep.as_bytes(), "too_deep"),
        ];
        for (body, code) in cases {
            let answer = login(service, body);
            answer.problem(400, "malformed");
            assert_faults(&answer, &[("", code)]);
        }
        let nul = login(service, br#"{"email": "a\u0000@b.pk", "pasword": "x"}"#);
        nul.problem(400, "malformed");
        let others = [("/pasword", "unknown_field"), ("/password", "required")];
        assert_faults(&nul, &[&[("/email", "nul")], &others[..]].concat());
        assert_faults(&login(service, nested(32)), &[("/more", "unknown_field")]);
    });
}

#[test]
fn a_duplicate_is_found_at_every_depth_and_among_unknown_fields() {
    on_both(|service| {
        for body in [
            r#"{"email": "a@b.pk", "password": "x", "password": "y"}"#,
            r#"{"email": "a@b.pk", "password": "x", "other": 1, "other": 2}"#,
            r#"{"email": {"a": 1, "a": 2}, "password": "x"}"#,
            r#"{"email": "a@b.pk", "password": "x", "other": [{"a": 1, "a": 2}]}"#,
            r#"{"email": "a@b.pk", "password": "x", "em\u0061il": "y"}"#,
        ] {
            let answer = login(service, body);
            answer.problem(400, "malformed");
            assert_faults(&answer, &[("", "not_json")]);
        }
    });
}

#[test]
fn only_json_is_taken() {
    on_both(|service| {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "text/json", "json", ""] {
            let request = Request::new("POST", LOGIN).body(kind, GOOD);
            service.send(request).problem(415, "not_json");
        }
        let without = Request::new("POST", LOGIN).header("content-length", "0");
        service.send(without).problem(415, "not_json");
        for kind in ["application/json", "Application/JSON; charset=utf-8"] {
            let request = Request::new("POST", LOGIN).body(kind, GOOD);
            service.send(request).problem(401, "unauthenticated");
        }
    });
}

/// A good body with spaces before it, so many bytes in all.
fn padded(bytes: usize) -> Vec<u8> {
    format!("{}{GOOD}", " ".repeat(bytes - GOOD.len())).into_bytes()
}

#[test]
fn a_body_has_its_largest_size() {
    on_both(|service| {
        login(service, padded(MOST)).problem(401, "unauthenticated");
        login(service, padded(MOST + 1)).problem(413, "too_large");
    });
}

#[test]
fn a_body_in_chunks_has_the_same_largest_size() {
    on_both(|service| {
        for (bytes, status, code) in [(MOST, 401, "unauthenticated"), (MOST + 1, 413, "too_large")]
        {
            let mut body = format!("{bytes:x}\r\n").into_bytes();
            body.extend(padded(bytes));
            body.extend(b"\r\n0\r\n\r\n");
            let request = Request::new("POST", LOGIN).chunked(body);
            service.send(request).problem(status, code);
        }
    });
}

//! Browsers: the cookie, its token, and other sites that would use them.

use saathi::domain::Role;
use serde_json::json;

use crate::harness::{PASSWORD, Service, on_both};
use crate::http::{Answer, Request};

const LOGIN: &str = "/api/v1/auth/web-login";
const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/me";
const READ_ALL: &str = "/api/v1/notifications/read-all";

/// A browser that signed in.
struct Browser<'s> {
    service: &'s Service,
    cookie: String,
    csrf: String,
}

fn sign_in<'s>(service: &'s Service, email: &str) -> (Browser<'s>, Answer) {
    let body = json!({"email": email, "password": PASSWORD}).to_string();
    let answer = service.send(Request::new("POST", LOGIN).json(body));
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    (Browser { service, cookie, csrf: answer.text("csrf_token") }, answer)
}

impl Browser<'_> {
    fn get(&self, path: &str) -> Answer {
        self.service.send(Request::new("GET", path).header("cookie", &self.cookie))
    }

    fn post(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::new("POST", path).header("cookie", &self.cookie);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        self.service.send(request.json("{}"))
    }
}

#[test]
fn a_browser_signs_in_by_a_cookie_that_no_script_reads() {
    on_both(|service| {
        let email = service.user(Role::Manager);
        let (browser, answer) = sign_in(service, &email);
        let cookie = answer.header("set-cookie").expect("a cookie");
        let (value, attributes) = cookie.split_once("; ").expect("attributes");
        assert!(value.starts_with("__Host-saathi=") && value.len() == 14 + 64, "{cookie}");
        let mut attributes: Vec<&str> = attributes.split("; ").collect();
        attributes.sort_unstable();
        assert_eq!(attributes, ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax", "Secure"]);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&value[14..]));
        assert_eq!(browser.get(ME).json()["email"], email);
        let trail = format!("{:?}", service.trail());
        assert!(!trail.contains(&value[14..]) && !trail.contains(&browser.csrf));
    });
}

#[test]
fn what_changes_something_needs_the_sessions_own_token() {
    on_both(|service| {
        let (browser, _) = sign_in(service, &service.user(Role::Manager));
        let (other, _) = sign_in(service, &service.user(Role::Manager));
        let csrf = browser.csrf.clone();
        for headers in [
            vec![],
            vec![("x-csrf-token", "")],
            vec![("x-csrf-token", other.csrf.as_str())],
            vec![("x-csrf-token", &csrf[1..])],
            vec![("x-csrf-token", &csrf), ("sec-fetch-site", "cross-site")],
            vec![("x-csrf-token", &csrf), ("sec-fetch-site", "same-site")],
            vec![("x-csrf-token", &csrf), ("origin", "https://evil.test")],
            vec![("x-csrf-token", &csrf), ("origin", "null")],
            vec![("x-csrf-token", &csrf), ("origin", "https://saathi.test.evil.test")],
        ] {
            browser.post(READ_ALL, &headers).problem(403, "cross_site");
        }
        for headers in [
            vec![("x-csrf-token", csrf.as_str())],
            vec![("x-csrf-token", &csrf), ("sec-fetch-site", "same-origin")],
            vec![("x-csrf-token", &csrf), ("origin", "https://saathi.test")],
        ] {
            assert_eq!(browser.post(READ_ALL, &headers).status, 200, "{headers:?}");
        }
        let body = json!({"email": "a@b.pk", "password": PASSWORD}).to_string();
        let login = Request::new("POST", LOGIN).header("sec-fetch-site", "cross-site").json(body);
        service.send(login).problem(403, "cross_site");
    });
}

#[test]
fn signing_out_ends_the_session_and_forgets_the_cookie() {
    on_both(|service| {
        let email = service.user(Role::Manager);
        let ((browser, _), (elsewhere, _)) = (sign_in(service, &email), sign_in(service, &email));
        let answer = browser.post(LOGOUT, &[("x-csrf-token", &browser.csrf)]);
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(cookie.starts_with("__Host-saathi=;") && cookie.contains("Max-Age=0"), "{cookie}");
        browser.get(ME).problem(401, "unauthenticated");
        assert_eq!(elsewhere.get(ME).status, 200);
        let ends = service.trail().into_iter().filter(|row| row.action == "sessions.sign_out");
        assert_eq!(ends.count(), 1);
    });
}

#[test]
fn a_session_ends_by_itself_when_idle_old_or_demoted() {
    on_both(|service| {
        for fate in [
            "UPDATE web_sessions SET last_seen_at = '2026-01-01 00:00:00'",
            "UPDATE web_sessions SET created_at = '2026-01-01 00:00:00', \
             expires_at = '2026-01-31 00:00:00'",
            "UPDATE users SET security_version = security_version + 1",
            "UPDATE users SET status = 'disabled'",
        ] {
            let (browser, _) = sign_in(service, &service.user(Role::Manager));
            assert_eq!(browser.get(ME).status, 200);
            service.sql(fate);
            browser.get(ME).problem(401, "unauthenticated");
        }
    });
}

#[test]
fn being_seen_keeps_a_session_alive() {
    on_both(|service| {
        let (browser, _) = sign_in(service, &service.user(Role::Manager));
        let now = service.app.clock.real_time();
        let seen = |hours| (now - chrono::Duration::hours(hours)).format("%Y-%m-%d %H:%M:%S");
        service.sql(&format!("UPDATE web_sessions SET last_seen_at = '{}'", seen(11)));
        assert_eq!(browser.get(ME).status, 200);
        // Where it was not kept that it was seen, the session ends here.
        let unseen = seen(1);
        service.sql(&format!(
            "UPDATE web_sessions SET last_seen_at = '2026-01-01 00:00:00' \
             WHERE last_seen_at < '{unseen}'"
        ));
        assert_eq!(browser.get(ME).status, 200);
    });
}

#[test]
fn the_plain_cookie_is_for_the_loopback_alone() {
    on_both(|service| {
        let email = service.user(Role::Manager);
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let at = |method: &str, path: &str, host: &str| Request::with_host(method, path, host);
        let answer = service.send(at("POST", LOGIN, "localhost:8080").json(body));
        let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
        assert!(cookie.starts_with("saathi=") && !cookie.contains("Secure"), "{cookie}");
        let value = cookie.split(';').next().expect("a value");
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:9"] {
            assert_eq!(service.send(at("GET", ME, host).header("cookie", value)).status, 200);
        }
        for host in ["saathi.test", "localhost.evil.test", "127.0.0.1.evil.test:80"] {
            let answer = service.send(at("GET", ME, host).header("cookie", value));
            answer.problem(401, "unauthenticated");
        }
    });
}

#[test]
fn strange_cookies_open_nothing() {
    on_both(|service| {
        let actor = service.signed_in(Role::Manager);
        for value in ["", "x", "' OR 1=1 --", &actor.access_token, &actor.refresh_token] {
            let request = Request::new("GET", ME);
            let answer = service.send(request.header("cookie", &format!("__Host-saathi={value}")));
            answer.problem(401, "unauthenticated");
        }
    });
}

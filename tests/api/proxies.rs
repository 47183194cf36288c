//! From which address somebody tries to sign in, with and without a proxy before the service.

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::thread;

use saathi::api::server::serve;
use saathi::service::Proxies;
use serde_json::json;

use crate::harness::{Service, on_both};
use crate::http::{Answer, Request};

/// The service once more, behind so many proxies.
fn behind(service: &Service, proxies: u8) -> SocketAddr {
    let (address, listening) = channel();
    let served = service.app.clone().behind(Proxies::new(proxies));
    // It serves until the test process ends.
    thread::spawn(move || {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let tell = move |bound| address.send(bound).expect("the test waits");
        let serving = serve(served, saathi::web::pages, any, tell);
        actix_web::rt::System::new().block_on(serving).expect("it serves");
    });
    listening.recv().expect("it listens")
}

/// Somebody tries a password, by way of an address.
fn tries(server: SocketAddr, email: &str, from: &str) -> Answer {
    let body = json!({"email": email, "password": "not this one"}).to_string();
    let request = Request::new("POST", "/api/v1/auth/login").header("x-forwarded-for", from);
    request.body("application/json", body).send(server)
}

/// The status of the eleventh try from one address, and then of one from another.
fn after_ten(server: SocketAddr, email: &str) -> [u16; 2] {
    for _ in 0..10 {
        tries(server, email, "1.1.1.1, 203.0.113.7").problem(401, "unauthenticated");
    }
    ["2.2.2.2, 203.0.113.7", "1.1.1.1, 198.51.100.2"].map(|from| tries(server, email, from).status)
}

#[test]
fn what_a_client_says_of_its_address_is_believed_of_proxies_alone() {
    on_both(|service| {
        assert_eq!(after_ten(behind(service, 0), "a@saathi.test"), [429, 429]);
        assert_eq!(after_ten(behind(service, 1), "b@saathi.test"), [429, 401]);
        assert_eq!(after_ten(behind(service, 2), "c@saathi.test"), [401, 429]);
    });
}

#[test]
fn a_page_says_too_when_to_try_again() {
    on_both(|service| {
        let server = behind(service, 0);
        let sends = || {
            let request = Request::new("POST", "/sign-in").header("sec-fetch-site", "same-origin");
            let body = "email=a%40saathi.test&password=not+this+one";
            request.body("application/x-www-form-urlencoded", body.to_owned()).send(server)
        };
        for _ in 0..10 {
            assert_eq!(sends().status, 422);
        }
        let refused = sends();
        let wait = refused.header("retry-after").and_then(|wait| wait.parse::<u32>().ok());
        assert_eq!(refused.status, 429, "{refused:?}");
        assert!(wait.is_some_and(|seconds| (1..=7).contains(&seconds)), "{wait:?}");
    });
}

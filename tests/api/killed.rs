//! The real program, killed while it writes: what it acknowledged over HTTP is there when it serves again.

use std::collections::BTreeSet;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::ending::Server;
use crate::http::Request;

const PARTNERS: &str = "/api/v1/partners";
/// How long it may take until it serves again, or twice as long as over a database that nobody wrote to.
const A_RESTART: Duration = Duration::from_secs(2);
const WRITERS: usize = 4;

/// How often it is killed.
fn times() -> usize {
    3 * std::env::var("SAATHI_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Makes partners until the server is gone, and tells which were acknowledged.
fn write_on(server: std::net::SocketAddr, token: &str, name: &str, acknowledged: &Sender<String>) {
    for number in 0.. {
        let code = format!("{name}-{number}");
        let body = json!({"code": code, "name": "N", "city": "Multan", "payout_currency": "PKR"});
        let request = Request::new("POST", PARTNERS).bearer(token).json(body.to_string());
        match request.try_send(server) {
            Some(answer) => assert_eq!(answer.status, 201, "{answer:?}"),
            None => return,
        }
        acknowledged.send(code).expect("the test listens");
    }
}

/// The codes of all partners.
fn codes(server: &Server, token: &str) -> BTreeSet<String> {
    let (mut codes, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("{PARTNERS}?limit=200{cursor}");
        let page = Request::new("GET", &path).bearer(token).send(server.address).json();
        let rows = page["data"].as_array().expect("rows");
        codes.extend(rows.iter().filter_map(|row| row["code"].as_str()).map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return codes,
        }
    }
}

#[test]
fn killed_while_it_writes_it_loses_nothing_that_it_acknowledged() {
    let mut server = Server::start(&[]);
    server.kill(|| ());
    // A machine that is busy with other things is no fault of what was killed.
    let longest = A_RESTART.max(2 * server.restart());
    let mut acknowledged = BTreeSet::new();
    for round in 0..times() {
        let token = server.sign_in();
        let (send, told) = channel();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (address, send, token) = (server.address, send.clone(), token.as_str());
                let name = format!("W{round}-{writer}");
                scope.spawn(move || write_on(address, token, &name, &send));
            }
            drop(send);
            // At another place in each round, while all of them write.
            let until = 10 + 7 * (round % 9);
            server.kill(|| acknowledged.extend(told.iter().take(until)));
            acknowledged.extend(told.iter());
        });
        let took = server.restart();
        assert!(took <= longest, "it took {took:?} to serve again");
        let kept = codes(&server, &token);
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "round {round}: acknowledged and lost: {lost:?}");
    }
    server.kill(|| ());
    let verified = server.verified();
    assert!(verified.status.success(), "{verified:?}");
}

//! What the server gives to each: headers, time, connections; and how much it packs.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use saathi::api::payload::BodyLimits;
use saathi::domain::Scope;
use saathi::storage::{Limits, StorageError, Tx};

use crate::harness::{Given, Service, on_both, on_both_given};
use crate::http::{Answer, Request};

const LOGIN: &str = "/api/v1/auth/login";
const DESCRIPTION: &str = "/api/v1/openapi.json";
const LIVE: &str = "/health/live";
/// Far above what any of these takes, and far below the server's usual ten seconds.
const LONG: Duration = Duration::from_secs(8);

/// A request with so many headers.
fn with_headers(number: usize) -> Request {
    // The host and the connection are headers too.
    (2..number).fold(Request::new("GET", LIVE), |request, n| request.header(&format!("x-{n}"), "1"))
}

#[test]
fn more_than_64_headers_are_too_many() {
    on_both(|service| {
        assert_eq!(service.send(with_headers(64)).status, 200);
        for number in [65, 66, 90] {
            service.send(with_headers(number)).problem(431, "too_many_headers");
        }
        let twice = (0..64).fold(Request::new("GET", LIVE), |r, _| r.header("x-same", "1"));
        service.send(twice).problem(431, "too_many_headers");
        assert_eq!(service.send(with_headers(200)).status, 431);
        assert_eq!(service.get(LIVE).status, 200);
    });
}

/// A form that a stranger can send, and its type.
const FORM: (&str, &str) = ("/sign-in", "application/x-www-form-urlencoded");

/// Sends one byte after another, each after waiting a little for an answer.
struct Dripper {
    stream: TcpStream,
}

impl Dripper {
    fn new(service: &Service) -> Self {
        let stream = Request::new("POST", LOGIN).begin(100_000, service.address);
        Self { stream }
    }

    fn of_form(server: SocketAddr) -> Self {
        let (path, kind) = FORM;
        Self { stream: Request::new("POST", path).begin_as(kind, 60_000, server) }
    }

    /// Whether the server goes on listening to it.
    fn drips(&mut self) -> bool {
        self.stream.set_read_timeout(Some(Duration::from_millis(1))).expect("a timeout");
        let answered = match self.stream.peek(&mut [0]) {
            Ok(_) => true,
            Err(error) => {
                let waits = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                assert!(waits, "{error}");
                false
            }
        };
        !answered && self.stream.write_all(b" ").is_ok()
    }

    fn answer(self) -> Answer {
        self.stream.set_read_timeout(Some(LONG)).expect("a timeout");
        let mut bytes = Vec::new();
        // What it dripped after the answer may reset the connection behind it.
        let _end: std::io::Result<usize> = (&self.stream).read_to_end(&mut bytes);
        Answer::parse(&bytes)
    }
}

#[test]
fn bodies_that_drip_are_cut_while_others_are_answered() {
    let body = BodyLimits { time: Duration::from_millis(500), ..BodyLimits::default() };
    on_both_given(Given { body, ..Given::default() }, |service| {
        let begin = Instant::now();
        let mut drippers: Vec<_> = (0..40).map(|_| Dripper::new(service)).collect();
        let mut rounds = 0;
        while drippers.iter_mut().map(Dripper::drips).filter(|drips| *drips).count() > 0 {
            assert_eq!(service.get("/health/ready").status, 200);
            assert!(begin.elapsed() < LONG, "still dripping");
            rounds += 1;
        }
        assert!(rounds > 1 && begin.elapsed() >= body.time, "cut too early");
        for dripper in drippers {
            dripper.answer().problem(408, "too_slow");
        }
    });
}

#[test]
fn forms_that_drip_are_cut_as_other_bodies_are() {
    let limits = BodyLimits { time: Duration::from_millis(500), ..BodyLimits::default() };
    on_both(|service| {
        let pages = service.with_pages_within(limits);
        let begin = Instant::now();
        let mut drippers: Vec<_> = (0..8).map(|_| Dripper::of_form(pages)).collect();
        while drippers.iter_mut().map(Dripper::drips).filter(|drips| *drips).count() > 0 {
            assert!(begin.elapsed() < LONG, "still dripping");
        }
        assert!(begin.elapsed() >= limits.time, "cut too early");
        for dripper in drippers {
            assert_eq!(dripper.answer().status, 408);
        }
    });
}

#[test]
fn a_body_that_comes_earns_its_time() {
    let body = BodyLimits { time: Duration::from_millis(1), bytes_a_second: 1_000 };
    on_both_given(Given { body, ..Given::default() }, |service| {
        let spaces = [b' '; 60_000];
        let mut stream = Request::new("POST", LOGIN).begin(spaces.len() + 2, service.address);
        stream.write_all(&spaces).expect("it takes the body");
        let silent = Request::new("POST", LOGIN).begin(2, service.address);
        // Past the millisecond that a body has without having come.
        Answer::read(silent).problem(408, "too_slow");
        stream.write_all(b"{}").expect("it takes the body");
        Answer::read(stream).problem(422, "invalid");
    });
}

#[test]
fn without_a_free_connection_the_answer_is_to_come_again() {
    let database = Limits { connections: 1, patience: Duration::from_millis(200) };
    on_both_given(Given { database, ..Given::default() }, |service| {
        let (taken, is_taken) = channel();
        let (free, is_free) = channel::<()>();
        let keep = move |_: &mut Tx<'_>| -> Result<(), StorageError> {
            taken.send(()).expect("the test waits");
            is_free.recv().expect("the test frees it");
            Ok(())
        };
        let database = service.app.database.clone();
        let keeper = std::thread::spawn(move || database.read(&Scope::of_programme(), keep));
        is_taken.recv().expect("a connection");
        let answer = service.get("/health/ready");
        answer.problem(503, "busy");
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert_eq!(service.get(LIVE).status, 200);
        free.send(()).expect("it is kept");
        keeper.join().expect("no panic").expect("it reads");
        assert_eq!(service.get("/health/ready").status, 200);
    });
}

#[test]
fn large_json_is_packed_for_those_who_ask() {
    on_both(|service| {
        let plain = service.get(DESCRIPTION);
        assert_eq!(plain.header("content-encoding"), None);
        assert!(plain.bytes.len() > 1_024);
        let ask =
            |path, what| service.send(Request::new("GET", path).header("accept-encoding", what));
        for what in ["gzip", "br, gzip;q=0.5", "deflate, GZIP"] {
            let packed = ask(DESCRIPTION, what);
            assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")));
            assert_eq!(packed.header("vary"), Some("accept-encoding"));
            let body = packed.unchunked();
            assert!(body.starts_with(&[0x1f, 0x8b]), "no gzip");
            assert!(body.len() * 2 < plain.bytes.len(), "{} bytes", body.len());
        }
        for what in ["br", "deflate", "gzip;q=0", "identity;q=0", "*;q=0", "nonsense", ""] {
            let answer = ask(DESCRIPTION, what);
            assert_eq!((answer.status, answer.header("content-encoding")), (200, None), "{what}");
            assert_eq!(answer.bytes, plain.bytes, "{what}");
        }
    });
}

#[test]
fn small_answers_and_problems_are_not_packed() {
    on_both(|service| {
        for path in [LIVE, "/health/ready", "/api/v1/me", "/none", LOGIN] {
            let plain = service.get(path);
            let asked = service.send(Request::new("GET", path).header("accept-encoding", "gzip"));
            assert_eq!((asked.status, asked.header("content-encoding")), (plain.status, None));
            assert!(asked.json().is_object(), "{path}");
        }
    });
}

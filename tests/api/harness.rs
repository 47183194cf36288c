//! The real server over a fresh database, on either database, and the people who use it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use saathi::api::payload::BodyLimits;
use saathi::api::server::serve_within;
use saathi::domain::{Code, Email, InstallationId, Name, Role, Scope};
use saathi::service::audit::{OnBehalf, Tampering, verify};
use saathi::service::clock::Clock;
use saathi::service::users::NewUser;
use saathi::service::{App, ServiceError};
use saathi::storage::audit::{AuditRow, after};
use saathi::storage::{Database, DatabaseUrl, Installation, Limits, migrate};
use tempfile::TempDir;

use crate::http::{Answer, Request};
use crate::postgres;

/// Everybody's password.
pub const PASSWORD: &str = "a long enough password";
/// A partner with its owners and staff.
pub const PARTNER: &str = "LHE-001";
pub const PARTNER_ID: &str = "par_00000000000000000000000000000001";

/// A server with its database, both of its own.
pub struct Service {
    pub app: App,
    pub address: SocketAddr,
    url: DatabaseUrl,
    people: AtomicU32,
    _place: Place,
}

enum Place {
    Folder { _kept: TempDir },
    Postgres { _kept: postgres::Database },
}

/// What a server is given, where a test needs less than usual.
#[derive(Clone, Copy, Default)]
pub struct Given {
    pub database: Limits,
    pub body: BodyLimits,
    /// The day on which business time stands.
    pub today: Option<NaiveDate>,
}

impl Given {
    fn clock(self) -> Clock {
        let zone = chrono_tz::Asia::Karachi;
        self.today.map_or(Clock::real(zone), |day| Clock::standing_at(zone, day))
    }
}

/// Somebody who signed in.
pub struct Actor {
    server: SocketAddr,
    pub email: String,
    pub id: String,
    pub access_token: String,
    pub refresh_token: String,
}

/// Runs a test's body on each database that can be started.
pub fn on_both(test: impl Fn(&Service)) {
    on_both_given(Given::default(), test);
}

/// The same at nine in the morning of a day.
pub fn on_both_at(today: &str, test: impl Fn(&Service)) {
    let today = Some(today.parse().expect("a date"));
    on_both_given(Given { today, ..Given::default() }, test);
}

/// The same with other limits.
pub fn on_both_given(given: Given, test: impl Fn(&Service)) {
    test(&on_sqlite(given));
    if let Some(service) = on_postgres(given) {
        test(&service);
    }
}

fn on_sqlite(given: Given) -> Service {
    let folder = tempfile::Builder::new().prefix("saathi-api-").tempdir().expect("a new folder");
    let url = DatabaseUrl::Sqlite(folder.path().join("saathi.db"));
    prepare(&url);
    Service::start(url, given, Place::Folder { _kept: folder })
}

fn on_postgres(given: Given) -> Option<Service> {
    let place = postgres::database_like(|url| prepare(&DatabaseUrl::Postgres(url.to_owned())))?;
    let url = DatabaseUrl::Postgres(place.url());
    Some(Service::start(url, given, Place::Postgres { _kept: place }))
}

fn clock() -> Clock {
    Clock::real(chrono_tz::Asia::Karachi)
}

fn prepare(url: &DatabaseUrl) {
    let (id, created_at) = (InstallationId::from_bits(7), clock().real_time());
    migrate(url, &Installation { id, first_today: None, created_at }).expect("it migrates");
    as_owner(
        url,
        &format!(
            "INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
             updated_at) VALUES ('{PARTNER_ID}', '{PARTNER}', 'Lahore Partners', 'Lahore', 'PKR', \
             'active', '2026-08-01 12:00:00', '2026-08-01 12:00:00')"
        ),
    );
}

/// Runs SQL as the database's owner, beside the server.
fn as_owner(url: &DatabaseUrl, sql: &str) {
    let done = match url {
        DatabaseUrl::Sqlite(file) => {
            let file = file.to_str().expect("a path in UTF-8");
            let mut connection = SqliteConnection::establish(file).expect("the file opens");
            connection.batch_execute("PRAGMA busy_timeout = 5000").expect("a pragma");
            connection.batch_execute(sql)
        }
        DatabaseUrl::Postgres(url) => {
            PgConnection::establish(url).expect("the server listens").batch_execute(sql)
        }
    };
    done.unwrap_or_else(|error| panic!("{error}: {sql}"));
}

impl Service {
    fn start(url: DatabaseUrl, given: Given, place: Place) -> Self {
        let database = Database::open(url.clone(), given.database).expect("it opens");
        let app = App::new(database, given.clock(), None).expect("an application");
        let (address, listening) = channel();
        let served = app.clone();
        // It serves until the test process ends.
        thread::spawn(move || {
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            let tell = move |bound| address.send(bound).expect("the test waits");
            let serving = serve_within((served, |_| ()), given.body, any, tell);
            actix_web::rt::System::new().block_on(serving).expect("it serves");
        });
        let address = listening.recv().expect("it listens");
        Self { app, address, url, people: AtomicU32::new(0), _place: place }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.url, DatabaseUrl::Sqlite(_))
    }

    /// Runs SQL as the database's owner, past all that holds for the server.
    pub fn sql(&self, sql: &str) {
        as_owner(&self.url, sql);
    }

    /// Serves the pages too, at another address.
    pub fn with_pages(&self) -> SocketAddr {
        self.with_pages_within(BodyLimits::default())
    }

    /// The same with other limits to bodies.
    pub fn with_pages_within(&self, limits: BodyLimits) -> SocketAddr {
        let (address, listening) = channel();
        let served = self.app.clone();
        // It serves until the test process ends.
        thread::spawn(move || {
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            let tell = move |bound| address.send(bound).expect("the test waits");
            let serving = serve_within((served, saathi::web::pages), limits, any, tell);
            actix_web::rt::System::new().block_on(serving).expect("it serves");
        });
        listening.recv().expect("it listens")
    }

    pub fn send(&self, request: Request) -> Answer {
        request.send(self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::new("GET", path))
    }

    pub fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send(Request::new("POST", path).json(body.to_string()))
    }

    pub fn login(&self, email: &str, password: &str) -> Answer {
        let body = serde_json::json!({"email": email, "password": password});
        self.post("/api/v1/auth/login", &body)
    }

    pub fn refresh(&self, token: &str) -> Answer {
        self.post("/api/v1/auth/refresh", &serde_json::json!({"refresh_token": token}))
    }

    /// Another partner of that code, and its id.
    pub fn partner(&self, code: &str) -> String {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let id = format!("par_{:032x}", 0x100 + number);
        self.sql(&format!(
            "INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
             updated_at) VALUES ('{id}', '{code}', 'Partner {code}', 'Karachi', 'PKR', 'active', \
             '2026-08-02 12:00:00', '2026-08-02 12:00:00')"
        ));
        id
    }

    /// Makes a user of that role, of the first partner where it is a partner's, and gives its address.
    pub fn user(&self, role: Role) -> String {
        self.user_of(role, PARTNER)
    }

    /// Makes a user of that role, of that partner where it is a partner's, and gives its address.
    pub fn user_of(&self, role: Role, code: &str) -> String {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let address = format!("{}{number}@saathi.test", role.as_str());
        let new = NewUser {
            email: Email::parse(&address).expect("an address"),
            name: Name::parse("Amina Khan").expect("a name"),
            role,
            partner: role.is_of_partner().then(|| Code::parse(code).expect("a code")),
            password: PASSWORD.to_owned(),
        };
        self.app.add_user(new, OnBehalf::default()).expect("a user");
        address
    }

    /// A new user of that role, signed in.
    pub fn signed_in(&self, role: Role) -> Actor {
        self.sign_in(&self.user(role))
    }

    /// A new user of that role and that partner, signed in.
    pub fn signed_in_of(&self, role: Role, code: &str) -> Actor {
        self.sign_in(&self.user_of(role, code))
    }

    /// Signs in somebody who is there.
    pub fn sign_in(&self, email: &str) -> Actor {
        let answer = self.login(email, PASSWORD);
        assert_eq!(answer.status, 200, "{answer:?}");
        Actor {
            server: self.address,
            email: email.to_owned(),
            id: answer.json()["user"]["id"].as_str().expect("an id").to_owned(),
            access_token: answer.text("access_token"),
            refresh_token: answer.text("refresh_token"),
        }
    }

    /// The whole audit trail.
    pub fn trail(&self) -> Vec<AuditRow> {
        let read = |tx: &mut saathi::storage::Tx<'_>| after(tx, 0, 10_000);
        self.app.database.read(&Scope::of_programme(), read).expect("it reads")
    }

    /// What `saathi verify` finds on a day.
    pub fn examined(&self, today: NaiveDate) -> Vec<saathi::service::verification::Checked> {
        saathi::service::verification::verify(&self.url, today).expect("it can be checked")
    }

    /// What `saathi verify` finds wrong.
    pub fn unsound(&self) -> Vec<String> {
        let today = self.app.clock.now().today;
        let checks = saathi::service::verification::verify(&self.url, today).expect("it reads");
        let found = checks.iter().flat_map(|check| {
            let example = |one: &saathi::storage::inspection::Broken| {
                format!("{}: {} {}", check.name, one.id, one.what)
            };
            check.outcome.examples.iter().map(example)
        });
        found.collect()
    }

    /// What is wrong with the audit trail.
    pub fn verify(&self) -> Option<Tampering> {
        let read = |tx: &mut saathi::storage::Tx<'_>| -> Result<_, ServiceError> { verify(tx) };
        self.app.database.read(&Scope::of_programme(), read).expect("it reads")
    }
}

impl Actor {
    pub fn get(&self, path: &str) -> Answer {
        Request::new("GET", path).bearer(&self.access_token).send(self.server)
    }

    pub fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send("POST", path, &[], body)
    }

    pub fn patch(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send("PATCH", path, &[], body)
    }

    /// Posts with a key.
    pub fn post_once(&self, path: &str, key: &str, body: &serde_json::Value) -> Answer {
        self.send("POST", path, &[("idempotency-key", key)], body)
    }

    /// Sends any request with headers of its own.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Answer {
        let request = Request::new(method, path).bearer(&self.access_token);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        request.json(body.to_string()).send(self.server)
    }

    /// Sends a body as it is written, or none.
    pub fn send_text(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let request = Request::new(method, path).bearer(&self.access_token);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let request = match body {
            Some(body) => request.json(body),
            None => request.header("content-length", "0"),
        };
        request.send(self.server)
    }

    /// Asserts that the access token opens nothing any more.
    pub fn is_out(&self) {
        self.get("/api/v1/me").problem(401, "unauthenticated");
    }
}

/// Sends again what the service was too busy for, as whoever is told so does.
pub fn patiently(send: impl Fn() -> Answer) -> Answer {
    let mut answers = std::iter::repeat_with(send);
    answers.find(|answer| answer.status != 503).expect("an answer")
}

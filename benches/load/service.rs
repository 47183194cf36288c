//! The real service as a process of its own, with an administrator and some records.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, SqliteConnection};
use serde_json::{Value, json};

use crate::client::{Connection, Load, Measured, Sent};

const PROGRAM: &str = env!("CARGO_BIN_EXE_saathi");
const PASSWORD: &str = "a long enough password";
/// How many partners there are; they share the recruits between them.
const PARTNERS: usize = 64;

/// A service that was started for this.
pub struct Service {
    child: Child,
    url: String,
    pub address: SocketAddr,
    pub start_time: Duration,
    pub token: String,
    partners: Vec<String>,
}

impl Service {
    pub fn start(url: &str) -> Self {
        run(url, &["migrate"], "");
        let admin = ["user", "add", "--email", "admin@load.test", "--name", "Admin"];
        run(url, &[&admin[..], &["--role", "admin", "--password-stdin"]].concat(), PASSWORD);
        let begin = Instant::now();
        let mut command = Command::new(PROGRAM);
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("DATABASE_URL", url)
            .env("RUST_LOG", "warn")
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = child.stderr.take().expect("its talk");
        let mut lines = BufReader::new(stderr).lines();
        let address = loop {
            let line = lines.next().expect("it says where it listens").expect("text");
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().parse().expect("an address");
            }
        };
        let live = Connection::open(address).send(&Sent::get("/health/ready", None));
        assert_eq!(live.status, 200);
        let start_time = begin.elapsed();
        std::thread::spawn(move || lines.for_each(drop));
        let (token, partners) = (String::new(), Vec::new());
        Self { child, url: url.to_owned(), address, start_time, token, partners }
    }

    pub fn memory_mib(&self) -> f64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("its status");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        let kib: f64 = line.split_whitespace().nth(1).and_then(|k| k.parse().ok()).expect("KiB");
        kib / 1024.0
    }

    /// Signs in, makes partners, and lets each log more recruits a day than a partner would.
    pub fn fill(&mut self) {
        self.token = self.sign_in("admin@load.test");
        let today = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Karachi).date_naive();
        let settings = json!({
            "settings": {"daily_cap": 10_000}, "effective_from": today, "reason": "a load"});
        self.write("PATCH", "/api/v1/settings", &settings);
        for number in 0..PARTNERS {
            let partner = json!({
                "code": format!("P{number:03}"), "name": format!("Partner {number}"),
                "city": "Sialkot", "payout_currency": "PKR"});
            let made = self.write("POST", "/api/v1/partners", &partner);
            self.partners.push(made["id"].as_str().expect("an id").to_owned());
        }
    }

    fn sign_in(&self, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let sent = Sent::write("POST", "/api/v1/auth/login", None, None, &body);
        let answer = Connection::open(self.address).send(&sent);
        let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    fn write(&self, method: &str, path: &str, body: &Value) -> Value {
        let sent = Sent::write(method, path, Some(&self.token), None, &body.to_string());
        let answer = Connection::open(self.address).send(&sent);
        let body = serde_json::from_slice(&answer.body).expect("JSON");
        assert!(answer.status < 300, "{path} {} {body}", answer.status);
        body
    }

    pub fn get(&self, path: &str) -> Vec<u8> {
        let answer = Connection::open(self.address).send(&Sent::get(path, Some(&self.token)));
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    }

    pub fn one(&self) -> String {
        format!("/api/v1/partners/{}", self.partners[0])
    }

    pub fn page(&self) -> String {
        "/api/v1/partners?limit=50".to_owned()
    }

    /// Recruits logged by so many clients, each a person of a partner of its own.
    pub fn log_recruits(&self, clients: usize, time: Duration) -> Measured {
        let tokens: Vec<String> = (0..clients)
            .map(|client| {
                let partner = format!("P{:03}", client % PARTNERS);
                let email = format!("staff{client}@load.test");
                let who = ["user", "add", "--email", &email, "--name", "Staff", "--partner"];
                let role = [&partner, "--role", "partner_staff", "--password-stdin"];
                // While the service holds a SQLite file, people are made over the API.
                if self.url.starts_with("sqlite") {
                    let body = json!({"email": email, "name": "Staff", "role": "partner_staff",
                        "partner_id": self.partners[client % PARTNERS], "password": PASSWORD});
                    self.write("POST", "/api/v1/users", &body);
                } else {
                    run(&self.url, &[&who[..], &role[..]].concat(), PASSWORD);
                }
                self.sign_in(&email)
            })
            .collect();
        let next = move |client: usize, number: usize| {
            let body = json!({"source": "visit", "seller": {
                "name": format!("{} {}", word(client * 7 + number), word(number * 13 + client)),
                "city": format!("City {client}"),
                "phone": format!("+92300{:07}", client * 100_000 + number)}});
            let key = format!("{client}-{number}");
            Sent::write(
                "POST",
                "/api/v1/recruits",
                Some(&tokens[client]),
                Some(&key),
                &body.to_string(),
            )
        };
        Load { clients, time }.run(self.address, next)
    }
}

/// A word that is unlike those of other numbers.
fn word(number: usize) -> String {
    let mut rest = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..8)
        .map(|_| {
            let letter = char::from(b'a' + (rest % 26) as u8);
            rest /= 26;
            letter
        })
        .collect()
}

impl Drop for Service {
    fn drop(&mut self) {
        let _: std::io::Result<()> = self.child.kill();
        let _: std::io::Result<std::process::ExitStatus> = self.child.wait();
    }
}

fn run(url: &str, arguments: &[&str], input: &str) {
    let mut command = Command::new(PROGRAM);
    let mut child = command
        .args(arguments)
        .env("DATABASE_URL", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success(), "{arguments:?}");
}

/// Commits a second of one writer that waits for the disk each time.
pub fn commits_a_second(folder: &Path) -> f64 {
    let file = folder.join("commits.db");
    let mut connection =
        SqliteConnection::establish(file.to_str().expect("a path")).expect("it opens");
    let set_up = "PRAGMA journal_mode = wal; PRAGMA synchronous = 2; CREATE TABLE t (n INTEGER)";
    connection.batch_execute(set_up).expect("a table");
    let (begin, mut commits) = (Instant::now(), 0_u32);
    while begin.elapsed() < Duration::from_secs(3) {
        connection.batch_execute("INSERT INTO t VALUES (1)").expect("a commit");
        commits += 1;
    }
    f64::from(commits) / begin.elapsed().as_secs_f64()
}

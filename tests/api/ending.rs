//! The real program, told to end while requests are in flight; and what it logs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::harness::PASSWORD;
use crate::http::{Answer, Request};

const EMAIL: &str = "admin@saathi.test";
const IN_FLIGHT: usize = 50;
/// Of these so many sign in: hashing takes its time, and two are hashed at once.
const SIGNING_IN: usize = 4;
/// How long it may take to end.
const AN_END: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(30);
/// What the server says as soon as a handler waits for a body.
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The program over a database of its own, ended and removed with this value.
pub struct Server {
    process: Child,
    log: BufReader<ChildStderr>,
    pub address: SocketAddr,
    folder: TempDir,
}

fn saathi(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saathi"));
    command.args(args).current_dir(folder).env_remove("DATABASE_URL").env_remove("RUST_LOG");
    command.env_remove("SAATHI_LOG").stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn done(mut command: Command, input: &str) -> Output {
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    output
}

impl Server {
    pub fn start(more: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("saathi-ending-").tempdir();
        let folder = folder.expect("a new folder");
        done(saathi(folder.path(), &["migrate"]), "");
        let user = ["user", "add", "--email", EMAIL, "--name", "A", "--role", "admin"];
        done(saathi(folder.path(), &[&user[..], &["--password-stdin"]].concat()), PASSWORD);
        let (process, log, address) = serving(folder.path(), more);
        Self { process, log, address, folder }
    }

    /// Kills it, as a machine that loses its power does, when `when` says so.
    pub fn kill(&mut self, when: impl FnOnce()) {
        when();
        self.process.kill().expect("it is there to be killed");
        self.process.wait().expect("it ended");
    }

    /// Starts it again over the same database, and says how long it took until it listened.
    pub fn restart(&mut self) -> Duration {
        let begin = Instant::now();
        (self.process, self.log, self.address) = serving(self.folder.path(), &[]);
        begin.elapsed()
    }

    /// The access token of its administrator.
    pub fn sign_in(&self) -> String {
        let body = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
        let answer = Request::new("POST", "/api/v1/auth/login").json(body).send(self.address);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.text("access_token")
    }

    /// What `verify` says of its database.
    pub fn verified(&self) -> Output {
        saathi(self.folder.path(), &["verify"]).output().expect("it starts")
    }

    fn terminate(&self) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Returns when it takes no more connections.
    fn refuses(&self) {
        let begin = Instant::now();
        while TcpStream::connect(self.address).is_ok() {
            assert!(begin.elapsed() < PATIENCE, "it still listens");
            std::thread::yield_now();
        }
    }

    /// The rest of its log, once it has ended well.
    fn ended(mut self) -> String {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).expect("a log is text");
        assert_eq!(self.process.wait().expect("it ends").code(), Some(0), "{rest}");
        rest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _: std::io::Result<()> = self.process.kill();
        let _: std::io::Result<_> = self.process.wait();
    }
}

/// Starts the server over a folder's database: its process, its log, and its address.
fn serving(folder: &Path, more: &[&str]) -> (Child, BufReader<ChildStderr>, SocketAddr) {
    let serve = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
    let mut process = saathi(folder, &serve).spawn().expect("it starts");
    let mut log = BufReader::new(process.stderr.take().expect("a pipe"));
    let address = loop {
        let mut line = String::new();
        assert!(log.read_line(&mut line).expect("it says") > 0, "it ended");
        if let Some((_, address)) = line.split_once("listening on http://") {
            break address.trim().parse().expect("an address");
        }
    };
    (process, log, address)
}

/// A request whose handler waits for the body.
fn in_flight(server: &Server, request: Request, body: &str) -> TcpStream {
    let mut stream = request.header("expect", "100-continue").begin(body.len(), server.address);
    let mut said = [0; CONTINUE.len()];
    stream.read_exact(&mut said).expect("it goes on");
    assert_eq!(said, CONTINUE);
    stream
}

#[test]
fn told_to_end_it_answers_what_is_in_flight() {
    let server = Server::start(&[]);
    let token = server.sign_in();
    let sign_in = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
    let partner = |number: usize| {
        let code = format!("P-{number}");
        serde_json::json!({"code": code, "name": "N", "city": "Multan", "payout_currency": "PKR"})
    };
    let flights = (0..IN_FLIGHT).map(|number| {
        let is_sign_in = number < SIGNING_IN;
        let (path, body, field) = match is_sign_in {
            true => ("/api/v1/auth/login", sign_in.clone(), "access_token"),
            false => ("/api/v1/partners", partner(number).to_string(), "code"),
        };
        let request = Request::new("POST", path);
        let request = if is_sign_in { request } else { request.bearer(&token) };
        (in_flight(&server, request, &body), body, field)
    });
    let flights: Vec<_> = flights.collect();
    server.terminate();
    let told = Instant::now();
    server.refuses();
    for (stream, body, _) in &flights {
        let mut stream = stream;
        stream.write_all(body.as_bytes()).expect("it takes the body");
    }
    for (stream, _, field) in flights {
        let answer = Answer::read(stream);
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        assert!(!answer.text(field).is_empty());
    }
    server.ended();
    assert!(told.elapsed() <= AN_END, "it took {:?} to end", told.elapsed());
}

/// The lines of the log that say that.
fn lines(log: &str, what: &str) -> Vec<String> {
    log.lines().filter(|line| line.contains(what)).map(str::to_owned).collect()
}

/// The log of a server that answered one request by that name.
fn log_of(id: &str, more: &[&str]) -> Vec<String> {
    let server = Server::start(more);
    let request = Request::new("GET", "/health/live").header("x-request-id", id);
    assert_eq!(request.send(server.address).status, 200);
    server.terminate();
    lines(&server.ended(), id)
}

#[test]
fn the_log_is_for_people_with_one_line_for_a_request() {
    let lines = log_of("req-human", &[]);
    let [line] = lines.as_slice() else { panic!("not one line: {lines:?}") };
    assert!(serde_json::from_str::<serde_json::Value>(line).is_err(), "{line}");
    for word in ["INFO", "/health/live", "status=200"] {
        assert!(line.contains(word), "{line}");
    }
}

#[test]
fn the_log_is_json_where_it_is_asked_for() {
    let lines = log_of("req-json", &["--log", "json"]);
    let [line] = lines.as_slice() else { panic!("not one line: {lines:?}") };
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(line["fields"]["request_id"], "req-json");
    assert_eq!(
        (&line["fields"]["path"], &line["fields"]["status"]),
        (&"/health/live".into(), &200.into())
    );
}

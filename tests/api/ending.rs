//! The real program, told to end while requests are in flight; and what it logs.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::harness::PASSWORD;
use crate::http::{Answer, Request};

const EMAIL: &str = "admin@saathi.test";
/// No more than may sign in at once.
const IN_FLIGHT: usize = 8;
const PATIENCE: Duration = Duration::from_secs(30);
/// What the server says as soon as a handler waits for a body.
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The program over a database of its own, ended and removed with this value.
struct Server {
    process: Child,
    log: BufReader<ChildStderr>,
    address: SocketAddr,
    folder: PathBuf,
}

fn saathi(folder: &PathBuf, args: &[&str]) -> Command {
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
    fn start(more: &[&str]) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("saathi-ending-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a new folder");
        done(saathi(&folder, &["migrate"]), "");
        let user = ["user", "add", "--email", EMAIL, "--name", "A", "--role", "admin"];
        done(saathi(&folder, &[&user[..], &["--password-stdin"]].concat()), PASSWORD);
        let serve = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut process = saathi(&folder, &serve).spawn().expect("it starts");
        let mut log = BufReader::new(process.stderr.take().expect("a pipe"));
        let address = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).expect("it says") > 0, "it ended");
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.trim().parse().expect("an address");
            }
        };
        Self { process, log, address, folder }
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
        // It may have ended, and a folder that stays behind harms nobody.
        let _: std::io::Result<()> = self.process.kill();
        let _: std::io::Result<_> = self.process.wait();
        let _: std::io::Result<()> = fs::remove_dir_all(&self.folder);
    }
}

/// A request to sign in whose handler waits for the body.
fn in_flight(server: &Server, length: usize) -> TcpStream {
    let request = Request::new("POST", "/api/v1/auth/login").header("expect", "100-continue");
    let mut stream = request.begin(length, server.address);
    let mut said = [0; CONTINUE.len()];
    stream.read_exact(&mut said).expect("it goes on");
    assert_eq!(said, CONTINUE);
    stream
}

#[test]
fn told_to_end_it_answers_what_is_in_flight() {
    let server = Server::start(&[]);
    let body = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
    let streams: Vec<_> = (0..IN_FLIGHT).map(|_| in_flight(&server, body.len())).collect();
    server.terminate();
    server.refuses();
    for mut stream in &streams {
        stream.write_all(body.as_bytes()).expect("it takes the body");
    }
    for stream in streams {
        let answer = Answer::read(stream);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!answer.text("access_token").is_empty());
    }
    server.ended();
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

//! A blocking HTTP client that sends what it is told to, well-formed or not: one connection for each request.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::contract;

/// How long a server may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(300);

/// A request to be sent.
pub struct Request {
    head: String,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in small letters, as sent otherwise.
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self::with_host(method, path, "saathi.test")
    }

    pub fn with_host(method: &str, path: &str, host: &str) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        Self { head, body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("content-type", kind).header("content-length", &length)
    }

    pub fn json(self, body: impl Into<Vec<u8>>) -> Self {
        self.body("application/json", body)
    }

    /// A body of JSON that is already cut into chunks.
    pub fn chunked(mut self, chunks: Vec<u8>) -> Self {
        self.body = chunks;
        self.header("content-type", "application/json").header("transfer-encoding", "chunked")
    }

    /// Sends the head, and a body that is only announced.
    pub fn begin(self, length: usize, server: SocketAddr) -> TcpStream {
        self.begin_as("application/json", length, server)
    }

    /// The same of another type.
    pub fn begin_as(self, kind: &str, length: usize, server: SocketAddr) -> TcpStream {
        let kind = self.header("content-type", kind);
        kind.header("content-length", &length.to_string()).write(server)
    }

    /// Sends it, and holds the answer to the description of the API.
    pub fn send(self, server: SocketAddr) -> Answer {
        let first = self.head.lines().next().expect("a first line").to_owned();
        let answer = Answer::read(self.write(server));
        contract::hold(&first, &answer);
        answer
    }

    /// The answer of a server that may end at any moment: none, where its head did not come whole.
    pub fn try_send(self, server: SocketAddr) -> Option<Answer> {
        let mut bytes = Vec::new();
        // What came before it broke off counts.
        let _broken_off = self.try_write(server).ok()?.read_to_end(&mut bytes);
        bytes.windows(4).any(|four| four == b"\r\n\r\n").then(|| Answer::parse(&bytes))
    }

    fn write(self, server: SocketAddr) -> TcpStream {
        self.try_write(server).expect("the server listens and takes the request")
    }

    fn try_write(self, server: SocketAddr) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        // In one piece: a server that refuses a head closes, and what comes afterwards would reset the
        // connection before its answer is read.
        let whole = [self.head.as_bytes(), b"\r\n", &self.body].concat();
        stream.write_all(&whole)?;
        Ok(stream)
    }
}

impl Answer {
    /// The answer to what was sent, after which the server closes.
    pub fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers and closes");
        Self::parse(&bytes)
    }

    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).expect("a head is text");
        let mut lines = head.split("\r\n");
        let first = lines.next().expect("a status line");
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let headers = lines.map(header).collect();
        let status = status.unwrap_or_else(|| panic!("no status: {first}"));
        Self { status, headers, bytes: bytes[end + 4..].to_vec() }
    }

    /// The header of that name, of which there is at most one.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} comes twice");
        value
    }

    /// The body, put together where it came in chunks.
    pub fn unchunked(&self) -> Vec<u8> {
        if self.header("transfer-encoding") != Some("chunked") {
            return self.bytes.clone();
        }
        let (mut whole, mut rest) = (Vec::new(), self.bytes.as_slice());
        loop {
            let end = rest.windows(2).position(|two| two == b"\r\n").expect("a chunk's length");
            let digits = std::str::from_utf8(&rest[..end]).expect("a length is text");
            let length = usize::from_str_radix(digits, 16).expect("a length");
            if length == 0 {
                return whole;
            }
            whole.extend_from_slice(&rest[end + 2..][..length]);
            rest = &rest[end + 2 + length + 2..];
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// A text at the top of the body.
    pub fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_else(|| panic!("no {field}: {self:?}")).to_owned()
    }

    /// Asserts the status and that the body is a whole problem of that code, which it gives without
    /// what differs from request to request.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let mut body = self.json();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:saathi:problem:{code}"));
        for text in ["title", "detail"] {
            assert!(body[text].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        }
        let id = body.as_object_mut().and_then(|body| body.remove("request_id"));
        assert_eq!(id.as_ref().and_then(Value::as_str), self.header("x-request-id"), "{body}");
        body
    }

    /// Pointers and codes of a problem's errors.
    pub fn faults(&self) -> Vec<(String, String)> {
        let body = self.json();
        let text = |fault: &Value, field: &str| fault[field].as_str().unwrap_or("").to_owned();
        let faults = body["errors"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| (text(fault, "pointer"), text(fault, "code"))).collect()
    }
}

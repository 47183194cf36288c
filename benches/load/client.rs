//! Clients that send one request after the other over a connection each.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// A request as it goes over the wire.
#[derive(Clone)]
pub struct Sent(Vec<u8>);

impl Sent {
    pub fn get(path: &str, token: Option<&str>) -> Self {
        let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n"));
        let bearer = bearer.unwrap_or_default();
        Self(format!("GET {path} HTTP/1.1\r\nhost: load\r\n{bearer}\r\n").into_bytes())
    }

    pub fn write(
        method: &str,
        path: &str,
        token: Option<&str>,
        key: Option<&str>,
        body: &str,
    ) -> Self {
        let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n"));
        let key = key.map(|key| format!("idempotency-key: {key}\r\n"));
        Self(
            format!(
                "{method} {path} HTTP/1.1\r\nhost: load\r\n{}{}content-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                bearer.unwrap_or_default(),
                key.unwrap_or_default(),
                body.len()
            )
            .into_bytes(),
        )
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A connection that stays open.
pub struct Connection {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_nodelay(true).expect("no delay");
        let reader = BufReader::with_capacity(64 << 10, stream.try_clone().expect("a clone"));
        Self { stream, reader }
    }

    pub fn send(&mut self, Sent(bytes): &Sent) -> Answer {
        self.stream.write_all(bytes).expect("it takes the request");
        let mut line = String::new();
        self.reader.read_line(&mut line).expect("a status line");
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut length = 0;
        loop {
            line.clear();
            self.reader.read_line(&mut line).expect("a header");
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).expect("a body");
        Answer { status: status.expect("a status"), body }
    }
}

/// What a load came to.
pub struct Measured {
    pub a_second: f64,
    pub p99: Duration,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p99 = self.p99.as_secs_f64() * 1e3;
        write!(f, "{:>10.0} /s   99 % within {p99:.1} ms", self.a_second)
    }
}

/// So many clients for so long.
pub struct Load {
    pub clients: usize,
    pub time: Duration,
}

impl Load {
    /// Sends what `next` gives for each client and number, and sees that all of it succeeds.
    pub fn run(
        &self,
        address: SocketAddr,
        next: impl Fn(usize, usize) -> Sent + Clone + Send + 'static,
    ) -> Measured {
        let until = Instant::now() + self.time;
        let clients: Vec<_> = (0..self.clients)
            .map(|client| {
                let next = next.clone();
                thread::spawn(move || one_client(address, until, |number| next(client, number)))
            })
            .collect();
        let begin = Instant::now();
        let times = clients.into_iter().flat_map(|client| client.join().expect("a client"));
        let mut times: Vec<Duration> = times.collect();
        let took = begin.elapsed().max(self.time);
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        Measured { a_second: times.len() as f64 / took.as_secs_f64(), p99 }
    }
}

fn one_client(address: SocketAddr, until: Instant, next: impl Fn(usize) -> Sent) -> Vec<Duration> {
    let mut connection = Connection::open(address);
    let mut times = Vec::new();
    while Instant::now() < until {
        let sent = next(times.len());
        let begin = Instant::now();
        let answer = connection.send(&sent);
        times.push(begin.elapsed());
        let body = || String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status < 300, "{} {}", answer.status, body());
    }
    times
}

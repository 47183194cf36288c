//! What actix alone can do: a JSON answer of a given size, with nothing behind it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use actix_web::{App, HttpResponse, HttpServer, web};

/// The process that answers.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(size: usize) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        let mut child = command
            .args(["bare", &size.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("its address");
        Self { address: line.trim().parse().expect("an address"), child }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _: std::io::Result<()> = self.child.kill();
        let _: std::io::Result<std::process::ExitStatus> = self.child.wait();
    }
}

/// Answers until it is killed.
pub fn serve() {
    let size: usize = std::env::args().nth(2).and_then(|size| size.parse().ok()).expect("a size");
    // A string in JSON, with its quotes.
    let text = "x".repeat(size.saturating_sub(2));
    actix_web::rt::System::new().block_on(async move {
        let answer = move || {
            let text = text.clone();
            async move { HttpResponse::Ok().json(text) }
        };
        let server = HttpServer::new(move || App::new().route("/", web::get().to(answer.clone())));
        let server = server.bind(("127.0.0.1", 0)).expect("a port");
        println!("{}", server.addrs()[0]);
        server.run().await.expect("it serves");
    });
}

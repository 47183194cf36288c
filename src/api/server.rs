//! The server: limits, the edge, the routes, and a graceful end.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::ServiceConfig;
use actix_web::{App as Router, HttpServer, web};

use super::compression::only_large_text;
use super::edge::edge;
use super::payload::BodyLimits;
use crate::service::App;

/// How long requests in flight have once the server is told to end, in seconds.
const GRACE: u64 = 8;
/// How long a client has to send a request's head.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The most connections of one thread.
const CONNECTIONS: usize = 10_000;
/// The most blocking jobs of one thread: each waits for the database or hashes.
const BLOCKING: usize = 128;

/// Routes that are mounted beside the API's: the pages, or none.
pub type Pages = fn(&mut ServiceConfig);

/// Serves until the process is told to end, then answers what is in flight. `listening` is told the
/// address, with the port that the system chose where none was given.
pub async fn serve(
    app: App,
    pages: Pages,
    listen: SocketAddr,
    listening: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    serve_within((app, pages), BodyLimits::default(), listen, listening).await
}

/// The same, with other limits to bodies.
pub async fn serve_within(
    (app, pages): (App, Pages),
    limits: BodyLimits,
    listen: SocketAddr,
    listening: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let app = web::Data::new(app);
    let server = HttpServer::new(move || {
        Router::new()
            .app_data(app.clone())
            .app_data(limits)
            // From the inside out.
            .wrap(from_fn(only_large_text))
            .wrap(Compress::default())
            .wrap(from_fn(edge))
            .default_service(web::to(super::no_such_path))
            // Before `/docs`, under which one of the pages stands.
            .configure(pages)
            .service(super::health())
            .service(super::docs::docs())
            .service(super::routes())
    })
    .client_request_timeout(HEAD_TIME)
    .max_connections(CONNECTIONS)
    .worker_max_blocking_threads(BLOCKING)
    .shutdown_timeout(GRACE)
    .bind(listen)?;
    if let Some(address) = server.addrs().first() {
        listening(*address);
    }
    server.run().await
}

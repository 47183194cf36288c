//! `saathi serve`: the service, until it is told to end.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::service_app;
use super::talk::{finish, say};
use crate::api::server;
use crate::config::{DatabaseOptions, ServeOptions, TimeOptions};
use crate::jobs::Jobs;
use crate::service::{App, Proxies};
use crate::web::pages;

/// Which database, at what time, and where to listen.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    serve: ServeOptions,
    /// How the log is written
    #[arg(long, env = "SAATHI_LOG", default_value = "human", value_enum)]
    log: LogFormat,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Human,
    /// For programs: an object in each line
    Json,
}

/// Serves.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    log_to_standard_error(args.log);
    finish(serve(args).map(|()| String::new()))
}

fn serve(args: &ServeArgs) -> Result<(), String> {
    let ServeOptions { listen, proxies, connections, secret } = &args.serve;
    let secret = secret.as_ref().map(|secret| secret.clone().into_bytes());
    let app = service_app(&args.database, &args.time, *connections, secret)?;
    let app = app.behind(Proxies::new(*proxies));
    if app.demo_step().map_err(|error| error.to_string())?.is_some() {
        a_demo_listens_on(*listen)?;
    }
    let resumed = app.clone();
    std::thread::spawn(move || {
        if let Err(error) = resumed.resume_imports() {
            tracing::error!(%error, "an import stopped; it can go on");
        }
    });
    let is_plain = !app.has_secure_address().map_err(|error| error.to_string())?;
    if is_plain && !listen.ip().is_loopback() {
        say(
            "warning: browsers elsewhere cannot sign in over http; put a proxy with TLS before this,",
        );
        say("and set public_address to the https address under which people open it");
    }
    let set_up = app.set_up_token().map_err(|error| error.to_string())?;
    let listening = |address| {
        say(format_args!("listening on http://{address}"));
        if let Some(token) = &set_up {
            // Only whoever started the server reads this; behind a proxy, with its own name.
            say("nobody can sign in yet; make the first administrator, once, at");
            say(format_args!("http://{address}/set-up/{token}"));
        }
    };
    until_told(app, *listen, listening)
}

/// Serves, and does what comes due, until the process is told to end.
pub(super) fn until_told(
    app: App,
    listen: SocketAddr,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let _jobs = Jobs::start(app.clone()).map_err(|error| format!("no thread for jobs: {error}"))?;
    actix_web::rt::System::new()
        .block_on(server::serve(app, pages, listen, listening))
        .map_err(|error| format!("cannot serve on {listen}: {error}"))
}

/// A demo is served on this machine only, whichever command does it.
pub(super) fn a_demo_listens_on(listen: SocketAddr) -> Result<(), String> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    Err(format!(
        "everybody knows a demo's passwords, so that it does not listen on {listen}; \
         take an address of this machine, such as 127.0.0.1:8080"
    ))
}

/// One line for a request; `RUST_LOG` says how much.
pub(super) fn log_to_standard_error(format: LogFormat) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

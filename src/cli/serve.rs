//! `saathi serve`: the service, until it is told to end.

use std::process::ExitCode;

use clap::Args;

use super::service_app;
use super::talk::{finish, say};
use crate::api::server;
use crate::config::{DatabaseOptions, ServeOptions, TimeOptions};

/// Which database, at what time, and where to listen.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    serve: ServeOptions,
}

/// Serves.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    log_to_standard_error();
    finish(serve(args).map(|()| String::new()))
}

fn serve(args: &ServeArgs) -> Result<(), String> {
    let ServeOptions { listen, connections, secret } = &args.serve;
    let secret = secret.as_ref().map(|secret| secret.clone().into_bytes());
    let app = service_app(&args.database, &args.time, *connections, secret)?;
    let listening = |address| say(format_args!("listening on http://{address}"));
    actix_web::rt::System::new()
        .block_on(server::serve(app, *listen, listening))
        .map_err(|error| format!("cannot serve on {listen}: {error}"))
}

/// One line for a request, as JSON; `RUST_LOG` says how much.
fn log_to_standard_error() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}

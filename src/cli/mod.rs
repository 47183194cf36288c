//! The command line: one file for each subcommand.
//!
//! Data goes to standard output, talk to standard error. Exit status: 0 done, 1 a failure, 2 bad
//! usage.

mod backup;
mod close;
mod demo;
mod doctor;
mod export;
mod files;
mod import;
mod migrate;
mod plan;
mod plan_test;
mod restore;
mod serve;
mod simulate;
mod talk;
mod user;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use utoipa::OpenApi;

use talk::{finish, say};

use crate::api::ApiDocument;
use crate::config::{DatabaseOptions, TimeOptions};
use crate::service::App;
use crate::storage::{Database, DatabaseUrl, Limits, pending};

/// Channel-partner CRM and commission tracker.
#[derive(Debug, Parser)]
#[command(name = "saathi", version, about)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compute commissions from files; no database is touched.
    Simulate(simulate::SimulateOptions),
    /// Check plan files, read one in plain English, or run their examples.
    Plan(plan::PlanArgs),
    /// Fill a database with an invented programme, print a statement, and serve it.
    Demo(demo::DemoArgs),
    /// Serve the REST API.
    Serve(serve::ServeArgs),
    /// Bring a database up to this version.
    Migrate(migrate::MigrateArgs),
    /// Make records of a CSV file or a spreadsheet.
    Import(import::ImportArgs),
    /// Make people who can sign in.
    User(user::UserArgs),
    /// Close a period.
    Close(close::CloseArgs),
    /// Write the entries of a closed period as CSV.
    Export(export::ExportArgs),
    /// Read the whole database again, and say what does not hold.
    Verify(verify::VerifyArgs),
    /// Copy the database to a file, also while it is served.
    Backup(backup::BackupArgs),
    /// Make a database from a backup.
    Restore(restore::RestoreArgs),
    /// Look at the installation, and say what to do.
    Doctor(doctor::DoctorArgs),
    /// Print the API's description.
    Openapi,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    match Options::parse().command {
        Command::Simulate(options) => simulate::run(&options),
        Command::Plan(args) => plan::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Import(args) => import::run(args),
        Command::User(args) => user::run(args),
        Command::Close(args) => close::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Openapi => openapi(),
    }
}

fn openapi() -> ExitCode {
    finish(ApiDocument::openapi().to_pretty_json().map_err(|error| error.to_string()))
}

/// That nothing is missing in a database's schema, or what to do about it.
fn is_migrated(url: &DatabaseUrl) -> Result<(), String> {
    match pending(url).map_err(|error| error.to_string())?.len() {
        0 => Ok(()),
        count => Err(format!("the database lacks {count} migrations; run `saathi migrate` first")),
    }
}

/// The application over a migrated database, or what to do about it.
fn service_app(
    database: &DatabaseOptions,
    time: &TimeOptions,
    connections: u32,
    secret: Option<Vec<u8>>,
) -> Result<App, String> {
    let url = &database.database_url;
    is_migrated(url)?;
    let limits = Limits { connections, ..Limits::default() };
    let database = Database::open(url.clone(), limits).map_err(|error| error.to_string())?;
    let app = App::new(database, time.clock(), secret).map_err(|error| error.to_string())?;
    match (time.today, app.is_test_database().map_err(|error| error.to_string())?) {
        (Some(_), false) => {
            Err("SAATHI_TODAY is for databases that were first migrated with it".to_owned())
        }
        (None, true) => {
            say("this is a test database: it was first migrated with SAATHI_TODAY");
            Ok(app)
        }
        _ => Ok(app),
    }
}

//! The command line: one file for each subcommand.
//!
//! Data goes to standard output, talk to standard error. Exit status: 0 done, 1 a failure, 2 bad
//! usage.

mod files;
mod plan;
mod simulate;
mod talk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Check plan files, or read one in plain English.
    Plan(plan::PlanArgs),
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    match Options::parse().command {
        Command::Simulate(options) => simulate::run(&options),
        Command::Plan(args) => plan::run(&args),
    }
}

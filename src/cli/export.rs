//! `saathi export`: the entries of a closed period as a file, or all that they were computed from.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::close::parse_period;
use super::files::write_whole;
use super::is_migrated;
use super::talk::{closed_is_done, finish};
use crate::config::DatabaseOptions;
use crate::domain::{Code, Period};
use crate::service::ServiceError;
use crate::service::exports::{self, Spool};
use crate::service::statements::{self, Part};
use crate::storage::inspection::inspect;
use crate::storage::{DatabaseUrl, Tx, partners};

/// Write the entries of a closed period as CSV, or a bundle that `verify --bundle` computes again.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The month, such as 2026-07
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: Period,
    /// Where to write it; standard output where nothing is said
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the facts, plans, rates, entries and statements as one zip file to the output
    #[arg(long, requires = "output")]
    bundle: bool,
    /// The code of the one partner that a bundle is for, without what is others'
    #[arg(long, value_name = "CODE", requires = "bundle")]
    partner: Option<String>,
}

/// Runs the subcommand.
pub(super) fn run(args: &ExportArgs) -> ExitCode {
    finish(export(args).map(|()| String::new()))
}

fn export(args: &ExportArgs) -> Result<(), String> {
    // It only reads, so that a server may be running.
    let url = &args.database.database_url;
    is_migrated(url)?;
    match &args.output {
        Some(path) if args.bundle => write_bundle(url, args, path),
        output => write(url, args.period, output.as_deref()),
    }
}

fn write_bundle(url: &DatabaseUrl, args: &ExportArgs, path: &Path) -> Result<(), String> {
    let cannot = |error: io::Error| format!("cannot write {}: {error}", path.display());
    let unknown = || ServiceError::Conflict("unknown_partner", "there is no such partner".into());
    let mut spool = Spool::new().map_err(cannot)?;
    let read = inspect(url, |tx| -> Result<_, ServiceError> {
        let partner = match &args.partner {
            None => None,
            Some(code) => {
                let code = Code::parse(code).ok_or_else(unknown)?;
                Some(partners::by_code(tx, &code)?.ok_or_else(unknown)?.id)
            }
        };
        exports::bundle(tx, args.period, partner.as_ref(), &mut spool)
    });
    read.map_err(|error| match error {
        ServiceError::NotFound => format!("{} is not closed", args.period),
        error => error.to_string(),
    })?;
    let (mut bundle, _) = spool.finish().map_err(cannot)?;
    write_whole(path, |mut file| io::copy(&mut bundle, &mut file).map(drop)).map_err(cannot)
}

/// Writes the entries of a closed period: to a file, which stays as it is where there is no such period.
fn write(url: &DatabaseUrl, period: Period, output: Option<&Path>) -> Result<(), String> {
    let mut written = Ok(());
    let read = inspect(url, |tx| -> Result<_, ServiceError> {
        let part = statements::part_of_period(tx, period)?;
        written = match output {
            None => closed_is_done(write_entries(tx, &part, &mut io::stdout().lock())),
            Some(path) => write_whole(path, |file| {
                let mut file = io::BufWriter::new(file);
                write_entries(tx, &part, &mut file)?;
                file.flush()
            }),
        };
        Ok(())
    });
    read.map_err(|error| match error {
        ServiceError::NotFound => format!("{period} is not closed"),
        error => error.to_string(),
    })?;
    written.map_err(|error| match output {
        None => format!("cannot write the entries: {error}"),
        Some(path) => format!("cannot write {}: {error}", path.display()),
    })
}

fn write_entries(tx: &mut Tx<'_>, part: &Part, out: &mut impl Write) -> io::Result<()> {
    out.write_all(statements::export_header().as_bytes())?;
    let mut position = statements::BEFORE_THE_FIRST;
    let mut next = |position| statements::export(tx, part, position).map_err(io::Error::other);
    while let Some((text, last)) = next(position)? {
        out.write_all(&text)?;
        position = last;
    }
    Ok(())
}

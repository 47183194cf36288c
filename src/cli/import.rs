//! `saathi import`: records of a CSV file or a spreadsheet, tried first and then committed.

use std::fs::File;
use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::files::write_whole;
use super::service_app;
use super::talk::{finish_with, say};
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::{Email, Import, ImportId, ImportKind, ImportMapping, Word, printable};
use crate::service::imports::{self, NewImport, SentFile};
use crate::service::{App, By, ServiceError, Tx};
use crate::storage::DatabaseUrl;
use crate::storage::inspection::is_served;

/// How much of a fault's value is shown.
const SHOWN: usize = 60;

/// Which file, and what its rows are.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    /// The file: CSV or XLSX, at most 20 MiB
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// sellers, recruits, sales, registrations or exchange_rates
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    kind: ImportKind,
    /// Who imports: the address of an active user
    #[arg(long = "as", value_name = "EMAIL", value_parser = parse_email)]
    email: Email,
    /// Which column is which field; several times. Others are taken as they are probably meant
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = parse_pair)]
    map: Vec<(String, String)>,
    /// What a field is in every row; several times
    #[arg(long, value_name = "FIELD=VALUE", value_parser = parse_pair)]
    fix: Vec<(String, String)>,
    /// Try the rows, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Where to write the rows that cannot be taken, to be mended and sent again
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Print what became of it as JSON
    #[arg(long)]
    json: bool,
}

fn parse_kind(text: &str) -> Result<ImportKind, String> {
    let kinds: Vec<&str> = ImportKind::ALL.iter().map(|kind| kind.as_str()).collect();
    ImportKind::parse(text).ok_or_else(|| format!("is not one of {}", kinds.join(", ")))
}

fn parse_email(text: &str) -> Result<Email, &'static str> {
    Email::parse(text).ok_or("is not an e-mail address")
}

fn parse_pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.rsplit_once('=').ok_or("has no `=`")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Imports a file. Faulty rows are told, and make the exit status 1; the others are taken.
pub(super) fn run(args: ImportArgs) -> ExitCode {
    let json = args.json;
    match import(args) {
        Ok(import) => {
            let faulty = import.counts.faulty;
            let wrong = (faulty > 0).then(|| format!("{faulty} rows cannot be taken"));
            finish_with(if json { as_json(&import) } else { in_words(&import) }, wrong)
        }
        Err(message) => {
            say(message);
            ExitCode::FAILURE
        }
    }
}

fn import(args: ImportArgs) -> Result<Import, String> {
    let file = read(&args.file)?;
    let name = args.file.file_name().map(|name| printable(&name.to_string_lossy(), 150));
    let app = service_app(&args.database, &args.time, 2, None)
        .map_err(|error| beside_a_server(&args.database.database_url, error))?;
    let unknown = || format!("{} is not the address of an active user", args.email.as_str());
    let by = app.by_email(&args.email).map_err(told)?.ok_or_else(unknown)?;
    let new = NewImport::open(args.kind, name, file).map_err(told)?;
    let import = write(&app, &by, move |tx, by| imports::upload(tx, by, &new))?;
    let mapping = mapped(&import, &args);
    let id = import.id.clone();
    write(&app, &by, move |tx, by| imports::map(tx, by, (&id, None), &mapping))?;
    let mut import = gone_through(&app, &by, &import.id, imports::check)?;
    if !args.dry_run {
        import = gone_through(&app, &by, &import.id, imports::commit)?;
    }
    tell_faults(&app, &by, &import)?;
    if let Some(place) = &args.faults {
        let id = import.id.clone();
        let written = write_whole(place, |mut out| {
            let write = |tx: &mut Tx<'_>| imports::faulty_file(tx, &by, (&id, &mut out));
            app.database.read(&by.actor.scope(), write).map_err(|error| Error::other(told(error)))
        });
        written.map_err(|error| format!("{}: {error}", place.display()))?;
    }
    Ok(import)
}

/// Where a server has the database, it takes the file itself.
fn beside_a_server(url: &DatabaseUrl, error: String) -> String {
    match url {
        DatabaseUrl::Sqlite(file) if is_served(file) => format!(
            "{error}, or send it the file: on its page Imports, or as POST /api/v1/imports?kind=…"
        ),
        _ => error,
    }
}

fn read(file: &Path) -> Result<SentFile, String> {
    let named = |error: String| format!("{}: {error}", file.display());
    let mut opened = File::open(file).map_err(|error| named(error.to_string()))?;
    SentFile::read(&mut opened).map_err(|error| named(error.to_string()))
}

/// What was proposed, but for what the options say otherwise.
fn mapped(import: &Import, args: &ImportArgs) -> ImportMapping {
    let mut mapping = import.mapping.clone();
    let said = |field: &String| {
        args.map.iter().any(|(_, said)| said == field)
            || args.fix.iter().any(|(said, _)| said == field)
    };
    mapping.columns.retain(|_, field| !said(field));
    mapping.columns.extend(args.map.iter().cloned());
    mapping.fixed.extend(args.fix.iter().cloned());
    mapping
}

type Begin = fn(&mut Tx<'_>, &By, (&ImportId, Option<i32>)) -> Result<Import, ServiceError>;

/// Begins to check or commit, and goes through all rows.
fn gone_through(app: &App, by: &By, id: &ImportId, begin: Begin) -> Result<Import, String> {
    let of = id.clone();
    write(app, by, move |tx, by| begin(tx, by, (&of, None)))?;
    app.run_import(by, id).map_err(told)?;
    app.database.read(&by.actor.scope(), |tx| imports::get(tx, by, id)).map_err(told)
}

fn write<T: Send + 'static>(
    app: &App,
    by: &By,
    work: impl Fn(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, String> {
    let by = by.clone();
    app.database.write(by.actor.scope(), move |tx| work(tx, &by)).map_err(told)
}

fn told(error: ServiceError) -> String {
    match error {
        ServiceError::Invalid(faults) => {
            let lines = faults.iter().map(|fault| {
                let name = fault.pointer.rsplit('/').next().unwrap_or_default();
                format!("{name}: {}", fault.message)
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        error => error.to_string(),
    }
}

/// The first faults, on standard error.
fn tell_faults(app: &App, by: &By, import: &Import) -> Result<(), String> {
    let id = import.id.clone();
    let show = |tx: &mut Tx<'_>| imports::show(tx, by, &id);
    let shown = app.database.read(&by.actor.scope(), show).map_err(told)?;
    for fault in &shown.faults {
        let column = if fault.column.is_empty() { "the row" } else { &fault.column };
        let value = printable(&fault.value, SHOWN);
        say(format_args!("row {}, {column} \"{value}\": {}", fault.row, fault.reason));
    }
    if import.counts.faulty > i64::try_from(shown.faults.len()).unwrap_or(i64::MAX) {
        say("and more; `--faults FILE` writes all of them");
    }
    Ok(())
}

fn in_words(import: &Import) -> String {
    let counts = import.counts;
    format!(
        "{} {}: {} rows, {} new, {} unchanged, {} faulty",
        import.id,
        import.status.as_str(),
        counts.rows,
        counts.new,
        counts.unchanged,
        counts.faulty
    )
}

fn as_json(import: &Import) -> String {
    let counts = import.counts;
    let shown = json!({
        "id": import.id.as_str(),
        "kind": import.kind.as_str(),
        "status": import.status.as_str(),
        "counts": {
            "rows": counts.rows,
            "new": counts.new,
            "unchanged": counts.unchanged,
            "faulty": counts.faulty,
        },
    });
    shown.to_string()
}

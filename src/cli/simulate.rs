//! `saathi simulate`: commissions from files, no database.
//!
//! `docs/COMMISSIONS.md` section 7.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use super::files;
use super::talk::{Progress, closed_is_done, errors, misused, say};
use crate::commission::facts::{Facts, Faults, Gathering, Table};
use crate::commission::{CloseError, Ledger};
use crate::domain::Period;
use crate::formats::fact_tables::{read_partners, read_rates, read_refunds, read_sales};
use crate::formats::{entries, plan_file};

const EXAMPLES: &str = "\
Examples:
  saathi simulate --plan plan.json --sales sales.csv --through 2026-09
      closes every month from the first sale's to September and prints the entries
  saathi simulate --plan plan.json --sales sales.csv --refunds refunds.csv \\
      --through 2026-09 --explain --format json --output entries.json
      the same with refunds, each entry with its arithmetic, to a file
  saathi simulate --plan pk.json --plan cn.json --partners partners.csv --fx fx.csv \\
      --sales sales.csv --through 2026-09
      several plans and currencies; partners.csv says who is on which plan

Columns:
  sales     sale,partner,seller,kind,product,source,city,amount,currency,paid_on,verified_on,credits
  refunds   refund,sale,amount,refunded_on
  fx        date,base,quote,rate
  partners  partner,parent,plan and, if dated, from

Exit status: 0 done, 1 bad input or an unreadable file, 2 bad usage.";

/// What to read, through when to close, and how to write.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SimulateOptions {
    /// A plan file; several need --partners, which says who is on which
    #[arg(long, required = true, value_name = "FILE")]
    plan: Vec<PathBuf>,
    /// The sales
    #[arg(long, value_name = "FILE")]
    sales: PathBuf,
    /// The refunds
    #[arg(long, value_name = "FILE")]
    refunds: Option<PathBuf>,
    /// The exchange rates
    #[arg(long, value_name = "FILE")]
    fx: Option<PathBuf>,
    /// The partners, their parents and plans; without it every partner is on the one plan
    #[arg(long, value_name = "FILE")]
    partners: Option<PathBuf>,
    /// The last period to close, at most 2199-12
    #[arg(long, value_name = "YYYY-MM", value_parser = parse_through)]
    through: Period,
    /// How to write the entries
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Explain every entry, down to its arithmetic
    #[arg(long)]
    explain: bool,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

fn parse_through(text: &str) -> Result<Period, String> {
    let period = Period::parse(text).ok_or("is not a month; write it like 2026-09")?;
    (period <= Period::LAST)
        .then_some(period)
        .ok_or_else(|| format!("is later than {}, the last period", Period::LAST))
}

/// Why a simulation gave nothing; each displays as the lines for standard error.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{}: {error}", file.display())]
    Unreadable { file: PathBuf, error: io::Error },
    #[error("{0}")]
    BadFacts(String),
    #[error(transparent)]
    Close(#[from] CloseError),
    #[error("cannot write the entries{to}: {error}")]
    Write { to: String, error: io::Error },
}

/// Runs the simulation.
pub(super) fn run(options: &SimulateOptions) -> ExitCode {
    if options.plan.len() > 1 && options.partners.is_none() {
        let message = "several --plan need --partners, which says who is on which plan";
        misused(&["simulate"], ErrorKind::MissingRequiredArgument, message);
    }
    if let Some(file) = options.input_to_overwrite() {
        let message = format!(
            "--output {} is one of the input files, which it would overwrite",
            file.display()
        );
        misused(&["simulate"], ErrorKind::ValueValidation, message);
    }
    match simulate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(failure);
            ExitCode::FAILURE
        }
    }
}

fn simulate(options: &SimulateOptions) -> Result<(), Failure> {
    let progress = Progress::new();
    let facts = options.read(&progress)?;
    let mut ledger = Ledger::open(&facts);
    progress.show(facts.sale_count() as u64, format_args!("closing through {}", options.through));
    ledger.close_through(options.through)?;
    match options.output {
        Some(_) => progress.show(facts.sale_count() as u64, format_args!("writing entries")),
        // They may go to the same screen.
        None => progress.clear(),
    }
    options.write(&ledger).map_err(|error| {
        let to = options.output.as_ref().map(|file| format!(" to {}", file.display()));
        Failure::Write { to: to.unwrap_or_default(), error }
    })?;
    progress.clear();
    let unmatched = ledger.unmatched().len();
    if options.format == Format::Csv && unmatched > 0 {
        let credits = if unmatched == 1 { "credit earns" } else { "credits earn" };
        say(format_args!(
            "unmatched: {unmatched} {credits} nothing; --format json gives the reasons"
        ));
    }
    Ok(())
}

impl SimulateOptions {
    /// The output, where it is one of the inputs under whatever name.
    fn input_to_overwrite(&self) -> Option<&Path> {
        let output = self.output.as_deref()?;
        let target = fs::canonicalize(output).ok().filter(|target| target.is_file())?;
        let tables = [Some(&self.sales), self.refunds.as_ref(), self.fx.as_ref()];
        let tables = tables.into_iter().chain([self.partners.as_ref()]).flatten();
        let mut inputs = self.plan.iter().chain(tables);
        let is_target = |input: &PathBuf| fs::canonicalize(input).is_ok_and(|file| file == target);
        inputs.any(is_target).then_some(output)
    }

    fn read(&self, progress: &Progress) -> Result<Facts, Failure> {
        let mut gathering = Gathering::new();
        for file in &self.plan {
            let bytes = files::read_plan(file).map_err(|error| unreadable(file, error))?;
            match plan_file::read(&bytes) {
                Ok(plan) => gathering.plan(plan),
                Err(bad) => gathering.faulty_plan(bad.code.as_ref(), bad.faults),
            }
        }
        if let Some(file) = &self.partners {
            read(file, |input| read_partners(input, &mut gathering))?;
        }
        if let Some(file) = &self.fx {
            read(file, |input| read_rates(input, &mut gathering))?;
        }
        read(&self.sales, |input| {
            let shown = |sales| progress.show(sales, format_args!("{sales} sales read"));
            let size = input.metadata().map_or(0, |file| file.len());
            read_sales(input, size, &mut gathering, shown)
        })?;
        if let Some(file) = &self.refunds {
            read(file, |input| read_refunds(input, &mut gathering))?;
        }
        gathering.finish(self.through).map_err(|faults| Failure::BadFacts(self.report(&faults)))
    }

    /// All faults, each with its file, line, field and value.
    fn report(&self, faults: &Faults) -> String {
        let mut report = String::new();
        for fault in faults.shown() {
            let nothing = Path::new("");
            let number = usize::try_from(fault.line).unwrap_or(usize::MAX);
            let (file, line) = match fault.table {
                Table::Plans => (self.plan.get(number).map(PathBuf::as_path), String::new()),
                Table::Partners => (self.partners.as_deref(), format!(":{number}")),
                Table::Rates => (self.fx.as_deref(), format!(":{number}")),
                Table::Sales => (Some(self.sales.as_path()), format!(":{number}")),
                Table::Refunds => (self.refunds.as_deref(), format!(":{number}")),
            };
            let file = file.unwrap_or(nothing).display();
            report.push_str(&format!("{file}{line}: {}\n", fault.in_words()));
        }
        let (shown, total) = (faults.shown().count() as u64, faults.total());
        report.push_str(&format!("{}; nothing was computed", errors(total)));
        if shown < total {
            report.push_str(&format!(" (the first {shown} are shown)"));
        }
        report
    }

    /// Writes all entries, to a file only when they are complete.
    fn write(&self, ledger: &Ledger<'_>) -> io::Result<()> {
        let Some(file) = &self.output else {
            return closed_is_done(self.write_to(BufWriter::new(io::stdout().lock()), ledger));
        };
        files::write_whole(file, |out| {
            self.write_to(BufWriter::with_capacity(1 << 20, out), ledger)
        })
    }

    fn write_to(&self, mut out: impl Write, ledger: &Ledger<'_>) -> io::Result<()> {
        match self.format {
            Format::Csv => entries::write_csv(&mut out, ledger, self.explain)?,
            Format::Json => {
                entries::write_json(&mut out, ledger, self.explain)?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()
    }
}

fn read(file: &Path, read: impl FnOnce(File) -> io::Result<()>) -> Result<(), Failure> {
    File::open(file).and_then(read).map_err(|error| unreadable(file, error))
}

fn unreadable(file: &Path, error: io::Error) -> Failure {
    Failure::Unreadable { file: file.to_owned(), error }
}

//! `saathi plan test`: run the examples that plan files carry.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::files;
use super::talk::{closed_is_done, errors, shown_fault};
use crate::commission::plan::{Plan, PlanFault};
use crate::commission::{EntryRef, Ledger};
use crate::domain::Amount;
use crate::formats::plan_examples::{self, Example, Expectation};
use crate::formats::plan_file;

const EXAMPLES: &str = "\
Example:
  saathi plan test plan.json
      computes the facts of each example of the plan, and compares what they earn

A plan file carries them beside its versions:
  \"examples\": [{\"name\": \"a verified seller\", \"through\": \"2026-07\",
    \"sales\": [{\"sale\": \"A\", \"amount\": \"9500.00\", \"paid_on\": \"2026-07-10\"}],
    \"expect\": [{\"sale\": \"A\", \"rule\": \"new\", \"amount\": \"1900.00\"}]}]

Exit status: 0 all hold, 1 one does not, there is none, or a file is faulty, 2 bad usage.";

/// Which files, and for whom.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct TestArgs {
    /// The plan files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write one JSON document to standard output, for machines
    #[arg(long)]
    json: bool,
}

/// What came of a file.
#[derive(Debug, Serialize)]
struct Tested {
    file: String,
    ok: bool,
    /// Why none of its examples could be run.
    fault: Option<String>,
    examples: Vec<Ran>,
}

/// What came of an example.
#[derive(Debug, Serialize)]
struct Ran {
    name: String,
    ok: bool,
    /// Why nothing could be computed.
    fault: Option<String>,
    failures: Vec<Failure>,
}

/// An expectation that does not hold.
#[derive(Debug, Serialize)]
struct Failure {
    of: String,
    expected: String,
    found: String,
    /// The entries that it is about, each with its explanation.
    entries: Vec<String>,
}

/// Runs the examples of all files. Whether all of them hold.
pub(super) fn test(args: &TestArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<bool> {
    let tested: Vec<Tested> = args.files.iter().map(|file| tested(file)).collect();
    let ok = tested.iter().all(|tested| tested.ok);
    if args.json {
        let json = serde_json::to_string_pretty(&tested)?;
        closed_is_done(writeln!(out, "{json}"))?;
        return Ok(ok);
    }
    for tested in &tested {
        closed_is_done(report(tested, out, err))?;
    }
    Ok(ok)
}

fn report(tested: &Tested, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    let file = &tested.file;
    if let Some(fault) = &tested.fault {
        for line in fault.lines() {
            let _ = writeln!(err, "{file}: {line}");
        }
    }
    for Ran { name, ok, fault, failures } in &tested.examples {
        writeln!(out, "{file}: {}, {name}", if *ok { "ok" } else { "failed" })?;
        for line in fault.iter().flat_map(|fault| fault.lines()) {
            writeln!(out, "  {line}")?;
        }
        for Failure { of, expected, found, entries } in failures {
            writeln!(out, "  {of}: expected {expected}, found {found}")?;
            for line in entries.iter().flat_map(|entry| entry.lines()) {
                writeln!(out, "    {line}")?;
            }
        }
    }
    let failed = tested.examples.iter().filter(|ran| !ran.ok).count();
    if failed > 0 {
        let all = tested.examples.len();
        let _ = writeln!(err, "{file}: {failed} of {all} examples failed");
    }
    Ok(())
}

fn tested(file: &Path) -> Tested {
    let name = file.display().to_string();
    match run(file) {
        Ok(examples) => {
            Tested { file: name, ok: examples.iter().all(|ran| ran.ok), fault: None, examples }
        }
        Err(fault) => Tested { file: name, ok: false, fault: Some(fault), examples: Vec::new() },
    }
}

fn run(file: &Path) -> Result<Vec<Ran>, String> {
    let bytes =
        files::read_plan(file).map_err(|error| format!("the file cannot be read: {error}"))?;
    let plan = plan_file::read(&bytes).map_err(|found| {
        let line = |PlanFault { path, message, .. }: &PlanFault| format!("{path}: {message}");
        found.faults.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    let examples = plan_examples::read(&bytes, &plan)?;
    if examples.is_empty() {
        return Err("carries no examples".to_owned());
    }
    Ok(examples.iter().map(|example| ran(example, &plan)).collect())
}

fn ran(example: &Example, plan: &Plan) -> Ran {
    let name = example.name.clone();
    match failures(example, plan) {
        Ok(failures) => Ran { name, ok: failures.is_empty(), fault: None, failures },
        Err(fault) => Ran { name, ok: false, fault: Some(fault), failures: Vec::new() },
    }
}

fn failures(example: &Example, plan: &Plan) -> Result<Vec<Failure>, String> {
    let gathering = example.gathering(plan).map_err(|error| error.to_string())?;
    let facts = gathering.finish(example.through).map_err(|faults| {
        let line = |fault: &crate::commission::facts::Fault| {
            // A table's first line is its header, which an example does not have.
            let row = fault.line.saturating_sub(2);
            let table = format!("{:?}", fault.table).to_lowercase();
            format!("{table}/{row}: {}", shown_fault(fault))
        };
        let lines: Vec<_> = faults.shown().map(line).collect();
        format!("{}\n{}; nothing was computed", lines.join("\n"), errors(faults.total()))
    })?;
    let mut ledger = Ledger::open(&facts);
    ledger.close_through(example.through).map_err(|error| error.to_string())?;
    let periods = ledger.posted_in();
    let entries: Vec<EntryRef<'_, '_>> =
        periods.iter().flat_map(|period| ledger.entries(*period)).collect();
    let expected = example.expected.iter();
    Ok(expected.filter_map(|expected| failure(expected, &entries, plan)).collect())
}

fn failure(expected: &Expectation, entries: &[EntryRef<'_, '_>], plan: &Plan) -> Option<Failure> {
    let own: Vec<_> = entries.iter().filter(|entry| expected.is_of(&entry.entry())).collect();
    let sum: i128 = own.iter().map(|entry| i128::from(entry.entry().amount.minor())).sum();
    if sum == i128::from(expected.amount.minor()) {
        return None;
    }
    let currency = plan.currency();
    let shown = |amount: Amount| format!("{} {currency}", amount.in_currency(currency));
    let found = Amount::try_from(sum).map_or_else(|_| "out of range".to_owned(), shown);
    let told = |entry: &&EntryRef<'_, '_>| {
        let line = entry.entry();
        let of = line.sale.map(|sale| format!(" of sale {sale}")).unwrap_or_default();
        let (period, kind, rule) = (line.period, line.kind.as_str(), line.rule);
        format!("{period} {kind} by {rule}{of}: {}\n{}", shown(line.amount), entry.explain())
    };
    Some(Failure {
        of: expected.words(),
        expected: shown(expected.amount),
        found,
        entries: own.iter().map(told).collect(),
    })
}

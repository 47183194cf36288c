//! `saathi plan test`: run the examples that plan files carry.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::files;
use super::talk::closed_is_done;
use crate::commission::plan::check::AllFaults;
use crate::commission::plan::{Plan, PlanFault};
use crate::domain::printable;
use crate::formats::plan_examples::{self, Outcome, Tried};
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

/// The longest name and words of an example that are shown, in characters.
const LONGEST_SHOWN: usize = 200;

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
        Ok(tried) => {
            let examples: Vec<Ran> = tried.into_iter().map(Ran::from).collect();
            let ok = examples.iter().all(|ran| ran.ok);
            Tested { file: name, ok, fault: None, examples }
        }
        Err(fault) => Tested { file: name, ok: false, fault: Some(fault), examples: Vec::new() },
    }
}

fn run(file: &Path) -> Result<Vec<Tried>, String> {
    let lines = |faults: &AllFaults| {
        let line = |PlanFault { path, message, .. }: &PlanFault| format!("{path}: {message}");
        faults.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let bytes =
        files::read_plan(file).map_err(|error| format!("the file cannot be read: {error}"))?;
    let (draft, examples) = plan_file::read_draft(&bytes).map_err(|found| lines(&found.faults))?;
    let plan = Plan::new(draft).map_err(|faults| lines(&faults))?;
    if examples.is_empty() {
        return Err("carries no examples".to_owned());
    }
    Ok(examples.iter().map(|example| plan_examples::run(&plan, example)).collect())
}

impl From<Tried> for Ran {
    fn from(tried: Tried) -> Self {
        let (name, ok) = (printable(tried.name.as_str(), LONGEST_SHOWN), tried.holds());
        match tried.outcome {
            Ok(all) => {
                let failed = all.into_iter().filter(|outcome| !outcome.holds());
                Self { name, ok, fault: None, failures: failed.map(Failure::from).collect() }
            }
            Err(fault) => Self { name, ok, fault: Some(fault), failures: Vec::new() },
        }
    }
}

impl From<Outcome> for Failure {
    fn from(outcome: Outcome) -> Self {
        Self {
            of: printable(outcome.about(), LONGEST_SHOWN),
            expected: outcome.expected.to_string(),
            found: outcome.came_to(),
            entries: outcome.entries,
        }
    }
}

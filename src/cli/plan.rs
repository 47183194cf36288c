//! `saathi plan`: check plan files, read them in plain English, and run their examples.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::files;
use super::plan_test::{TestArgs, test};
use super::talk::{closed_is_done, errors, say};
use crate::commission::facts::{Fault, Gathering};
use crate::commission::plan::advice::{Advice, Known, advise_knowing};
use crate::commission::plan::check::AllFaults;
use crate::commission::plan::sentences::sentences;
use crate::commission::plan::{Plan, PlanFault};
use crate::domain::{Code, Span};
use crate::formats::fact_tables::read_partners;
use crate::formats::plan_file;

const CHECK_EXAMPLES: &str = "\
Examples:
  saathi plan check plan.json
      says all that is wrong with it and warns of what is suspicious
  saathi plan check --partners partners.csv plan.json
      warns of versions that no partner ever has, too
  saathi plan check --json plans/*.json
      the same of many, as one JSON document

Exit status: 0 all are sound, 1 a faulty plan or an unreadable file, 2 bad usage.";

const EXPLAIN_EXAMPLES: &str = "\
Example:
  saathi plan explain plan.json

Exit status: 0 done, 1 a faulty plan or an unreadable file, 2 bad usage.";

/// Check plan files, read one in plain English, or run their examples.
#[derive(Debug, Args)]
pub struct PlanArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say all that is wrong with plan files, and what is legal but suspicious
    Check(CheckArgs),
    /// Print a plan in plain English
    Explain(ExplainArgs),
    /// Run the examples that plan files carry: facts, and what they must earn
    Test(TestArgs),
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
struct CheckArgs {
    /// The plan files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The partners and their plans, to warn of versions that none of them ever has
    #[arg(long, value_name = "FILE")]
    partners: Option<PathBuf>,
    /// Write one JSON document to standard output, for machines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
struct ExplainArgs {
    /// The plan file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the subcommand. Exit status: 0 done, 1 a faulty plan or an unreadable file.
pub fn run(args: &PlanArgs) -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let sound = match &args.command {
        Command::Check(args) => check_with_partners(args, &mut out, &mut err),
        Command::Explain(args) => explain(&args.file, &mut out, &mut err),
        Command::Test(args) => test(args, &mut out, &mut err),
    };
    drop(err);
    match sound.and_then(|sound| closed_is_done(out.flush()).map(|()| sound)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(format_args!("cannot write to standard output: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// What is found in one file.
#[derive(Debug, Serialize)]
struct Found {
    file: String,
    ok: bool,
    plan: Option<String>,
    versions: Option<usize>,
    fault_count: u64,
    faults: Vec<FaultOut>,
    warnings: Vec<WarningOut>,
}

#[derive(Debug, Serialize)]
struct FaultOut {
    path: String,
    value: String,
    message: String,
}

#[derive(Debug, Serialize)]
struct WarningOut {
    path: String,
    message: String,
}

impl From<PlanFault> for FaultOut {
    fn from(PlanFault { path, value, message, kind: _ }: PlanFault) -> Self {
        Self { path, value, message }
    }
}

impl From<Advice> for WarningOut {
    fn from(Advice { path, message }: Advice) -> Self {
        Self { path, message }
    }
}

/// A plan with what is suspicious in it, or its code and what is wrong with it.
type Judged = Result<(Plan, Vec<Advice>), (Option<String>, AllFaults)>;

/// When partners have each plan; `None` without their table.
type Agreements = Option<HashMap<Code, Vec<Span>>>;

fn check_with_partners(
    args: &CheckArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<bool> {
    let agreements = match args.partners.as_deref().map(read_agreements).transpose() {
        Ok(agreements) => agreements,
        Err(message) => {
            let _ = writeln!(err, "{message}");
            return Ok(false);
        }
    };
    if args.json {
        check_json(&args.files, &agreements, out)
    } else {
        check(&args.files, &agreements, out, err)
    }
}

/// The agreements of the partners' table, or the lines that say why there are none.
fn read_agreements(file: &Path) -> Result<HashMap<Code, Vec<Span>>, String> {
    let name = file.display();
    let mut gathering = Gathering::new();
    File::open(file)
        .and_then(|input| read_partners(input, &mut gathering))
        .map_err(|error| format!("{name}: {error}"))?;
    gathering.agreements().map_err(|faults| {
        let line = |fault: &Fault| format!("{name}:{}: {}\n", fault.line, fault.in_words());
        let lines: String = faults.shown().map(line).collect();
        format!("{lines}{}; no plan was checked", errors(faults.total()))
    })
}

fn judge(file: &Path, agreements: &Agreements) -> Judged {
    let whole = |message| PlanFault { message, ..PlanFault::default() };
    let bytes = files::read_plan(file)
        .map_err(|error| (None, whole(format!("the file cannot be read: {error}")).into()))?;
    let (draft, _) = plan_file::read_draft(&bytes)
        .map_err(|faults| (faults.code.map(|code| code.to_string()), faults.faults))?;
    let file_order = draft.versions.iter().map(|version| version.effective_from).collect();
    let code = draft.code.to_string();
    let plan = Plan::new(draft).map_err(|faults| (Some(code), faults))?;
    let of_plan = |all: &HashMap<_, Vec<_>>| all.get(plan.code()).cloned().unwrap_or_default();
    let agreements = agreements.as_ref().map(of_plan);
    let advice = advise_knowing(&plan, &Known { file_order, agreements });
    Ok((plan, advice))
}

fn check(
    files: &[PathBuf],
    agreements: &Agreements,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<bool> {
    let mut sound = true;
    for file in files {
        match judge(file, agreements) {
            Ok((plan, advice)) => {
                for Advice { path, message } in advice {
                    let _ = writeln!(err, "{}: {path}: warning: {message}", file.display());
                }
                let number = plan.versions().len();
                let s = if number == 1 { "" } else { "s" };
                closed_is_done(writeln!(out, "{}: ok, {number} version{s}", file.display()))?;
            }
            Err((_, faults)) => {
                sound = false;
                // The exit status tells it even where no word of it can be written.
                let _ = print_faults(file, &faults, err);
            }
        }
    }
    Ok(sound)
}

fn print_faults(file: &Path, faults: &AllFaults, err: &mut dyn Write) -> io::Result<()> {
    for PlanFault { path, value, message, kind: _ } in faults.iter() {
        write!(err, "{}: ", file.display())?;
        for part in [path, value].into_iter().filter(|part| !part.is_empty()) {
            write!(err, "{part}: ")?;
        }
        writeln!(err, "{message}")?;
    }
    let (total, shown) = (faults.total(), faults.len());
    if total > shown as u64 {
        writeln!(err, "{}: {total} faults; the first {shown} are shown", file.display())?;
    }
    Ok(())
}

fn check_json(files: &[PathBuf], agreements: &Agreements, out: &mut dyn Write) -> io::Result<bool> {
    let found: Vec<Found> = files.iter().map(|file| found(file, judge(file, agreements))).collect();
    let sound = found.iter().all(|found| found.ok);
    let json = serde_json::to_string_pretty(&found)?;
    closed_is_done(writeln!(out, "{json}")).map(|()| sound)
}

fn found(file: &Path, judged: Judged) -> Found {
    let file = file.display().to_string();
    match judged {
        Ok((plan, advice)) => Found {
            file,
            ok: true,
            plan: Some(plan.code().to_string()),
            versions: Some(plan.versions().len()),
            fault_count: 0,
            faults: Vec::new(),
            warnings: advice.into_iter().map(WarningOut::from).collect(),
        },
        Err((plan, faults)) => Found {
            file,
            ok: false,
            plan,
            versions: None,
            fault_count: faults.total(),
            faults: faults.into_iter().map(FaultOut::from).collect(),
            warnings: Vec::new(),
        },
    }
}

fn explain(file: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<bool> {
    match judge(file, &None) {
        Ok((plan, _)) => closed_is_done(write!(out, "{}", sentences(&plan))).map(|()| true),
        Err((_, faults)) => {
            let _ = print_faults(file, &faults, err);
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::plan::check::PlanChecks;

    fn case(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/cases").join(name)
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    fn checked(files: &[PathBuf]) -> (bool, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let sound = check(files, &None, &mut out, &mut err).unwrap();
        (sound, text(out), text(err))
    }

    #[test]
    fn a_sound_plan_is_ok_and_its_warnings_are_told() {
        let file = case("02-retroactive-quarter-refund/plan.json");
        let (sound, out, err) = checked(std::slice::from_ref(&file));
        assert!(sound);
        assert_eq!(out, format!("{}: ok, 1 version\n", file.display()));
        let first = format!("{}: /versions/0/rules/0/pay/tiers/1: warning: ", file.display());
        assert!(err.starts_with(&first) && err.contains("is worth 600.00"), "{err}");
    }

    #[test]
    fn each_file_is_judged_whatever_the_others_are() {
        let (sound, out, err) = checked(&[
            case("01-marginal-quarter/sales.csv"),
            case("none.json"),
            case("01-marginal-quarter/plan.json"),
        ]);
        assert!(!sound);
        assert!(out.ends_with("plan.json: ok, 1 version\n"));
        assert!(err.contains("sales.csv: the file is not JSON"), "{err}");
        assert!(err.contains("none.json: the file cannot be read"), "{err}");
    }

    #[test]
    fn a_fault_is_printed_with_path_and_value_and_all_are_counted() {
        let mut checks = PlanChecks::default();
        for (path, value) in [("/a", "1"), ("/b", ""), ("", "")] {
            checks.fault(path, value, "is wrong");
        }
        (0..5000).for_each(|_| checks.fault("/c", "2", "is wrong"));
        let mut err = Vec::new();
        print_faults(Path::new("p.json"), &checks.into_faults(), &mut err).unwrap();
        let err = text(err);
        let lines = "p.json: /a: 1: is wrong\np.json: /b: is wrong\np.json: is wrong\n";
        assert!(err.starts_with(lines), "{err}");
        assert!(err.ends_with("p.json: 5003 faults; the first 1000 are shown\n"), "{err}");
    }

    #[test]
    fn machines_read_the_same_as_json() {
        let mut out = Vec::new();
        let files = [case("04-version-change/plan.json"), case("none.json")];
        assert!(!check_json(&files, &None, &mut out).unwrap());
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&json[0]["ok"], &json[0]["plan"]), (&true.into(), &"PK".into()));
        assert_eq!(json[0]["versions"], 2);
        assert_eq!(json[0]["warnings"][0]["path"], "/versions/1/cap");
        assert_eq!((&json[1]["ok"], &json[1]["faults"][0]["path"]), (&false.into(), &"".into()));
    }

    #[test]
    fn explains_a_plan_or_says_why_not() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        assert!(explain(&case("01-marginal-quarter/plan.json"), &mut out, &mut err).unwrap());
        assert!(text(out).contains("Rule new: all sales pay by slices"));
        assert!(!explain(&case("none.json"), &mut Vec::new(), &mut err).unwrap());
        assert!(!err.is_empty());
    }
}

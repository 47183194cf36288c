//! `saathi verify`: reads the whole database again, or a bundle without one, and says what does not hold.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::talk::{finish, finish_with};
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::printable;
use crate::service::verification::{Checked, Verified, verify, verify_bundle};

/// Which database, on which day, and for whom the answer is.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    /// Compute a period's bundle again instead, without a database
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Verifies; what is wrong ends in exit status 1.
pub(super) fn run(args: &VerifyArgs) -> ExitCode {
    match checks(args) {
        Ok(found) if args.json => finish_with(in_json(&found), fault(&found)),
        Ok(found) => finish_with(told(&found), fault(&found)),
        Err(error) => finish(Err(error)),
    }
}

fn checks(args: &VerifyArgs) -> Result<Verified, String> {
    let Some(path) = &args.bundle else {
        let today = args.time.clock().now().today;
        let checks = verify(&args.database.database_url, today);
        let checks = checks.map_err(|error| error.to_string())?;
        return Ok(Verified { checks, left: 0, given: Vec::new() });
    };
    let cannot = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| cannot(&error))?;
    verify_bundle(BufReader::new(file)).map_err(|error| cannot(&error))
}

/// What to say where something is wrong.
pub(super) fn wrong(checks: &[Checked]) -> Option<String> {
    let failed = checks.iter().filter(|check| check.outcome.broken > 0).count();
    (failed > 0).then(|| format!("{failed} of {} checks found something wrong", checks.len()))
}

/// What keeps it from being sound. A bundle of which a part could not be computed again is not: whoever
/// wrote it may have said so to hide that part.
fn fault(found: &Verified) -> Option<String> {
    let left = || match found.left {
        0 => None,
        left => Some(format!("{left} of its keys could not be computed again")),
    };
    wrong(&found.checks).or_else(left)
}

/// The checks, and a line for each thing that was believed.
fn told(found: &Verified) -> String {
    let given = found.given.iter().map(|given| format!("given {given}"));
    std::iter::once(in_words(&found.checks)).chain(given).collect::<Vec<_>>().join("\n")
}

/// A line for each check, and one for each thing that is wrong.
pub(super) fn in_words(checks: &[Checked]) -> String {
    const LONGEST: usize = 300;
    let mut lines = Vec::new();
    for Checked { name, outcome } in checks {
        let level = if outcome.broken == 0 { "ok  " } else { "FAIL" };
        let (checked, broken) = (outcome.checked, outcome.broken);
        lines.push(format!(
            "{level}  {name}: {checked} checked, {broken} wrong{}",
            believed(outcome.given)
        ));
        for broken in &outcome.examples {
            let (id, what) = (printable(&broken.id, LONGEST), printable(&broken.what, LONGEST));
            lines.push(format!("      {id} {what}"));
        }
        let shown = u64::try_from(outcome.examples.len()).unwrap_or_default();
        if outcome.broken > shown {
            lines.push(format!("      and {} more", outcome.broken - shown));
        }
    }
    lines.join("\n")
}

/// How many could not be looked at, where there are any.
fn believed(given: u64) -> String {
    match given {
        0 => String::new(),
        given => format!(", {given} given: how their facts stood at the close cannot be told"),
    }
}

fn in_json(found: &Verified) -> String {
    let checks = &found.checks;
    json!({"sound": fault(found).is_none(), "checks": listed(checks), "given": found.given})
        .to_string()
}

/// The checks for a machine.
pub(super) fn listed(checks: &[Checked]) -> Vec<Value> {
    let check = |Checked { name, outcome }: &Checked| {
        let broken = outcome.examples.iter();
        let findings: Vec<Value> =
            broken.map(|broken| json!({"id": broken.id, "what": broken.what})).collect();
        json!({
            "name": name,
            "checked": outcome.checked,
            "wrong": outcome.broken,
            "given": outcome.given,
            "findings": findings,
        })
    };
    checks.iter().map(check).collect()
}

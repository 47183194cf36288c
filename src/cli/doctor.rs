//! `saathi doctor`: how the installation is, and what to do about it.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::talk::finish_with;
use crate::config::{DatabaseOptions, ServeOptions, TimeOptions};
use crate::domain::printable;
use crate::service::diagnosis::{Finding, Level, Told, diagnose};

/// The settings that `serve` would have, and for whom the answer is.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    serve: ServeOptions,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Looks; what does not work ends in exit status 1.
pub(super) fn run(args: &DoctorArgs) -> ExitCode {
    let told = Told {
        clock: args.time.clock(),
        stands: args.time.today.is_some(),
        secret_bytes: args.serve.secret.as_ref().map(String::len),
    };
    let findings = diagnose(&args.database.database_url, &told);
    let failed = findings.iter().filter(|finding| finding.level == Level::Fail).count();
    let wrong = (failed > 0).then(|| format!("{failed} of {} need you", findings.len()));
    let data = if args.json {
        json!({"healthy": failed == 0, "findings": findings}).to_string()
    } else {
        findings.iter().map(in_words).collect::<Vec<_>>().join("\n")
    };
    finish_with(data, wrong)
}

fn in_words(finding: &Finding) -> String {
    const LONGEST: usize = 500;
    let level = match finding.level {
        Level::Ok => "ok  ",
        Level::Warn => "warn",
        Level::Fail => "FAIL",
    };
    let found = printable(&finding.found, LONGEST);
    let advice = finding.advice.iter().map(|advice| format!("\n      {advice}"));
    format!("{level}  {}: {found}", finding.name) + &advice.collect::<String>()
}

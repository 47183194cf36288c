//! `saathi close`: a period, closed by somebody who may.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::service_app;
use super::talk::finish;
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::{Email, Period};
use crate::service::periods::Outcome;

/// Close a period.
#[derive(Debug, Args)]
pub(super) struct CloseArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    /// The month, such as 2026-07
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: Period,
    /// Who closes it: somebody of finance, or an administrator
    #[arg(long = "as", value_name = "EMAIL", value_parser = parse_email)]
    email: Email,
    /// Write what it came to as JSON
    #[arg(long)]
    json: bool,
}

/// Reads a month that can be closed.
pub(super) fn parse_period(text: &str) -> Result<Period, &'static str> {
    let period = Period::parse(text).filter(|period| *period <= Period::LAST);
    period.ok_or("is not a month like 2026-07, up to 2199-12")
}

fn parse_email(text: &str) -> Result<Email, &'static str> {
    Email::parse(text).ok_or("is not an e-mail address")
}

/// Runs the subcommand.
pub(super) fn run(args: &CloseArgs) -> ExitCode {
    finish(close(args))
}

fn close(args: &CloseArgs) -> Result<String, String> {
    let app = service_app(&args.database, &args.time, 2, None)?;
    let outcome = app.close_as(&args.email, args.period).map_err(|error| error.to_string())?;
    Ok(if args.json { as_json(&outcome) } else { as_text(&outcome) })
}

fn as_json(outcome: &Outcome) -> String {
    let totals = outcome.totals.iter().map(|money| {
        let amount = money.amount.in_currency(money.currency).to_string();
        json!({"amount": amount, "currency": money.currency.code()})
    });
    let unmatched = outcome.unmatched.iter().map(|unpaid| {
        json!({"sale": unpaid.sale_external_id, "partner_id": unpaid.partner.as_str(),
            "reason": unpaid.reason})
    });
    json!({
        "period": outcome.period.to_string(),
        "status": "closed",
        "entries": outcome.entries,
        "statements": outcome.statements.len(),
        "totals": totals.collect::<Vec<_>>(),
        "unmatched": unmatched.collect::<Vec<_>>(),
        "fingerprint": outcome.fingerprint.to_string(),
    })
    .to_string()
}

fn as_text(outcome: &Outcome) -> String {
    let mut lines = vec![format!(
        "{} is closed: {} entries, {} statements, {} unmatched",
        outcome.period,
        outcome.entries,
        outcome.statements.len(),
        outcome.unmatched.len()
    )];
    let totals = outcome.totals.iter();
    lines.extend(
        totals.map(|money| {
            format!("{} {}", money.amount.in_currency(money.currency), money.currency)
        }),
    );
    lines.push(format!("fingerprint {}", outcome.fingerprint));
    lines.join("\n")
}

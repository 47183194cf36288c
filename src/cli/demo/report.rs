//! What the demo prints: a statement with two entries explained, the logins, and calls that work.

use std::fmt::Write;
use std::net::SocketAddr;

use crate::domain::statement::Statement;
use crate::domain::{Amount, Partner, Scope};
use crate::service::listing;
use crate::service::passwords::OF_DEMO;
use crate::service::statements::{self, NamedEntry};
use crate::service::{App, ServiceError, Tx, partners};
use crate::storage::{self, periods};

use super::stage::wrong;

/// How many entries the statement shows of each kind that it explains.
const EXPLAINED: usize = 2;

/// The whole of it.
pub(super) fn text(app: &App, address: SocketAddr) -> Result<String, ServiceError> {
    let shown = app.database.read(&Scope::of_programme(), shown)?;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _statement = statement(&mut out, &shown);
    let _entries = explained(&mut out, &shown);
    let _logins = logins(&mut out, &shown);
    let _calls = calls(&mut out, &shown, address);
    Ok(out)
}

struct Shown {
    partner: Partner,
    statement: Statement,
    entries: Vec<NamedEntry>,
}

/// The largest statement of the last closed period, and entries of it.
fn shown(tx: &mut Tx<'_>) -> Result<Shown, ServiceError> {
    let last = periods::last(tx)?.ok_or_else(|| wrong("no month is closed"))?;
    let all = storage::statements::of_period(tx, last.period)?;
    let largest = all.into_iter().max_by_key(|statement| statement.given.commission);
    let statement = largest.ok_or_else(|| wrong("the month has no statement"))?;
    let partner = partners::get(tx, &statement.partner)?;
    let asked = listing::question(&statements::ENTRIES, &[])?;
    let entries = statements::entries(tx, &statement.id, &asked)?.rows;
    Ok(Shown { partner, statement, entries })
}

fn statement(out: &mut String, shown: &Shown) -> std::fmt::Result {
    let Shown { partner, statement, entries } = shown;
    let (given, figures) = (&statement.given, &statement.figures);
    let plan = |amount: Amount| amount.in_currency(statement.currency).to_string();
    let paid = |amount: Amount| amount.in_currency(statement.payout_currency).to_string();
    let (earned, money) = (statement.currency.code(), statement.payout_currency.code());
    writeln!(out, "STATEMENT {} of {} ({})", statement.period, partner.name, partner.code)?;
    writeln!(out, "  (partners, sellers and figures of this demo are invented)\n")?;
    for (line, figure, currency) in [
        ("opening balance", plan(given.opening_balance), earned),
        ("commission", plan(given.commission), earned),
        ("adjustments", plan(given.adjustments), earned),
        ("gross", plan(figures.gross), earned),
        ("held", plan(given.held), earned),
        ("carried forward", plan(figures.carried_forward), earned),
        ("payable", paid(figures.payable), money),
        ("sales tax", paid(figures.sales_tax), money),
        ("withholding tax", paid(figures.withholding_tax), money),
        ("net", paid(figures.net), money),
    ] {
        writeln!(out, "  {line:<16}{figure:>16} {currency}")?;
    }
    let count = entries.len();
    writeln!(
        out,
        "\n  {} entries, of which {} are explained:",
        statement.entries,
        EXPLAINED.min(count)
    )
}

/// Two entries, of two rules where there are two.
fn explained(out: &mut String, shown: &Shown) -> std::fmt::Result {
    let first = shown.entries.first();
    let other =
        |entry: &&NamedEntry| first.is_some_and(|first| first.entry.rule != entry.entry.rule);
    let second = shown.entries.iter().find(other).or_else(|| shown.entries.get(1));
    for NamedEntry { entry, sale_external_id, .. } in first.into_iter().chain(second) {
        let sale = sale_external_id.as_deref().unwrap_or("no sale");
        let amount = entry.amount.in_currency(entry.currency);
        let (rule, kind, id) = (&entry.rule, entry.kind.as_str(), &entry.id);
        writeln!(out, "\n  {sale}  {rule}  {kind}  {amount} {}  {id}", entry.currency)?;
        for line in &entry.explanation {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn logins(out: &mut String, shown: &Shown) -> std::fmt::Result {
    let code = shown.partner.code.as_str().to_lowercase();
    writeln!(out, "\nLOGINS, all with the password: {OF_DEMO}\n")?;
    for (role, email) in [
        ("admin", "admin@saathi.example".to_owned()),
        ("manager", "manager@saathi.example".to_owned()),
        ("finance", "finance@saathi.example".to_owned()),
        ("finance, the second person", "finance2@saathi.example".to_owned()),
        ("auditor", "auditor@saathi.example".to_owned()),
        ("partner owner", format!("owner@{code}.example")),
        ("partner staff", format!("staff1@{code}.example")),
    ] {
        writeln!(out, "  {role:<28}{email}")?;
    }
    Ok(())
}

fn calls(out: &mut String, shown: &Shown, address: SocketAddr) -> std::fmt::Result {
    let api = format!("http://{address}/api/v1");
    let entry = shown.entries.first().map_or("", |entry| entry.entry.id.as_str());
    let body = format!("{{\"email\":\"finance@saathi.example\",\"password\":\"{OF_DEMO}\"}}");
    writeln!(out, "\nCALLS\n")?;
    writeln!(
        out,
        "TOKEN=$(curl -s {api}/auth/login -H 'content-type: application/json' -d '{body}' \
         | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"
    )?;
    writeln!(
        out,
        "curl -s {api}/statements/{} -H \"authorization: Bearer $TOKEN\"",
        shown.statement.id
    )?;
    writeln!(out, "curl -s {api}/entries/{entry} -H \"authorization: Bearer $TOKEN\"")?;
    let ready = shown.statement.period.next();
    writeln!(out, "\n{ready} is ready to close: POST {api}/periods/{ready}/preview, then …/close.")
}

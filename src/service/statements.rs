//! Statements: accepted by the partner, approved by a second person, and their entries.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::approval::{self, as_seen};
use super::audit::{self, Change, Recorded};
use super::by::By;
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::settings;
use crate::commission::{Entry, Reckoning, Saying, Step};
use crate::domain::programme::Settings;
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{EntryId, Note, PartnerId, Period, Role, StatementId, Word, day_of};
use crate::formats::entries::{append_csv, csv_header};
use crate::storage::Tx;
use crate::storage::entries::{self, EntryRecord};
use crate::storage::periods;
use crate::storage::statements;

pub use crate::storage::entries::LISTED as ENTRIES;
pub use crate::storage::entries::{NamedEntry, Part};
pub use crate::storage::statements::LISTED;

/// A statement that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &StatementId) -> Result<Statement, ServiceError> {
    statements::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the statements that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Statement>, ServiceError> {
    Ok(statements::list(tx, listing)?)
}

/// A statement, and what its partner's silence means.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The statement.
    pub statement: Statement,
    /// The day from which on silence counts as acceptance.
    pub accept_by: NaiveDate,
    /// The day on which it did, where nobody has accepted the statement or approved it before.
    pub deemed_accepted_on: Option<NaiveDate>,
}

/// The settings by which the statements of a closed period stand, whatever was set since.
pub(super) fn at_close(tx: &mut Tx<'_>, period: Period) -> Result<Settings, ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    settings::at_close(tx, &closed)
}

/// What its partner's silence means for a statement.
pub fn awaited(tx: &mut Tx<'_>, by: &By, statement: Statement) -> Result<Awaited, ServiceError> {
    let settings = at_close(tx, statement.period)?;
    let day = |at: NaiveDateTime| day_of(at.and_utc(), settings.zone);
    Ok(Awaited {
        accept_by: day(statement.silent_until(settings.acceptance)),
        deemed_accepted_on: statement.deemed_accepted(by.at(), settings.acceptance).map(day),
        statement,
    })
}

/// A page of the statements that the caller may see, each with what its partner's silence means.
pub fn list_awaited(
    tx: &mut Tx<'_>,
    by: &By,
    listing: &Listing,
) -> Result<Page<Awaited>, ServiceError> {
    let page = list(tx, by, listing)?;
    page.over(|rows| rows.into_iter().map(|statement| awaited(tx, by, statement)).collect())
}

/// The partner takes a statement as it is; twice is the same as once.
pub fn accept(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&StatementId, Option<i32>),
) -> Result<Statement, ServiceError> {
    if by.actor.role() != Role::PartnerOwner {
        return Err(ServiceError::Forbidden);
    }
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    if before.accepted.is_some() {
        return Ok(before);
    }
    if !is_draft(&before) {
        return Err(not_draft(&before));
    }
    let statement = Statement {
        accepted: Some((by.actor.user().clone(), by.at())),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    // Only the platform writes statements.
    tx.as_programme(|tx| store(tx, &statement))?;
    audit::note(tx, by, &Change::of("statements.accept", (Some(&before), &statement)))?;
    Ok(statement)
}

/// What goes with an approval.
#[derive(Debug, Clone, Default)]
pub struct Approval {
    /// Why it is approved without the partner's word.
    pub reason: Option<Note>,
    /// The fingerprint of what was seen.
    pub fingerprint: Option<String>,
}

/// Approves a statement that the partner has accepted, or has been silent about for seven days; with a
/// reason, also before.
pub fn approve(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&StatementId, Option<i32>),
    approval: &Approval,
) -> Result<Statement, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let closed = periods::by_period(tx, before.period)?.ok_or(ServiceError::NotFound)?;
    by.is_second_to(&closed.closed_by)?;
    if !is_draft(&before) {
        return Err(not_draft(&before));
    }
    let acceptance = settings::at_close(tx, &closed)?.acceptance;
    as_seen(before.approval_fingerprint(), approval.fingerprint.as_deref())?;
    if approval.reason.is_none() && !before.is_accepted(by.at(), acceptance) {
        let detail = "the partner has not accepted it yet, and seven days have not passed; \
                      give a reason to approve it now";
        return Err(ServiceError::Conflict("not_accepted", detail.to_owned()));
    }
    store_approved(tx, by, &before, approval.reason.as_ref())
}

/// Whether a statement can still be accepted and approved.
pub(super) fn is_draft(statement: &Statement) -> bool {
    statement.status == StatementStatus::Draft
}

/// Why a statement that is no draft any more stays as it is.
pub(super) fn not_draft(statement: &Statement) -> ServiceError {
    let detail = format!("the statement is {}", statement.status.as_str());
    ServiceError::Conflict("status", detail)
}

/// Approves a statement and writes it down.
pub(super) fn store_approved(
    tx: &mut Tx<'_>,
    by: &By,
    before: &Statement,
    reason: Option<&Note>,
) -> Result<Statement, ServiceError> {
    let statement = Statement {
        status: StatementStatus::Approved,
        approved: Some((by.actor.user().clone(), by.at())),
        approval_reason: reason.map(|reason| reason.as_str().to_owned()),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &statement)?;
    let is = before.approval_fingerprint();
    approval::keep(tx, before.id.as_str(), &is)?;
    let change = Change::of("statements.approve", (Some(before), &statement)).because(reason);
    let change = change.of_what_was(&is);
    audit::note(tx, by, &change)?;
    Ok(statement)
}

fn store(tx: &mut Tx<'_>, statement: &Statement) -> Result<(), ServiceError> {
    ServiceError::stale_unless(statements::update(tx, statement)?)
}

impl Recorded for Statement {
    const KIND: &'static str = "statement";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        let net = self.figures.net.in_currency(self.payout_currency);
        json!({
            "period": self.period.to_string(),
            "status": self.status.as_str(),
            "accepted": self.accepted.is_some(),
            "net": net.to_string(),
            "currency": self.payout_currency.code(),
            "fingerprint": self.fingerprint.to_string(),
        })
    }
}

/// A page of a statement's entries, as the caller may see them.
pub fn entries(
    tx: &mut Tx<'_>,
    id: &StatementId,
    listing: &Listing,
) -> Result<Page<NamedEntry>, ServiceError> {
    let statement = get(tx, id)?;
    let page = entries::list(tx, (statement.period, &statement.partner), listing)?;
    page.over(|rows| named(tx, rows))
}

/// An entry that the caller may see, with its explanation.
pub fn entry(tx: &mut Tx<'_>, id: &EntryId) -> Result<NamedEntry, ServiceError> {
    let entry = entries::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    named(tx, vec![entry])?.pop().ok_or(ServiceError::NotFound)
}

/// Names entries with the sight of the programme, and takes out what a partner may not learn.
fn named(tx: &mut Tx<'_>, some: Vec<EntryRecord>) -> Result<Vec<NamedEntry>, ServiceError> {
    let is_partner = tx.scope().partner().is_some();
    let named = tx.as_programme(|tx| entries::named(tx, some))?;
    Ok(if is_partner { named.into_iter().map(for_partner).collect() } else { named })
}

/// Of what an upper partner is paid an override on it learns the lower one's code, the day and the
/// basis: not which sale it is, what was paid or how it was shared.
pub(super) fn for_partner(mut named: NamedEntry) -> NamedEntry {
    if named.entry.from_partner.is_none() {
        return named;
    }
    named.sale_external_id = None;
    named.entry.sale = None;
    let steps = std::mem::take(&mut named.entry.explanation);
    let mut kept = Vec::new();
    let mut computes = false;
    for (place, step) in steps.into_iter().enumerate() {
        if step.starts_with("basis") && !computes {
            computes = true;
            let day = named.entry.day.to_string();
            let paid = Step { saying: Saying::PaidOn, named: vec![day], reckoning: None };
            kept.push(paid.to_string());
            kept.extend(named.entry.basis.map(|basis| {
                let currency = named.entry.currency;
                let basis = format!("{} {currency}", basis.in_currency(currency));
                let reckoning = Some(Reckoning::Given(basis));
                Step { saying: Saying::Basis, named: Vec::new(), reckoning }.to_string()
            }));
        } else if computes || place == 0 && step.starts_with("plan ") {
            kept.push(step);
        }
    }
    named.entry.explanation = kept;
    named
}

/// How many entries of a file are in memory at once.
const AT_ONCE: i64 = 5_000;

/// The header of an export.
pub fn export_header() -> String {
    csv_header()
}

/// What an export has of a statement.
pub fn part(tx: &mut Tx<'_>, id: &StatementId) -> Result<Part, ServiceError> {
    let statement = get(tx, id)?;
    Ok(Part { period: statement.period, partner: Some(statement.partner) })
}

/// What an export has of a closed period.
pub fn part_of_period(tx: &mut Tx<'_>, period: Period) -> Result<Part, ServiceError> {
    periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    Ok(Part { period, partner: None })
}

/// The position before the first entry of a file.
pub const BEFORE_THE_FIRST: i32 = -1;

/// The next entries of a file behind a position, as the caller may see them; none at its end.
pub fn next_entries(
    tx: &mut Tx<'_>,
    part: &Part,
    position: i32,
) -> Result<Option<Vec<NamedEntry>>, ServiceError> {
    let rows = entries::after(tx, part, position, AT_ONCE)?;
    if rows.is_empty() { Ok(None) } else { named(tx, rows).map(Some) }
}

/// The next lines of an export and the position of the last; none at its end.
pub fn export(
    tx: &mut Tx<'_>,
    part: &Part,
    position: i32,
) -> Result<Option<(Vec<u8>, i32)>, ServiceError> {
    let Some(rows) = next_entries(tx, part, position)? else { return Ok(None) };
    let last = rows.last().map_or(i32::MAX, |last| last.entry.position);
    let mut text = Vec::new();
    let written = append_csv(&mut text, rows.iter().map(line));
    written.map_err(|error| ServiceError::Internal(format!("an export: {error}")))?;
    Ok(Some((text, last)))
}

/// An entry as files have it.
pub(super) fn line(named: &NamedEntry) -> Entry<'_> {
    let EntryRecord { period, rule, window, kind, basis, amount, currency, .. } = &named.entry;
    Entry {
        period: *period,
        partner: &named.partner_code,
        sale: named.sale_external_id.as_deref(),
        rule: rule.as_str(),
        from_partner: named.from_code.as_ref(),
        window: *window,
        kind: *kind,
        basis: *basis,
        amount: *amount,
        currency: *currency,
    }
}

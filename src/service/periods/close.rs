//! Periods closed once and in order, on terms: what is left out, and which exceptions are accepted.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::iter::once;

use rayon::prelude::*;
use serde_json::json;

use super::changes::{self, Changes};
use crate::domain::statement::{Exception, ExceptionKey, ExceptionKind};
use crate::domain::{Fingerprint, Note, NoticeKind, Period, SaleId, Word as _};
use crate::service::approval;
use crate::service::audit::{self, Change};
use crate::service::by::{By, new_id};
use crate::service::closing::exceptions::{Late, exceptions, late};
use crate::service::closing::outcome::Outcome;
use crate::service::closing::stating::all_rated;
use crate::service::closing::{self, Asked, Computed, LeaveOut};
use crate::service::error::{Invalid, ServiceError};
use crate::service::notifications::{Notice, To, tell};
use crate::storage::entries;
use crate::storage::exceptions::{self as kept, Accepted};
use crate::storage::facts;
use crate::storage::periods::{self, ClosedPeriod};
use crate::storage::settings;
use crate::storage::statements;
use crate::storage::{StorageError, Tx};

/// On which terms a period is closed.
#[derive(Debug, Clone, Default)]
pub struct CloseTerms {
    /// The sales that it does not take in.
    pub left_out: Vec<LeaveOut>,
    /// The exceptions that are accepted.
    pub accepted: Vec<Accept>,
    /// The kinds of which every other exception is accepted, and why.
    pub accepted_kinds: Vec<(ExceptionKind, Note)>,
    /// Whether it is closed only where every exception is.
    pub only_accepted: bool,
    /// The fingerprint of the review that it is closed on; none where nothing binds it.
    pub seen: Option<String>,
}

/// An exception that is accepted, and why.
#[derive(Debug, Clone)]
pub struct Accept {
    /// What it is called.
    pub exception: ExceptionKey,
    /// Why it is accepted.
    pub reason: Note,
}

/// What a period comes to, and what deserves a look before it is closed.
#[derive(Debug, Clone)]
pub struct Review {
    /// What it comes to, or the code and the words of why that cannot be computed.
    pub outcome: Result<Outcome, (&'static str, String)>,
    /// What blocks or deserves a look; what was left out is not among it.
    pub exceptions: Vec<Exception>,
    /// What came late for closed months, by cause.
    pub late: Vec<Late>,
    /// Whether the period is not over, so that all of this is as far as it is known today.
    pub is_estimate: bool,
}

impl Review {
    /// What a close is bound to; none where the period cannot be computed.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.outcome.as_ref().ok().map(|outcome| review_fingerprint(outcome, &self.exceptions))
    }
}

/// That of what somebody reviews: the entries, and each exception with what it says.
fn review_fingerprint(outcome: &Outcome, exceptions: &[Exception]) -> Fingerprint {
    let mut each: Vec<_> = exceptions.iter().map(|one| (one.key(), one.detail())).collect();
    each.sort_unstable();
    let each = each.iter().flat_map(|(key, detail)| [key as &dyn Display, detail]);
    Fingerprint::of(
        "review",
        &once(&outcome.fingerprint as &dyn Display).chain(each).collect::<Vec<_>>(),
    )
}

/// What a period comes to, and what of it is other than the month before.
#[derive(Debug, Clone)]
pub struct DryRun {
    /// What it comes to.
    pub review: Review,
    /// What changed; none where the period cannot be computed.
    pub changes: Option<Changes>,
}

/// What closing a period would come to, with what blocks or deserves a look; nothing is written.
pub fn review(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    left_out: &[LeaveOut],
) -> Result<Review, ServiceError> {
    let last = may_close(tx, by, period)?;
    let (review, _) = reviewed(tx, by, (period, last, left_out), |_| Ok(()))?;
    Ok(review)
}

/// A review of the period that runs too, as far as it is known today.
pub fn review_so_far(tx: &mut Tx<'_>, by: &By, period: Period) -> Result<Review, ServiceError> {
    let last = has_begun(tx, by, period)?;
    let (review, _) = reviewed(tx, by, (period, last, &[]), |_| Ok(()))?;
    Ok(review)
}

/// A review, with what the close would change from the month before: both of one computation. Of the
/// period that runs, it is as far as that is known today.
pub fn dry_run(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    left_out: &[LeaveOut],
) -> Result<DryRun, ServiceError> {
    let last = has_begun(tx, by, period)?;
    let (review, entries) = reviewed(tx, by, (period, last, left_out), changes::entries)?;
    let changes = entries.map(|entries| changes::of_open(tx, period, entries)).transpose()?;
    Ok(DryRun { review, changes })
}

/// A review, and what else is wanted of its computation; none where there is none.
fn reviewed<T>(
    tx: &mut Tx<'_>,
    by: &By,
    (period, last, left_out): (Period, Option<ClosedPeriod>, &[LeaveOut]),
    wanted: impl FnOnce(&Computed<'_, '_>) -> Result<T, ServiceError>,
) -> Result<(Review, Option<T>), ServiceError> {
    may_leave_out(tx, left_out)?;
    let is_estimate = by.now.today <= period.last_day();
    let asked = Asked { period, last: last.as_ref(), left_out, only: None };
    let computed = closing::compute(tx, asked, |tx, computed| {
        Ok((computed.outcome_so_far(tx, by)?, wanted(computed)?))
    });
    let (so_far, found) = match computed {
        Ok((so_far, found)) => (Ok(so_far), Some(found)),
        Err(ServiceError::Unprocessable(code, detail)) => (Err((code, detail)), None),
        Err(error) => return Err(error),
    };
    let attempt = match &so_far {
        Ok((outcome, unrated)) => Ok((outcome, unrated.as_slice())),
        Err((code, detail)) => Err((*code, detail.as_str())),
    };
    let exceptions = exceptions(tx, &asked, attempt)?;
    let outcome = so_far.and_then(|(outcome, unrated)| match all_rated(&unrated) {
        Err(ServiceError::Unprocessable(code, detail)) => Err((code, detail)),
        _ => Ok(outcome),
    });
    Ok((Review { exceptions, late: late(tx, &asked)?, outcome, is_estimate }, found))
}

/// What a preview on those terms answers: as a close does.
pub fn preview_on(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    terms: &CloseTerms,
) -> Result<Closed, ServiceError> {
    let Review { outcome, exceptions, late, .. } = review(tx, by, period, &terms.left_out)?;
    let outcome = outcome.map_err(|(code, detail)| ServiceError::Unprocessable(code, detail))?;
    let accepted = accepted(by, terms, &exceptions)?;
    Ok(Closed { outcome, exceptions, late, accepted })
}

/// What a period came to, what deserved a look, and what of it was accepted.
#[derive(Debug, Clone)]
pub struct Closed {
    /// What it comes to.
    pub outcome: Outcome,
    /// What deserves a look.
    pub exceptions: Vec<Exception>,
    /// What came late for closed months, by cause.
    pub late: Vec<Late>,
    /// What is accepted of the exceptions.
    pub accepted: Vec<Accepted>,
}

impl Closed {
    /// What a close is bound to that was reviewed so.
    pub fn review_fingerprint(&self) -> Fingerprint {
        review_fingerprint(&self.outcome, &self.exceptions)
    }
}

/// Closes a period without accepting anything: its exceptions are as they are.
pub fn close(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    left_out: &[LeaveOut],
) -> Result<Outcome, ServiceError> {
    let terms = CloseTerms { left_out: left_out.to_vec(), ..CloseTerms::default() };
    close_on(tx, by, period, &terms).map(|closed| closed.outcome)
}

/// Closes a period: posts its entries, makes its statements, and keeps which exceptions were accepted and
/// by whom. The transaction must hold the facts.
pub fn close_on(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    terms: &CloseTerms,
) -> Result<Closed, ServiceError> {
    let last = may_close(tx, by, period)?;
    may_leave_out(tx, &terms.left_out)?;
    let asked = Asked { period, last: last.as_ref(), left_out: &terms.left_out, only: None };
    closing::compute(tx, asked, |tx, computed| {
        let outcome = computed.outcome(tx, by)?;
        let exceptions = exceptions(tx, &asked, Ok((&outcome, &[])))?;
        approval::as_seen(review_fingerprint(&outcome, &exceptions), terms.seen.as_deref())?;
        let late = late(tx, &asked)?;
        let accepted = accepted(by, terms, &exceptions)?;
        let closed = Closed { outcome, exceptions, late, accepted };
        store(tx, by, computed, &closed)?;
        Ok(closed)
    })
}

/// What was accepted when a period was closed.
pub fn accepted_at_close(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Accepted>, ServiceError> {
    periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    Ok(kept::accepted(tx, period)?)
}

/// What the terms accept of the exceptions; all of them, where only then it is closed.
fn accepted(
    by: &By,
    terms: &CloseTerms,
    exceptions: &[Exception],
) -> Result<Vec<Accepted>, ServiceError> {
    let found: HashMap<_, _> = exceptions.iter().map(|one| (one.key(), one)).collect();
    let keep = |known: &Exception, reason: &Note| Accepted {
        exception: known.key(),
        detail: known.detail(),
        reason: reason.as_str().to_owned(),
        by: by.actor.user().clone(),
        at: by.at(),
    };
    let mut taken = HashSet::new();
    let mut accepted = Vec::with_capacity(terms.accepted.len());
    for (place, Accept { exception, reason }) in terms.accepted.iter().enumerate() {
        let pointer = format!("/accept/{place}/exception");
        let Some(known) = found.get(exception) else {
            let message = "is not an exception of this period";
            return Err(ServiceError::invalid(pointer, "unknown_exception", message));
        };
        if !taken.insert(exception) {
            return Err(ServiceError::invalid(pointer, "twice", "is named twice"));
        }
        accepted.push(keep(known, reason));
    }
    let mut open = Vec::new();
    for one in exceptions.iter().filter(|one| !taken.contains(&one.key())) {
        match terms.accepted_kinds.iter().find(|(kind, _)| *kind == one.kind) {
            Some((_, reason)) => accepted.push(keep(one, reason)),
            None => open.push(one),
        }
    }
    if terms.only_accepted && !open.is_empty() { Err(still_open(&open)) } else { Ok(accepted) }
}

/// How many exceptions a refusal names.
const NAMED: usize = 10;

/// Refuses because of exceptions, the first of which are named.
fn still_open(open: &[&Exception]) -> ServiceError {
    let count = open.len();
    let detail = format!("{count} exceptions are neither mended nor accepted nor left out");
    let named = open.iter().take(NAMED).map(|one| Invalid {
        pointer: "/accept".to_owned(),
        code: one.kind.as_str(),
        message: format!("{}: {}", one.key(), one.detail()),
    });
    ServiceError::InTheWay("exceptions_open", detail, named.collect())
}

fn store(
    tx: &mut Tx<'_>,
    by: &By,
    computed: &Computed<'_, '_>,
    Closed { outcome, accepted, .. }: &Closed,
) -> Result<(), ServiceError> {
    let closed = ClosedPeriod {
        period: outcome.period,
        closed_by: by.actor.user().clone(),
        closed_at: by.at(),
        facts_through: computed.facts_through,
        entries: i32::try_from(outcome.entries).unwrap_or(i32::MAX),
        statements: i32::try_from(outcome.statements.len()).unwrap_or(i32::MAX),
        fingerprint: outcome.fingerprint,
        settings_through: settings::last(tx)?,
    };
    periods::insert(tx, &closed).map_err(|error| match error {
        StorageError::Refused(_) => is_closed(closed.period),
        error => error.into(),
    })?;
    for LeaveOut { sale, reason } in computed.asked.left_out {
        periods::leave_out(tx, closed.period, sale, reason.as_str())?;
    }
    for one in accepted {
        kept::accept(tx, closed.period, one)?;
    }
    statements::insert(tx, &outcome.statements)?;
    for statement in &outcome.statements {
        let notice = Notice {
            kind: NoticeKind::StatementPublished,
            subject_kind: "statement",
            subject_id: statement.id.as_str(),
            data: json!({"period": closed.period.to_string()}),
        };
        tell(tx, by.at(), To::OwnersOf(&statement.partner), &notice)?;
    }
    store_entries(tx, computed)?;
    note(tx, by, &closed, (computed.asked.left_out, accepted))
}

fn note(
    tx: &mut Tx<'_>,
    by: &By,
    closed: &ClosedPeriod,
    (left_out, accepted): (&[LeaveOut], &[Accepted]),
) -> Result<(), ServiceError> {
    let left_out = left_out
        .iter()
        .map(|one| json!({"sale_id": one.sale.as_str(), "reason": one.reason.as_str()}));
    let accepted = accepted
        .iter()
        .map(|one| json!({"exception": one.exception.as_str(), "reason": one.reason}));
    let after = json!({
        "entries": closed.entries,
        "statements": closed.statements,
        "fingerprint": closed.fingerprint.to_string(),
        "left_out": left_out.collect::<Vec<_>>(),
        "accepted": accepted.collect::<Vec<_>>(),
    });
    let period = closed.period.to_string();
    let change = Change {
        action: "periods.close",
        subject_kind: "period",
        subject_id: &period,
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

fn store_entries(tx: &mut Tx<'_>, computed: &Computed<'_, '_>) -> Result<(), ServiceError> {
    let mut all = (0..).zip(computed.entries());
    let mut following = || {
        // Ids rise in the order of the files, so they are given before the rest is made side by side.
        let some = all.by_ref().take(entries::AT_ONCE);
        let some: Vec<_> = some.map(|(position, entry)| (new_id(), position, entry)).collect();
        let records =
            some.par_iter().map(|(id, position, entry)| computed.record((id, *position), entry));
        Ok::<_, ServiceError>((!some.is_empty()).then_some(entries::Ready::of(records)?))
    };
    let mut next = following()?;
    while let Some(ready) = next {
        // The following ones are made ready while these are written.
        let (written, made) = rayon::join(|| entries::insert(tx, ready), &mut following);
        written?;
        next = made?;
    }
    Ok(())
}

/// Whether a period can be closed now; the one closed last.
fn may_close(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
) -> Result<Option<ClosedPeriod>, ServiceError> {
    let last = is_next(tx, period)?;
    if by.now.today <= period.last_day() { Err(not_over(period)) } else { Ok(last) }
}

/// Whether a period is the one that is closed next, and runs or is over; the one closed last.
fn has_begun(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
) -> Result<Option<ClosedPeriod>, ServiceError> {
    let last = is_next(tx, period)?;
    if by.now.today < period.first_day() { Err(not_over(period)) } else { Ok(last) }
}

/// Whether a period is the one that is closed next; the one closed last.
fn is_next(tx: &mut Tx<'_>, period: Period) -> Result<Option<ClosedPeriod>, ServiceError> {
    let last = periods::last(tx)?;
    if let Some(last) = &last {
        if period <= last.period {
            return Err(is_closed(period));
        }
        let next = last.period.next();
        if period != next {
            let detail = format!("the next period to be closed is {next}");
            return Err(ServiceError::Conflict("period_not_next", detail));
        }
    }
    Ok(last)
}

fn not_over(period: Period) -> ServiceError {
    let detail = format!("{period} ends with {}", period.last_day());
    ServiceError::Conflict("period_not_over", detail)
}

fn is_closed(period: Period) -> ServiceError {
    ServiceError::Conflict("period_closed", format!("{period} is closed"))
}

/// Only what nothing was posted for can be left out: the rest would be taken back.
fn may_leave_out(tx: &mut Tx<'_>, left_out: &[LeaveOut]) -> Result<(), ServiceError> {
    let mut seen: Vec<&SaleId> = Vec::new();
    for (place, LeaveOut { sale, .. }) in left_out.iter().enumerate() {
        let pointer = format!("/leave_out/{place}/sale_id");
        if facts::sale_days(tx, sale)?.is_empty() {
            let message = "is not the id of a sale that you can see";
            return Err(ServiceError::invalid(pointer, "unknown_id", message));
        }
        if seen.contains(&sale) {
            return Err(ServiceError::invalid(pointer, "twice", "is named twice"));
        }
        if entries::is_posted(tx, sale)? {
            let detail = format!(
                "sale {sale} has entries in closed periods, which leaving it out would take back"
            );
            return Err(ServiceError::Conflict("sale_posted", detail));
        }
        seen.push(sale);
    }
    Ok(())
}

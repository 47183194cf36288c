//! Periods: previewed, closed once and in order, and approved.

mod changes;
mod close;

use chrono::NaiveDate;
use serde_json::json;

use super::app::App;
use super::approval::as_seen;
use super::audit::{self, Change};
use super::by::By;
use super::closing;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::{settings, statements as stated};
use crate::domain::statement::Statement;
use crate::domain::{Currency, Email, Fingerprint, Money, Period, Role, Scope};
use crate::storage::periods;
use crate::storage::sales;
use crate::storage::statements;
use crate::storage::{Hold, Tx};

pub use super::closing::LeaveOut;
pub use super::closing::exceptions::Late;
pub use super::closing::outcome::{Outcome, Unpaid};
pub use crate::commission::changes::Cause;
pub use crate::storage::exceptions::Accepted;
pub use crate::storage::facts::{LateCause, LateFact};
pub use crate::storage::periods::{ClosedPeriod, LISTED};
pub use changes::{Changed, Changes, changes};
pub use close::{
    Accept, CloseTerms, Closed, DryRun, Review, accepted_at_close, close, close_on, dry_run,
    preview_on, review, review_so_far,
};

/// A period, closed or open.
#[derive(Debug, Clone)]
pub struct PeriodView {
    /// The month.
    pub period: Period,
    /// What closed it; none while it is open.
    pub closed: Option<ClosedPeriod>,
    /// What its entries come to in each currency.
    pub totals: Vec<Money>,
    /// What an approval of its statements is bound to; none while it is open.
    pub approval_fingerprint: Option<Fingerprint>,
}

/// A period, of those that the programme has.
pub fn get(tx: &mut Tx<'_>, today: NaiveDate, period: Period) -> Result<PeriodView, ServiceError> {
    let closed = periods::by_period(tx, period)?;
    if closed.is_none() && period < first_month(tx, today)? {
        return Err(ServiceError::NotFound);
    }
    let sums = if closed.is_some() { statements::totals(tx, period)? } else { Vec::new() };
    let money = |(currency, sum): (Currency, i128)| closing::outcome::money(sum, currency);
    let totals = sums.into_iter().map(money).collect::<Result<_, _>>()?;
    let approval_fingerprint = match &closed {
        Some(_) => Some(Statement::approval_of_all(&statements::of_period(tx, period)?)),
        None => None,
    };
    Ok(PeriodView { period, closed, totals, approval_fingerprint })
}

/// The programme's first month: the first that was closed, which took in all that was before it. Until
/// one is closed, it is the month of the earliest sale, and a year ago at the latest.
pub(super) fn first_month(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Period, ServiceError> {
    const MONTHS_AGO: i32 = 12;
    if let Some(first) = periods::first(tx)? {
        return Ok(first);
    }
    let ago = Period::of(today).plus(-MONTHS_AGO);
    let earliest = sales::earliest_paid_on(tx)?;
    Ok(earliest.map_or(ago, |paid_on| Period::of(paid_on).min(ago)))
}

/// A page of the closed periods.
pub fn list(
    tx: &mut Tx<'_>,
    _: &By,
    listing: &Listing,
) -> Result<Page<ClosedPeriod>, ServiceError> {
    Ok(periods::list(tx, listing)?)
}

impl App {
    /// Closes a period for a user of that address, who must be one that may.
    pub fn close_as(&self, email: &Email, period: Period) -> Result<Outcome, ServiceError> {
        let unknown =
            || ServiceError::Conflict("unknown_user", format!("{email} is nobody who can sign in"));
        let by = self.by_email(email)?.ok_or_else(unknown)?;
        if !matches!(by.actor.role(), Role::Finance | Role::Admin) {
            return Err(ServiceError::Forbidden);
        }
        let work = move |tx: &mut Tx<'_>| close(tx, &by, period, &[]);
        self.database.write_holding(Hold::Facts, Scope::of_programme(), work)
    }
}

/// How a period's statements stand after those that were ready have been approved.
#[derive(Debug, Clone, Copy)]
pub struct Approved {
    /// How many were approved now.
    pub approved: usize,
    /// How many still wait for the partner's word, or seven days.
    pub waiting: usize,
}

/// Approves all statements of a period that their partners have accepted, or said nothing about for
/// seven days. Where a fingerprint is given, they are approved as they had that one.
pub fn approve(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    fingerprint: Option<&str>,
) -> Result<Approved, ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    by.is_second_to(&closed.closed_by)?;
    let drafts = statements::of_period(tx, period)?;
    let all = as_seen(Statement::approval_of_all(&drafts), fingerprint)?;
    let acceptance = settings::at_close(tx, &closed)?.acceptance;
    let (ready, waiting): (Vec<_>, Vec<_>) = drafts
        .into_iter()
        .filter(stated::is_draft)
        .partition(|draft| draft.is_accepted(by.at(), acceptance));
    for draft in &ready {
        stated::store_approved(tx, by, draft, None)?;
    }
    let approved = Approved { approved: ready.len(), waiting: waiting.len() };
    let name = period.to_string();
    let change = Change {
        action: "periods.approve",
        subject_kind: "period",
        subject_id: &name,
        after: Some(json!({
            "approved": approved.approved,
            "waiting": approved.waiting,
            "approved_fingerprint": all.to_string(),
        })),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok(approved)
}

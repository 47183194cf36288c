//! Periods: previewed, closed once and in order, and approved.

use rayon::prelude::*;
use serde_json::json;

use super::app::App;
use super::audit::{self, Change, OnBehalf};
use super::by::{By, new_id};
use super::closing::{self, Asked, Computed};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::{settings, statements as stated};
use crate::domain::{Actor, Currency, Email, Money, Period, Role, SaleId, Scope, UserStatus};
use crate::storage::entries;
use crate::storage::facts;
use crate::storage::periods;
use crate::storage::statements;
use crate::storage::users;
use crate::storage::{Hold, StorageError, Tx};

pub use super::closing::LeaveOut;
pub use super::closing::outcome::{Outcome, Unpaid};
pub use crate::storage::periods::{ClosedPeriod, LISTED};

/// A period, closed or open.
#[derive(Debug, Clone)]
pub struct PeriodView {
    /// The month.
    pub period: Period,
    /// What closed it; none while it is open.
    pub closed: Option<ClosedPeriod>,
    /// What its entries come to in each currency.
    pub totals: Vec<Money>,
}

/// A period.
pub fn get(tx: &mut Tx<'_>, period: Period) -> Result<PeriodView, ServiceError> {
    let closed = periods::by_period(tx, period)?;
    let sums = if closed.is_some() { statements::totals(tx, period)? } else { Vec::new() };
    let money = |(currency, sum): (Currency, i128)| closing::outcome::money(sum, currency);
    let totals = sums.into_iter().map(money).collect::<Result<_, _>>()?;
    Ok(PeriodView { period, closed, totals })
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
        let email = email.clone();
        let (now, recorded_at) = (self.clock.now(), self.clock.real_time().naive_utc());
        self.database.write_holding(Hold::Facts, Scope::of_programme(), move |tx| {
            let user =
                users::by_email(tx, &email)?.filter(|user| user.status == UserStatus::Active);
            let user = user.ok_or_else(|| {
                ServiceError::Conflict("unknown_user", format!("{email} is nobody who can sign in"))
            })?;
            if !matches!(user.role, Role::Finance | Role::Admin) {
                return Err(ServiceError::Forbidden);
            }
            let actor = Actor::new(user.id.clone(), user.role, user.partner.clone());
            let actor = actor.ok_or(ServiceError::Forbidden)?;
            let on_behalf = OnBehalf { user: Some(user.id), request_id: None };
            close(tx, &By { actor, on_behalf, now, recorded_at }, period, &[])
        })
    }
}

/// What closing a period would come to; nothing is written.
pub fn preview(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    left_out: &[LeaveOut],
) -> Result<Outcome, ServiceError> {
    let last = may_close(tx, by, period)?;
    may_leave_out(tx, left_out)?;
    let asked = Asked { period, last: last.as_ref(), left_out, only: None };
    closing::compute(tx, asked, |tx, computed| computed.outcome(tx, by))
}

/// Closes a period: posts its entries and makes its statements. The transaction must hold the facts.
pub fn close(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
    left_out: &[LeaveOut],
) -> Result<Outcome, ServiceError> {
    let last = may_close(tx, by, period)?;
    may_leave_out(tx, left_out)?;
    let asked = Asked { period, last: last.as_ref(), left_out, only: None };
    closing::compute(tx, asked, |tx, computed| {
        let outcome = computed.outcome(tx, by)?;
        store(tx, by, computed, &outcome)?;
        Ok(outcome)
    })
}

fn store(
    tx: &mut Tx<'_>,
    by: &By,
    computed: &Computed<'_, '_>,
    outcome: &Outcome,
) -> Result<(), ServiceError> {
    let closed = ClosedPeriod {
        period: outcome.period,
        closed_by: by.actor.user().clone(),
        closed_at: by.at(),
        facts_through: computed.facts_through,
        entries: i32::try_from(outcome.entries).unwrap_or(i32::MAX),
        statements: i32::try_from(outcome.statements.len()).unwrap_or(i32::MAX),
        fingerprint: outcome.fingerprint,
    };
    periods::insert(tx, &closed).map_err(|error| match error {
        StorageError::Refused(_) => is_closed(closed.period),
        error => error.into(),
    })?;
    for LeaveOut { sale, reason } in computed.asked.left_out {
        periods::leave_out(tx, closed.period, sale, reason.as_str())?;
    }
    statements::insert(tx, &outcome.statements)?;
    for statement in &outcome.statements {
        let notice = Notice {
            kind: "statements.published",
            subject_kind: "statement",
            subject_id: statement.id.as_str(),
            data: json!({"period": closed.period.to_string()}),
        };
        tell(tx, by.at(), To::OwnersOf(&statement.partner), &notice)?;
    }
    store_entries(tx, computed)?;
    let left_out = computed.asked.left_out.iter();
    let left_out: Vec<_> = left_out
        .map(|one| json!({"sale_id": one.sale.as_str(), "reason": one.reason.as_str()}))
        .collect();
    let after = json!({
        "entries": closed.entries,
        "statements": closed.statements,
        "fingerprint": hex(&closed.fingerprint),
        "left_out": left_out,
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
    loop {
        // Ids rise in the order of the files, so they are given before the rest is made side by side.
        let some = all.by_ref().take(entries::AT_ONCE);
        let some: Vec<_> = some.map(|(position, entry)| (new_id(), position, entry)).collect();
        if some.is_empty() {
            return Ok(());
        }
        let records = some.par_iter();
        let records = records.map(|(id, position, entry)| computed.record((id, *position), entry));
        entries::insert(tx, &records.collect::<Result<Vec<_>, _>>()?)?;
    }
}

/// Whether a period can be closed now; the one closed last.
fn may_close(
    tx: &mut Tx<'_>,
    by: &By,
    period: Period,
) -> Result<Option<ClosedPeriod>, ServiceError> {
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
    if by.now.today <= period.last_day() {
        let detail = format!("{period} ends with {}", period.last_day());
        return Err(ServiceError::Conflict("period_not_over", detail));
    }
    Ok(last)
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

/// How a period's statements stand after those that were ready have been approved.
#[derive(Debug, Clone, Copy)]
pub struct Approved {
    /// How many were approved now.
    pub approved: usize,
    /// How many still wait for the partner's word, or seven days.
    pub waiting: usize,
}

/// Approves all statements of a period that their partners have accepted, or said nothing about for
/// seven days.
pub fn approve(tx: &mut Tx<'_>, by: &By, period: Period) -> Result<Approved, ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    stated::second_person(by, &closed)?;
    let drafts = statements::of_period(tx, period)?;
    let acceptance = settings::in_force(tx, closed.closed_at.date())?.acceptance;
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
        after: Some(json!({"approved": approved.approved, "waiting": approved.waiting})),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok(approved)
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

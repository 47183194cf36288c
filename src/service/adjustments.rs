//! Adjustments: prepared by one person, approved by another, before the period is closed; or withdrawn.

use serde_json::{Value, json};

use super::approval::{self, as_seen};
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::partners::unknown_partner;
use super::periods::first_month;
use crate::domain::statement::Adjustment;
use crate::domain::{AdjustmentId, Amount, Money, Note, PartnerId, Period};
use crate::storage::{StorageError, Tx};
use crate::storage::{adjustments, agreements, partners, periods};

pub use crate::storage::adjustments::LISTED;

/// How many months ahead an adjustment can be prepared.
const MONTHS_AHEAD: i32 = 3;

/// An adjustment to be prepared.
#[derive(Debug, Clone)]
pub struct NewAdjustment {
    /// Whose.
    pub partner: PartnerId,
    /// Of which period.
    pub period: Period,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: Note,
}

/// Prepares an adjustment.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewAdjustment) -> Result<Adjustment, ServiceError> {
    if new.amount.amount == Amount::ZERO {
        return Err(ServiceError::invalid("/amount", "out_of_range", "is zero"));
    }
    let partner = partners::by_id(tx, &new.partner)?;
    let partner = partner.ok_or_else(|| unknown_partner("/partner_id"))?;
    let currency = agreements::currency(tx, &partner.id)?.unwrap_or(partner.payout_currency);
    if new.amount.currency != currency {
        let message = format!("is not in {currency}, in which the partner's plan pays");
        return Err(ServiceError::invalid("/amount/currency", "currency", message));
    }
    can_be_adjusted(tx, by, new.period)?;
    let adjustment = Adjustment {
        id: new_id(),
        partner: new.partner.clone(),
        period: new.period,
        amount: new.amount,
        reason: new.reason.clone(),
        prepared_by: by.actor.user().clone(),
        approved: None,
        withdrawn_at: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    adjustments::insert(tx, &adjustment).map_err(|error| refused(error, new.period))?;
    let change = Change::of("adjustments.create", (None, &adjustment)).because(&adjustment.reason);
    audit::note(tx, by, &change)?;
    Ok(adjustment)
}

/// Approves an adjustment that another person prepared: where a fingerprint is given, that one's.
pub fn approve(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&AdjustmentId, Option<i32>),
    fingerprint: Option<&str>,
) -> Result<Adjustment, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    by.is_second_to(&before.prepared_by)?;
    is_draft(tx, &before)?;
    let is = as_seen(before.fingerprint(), fingerprint)?;
    let approved = Some((by.actor.user().clone(), by.at()));
    let adjustment = settled(tx, by, Adjustment { approved, ..before })?;
    approval::keep(tx, adjustment.id.as_str(), &is)?;
    audit::note(tx, by, &about("adjustments.approve", &adjustment).of_what_was(&is))?;
    Ok(adjustment)
}

/// Withdraws a draft that one prepared oneself.
pub fn withdraw(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&AdjustmentId, Option<i32>),
) -> Result<Adjustment, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    if before.prepared_by != *by.actor.user() {
        let detail = "another person prepared it, who alone withdraws it".to_owned();
        return Err(ServiceError::Conflict("not_yours", detail));
    }
    is_draft(tx, &before)?;
    let withdrawn_at = Some(by.at());
    let adjustment = settled(tx, by, Adjustment { withdrawn_at, ..before })?;
    audit::note(tx, by, &about("adjustments.withdraw", &adjustment))?;
    Ok(adjustment)
}

/// A draft of a period that is open; any other stays as it is.
fn is_draft(tx: &mut Tx<'_>, adjustment: &Adjustment) -> Result<(), ServiceError> {
    let settled = |detail: &str| Err(ServiceError::Conflict("status", detail.to_owned()));
    if adjustment.approved.is_some() {
        return settled("it is approved already");
    }
    if adjustment.withdrawn_at.is_some() {
        return settled("it is withdrawn");
    }
    still_open(tx, adjustment.period)
}

fn settled(tx: &mut Tx<'_>, by: &By, changed: Adjustment) -> Result<Adjustment, ServiceError> {
    let adjustment = Adjustment { version: changed.version + 1, updated_at: by.at(), ..changed };
    let stored = adjustments::settle(tx, &adjustment);
    let stored = stored.map_err(|error| refused(error, adjustment.period))?;
    ServiceError::stale_unless(stored)?;
    Ok(adjustment)
}

fn about<'a>(action: &'static str, adjustment: &'a Adjustment) -> Change<'a> {
    Change::of(action, (None, adjustment)).because(&adjustment.reason)
}

/// An adjustment that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &AdjustmentId) -> Result<Adjustment, ServiceError> {
    adjustments::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the adjustments that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Adjustment>, ServiceError> {
    Ok(adjustments::list(tx, listing)?)
}

/// What is adjusted is the open period, or one that comes soon: at most three months after it, or after
/// this month. Another would never be closed, or long be forgotten by then.
fn can_be_adjusted(tx: &mut Tx<'_>, by: &By, period: Period) -> Result<(), ServiceError> {
    still_open(tx, period)?;
    let first = match periods::last(tx)? {
        Some(last) => last.period.next(),
        None => first_month(tx, by.now.today)?,
    };
    let latest = first.max(Period::of(by.now.today)).plus(MONTHS_AHEAD);
    if (first..=latest).contains(&period) {
        return Ok(());
    }
    let message = format!("is not a month from {first} to {latest}, which can be adjusted now");
    Err(ServiceError::invalid("/period", "out_of_range", message))
}

/// A closed period takes no adjustment, nor does one before it.
fn still_open(tx: &mut Tx<'_>, period: Period) -> Result<(), ServiceError> {
    match periods::last(tx)? {
        Some(last) if period <= last.period => Err(is_closed(period)),
        _ => Ok(()),
    }
}

fn is_closed(period: Period) -> ServiceError {
    let detail = format!("{period} is closed; adjust the open period");
    ServiceError::Conflict("period_closed", detail)
}

fn refused(error: StorageError, period: Period) -> ServiceError {
    match error {
        StorageError::Refused(rule) if rule == "adjustments_are_of_open_periods" => {
            is_closed(period)
        }
        error => error.into(),
    }
}

impl Recorded for Adjustment {
    const KIND: &'static str = "adjustment";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        let Money { amount, currency } = self.amount;
        json!({
            "period": self.period.to_string(),
            "amount": amount.in_currency(currency).to_string(),
            "currency": currency.code(),
            "approved": self.approved.is_some(),
            "withdrawn": self.withdrawn_at.is_some(),
        })
    }
}

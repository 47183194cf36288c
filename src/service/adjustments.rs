//! Adjustments: prepared by one person, approved by another, before the period is closed.

use serde_json::{Value, json};

use super::approval::{self, as_seen};
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::closing;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::partners::{fresh, unknown_partner};
use crate::domain::statement::Adjustment;
use crate::domain::{AdjustmentId, Amount, Money, Note, PartnerId, Period};
use crate::storage::adjustments;
use crate::storage::periods;
use crate::storage::{StorageError, Tx};

pub use crate::storage::adjustments::LISTED;

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
    let currency = closing::plan_currency(tx, &new.partner)?;
    let currency = currency.ok_or_else(|| unknown_partner("/partner_id"))?;
    if new.amount.currency != currency {
        let message = format!("is not in {currency}, in which the partner's plan pays");
        return Err(ServiceError::invalid("/amount/currency", "currency", message));
    }
    still_open(tx, new.period)?;
    let adjustment = Adjustment {
        id: new_id(),
        partner: new.partner.clone(),
        period: new.period,
        amount: new.amount,
        reason: new.reason.clone(),
        prepared_by: by.actor.user().clone(),
        approved: None,
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
    if before.prepared_by == *by.actor.user() {
        let detail = "you prepared it; another person approves it".to_owned();
        return Err(ServiceError::Conflict("needs_second_person", detail));
    }
    if before.approved.is_some() {
        return Err(ServiceError::Conflict("status", "it is approved already".to_owned()));
    }
    still_open(tx, before.period)?;
    let is = as_seen(before.fingerprint(), fingerprint)?;
    let adjustment = Adjustment {
        approved: Some((by.actor.user().clone(), by.at())),
        version: before.version + 1,
        updated_at: by.at(),
        ..before
    };
    let approved = adjustments::approve(tx, &adjustment);
    let approved = approved.map_err(|error| refused(error, adjustment.period))?;
    ServiceError::stale_unless(approved)?;
    approval::keep(tx, adjustment.id.as_str(), &is)?;
    let change = Change::of("adjustments.approve", (None, &adjustment)).because(&adjustment.reason);
    let change = change.of_what_was(&is);
    audit::note(tx, by, &change)?;
    Ok(adjustment)
}

/// An adjustment that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &AdjustmentId) -> Result<Adjustment, ServiceError> {
    adjustments::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the adjustments that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Adjustment>, ServiceError> {
    Ok(adjustments::list(tx, listing)?)
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
        })
    }
}

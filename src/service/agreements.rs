//! Agreements: by which plan a partner is paid, from when until when.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::partners::unknown_partner;
use crate::domain::{Agreement, AgreementId, Note, PartnerId, PlanId};
use crate::storage::{StorageError, Tx, agreements, partners, plans};

pub use crate::storage::agreements::LISTED;

/// An agreement to be written down.
#[derive(Debug, Clone)]
pub struct NewAgreement {
    /// Whose.
    pub partner: PartnerId,
    /// The plan that it is paid by; its versions may be approved later.
    pub plan: PlanId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

/// Writes an agreement down.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewAgreement) -> Result<Agreement, ServiceError> {
    if partners::by_id(tx, &new.partner)?.is_none() {
        return Err(unknown_partner("/partner_id"));
    }
    let unknown = "is not the id of a plan that you can see";
    let plan = plans::by_id(tx, &new.plan)?
        .ok_or_else(|| ServiceError::invalid("/plan_id", "unknown_id", unknown))?;
    let currency = plan.minimum_payout.currency;
    if let Some(other) = agreements::other_currency(tx, &new.partner, currency)? {
        let detail =
            format!("{} pays in {currency}, and this partner is paid in {other}", plan.code);
        return Err(ServiceError::Conflict("currency_change", detail));
    }
    let NewAgreement { partner, plan, starts_on, ends_on } = new.clone();
    let agreement = Agreement {
        id: new_id(),
        partner,
        plan,
        starts_on,
        ends_on,
        created_by: by.actor.user().clone(),
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    check(tx, &agreement)?;
    agreements::insert(tx, &agreement).map_err(overlapping)?;
    audit::note(tx, by, &Change::of("agreements.create", (None, &agreement)))?;
    Ok(agreement)
}

/// An agreement that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &AgreementId) -> Result<Agreement, ServiceError> {
    agreements::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the agreements that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Agreement>, ServiceError> {
    Ok(agreements::list(tx, listing)?)
}

/// Changes an agreement's last day; another plan is another agreement.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&AgreementId, Option<i32>),
    ends_on: Option<Option<NaiveDate>>,
) -> Result<Agreement, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let agreement = Agreement {
        ends_on: ends_on.unwrap_or(before.ends_on),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    check(tx, &agreement)?;
    ServiceError::stale_unless(agreements::update(tx, &agreement).map_err(overlapping)?)?;
    audit::note(tx, by, &Change::of("agreements.change", (Some(&before), &agreement)))?;
    Ok(agreement)
}

/// Ends a partner's agreements today; one that begins only later ends with its first day.
pub(super) fn end_all_of(
    tx: &mut Tx<'_>,
    by: &By,
    (partner, reason): (&PartnerId, &Note),
) -> Result<(), ServiceError> {
    let goes_on = |agreement: &Agreement| agreement.ends_on.is_none_or(|last| last > by.now.today);
    for before in agreements::of_partner(tx, partner)?.into_iter().filter(goes_on) {
        let ended = Agreement {
            ends_on: Some(by.now.today.max(before.starts_on)),
            version: before.version + 1,
            updated_at: by.at(),
            ..before.clone()
        };
        ServiceError::stale_unless(agreements::update(tx, &ended)?)?;
        let change = Change::of("agreements.end", (Some(&before), &ended)).because(reason);
        audit::note(tx, by, &change)?;
    }
    Ok(())
}

/// A partner's agreement on a day.
pub(super) fn in_force(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    day: NaiveDate,
) -> Result<Option<Agreement>, ServiceError> {
    let all = agreements::of_partner(tx, partner)?;
    Ok(all.into_iter().find(|agreement| agreement.holds_on(day)))
}

/// An agreement ends after it begins, and overlaps none of its partner's others.
fn check(tx: &mut Tx<'_>, agreement: &Agreement) -> Result<(), ServiceError> {
    if agreement.ends_on.is_some_and(|last| last < agreement.starts_on) {
        let message = format!("is before its first day, {}", agreement.starts_on);
        return Err(ServiceError::invalid("/ends_on", "before_start", message));
    }
    let overlaps = |other: &Agreement| {
        other.id != agreement.id
            && agreement.ends_on.is_none_or(|last| other.starts_on <= last)
            && other.ends_on.is_none_or(|last| agreement.starts_on <= last)
    };
    let others = agreements::of_partner(tx, &agreement.partner)?;
    match others.into_iter().find(overlaps) {
        Some(other) => Err(overlap(&other)),
        None => Ok(()),
    }
}

fn overlap(other: &Agreement) -> ServiceError {
    let until = other.ends_on.map_or_else(|| "on".to_owned(), |last| format!("to {last}"));
    let detail = format!("{} has an agreement from {} {until}", other.partner, other.starts_on);
    ServiceError::Conflict("agreements_overlap", detail)
}

/// What the database says where another agreement came in between.
fn overlapping(error: StorageError) -> ServiceError {
    match error {
        StorageError::Refused(rule) if rule == "agreements_do_not_overlap" => {
            let detail = "this partner has an agreement in that time".to_owned();
            ServiceError::Conflict("agreements_overlap", detail)
        }
        error => error.into(),
    }
}

impl Recorded for Agreement {
    const KIND: &'static str = "agreement";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        json!({
            "partner_id": self.partner.as_str(),
            "plan_id": self.plan.as_str(),
            "starts_on": self.starts_on.to_string(),
            "ends_on": self.ends_on.map(|last| last.to_string()),
        })
    }
}

//! Whether there are the exchange rates that a sale's commission needs.
//!
//! `docs/COMMISSIONS.md` sections 3, 4.3 and 4.8: for each credit that a version pays, and each override
//! that fits. A version that waits for the seller's verification needs its rate as well, since the day
//! of that may come with nobody there to state one.

use chrono::NaiveDate;

use crate::commission::plan::{Plan, When};
use crate::domain::{Currency, PartnerId, Sale};
use crate::service::error::ServiceError;
use crate::service::upper_partners::parent_on;
use crate::service::{agreements, exchange_rates, plans};
use crate::storage::Tx;
use crate::storage::partners::{self, Parent};

/// Refuses a sale some of whose commission could not be converted.
pub(super) fn needed(tx: &mut Tx<'_>, sale: &Sale) -> Result<(), ServiceError> {
    let parents = partners::parents(tx)?;
    let (source, city) = (sale.source.as_str(), sale.city.as_str());
    let fits = |when: &When| when.fits(sale.kind, &sale.product_code, source, city);
    for credit in &sale.credits {
        if let Some(plan) = plan_on(tx, &credit.partner, sale.paid_on)?
            && plan.version_on(sale.paid_on).is_some()
        {
            convertible(tx, sale, plan.currency())?;
        }
        for (level, upper) in uppers(&parents, &credit.partner, sale.paid_on).iter().enumerate() {
            let Some(plan) = plan_on(tx, upper, sale.paid_on)? else { continue };
            let Some(version) = plan.version_on(sale.paid_on) else { continue };
            let mut overrides = version.overrides.iter();
            if overrides.any(|over| over.percents.len() > level && fits(&over.when)) {
                convertible(tx, sale, plan.currency())?;
            }
        }
    }
    Ok(())
}

fn plan_on(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    day: NaiveDate,
) -> Result<Option<Plan>, ServiceError> {
    match agreements::in_force(tx, partner, day)? {
        Some(agreement) => plans::approved_plan(tx, &agreement.plan),
        None => Ok(None),
    }
}

fn convertible(tx: &mut Tx<'_>, sale: &Sale, to: Currency) -> Result<(), ServiceError> {
    let (from, on) = (sale.amount.currency, sale.paid_on);
    if exchange_rates::converts(tx, (from, to), on)? {
        return Ok(());
    }
    let detail = format!("state a rate of {from} to {to}, or of {to} to {from}, of {on} or before");
    Err(ServiceError::Unprocessable("rate_missing", detail))
}

/// The upper partners of a partner on a day, the next above first.
fn uppers(parents: &[Parent], partner: &PartnerId, day: NaiveDate) -> Vec<PartnerId> {
    let above = |id: &PartnerId| parent_on(parents, id, day).cloned();
    // No chain is longer than there are rows, which bounds the walk.
    std::iter::successors(above(partner), above).take(parents.len()).collect()
}

//! Estimates: what the open period would pay if it closed now.

use super::by::By;
use super::closing::{self, Asked, Computed};
use super::error::ServiceError;
use super::partners::unknown_partner;
use super::periods::Outcome;
use crate::domain::{PartnerId, Period};
use crate::storage::Tx;
use crate::storage::{partners, periods};

pub use super::closing::outcome::RuleSum;

/// What the open period would come to now; of one partner, where one is named.
pub fn estimate(
    tx: &mut Tx<'_>,
    by: &By,
    partner: Option<&PartnerId>,
) -> Result<Outcome, ServiceError> {
    let own = by.actor.partner();
    // A foreign partner is as unknown as one that does not exist.
    if let Some(partner) = partner
        && partners::by_id(tx, partner)?.is_none()
    {
        return Err(unknown_partner("?partner_id"));
    }
    of_open_period(tx, by, own.or(partner), |tx, computed| computed.outcome(tx, by))
}

/// What the open period would come to now for the caller's partner, and what each rule brings.
pub fn own(tx: &mut Tx<'_>, by: &By) -> Result<(Outcome, Vec<RuleSum>), ServiceError> {
    let own = by.actor.partner().cloned().ok_or(ServiceError::Forbidden)?;
    of_open_period(tx, by, Some(&own), |tx, computed| {
        Ok((computed.outcome(tx, by)?, computed.by_rule(&own)?))
    })
}

fn of_open_period<T>(
    tx: &mut Tx<'_>,
    by: &By,
    only: Option<&PartnerId>,
    then: impl FnOnce(&mut Tx<'_>, &Computed<'_, '_>) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    // What a partner's people learn of it is their own statement alone.
    tx.as_programme(|tx| {
        let last = periods::last(tx)?;
        let period = closing::open_period(tx, Period::of(by.now.today))?;
        let asked = Asked { period, last: last.as_ref(), left_out: &[], only };
        closing::compute(tx, asked, then)
    })
}

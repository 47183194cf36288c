//! Estimates: what the open period would pay if it closed now.

use super::by::By;
use super::closing::{self, Asked};
use super::error::ServiceError;
use super::partners::unknown_partner;
use super::periods::Outcome;
use crate::domain::{PartnerId, Period};
use crate::storage::Tx;
use crate::storage::{partners, periods};

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
    let only = own.or(partner);
    // What a partner's people learn of it is their own statement alone.
    tx.as_programme(|tx| {
        let last = periods::last(tx)?;
        let period = closing::open_period(tx, Period::of(by.now.today))?;
        let asked = Asked { period, last: last.as_ref(), left_out: &[], only };
        closing::compute(tx, asked, |tx, computed| computed.outcome(tx, by))
    })
}

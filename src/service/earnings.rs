//! What one partner earns: in the open month as it stands, and in those that are closed.

use super::by::By;
use super::error::ServiceError;
use super::estimate::{Estimate, estimate};
use super::{listing, statements};
use crate::domain::statement::Statement;
use crate::domain::{PartnerId, Period, Role};
use crate::storage::{Tx, entries};

pub use crate::storage::entries::RuleSum;

/// How many months before this one are summed up.
const MONTHS: usize = 12;

/// What a partner earns.
#[derive(Debug, Clone)]
pub struct Earnings {
    /// The open month; none where it cannot be computed now, as without a rate.
    pub open: Option<Estimate>,
    /// What closed months posted by rule, of the last twelve.
    pub closed: Vec<RuleSum>,
    /// Its statements, the latest first, as many as a list has on a page.
    pub statements: Vec<Statement>,
}

/// What a partner earns, for those who may see its money.
pub fn earnings(tx: &mut Tx<'_>, by: &By, partner: &PartnerId) -> Result<Earnings, ServiceError> {
    let is_seen = match by.actor.role() {
        Role::Finance | Role::Admin | Role::Auditor => true,
        Role::PartnerOwner => by.actor.partner() == Some(partner),
        Role::PartnerStaff | Role::Manager => false,
    };
    if !is_seen {
        return Err(ServiceError::Forbidden);
    }
    let open = match estimate(tx, by, Some(partner)) {
        Ok(estimate) => Some(estimate),
        Err(ServiceError::Unprocessable(..)) => None,
        Err(error) => return Err(error),
    };
    let first = (0..MONTHS).fold(Period::of(by.now.today), |month, _| month.before());
    let asked = [("sort", "-period"), ("partner_id", partner.as_str())];
    let listing = listing::question(&statements::LISTED, &asked)?;
    Ok(Earnings {
        open,
        closed: entries::sums_by_rule(tx, (first, Some(partner)))?,
        statements: statements::list(tx, by, &listing)?.rows,
    })
}

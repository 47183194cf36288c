//! Estimates: what the open period would pay if it closed now, and what is missing to the next tiers
//! and to bonuses.

use super::by::By;
use super::closing::{self, Asked, Computed};
use super::error::ServiceError;
use super::partners::unknown_partner;
use super::periods::Outcome;
use crate::commission::{BonusStanding, Standing};
use crate::domain::{PartnerId, Period};
use crate::storage::Tx;
use crate::storage::{partners, periods};

pub use super::closing::outcome::RuleSum;

/// What the open period would come to now.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// What it would post.
    pub outcome: Outcome,
    /// Where each partner stands in its tiers today; on the period's last day, where that is over.
    pub tiers: Vec<(PartnerId, Standing)>,
    /// Where each partner stands on the way to its bonuses, on the same day.
    pub bonuses: Vec<(PartnerId, BonusStanding)>,
    /// What each rule brings, where it is of one partner.
    pub by_rule: Vec<RuleSum>,
}

impl Estimate {
    /// Where the one partner that it is of stands in its tiers.
    pub fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.tiers.iter().map(|(_, standing)| standing)
    }

    /// Where the one partner that it is of stands on the way to its bonuses.
    pub fn bonus_standings(&self) -> impl Iterator<Item = &BonusStanding> {
        self.bonuses.iter().map(|(_, standing)| standing)
    }
}

/// What the open period would come to now; of one partner, where one is named.
pub fn estimate(
    tx: &mut Tx<'_>,
    by: &By,
    partner: Option<&PartnerId>,
) -> Result<Estimate, ServiceError> {
    let own = by.actor.partner();
    // A foreign partner is as unknown as one that does not exist.
    if let Some(partner) = partner
        && partners::by_id(tx, partner)?.is_none()
    {
        return Err(unknown_partner("?partner_id"));
    }
    // What a partner's people learn of it is their own statement and tiers alone.
    tx.as_programme(|tx| {
        let last = periods::last(tx)?;
        let period = closing::open_period(tx, Period::of(by.now.today))?;
        let asked = Asked { period, last: last.as_ref(), left_out: &[], only: own.or(partner) };
        closing::compute(tx, asked, |tx, computed| estimated(tx, by, computed))
    })
    .map_err(|error| if own.is_some() { untold(error) } else { error })
}

/// Why there is no estimate, without the facts that keep it from being computed: they may be another
/// partner's.
fn untold(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Unprocessable(code, _) => {
            let detail = "there is no estimate until finance has mended a fact that it needs";
            ServiceError::Unprocessable(code, detail.to_owned())
        }
        other => other,
    }
}

fn estimated(
    tx: &mut Tx<'_>,
    by: &By,
    computed: &Computed<'_, '_>,
) -> Result<Estimate, ServiceError> {
    let period = computed.asked.period;
    let on = by.now.today.clamp(period.first_day(), period.last_day());
    let by_rule = match computed.asked.only {
        Some(partner) => computed.by_rule(partner)?,
        None => Vec::new(),
    };
    Ok(Estimate {
        outcome: computed.outcome(tx, by)?,
        tiers: computed.standings(on)?,
        bonuses: computed.bonus_standings(on)?,
        by_rule,
    })
}

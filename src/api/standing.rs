//! Where a partner stands in its tiers and on the way to its bonuses, as an estimate says it.

use serde::Serialize;
use utoipa::ToSchema;

use super::fields::MoneyResponse;
use crate::commission::plan::{BonusPay, TierPay};
use crate::commission::{BonusStanding, Measured, NextTier, Standing};
use crate::domain::{Currency, Money, PartnerId, Word};

/// Where a partner stands in the tiers of a rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingResponse {
    partner_id: String,
    /// The rule's name in the plan.
    rule: String,
    /// `marginal`: a tier pays what follows; `retroactive`: it pays all of the window.
    mode: &'static str,
    /// `count` or `amount`.
    measure: &'static str,
    /// The kinds of sale that are counted.
    kinds: Vec<&'static str>,
    /// `month`, `quarter` or `year`.
    window_kind: &'static str,
    /// `2026-07-01..2026-09-30`
    window: String,
    /// What the window measures so far.
    measured: MeasuredResponse,
    /// The tier that this reaches.
    tier: TierResponse,
    /// The tier after it; null at the top.
    next: Option<NextTierResponse>,
}

/// A count, or an amount.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum MeasuredResponse {
    /// How many sales with a basis above zero.
    Count {
        /// How many.
        count: i64,
    },
    /// The sum of bases.
    Amount(MoneyResponse),
}

/// A tier: from where on, and what it pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierResponse {
    from: MeasuredResponse,
    /// A percentage of the basis; null where it pays an amount.
    percent: Option<String>,
    /// An amount for each sale, by its share; null where it pays a percentage.
    flat: Option<MoneyResponse>,
}

/// A tier that is not reached yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextTierResponse {
    #[serde(flatten)]
    tier: TierResponse,
    /// How much more it takes.
    missing: MeasuredResponse,
}

/// Where a partner stands on the way to a bonus.
#[derive(Debug, Serialize, ToSchema)]
pub struct BonusResponse {
    partner_id: String,
    /// The bonus' name in the plan.
    bonus: String,
    /// `count` or `amount`.
    measure: &'static str,
    /// The kinds of sale that are counted.
    kinds: Vec<&'static str>,
    /// `month`, `quarter` or `year`.
    window_kind: &'static str,
    /// `2026-07-01..2026-09-30`
    window: String,
    /// What the window measures so far.
    measured: MeasuredResponse,
    /// The least measure that pays.
    threshold: MeasuredResponse,
    /// How much more it takes; null where it is reached.
    missing: Option<MeasuredResponse>,
    /// A percentage of the bases counted; null where it pays an amount.
    percent: Option<String>,
    /// An amount; null where it pays a percentage.
    flat: Option<MoneyResponse>,
}

impl MeasuredResponse {
    fn of(measured: Measured, currency: Currency) -> Self {
        match measured {
            Measured::Count(count) => Self::Count { count },
            Measured::Amount(amount) => Self::Amount(Money { amount, currency }.into()),
        }
    }
}

impl TierResponse {
    fn of((from, pay): (Measured, TierPay), currency: Currency) -> Self {
        let from = MeasuredResponse::of(from, currency);
        match pay {
            TierPay::Percent(percent) => {
                Self { from, percent: Some(percent.to_string()), flat: None }
            }
            TierPay::Flat(amount) => {
                Self { from, percent: None, flat: Some(Money { amount, currency }.into()) }
            }
        }
    }
}

impl From<&(PartnerId, Standing)> for StandingResponse {
    fn from((partner, standing): &(PartnerId, Standing)) -> Self {
        let Standing {
            rule,
            kinds,
            is_retroactive,
            window_kind,
            window,
            measured,
            from,
            pay,
            next,
            currency,
        } = standing;
        let missing = |next: &NextTier| NextTierResponse {
            tier: TierResponse::of((next.from, next.pay), *currency),
            missing: MeasuredResponse::of(next.missing, *currency),
        };
        Self {
            partner_id: partner.to_string(),
            rule: rule.to_string(),
            mode: if *is_retroactive { "retroactive" } else { "marginal" },
            measure: measured.measure().as_str(),
            kinds: kinds.iter().map(|kind| kind.as_str()).collect(),
            window_kind: window_kind.as_str(),
            window: window.to_string(),
            measured: MeasuredResponse::of(*measured, *currency),
            tier: TierResponse::of((*from, *pay), *currency),
            next: next.as_ref().map(missing),
        }
    }
}

impl From<&(PartnerId, BonusStanding)> for BonusResponse {
    fn from((partner, standing): &(PartnerId, BonusStanding)) -> Self {
        let BonusStanding {
            bonus,
            kinds,
            window_kind,
            window,
            measured,
            threshold,
            missing,
            pay,
            currency,
        } = standing;
        let of = |measured| MeasuredResponse::of(measured, *currency);
        let (percent, flat) = match *pay {
            BonusPay::Percent(percent) => (Some(percent.to_string()), None),
            BonusPay::Flat(amount) => (None, Some(Money { amount, currency: *currency }.into())),
        };
        Self {
            partner_id: partner.to_string(),
            bonus: bonus.to_string(),
            measure: measured.measure().as_str(),
            kinds: kinds.iter().map(|kind| kind.as_str()).collect(),
            window_kind: window_kind.as_str(),
            window: window.to_string(),
            measured: of(*measured),
            threshold: of(*threshold),
            missing: missing.map(of),
            percent,
            flat,
        }
    }
}

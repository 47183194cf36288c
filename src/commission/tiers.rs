//! What tiers pay.
//!
//! `docs/COMMISSIONS.md` section 4.5. Exact figures are in parts of 10<sup>-8</sup> minor units
//! (100 % and the whole share are 10<sup>8</sup> parts).

use super::plan::{Tier, TierPay};
use crate::domain::{Amount, Percent, Share};

/// The tier that a measure has reached: the last one that begins at or below it.
pub(crate) fn reached(tiers: &[Tier], measure: i64) -> Option<&Tier> {
    tiers.iter().take_while(|tier| tier.from <= measure).last()
}

/// What one tier pays a credit, exactly.
pub(crate) fn tier_pays(pay: TierPay, basis: Amount, share: Share) -> i128 {
    match pay {
        TierPay::Percent(percent) => percent_of(basis, percent),
        TierPay::Flat(amount) => flat(amount, share),
    }
}

/// A percentage of a basis, exactly.
#[inline]
pub(crate) fn percent_of(basis: Amount, percent: Percent) -> i128 {
    i128::from(basis.minor()) * i128::from(percent.parts())
}

/// A flat amount by the credit's share, exactly.
pub(crate) fn flat(amount: Amount, share: Share) -> i128 {
    i128::from(amount.minor()) * i128::from(share.parts())
}

/// A slice of a basis and the percentage that it is paid at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// Where the slice's tier begins.
    pub from: i64,
    pub amount: Amount,
    pub percent: Percent,
}

/// The slices of a basis that begins where the earlier credits end: one for each tier that it
/// touches.
pub(crate) fn slices(
    tiers: &[Tier],
    earlier: i64,
    basis: Amount,
) -> impl Iterator<Item = Slice> + '_ {
    let end = earlier.saturating_add(basis.minor());
    let nexts = tiers.iter().skip(1).map(|tier| tier.from).chain([i64::MAX]);
    tiers.iter().zip(nexts).filter_map(move |(tier, next)| {
        let amount = next.min(end) - tier.from.max(earlier);
        let TierPay::Percent(percent) = tier.pay else { return None };
        (amount > 0).then(|| {
            let amount = Amount::try_from(amount).unwrap_or(basis);
            Slice { from: tier.from, amount, percent }
        })
    })
}

/// What marginal tiers by amount pay a basis that begins where the earlier credits end, exactly.
#[inline]
pub(crate) fn marginal(tiers: &[Tier], earlier: i64, basis: Amount) -> i128 {
    slices(tiers, earlier, basis).map(|slice| percent_of(slice.amount, slice.percent)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(from: i64, percent: &str) -> Tier {
        Tier { from, pay: TierPay::Percent(Percent::parse(percent).unwrap()) }
    }

    fn amount(minor: i64) -> Amount {
        Amount::try_from(minor).unwrap()
    }

    #[test]
    fn a_tier_begins_exactly_at_its_from() {
        let tiers = [tier(0, "10"), tier(1000, "20")];
        assert_eq!(reached(&tiers, 999).unwrap().from, 0);
        assert_eq!(reached(&tiers, 1000).unwrap().from, 1000);
        let whole = i128::from(Percent::WHOLE);
        assert_eq!(marginal(&tiers, 0, amount(1000)), 100 * whole);
        assert_eq!(marginal(&tiers, 0, amount(1001)), 100 * whole + whole / 5);
        assert_eq!(marginal(&tiers, 999, amount(1)), whole / 10);
        assert_eq!(marginal(&tiers, 1000, amount(1)), whole / 5);
        assert_eq!(marginal(&tiers, 500, amount(0)), 0);
    }

    #[test]
    fn a_basis_can_reach_over_many_tiers() {
        let tiers = [tier(0, "1"), tier(10, "2"), tier(20, "3"), tier(30, "4")];
        let parts: Vec<i64> = slices(&tiers, 5, amount(27)).map(|s| s.amount.minor()).collect();
        assert_eq!(parts, [5, 10, 10, 2]);
    }
}

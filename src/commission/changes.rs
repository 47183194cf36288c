//! What changed from one month to the next, by cause. The causes add up to the difference.
//!
//! Earnings of both months are first taken at the exchange rates of one day: what that changes is the
//! rates'. Then what was sold alike is compared: as much as the basis grew the earnings would have
//! grown, which is volume; whatever is left is because of the plan's version, where another one paid,
//! or of its tiers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::{Amount, Word, round_half_away};

/// Why a partner earned more or less than the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// More or less was sold.
    Volume,
    /// Other tiers were reached, or a credit's cap.
    Tier,
    /// Another version of the plan pays.
    PlanVersion,
    /// Sales were refunded or made void.
    Refunds,
    /// Exchange rates.
    Rates,
    /// Adjustments by hand.
    Adjustments,
    /// What was held back came free.
    Release,
    /// Bonuses.
    Bonus,
    /// Caps of a window.
    Cap,
}

impl Word for Cause {
    const ALL: &'static [Self] = &[
        Cause::Volume,
        Cause::Tier,
        Cause::PlanVersion,
        Cause::Refunds,
        Cause::Rates,
        Cause::Adjustments,
        Cause::Release,
        Cause::Bonus,
        Cause::Cap,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Cause::Volume => "volume",
            Cause::Tier => "tier",
            Cause::PlanVersion => "plan_version",
            Cause::Refunds => "refunds",
            Cause::Rates => "rates",
            Cause::Adjustments => "adjustments",
            Cause::Release => "release",
            Cause::Bonus => "bonus",
            Cause::Cap => "cap",
        }
    }
}

/// An amount that was posted, as far as it is compared. `G` says what was sold alike.
#[derive(Debug, Clone)]
pub enum Compared<G> {
    /// What a sale earned.
    Earning(Amount, Earning<G>),
    /// An amount whose cause is known.
    Caused(Amount, Cause),
}

/// How a sale earned.
#[derive(Debug, Clone)]
pub struct Earning<G> {
    /// What was sold.
    pub group: G,
    /// Its basis.
    pub basis: Amount,
    /// Its basis at the rates of the day that both months are compared by.
    pub basis_then: Amount,
    /// The version of the plan that paid.
    pub version: NaiveDate,
    /// Whether tiers paid, or up to a cap.
    pub is_tiered: bool,
}

/// What each cause made of the difference.
pub type Causes = BTreeMap<Cause, i128>;

/// What earnings of what was sold alike come to, at the rates of one day.
#[derive(Default)]
struct Side {
    /// By version: the basis, the amount, and whether tiers paid any of it.
    versions: BTreeMap<NaiveDate, (i128, i128, bool)>,
}

impl Side {
    fn basis(&self) -> i128 {
        self.versions.values().map(|(basis, ..)| basis).sum()
    }

    fn amount(&self) -> i128 {
        self.versions.values().map(|(_, amount, _)| amount).sum()
    }
}

/// Why what was posted `now` is more or less than `before`, in minor units; causes that come to nothing
/// are left out.
pub fn causes<G: Ord + Clone>(before: &[Compared<G>], now: &[Compared<G>]) -> Causes {
    let mut causes = Causes::new();
    let before = sides(before, -1, &mut causes);
    let now = sides(now, 1, &mut causes);
    let groups: BTreeSet<&G> = before.keys().chain(now.keys()).collect();
    let none = Side::default();
    for group in groups {
        let (before, now) = (before.get(group), now.get(group));
        compare(before.unwrap_or(&none), now.unwrap_or(&none), &mut causes);
    }
    causes.retain(|_, sum| *sum != 0);
    causes
}

/// Sums up earnings by what was sold, and gives the rest to its causes.
fn sides<G: Ord + Clone>(
    all: &[Compared<G>],
    sign: i128,
    causes: &mut Causes,
) -> BTreeMap<G, Side> {
    let mut sides: BTreeMap<G, Side> = BTreeMap::new();
    for one in all {
        let (amount, earning) = match one {
            Compared::Caused(amount, cause) => {
                *causes.entry(*cause).or_default() += sign * i128::from(amount.minor());
                continue;
            }
            Compared::Earning(amount, earning) => (i128::from(amount.minor()), earning),
        };
        let basis = i128::from(earning.basis.minor());
        let then = i128::from(earning.basis_then.minor());
        let at_rates = proportional(amount, then, basis).unwrap_or(amount);
        *causes.entry(Cause::Rates).or_default() += sign * (amount - at_rates);
        let side = sides.entry(earning.group.clone()).or_default();
        let sums = side.versions.entry(earning.version).or_default();
        *sums = (sums.0 + then, sums.1 + at_rates, sums.2 || earning.is_tiered);
    }
    sides
}

fn compare(before: &Side, now: &Side, causes: &mut Causes) {
    let (basis, amount) = (before.basis(), before.amount());
    let mut add = |cause, sum| *causes.entry(cause).or_default() += sum;
    add(Cause::Volume, -amount);
    for (version, (more, earned, is_tiered)) in &now.versions {
        // What was not sold before has no rate to go by: all of it is volume.
        let expected = proportional(amount, *more, basis).unwrap_or(*earned);
        add(Cause::Volume, expected);
        let cause = match (before.versions.contains_key(version), is_tiered) {
            (false, _) => Cause::PlanVersion,
            (true, true) => Cause::Tier,
            (true, false) => Cause::Volume,
        };
        add(cause, earned - expected);
    }
}

/// `amount` times `part`, divided by `whole`, rounded; `None` where the whole is zero.
fn proportional(amount: i128, part: i128, whole: i128) -> Option<i128> {
    let product = amount.checked_mul(part)?;
    (whole > 0).then(|| round_half_away(product, whole))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(amount: i64) -> Amount {
        Amount::try_from(amount).unwrap()
    }

    fn day(month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, 1).unwrap()
    }

    fn earning(amount: i64, (basis, then): (i64, i64), version: u32) -> Compared<u8> {
        let (basis, basis_then) = (minor(basis), minor(then));
        let earning =
            Earning { group: 0, basis, basis_then, version: day(version), is_tiered: true };
        Compared::Earning(minor(amount), earning)
    }

    fn told(causes: Causes) -> Vec<(&'static str, i128)> {
        causes.into_iter().map(|(cause, sum)| (cause.as_str(), sum)).collect()
    }

    #[test]
    fn each_cause_gets_what_it_made() {
        // 10 % of 1,000; then 12 % of 1,500, of which 100 came of the rate.
        let before = [earning(100, (1000, 1000), 1)];
        let now = [earning(180, (1500, 1400), 1)];
        let expected = [("volume", 40), ("tier", 28), ("rates", 12)];
        assert_eq!(told(causes(&before, &now)), expected);
        let now = [earning(180, (1500, 1500), 2)];
        assert_eq!(told(causes(&before, &now)), [("volume", 50), ("plan_version", 30)]);
        assert_eq!(told(causes(&[], &now)), [("volume", 180)]);
        assert_eq!(told(causes(&now, &[])), [("volume", -180)]);
        let refund = [Compared::Caused(minor(-30), Cause::Refunds)];
        assert_eq!(told(causes::<u8>(&refund, &[])), [("refunds", 30)]);
        assert_eq!(told(causes(&before, &before)), []);
    }

    const MOST: i64 = 1_000_000_000_000_000;

    fn compared() -> impl Strategy<Value = Compared<u8>> {
        let amount = (-MOST..=MOST).prop_map(minor);
        let basis = || (0..=MOST).prop_map(minor);
        let earning = (0..4u8, basis(), basis(), 1..4u32, any::<bool>()).prop_map(
            |(group, basis, basis_then, version, is_tiered)| Earning {
                group,
                basis,
                basis_then,
                version: day(version),
                is_tiered,
            },
        );
        prop_oneof![
            (amount.clone(), earning).prop_map(|(amount, of)| Compared::Earning(amount, of)),
            (amount, prop::sample::select(Cause::ALL))
                .prop_map(|(amount, cause)| Compared::Caused(amount, cause)),
        ]
    }

    fn sum(all: &[Compared<u8>]) -> i128 {
        let amount = |one: &Compared<u8>| match one {
            Compared::Earning(amount, _) | Compared::Caused(amount, _) => amount.minor(),
        };
        all.iter().map(amount).map(i128::from).sum()
    }

    proptest! {
        #[test]
        fn causes_add_up_to_the_difference(
            before in prop::collection::vec(compared(), 0..20),
            now in prop::collection::vec(compared(), 0..20),
        ) {
            let total: i128 = causes(&before, &now).values().sum();
            prop_assert_eq!(total, sum(&now) - sum(&before));
        }
    }
}

//! From the exact commission of a key to what it is entitled to at the end of a day.
//!
//! `docs/COMMISSIONS.md` sections 4.6 and 4.7.

use chrono::NaiveDate;

use super::plan::Version;
use super::tiers::percent_of;
use crate::domain::{Amount, Percent, round_half_away};

/// The steps from an exact commission to an entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entitled {
    /// The exact commission after the cap per credit, in parts of 10<sup>-8</sup> minor units.
    pub exact: i128,
    /// The commission of the key.
    pub rounded: Amount,
    /// The part held back.
    pub held_back: Amount,
    /// What the key is entitled to.
    pub amount: Amount,
}

/// The first day on which a hold is over.
pub(crate) fn hold_ends(version: &Version, paid_on: NaiveDate) -> NaiveDate {
    version.hold_days.after(paid_on)
}

/// When the hold is over that is on at the end of the day `on`.
#[inline]
pub(crate) fn on_hold_until(
    version: &Version,
    paid_on: NaiveDate,
    on: NaiveDate,
) -> Option<NaiveDate> {
    let until = || hold_ends(version, paid_on);
    (version.hold_days.get() > 0).then(until).filter(|until| on < *until)
}

/// The first day on which nothing is held back any more; `None` without a holdback.
pub(crate) fn holdback_ends(version: &Version, paid_on: NaiveDate) -> Option<NaiveDate> {
    version.holdback.map(|holdback| holdback.days.after(paid_on))
}

/// What a key with that exact commission is entitled to at the end of the day `on`; `None` where
/// the commission is out of range. A sale that waits for verification does not come here, so the
/// verification's own day never ends a hold later than this one.
#[inline]
pub(crate) fn entitled(
    version: &Version,
    paid_on: NaiveDate,
    (exact, max): (i128, Option<Amount>),
    on: NaiveDate,
) -> Option<Entitled> {
    let most = max.map(|max| i128::from(max.minor()) * i128::from(Percent::WHOLE));
    let exact = most.map_or(exact, |most| exact.min(most));
    let rounded = round(exact)?;
    let on_hold = on_hold_until(version, paid_on, on).is_some();
    let held_back = match version.holdback {
        Some(holdback) if on < holdback.days.after(paid_on) => {
            round(percent_of(rounded, holdback.percent))?
        }
        _ => Amount::ZERO,
    };
    let left = rounded.minor() - held_back.minor();
    let amount = if on_hold { Amount::ZERO } else { Amount::try_from(left).ok()? };
    Some(Entitled { exact, rounded, held_back, amount })
}

/// Parts of 10<sup>-8</sup> minor units, rounded to minor units.
#[inline]
pub(crate) fn round(exact: i128) -> Option<Amount> {
    Amount::try_from(round_half_away(exact, i128::from(Percent::WHOLE))).ok()
}

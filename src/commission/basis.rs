//! Net, the credit's part of it, and its conversion.
//!
//! `docs/COMMISSIONS.md` sections 4.2 and 4.3.

use chrono::NaiveDate;

use super::facts::{Conversion, Facts, Refund, SaleIx};
use super::plan::{Plan, Version};
use crate::domain::{Amount, Days, split_part};

/// The refunds that count at the end of a day: those dated by then that came within the clawback
/// time, the earliest first.
pub(crate) fn counted_refunds(
    facts: &Facts,
    sale: SaleIx,
    clawback: Days,
    on: NaiveDate,
) -> impl Iterator<Item = &Refund> {
    let last = clawback.after(facts.sales.paid_on[sale]).min(on);
    facts.refunds.of(sale).iter().take_while(move |refund| refund.on <= last)
}

/// What is left of a sale after the refunds that count. Checked facts keep it from falling below 0.
#[inline]
pub(crate) fn net(facts: &Facts, sale: SaleIx, clawback: Days, on: NaiveDate) -> Amount {
    let amount = facts.sales.amount[sale];
    if !facts.sales.holder[sale].has_refunds() {
        return amount;
    }
    let refunded: i64 =
        counted_refunds(facts, sale, clawback, on).map(|refund| refund.amount.minor()).sum();
    Amount::try_from(amount.minor() - refunded).unwrap_or(Amount::ZERO)
}

/// The part of `net` that belongs to the credit at that position.
#[inline]
pub(crate) fn part(facts: &Facts, sale: SaleIx, credit: u8, net: Amount) -> Amount {
    let holder = facts.sales.holder[sale];
    if holder.partner().is_some() {
        return net;
    }
    let shares = facts.sales.splits.of(holder).iter().map(|(_, share)| *share);
    split_part(net, shares, usize::from(credit))
}

/// How a sale's currency becomes the plan's. Checked facts have every rate that is needed.
pub(crate) fn conversion(facts: &Facts, sale: SaleIx, plan: &Plan) -> Option<Conversion> {
    let from = facts.profile(sale).currency;
    facts.rates.conversion(from, plan.currency(), facts.sales.paid_on[sale])
}

/// The basis of a credit at the end of a day; `None` where the conversion leaves the range.
#[inline]
pub(crate) fn basis(
    facts: &Facts,
    (sale, credit): (SaleIx, u8),
    (plan, version): (&Plan, &Version),
    on: NaiveDate,
) -> Option<Amount> {
    let part = part(facts, sale, credit, net(facts, sale, version.clawback_days, on));
    let from = facts.profile(sale).currency;
    if from == plan.currency() {
        return Some(part);
    }
    conversion(facts, sale, plan)?.convert(part, from, plan.currency())
}

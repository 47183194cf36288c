//! An entry with all that it came of: the sale, its refunds, the rate, and the version that paid.

use crate::domain::{
    Code, EntryId, ExchangeRate, Period, PlanId, PlanVersionRecord, Refund, StatementId,
};
use crate::storage::entries::EntryRecord;
use crate::storage::{Tx, entries, exchange_rates, refunds, sales, statements};

use super::agreements;
use super::error::ServiceError;
use super::plans::{self, VersionedPlan};
use super::statements::{self as stated, NamedEntry};

/// An entry and what it came of, as the caller may see it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The entry with its explanation.
    pub named: NamedEntry,
    /// The statement that it is in.
    pub statement: Option<StatementId>,
    /// The refunds of its sale up to the period's end.
    pub refunds: Vec<Refund>,
    /// The rate at which its basis was converted, where it was.
    pub rate: Option<ExchangeRate>,
    /// The version of the plan that paid it.
    pub version: Option<PaidBy>,
}

/// A version of a plan, by its number.
#[derive(Debug, Clone)]
pub struct PaidBy {
    /// The plan.
    pub plan: PlanId,
    /// The plan's code.
    pub code: Code,
    /// The version's number, from 1 by date.
    pub n: usize,
    /// The version, with who prepared and approved it.
    pub record: PlanVersionRecord,
}

/// An entry that the caller may see, and what it came of.
pub fn get(tx: &mut Tx<'_>, id: &EntryId) -> Result<Explained, ServiceError> {
    let named = stated::entry(tx, id)?;
    let entry = &named.entry;
    let statement = entries::statement_of(tx, entry)?;
    Ok(Explained {
        refunds: refunds_of(tx, entry)?,
        rate: rate_of(tx, entry, statement.as_ref())?,
        version: version_of(tx, entry)?,
        statement,
        named,
    })
}

fn refunds_of(tx: &mut Tx<'_>, entry: &EntryRecord) -> Result<Vec<Refund>, ServiceError> {
    let Some(sale) = &entry.sale else { return Ok(Vec::new()) };
    let counts = |refund: &Refund| refund.voided.is_none() && is_by(entry.period, refund);
    Ok(refunds::of_sale(tx, sale)?.into_iter().filter(counts).collect())
}

fn is_by(period: Period, refund: &Refund) -> bool {
    refund.refunded_on <= period.last_day()
}

/// The rate by which the basis was converted; one that came after the close was not it.
fn rate_of(
    tx: &mut Tx<'_>,
    entry: &EntryRecord,
    statement: Option<&StatementId>,
) -> Result<Option<ExchangeRate>, ServiceError> {
    let Some(sale) = &entry.sale else { return Ok(None) };
    let Some(sale) = sales::by_id(tx, sale)? else { return Ok(None) };
    let pair = (sale.amount.currency, entry.currency);
    let (base, quote) = pair;
    if base == quote {
        return Ok(None);
    }
    let direct = exchange_rates::latest(tx, pair, sale.paid_on)?;
    let rate = match direct {
        Some(rate) => Some(rate),
        None => exchange_rates::latest(tx, (quote, base), sale.paid_on)?,
    };
    let closed = match statement {
        Some(id) => statements::by_id(tx, id)?.map(|statement| statement.created_at),
        None => None,
    };
    Ok(rate.filter(|rate| closed.is_none_or(|closed| rate.created_at <= closed)))
}

/// The version in force on the day of the payment, or on the last one of the window.
fn version_of(tx: &mut Tx<'_>, entry: &EntryRecord) -> Result<Option<PaidBy>, ServiceError> {
    let agreed = agreements::in_force(tx, &entry.partner, entry.day)?;
    let Some(agreed) = agreed else { return Ok(None) };
    let of = plans::by_id(tx, &agreed.plan)?;
    let place = of.place_on(entry.day);
    let VersionedPlan { plan, versions, .. } = of;
    let numbered = place.and_then(|place| (1..).zip(versions).nth(place));
    Ok(numbered.map(|(n, record)| PaidBy { plan: plan.id, code: plan.code, n, record }))
}

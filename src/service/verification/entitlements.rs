//! Entitlements: that what was posted for each key is what all facts entitle it to.
//!
//! All facts that the last close knew are computed again, as if no period had ever been closed. What
//! each period posted by itself cannot be: a fact that came late is not dated by when it came. But the
//! sums of all that was posted are the same, however the periods were closed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Check;
use crate::commission::facts::Facts;
use crate::commission::{Entry, Ledger};
use crate::domain::{Code, SaleId, Span};
use crate::service::closing::history;
use crate::service::closing::programme::Programme;
use crate::service::closing::touching::since;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::{self, PaidPartner, PaidSale};
use crate::storage::inspection::{KeptSum, Outcome, paid_on, posted};
use crate::storage::periods::{self, ClosedPeriod};

/// The sum of each key's entries, by all facts.
pub(super) const CHECK: Check = Check { name: "entitlements", run };

/// A sale, rule, lower partner, and the first day of a window.
type Key = (Option<String>, String, Option<String>, Option<NaiveDate>);

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    let Some(last) = periods::last(tx)? else { return Ok(outcome) };
    let programme = Programme::load(tx)?;
    let facts = known(tx, &programme, &last)?;
    let mut ledger = Ledger::open(&facts);
    ledger.close(last.period).map_err(|error| ServiceError::Internal(error.to_string()))?;
    // What came since bears on days that the next close computes again; these it will set right.
    let touched = since(tx, &programme, &last)?;
    let own = |place: usize| ledger.entries_of(last.period, place..place + 1);
    let of = |place: usize| Some((own(place).next()?.entry().partner, place));
    let places: HashMap<&Code, usize> = (0..ledger.partner_count()).filter_map(of).collect();
    for partner in &programme.partners {
        let place = places.get(&partner.code);
        let entries = place.into_iter().flat_map(|place| own(*place));
        let entitled = entries.map(|entry| keyed(&entry.entry())).collect();
        let days = programme.plans_of(partner);
        let days = touched.needed(&partner.code, days.into_iter());
        compare(tx, partner, (entitled, &days), &mut outcome)?;
    }
    Ok(outcome)
}

fn keyed(entry: &Entry<'_>) -> (Key, i64) {
    let from = entry.from_partner.map(ToString::to_string);
    let first = entry.window.map(|window| window.first);
    let key = (entry.sale.map(str::to_owned), entry.rule.to_owned(), from, first);
    (key, entry.amount.minor())
}

/// The facts that the last close knew, and that are the same still.
fn known(
    tx: &mut Tx<'_>,
    programme: &Programme,
    last: &ClosedPeriod,
) -> Result<Facts, ServiceError> {
    let end = last.period.next().first_day();
    let changed = facts::changed_before(tx, last.facts_through, end)?;
    let left_out = periods::left_out(tx, last.period)?;
    let left_out: HashSet<&str> = left_out.iter().map(SaleId::as_str).collect();
    let mut gathering = programme.gathering();
    let takes = |sale: &PaidSale| {
        !changed.contains(&sale.external_id) && !left_out.contains(sale.id.as_str())
    };
    if let Some(days) = history::until(tx, last.period.last_day())? {
        let refunds =
            history::sales_of(tx, programme, days, takes, |block| gathering.sales(block))?;
        gathering.refunds(refunds);
    }
    gathering.finish(last.period).map_err(|faults| {
        let told = faults.shown().take(5).map(|fault| format!("{} {}", fault.field, fault.message));
        let told = told.collect::<Vec<_>>().join("; ");
        ServiceError::Internal(format!("the facts have {} faults: {told}", faults.total()))
    })
}

fn compare(
    tx: &mut Tx<'_>,
    partner: &PaidPartner,
    (mut entitled, open): (HashMap<Key, i64>, &[Span]),
    outcome: &mut Outcome,
) -> Result<(), ServiceError> {
    let is_open = |day: NaiveDate| open.iter().any(|days| days.first <= day && day <= days.last);
    let place = format!("partner {}", partner.code);
    for sum in posted(tx, &partner.id)? {
        outcome.checked += 1;
        let KeptSum { sale, rule, from_partner, window_first, day, amount } = sum;
        let key = (sale, rule, from_partner, window_first);
        let due = entitled.remove(&key).unwrap_or_default();
        if due != amount && !is_open(day) {
            let what = format!("was posted {amount} for {}, and earned {due}", shown(&key));
            outcome.note(&place, what);
        }
    }
    for (key, due) in entitled {
        outcome.checked += 1;
        let day = match &key.0 {
            Some(sale) => paid_on(tx, sale)?,
            None => key.3,
        };
        if !day.is_some_and(is_open) {
            outcome
                .note(&place, format!("was posted nothing for {}, and earned {due}", shown(&key)));
        }
    }
    Ok(())
}

fn shown((sale, rule, from, first): &Key) -> String {
    let sale = sale.as_ref().map(|sale| format!("sale {sale}, "));
    let from = from.as_ref().map(|from| format!(" from {from}"));
    let first = first.map(|first| format!(" of the window from {first}"));
    let text = |part: Option<String>| part.unwrap_or_default();
    format!("{}{rule}{}{}", text(sale), text(from), text(first))
}

//! Posting: the difference between what a key has earned and what was posted for it before.
//!
//! `docs/COMMISSIONS.md` section 5.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::calendar::{date, last_of_month};
use super::credits::credits_at;
use super::entitlement::{Entitlement, Entitlements, Key, entitlements_at};
use super::facts::Facts;
use super::number::written;
use super::plan::text;
use super::rows::EntryRow;
use super::{Input, Outcome};

/// What was posted for a key so far.
struct Posted<'a> {
    sum: i128,
    /// The entitlement at the key's last entry, and when that was.
    last: Entitlement<'a>,
    last_end: NaiveDate,
}

/// Closes every period from the first sale's to `through` (7).
pub fn close_through(input: &Input, through: &str) -> Outcome {
    let facts = Facts::read(input);
    let last = last_of_month(date(&format!("{through}-01")));
    let (mut entries, mut posted) = (Vec::new(), BTreeMap::new());
    let first = facts.sales.iter().map(|sale| sale.paid_on).min();
    let months = std::iter::successors(first.map(last_of_month), |end| {
        Some(last_of_month(*end + Days::new(1)))
    });
    for end in months.take_while(|end| *end <= last) {
        close(&facts, end, &mut posted, &mut entries);
    }
    Outcome { entries, unmatched: credits_at(&facts, last).1 }
}

fn close<'a>(
    facts: &'a Facts<'a>,
    end: NaiveDate,
    posted: &mut BTreeMap<Key, Posted<'a>>,
    entries: &mut Vec<EntryRow>,
) {
    let mut entitlements: Entitlements<'a> = entitlements_at(facts, end);
    // A key that was and is no more, such as that of a cap that went away, has nothing.
    for (key, before) in posted.iter() {
        let gone = Entitlement { amount: 0, basis: None, ..before.last.clone() };
        entitlements.entry(key.clone()).or_insert(gone);
    }
    for (key, now) in entitlements {
        let before = posted.get(&key);
        let amount = now.amount - before.map_or(0, |before| before.sum);
        if amount == 0 {
            continue;
        }
        let kind = entry_type(&key, &now, amount, before, end);
        entries.push(entry(&key, &now, amount, kind, end));
        posted.insert(key, Posted { sum: now.amount, last: now, last_end: end });
    }
}

/// The first that fits.
fn entry_type(
    key: &Key,
    now: &Entitlement,
    amount: i128,
    before: Option<&Posted>,
    end: NaiveDate,
) -> &'static str {
    if key.is_cap() {
        return "cap";
    }
    let Some(before) = before else { return "earning" };
    let basis_fell = now.basis.zip(before.last.basis).is_some_and(|(now, then)| now < then);
    let holdback_ended = now.holdback_ends.is_some_and(|day| before.last_end < day && day <= end);
    if amount < 0 && basis_fell {
        "clawback"
    } else if amount > 0 && holdback_ended {
        "release"
    } else {
        "true_up"
    }
}

fn entry(key: &Key, now: &Entitlement, amount: i128, kind: &str, end: NaiveDate) -> EntryRow {
    let currency = text(now.plan, "currency");
    let Key { partner, sale, rule, from_partner, window } = key.clone();
    EntryRow {
        period: end.format("%Y-%m").to_string(),
        partner,
        sale,
        rule,
        from_partner,
        window,
        entry: kind.into(),
        basis: now.basis.map_or(String::new(), |basis| written(basis, currency)),
        amount: written(amount, currency),
        currency: currency.into(),
    }
}

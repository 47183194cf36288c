//! Entries of closed periods: that they are those that were posted, and add up to the statements.

use std::collections::HashMap;
use std::io;

use sha2::{Digest, Sha256};

use super::Check;
use crate::commission::{Entry, EntryKind};
use crate::domain::statement::Statement;
use crate::domain::{Amount, Code, Currency, Fingerprint, Period, Span};
use crate::formats::entries::{append_csv, csv_header};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::inspection::{KeptClose, KeptEntry, Outcome, audited, entries_after};
use crate::storage::periods::{self, ClosedPeriod};
use crate::storage::statements;

/// Each period's entries by its fingerprints, its statements and the audit trail.
pub(super) const CHECK: Check = Check { name: "entries", run };

const AT_ONCE: u32 = 2_000;

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    let told = audited(tx)?;
    let mut before: Option<ClosedPeriod> = None;
    for closed in periods::all(tx)? {
        let place = format!("period {}", closed.period);
        if let Some(before) = &before {
            if before.period.next() != closed.period {
                outcome.note(&place, format!("follows {}", before.period));
            }
            if before.facts_through > closed.facts_through {
                outcome.note(&place, "took in fewer facts than the one before it");
            }
        }
        told_of(&told, &closed, &mut outcome);
        let found = Found::read(tx, closed.period, &mut outcome)?;
        compare(&place, &closed, &found, &mut outcome);
        agree(found, &statements::of_period(tx, closed.period)?, &closed, &mut outcome);
        before = Some(closed);
    }
    Ok(outcome)
}

/// The audit trail has the fingerprint too, in a chain that shows when it is changed.
fn told_of(told: &[KeptClose], closed: &ClosedPeriod, outcome: &mut Outcome) {
    let name = closed.period.to_string();
    let after = told.iter().rev().find(|close| close.period == name);
    let after = after.and_then(|close| close.after_json.as_deref());
    let after: Option<serde_json::Value> = after.and_then(|text| serde_json::from_str(text).ok());
    let fingerprint = after.as_ref().and_then(|after| after.get("fingerprint")?.as_str());
    if !fingerprint.is_some_and(|told| closed.fingerprint.is(told)) {
        let what = "has another fingerprint than the audit trail says";
        outcome.note(format!("period {name}"), what);
    }
}

/// What the entries of a period come to.
struct Found {
    entries: usize,
    fingerprint: Fingerprint,
    /// By the partners' ids.
    partners: HashMap<String, OfPartner>,
}

/// What the entries of one partner come to.
struct OfPartner {
    hash: Sha256,
    entries: usize,
    sum: i128,
    currency: Currency,
    is_of_one_currency: bool,
}

impl Found {
    fn read(tx: &mut Tx<'_>, period: Period, outcome: &mut Outcome) -> Result<Self, ServiceError> {
        let mut whole = Sha256::new().chain_update(csv_header());
        let (mut partners, mut entries, mut position) = (HashMap::new(), 0, -1);
        let mut last: Option<[String; 5]> = None;
        loop {
            let rows = entries_after(tx, period, position, AT_ONCE)?;
            let Some(end) = rows.last() else { break };
            position = end.position;
            for row in rows {
                outcome.checked += 1;
                let place = format!("entry {}", row.id);
                if usize::try_from(row.position) != Ok(entries) {
                    outcome.note(&place, format!("has place {}, not {entries}", row.position));
                }
                entries += 1;
                let key = key(&row);
                if last.as_ref().is_some_and(|last| *last >= key) {
                    outcome.note(&place, "is out of order");
                }
                last = Some(key);
                match line(period, &row) {
                    Some((line, currency)) => {
                        whole.update(&line);
                        add(&mut partners, &row, &line, currency);
                    }
                    None => outcome.note(&place, "cannot be read"),
                }
            }
        }
        Ok(Self { entries, fingerprint: whole.into(), partners })
    }
}

fn add(
    partners: &mut HashMap<String, OfPartner>,
    row: &KeptEntry,
    line: &[u8],
    currency: Currency,
) {
    let none = || OfPartner {
        hash: Sha256::new().chain_update(csv_header()),
        entries: 0,
        sum: 0,
        currency,
        is_of_one_currency: true,
    };
    let of_partner = partners.entry(row.partner_id.clone()).or_insert_with(none);
    of_partner.hash.update(line);
    of_partner.entries += 1;
    of_partner.sum += i128::from(row.amount);
    of_partner.is_of_one_currency &= of_partner.currency == currency;
}

/// By what the entries of a file are in order.
fn key(row: &KeptEntry) -> [String; 5] {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let window = row.window_first.map(|first| format!("{first}..{}", row.day));
    [name(&row.partner), name(&row.sale), row.rule.clone(), name(&row.from_partner), name(&window)]
}

/// The entry as a line of a file.
fn line(period: Period, row: &KeptEntry) -> Option<(Vec<u8>, Currency)> {
    let partner = Code::parse(row.partner.as_deref()?)?;
    let from_partner = match row.from_partner.as_deref() {
        Some(code) => Some(Code::parse(code)?),
        None => None,
    };
    let currency = Currency::parse(&row.currency)?;
    let entry = Entry {
        period,
        partner: &partner,
        sale: row.sale.as_deref(),
        rule: &row.rule,
        from_partner: from_partner.as_ref(),
        window: row.window_first.map(|first| Span { first, last: row.day }),
        kind: EntryKind::parse(&row.entry)?,
        basis: row.basis.map(Amount::try_from).transpose().ok()?,
        amount: Amount::try_from(row.amount).ok()?,
        currency,
    };
    let mut line = Vec::new();
    let written: io::Result<()> = append_csv(&mut line, std::iter::once(entry));
    written.ok().map(|()| (line, currency))
}

fn compare(place: &str, closed: &ClosedPeriod, found: &Found, outcome: &mut Outcome) {
    if usize::try_from(closed.entries) != Ok(found.entries) {
        let what = format!("was closed with {} entries, and has {}", closed.entries, found.entries);
        outcome.note(place, what);
    }
    if closed.fingerprint != found.fingerprint {
        outcome.note(place, "has another fingerprint than its entries");
    }
}

/// Holds the entries of each partner against its statement.
fn agree(mut found: Found, stated: &[Statement], closed: &ClosedPeriod, outcome: &mut Outcome) {
    if usize::try_from(closed.statements) != Ok(stated.len()) {
        let (was, is) = (closed.statements, stated.len());
        let what = format!("was closed with {was} statements, and has {is}");
        outcome.note(format!("period {}", closed.period), what);
    }
    for statement in stated {
        let place = format!("statement {}", statement.id);
        let of_partner = found.partners.remove(statement.partner.as_str());
        let (entries, sum) =
            of_partner.as_ref().map_or((0, 0), |of_partner| (of_partner.entries, of_partner.sum));
        if usize::try_from(statement.entries) != Ok(entries) {
            let what = format!("says {} entries, and has {entries}", statement.entries);
            outcome.note(&place, what);
        }
        if i128::from(statement.given.commission.minor()) != sum {
            outcome.note(&place, "has another commission than its entries come to");
        }
        let is_its = |of_partner: &OfPartner| {
            of_partner.is_of_one_currency && of_partner.currency == statement.currency
        };
        if !of_partner.as_ref().is_none_or(is_its) {
            outcome.note(&place, "has entries in another currency");
        }
        let none = || Sha256::new().chain_update(csv_header());
        let hash = of_partner.map_or_else(none, |of_partner| of_partner.hash);
        if statement.fingerprint != Fingerprint::from(hash) {
            outcome.note(&place, "has another fingerprint than its entries");
        }
    }
    for partner in found.partners.into_keys() {
        let what = format!("has entries in {} and no statement", closed.period);
        outcome.note(format!("partner {partner}"), what);
    }
}

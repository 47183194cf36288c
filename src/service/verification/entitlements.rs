//! Entitlements: that what each close posted is what the facts gave that it knew.
//!
//! All closes are made again, one after the other. Each takes all facts as they stood at it, whatever
//! came since, and posts what they entitle to less what those before it have posted, computed again
//! too; so an entry that is wrong does not make those after it look wrong.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Check;
use super::months::Months;
use crate::commission::facts::Facts;
use crate::commission::{Entry, Ledger, Posted, Touched};
use crate::domain::{Amount, Code, Currency, Period, Span};
use crate::service::closing::programme::Programme;
use crate::service::closing::touching;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::Known;
use crate::storage::inspection::{KeptEntry, Outcome, entries_after};
use crate::storage::periods::{self, ClosedPeriod};

/// Each entry of each closed period, by the facts that its close knew.
pub(super) const CHECK: Check = Check { name: "entitlements", run };

const AT_ONCE: u32 = 2_000;

/// A partner, sale, rule, lower partner, and the first day of a window.
type Key = (String, Option<String>, String, Option<String>, Option<NaiveDate>);

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let (mut outcome, mut months, mut posted) = (Outcome::default(), Months::default(), Vec::new());
    for closed in periods::all(tx)? {
        let known = Known::through(tx, closed.facts_through, closed.period.next().first_day())?;
        let programme = Programme::known(tx, &known)?;
        months.bring_to(tx, &closed, (&programme, &known))?;
        let facts = gathered(&programme, &months, closed.period)?;
        let again = closed_again(&facts, &posted, closed.period)?;
        let untold = untold(tx, &programme, (&known, closed.period))?;
        let own = compare(tx, (&again, &untold), &closed, &mut outcome)?;
        drop(again);
        posted.extend(own);
    }
    Ok(outcome)
}

/// What a close knew.
fn gathered(programme: &Programme, months: &Months, period: Period) -> Result<Facts, ServiceError> {
    let mut gathering = programme.gathering();
    months.gather(&mut gathering).map_err(|error| ServiceError::Internal(error.to_string()))?;
    gathering.finish(period).map_err(|faults| {
        let told = faults.shown().take(5).map(|fault| format!("{} {}", fault.field, fault.message));
        let told = told.collect::<Vec<_>>().join("; ");
        ServiceError::Internal(format!(
            "the facts of {period} have {} faults: {told}",
            faults.total()
        ))
    })
}

fn closed_again<'f>(
    facts: &'f Facts,
    posted: &'f [Posted],
    period: Period,
) -> Result<Ledger<'f>, ServiceError> {
    let cannot = |error: String| ServiceError::Internal(format!("{period}: {error}"));
    let ledger = Ledger::reopen(facts, posted, &Touched::everything(period));
    let mut ledger = ledger.map_err(|error| cannot(error.to_string()))?;
    ledger.close(period).map_err(|error| cannot(error.to_string()))?;
    Ok(ledger)
}

/// The days of payment, by partner, on which facts bear that cannot be told as the close knew them.
type Untold = BTreeMap<Code, Vec<Span>>;

fn untold(
    tx: &mut Tx<'_>,
    programme: &Programme,
    (known, period): (&Known, Period),
) -> Result<Untold, ServiceError> {
    let touched = touching::untold(tx, programme, known)?;
    let last = period.last_day();
    let days = programme.partners.iter().map(|partner| {
        let plans = programme.plans_of(partner);
        let mut days = touched.needed(&partner.code, plans.into_iter());
        days.retain(|days| days.first <= last);
        (partner.code.clone(), days)
    });
    Ok(days.collect())
}

/// Holds what a period has against what it has when it is closed again. Gives what the closes after it
/// find posted: what was computed, and what is believed.
fn compare(
    tx: &mut Tx<'_>,
    (again, untold): (&Ledger<'_>, &Untold),
    closed: &ClosedPeriod,
    outcome: &mut Outcome,
) -> Result<Vec<Posted>, ServiceError> {
    let mut kept = kept(tx, closed.period)?;
    let mut judged = Judged { period: closed.period, untold, outcome };
    let mut posted: Vec<Option<Posted>> = Vec::new();
    for entry in again.entries(closed.period) {
        let entry = entry.entry();
        let key = keyed(&entry);
        let rows = kept.remove(&key).unwrap_or_default();
        match judged.judge(&key, Some(&entry), &rows) {
            Verdict::Judged => posted.push(as_posted(&entry)),
            Verdict::Believed => posted.extend(rows.iter().map(|row| believed(closed.period, row))),
        }
    }
    for (key, rows) in &kept {
        if judged.judge(key, None, rows) == Verdict::Believed {
            posted.extend(rows.iter().map(|row| believed(closed.period, row)));
        }
    }
    let unreadable = || format!("the entries of {} cannot be read", closed.period);
    let posted: Option<Vec<Posted>> = posted.into_iter().collect();
    posted.ok_or_else(|| ServiceError::Internal(unreadable()))
}

/// The entries of a period by their keys, of which each has one.
fn kept(tx: &mut Tx<'_>, period: Period) -> Result<BTreeMap<Key, Vec<KeptEntry>>, ServiceError> {
    let (mut kept, mut position): (BTreeMap<_, Vec<_>>, _) = (BTreeMap::new(), -1);
    loop {
        let rows = entries_after(tx, period, position, AT_ONCE)?;
        let Some(last) = rows.last() else { break };
        position = last.position;
        for row in rows {
            let (partner, sale) = (row.partner.clone().unwrap_or_default(), row.sale.clone());
            let key = (partner, sale, row.rule.clone(), row.from_partner.clone(), row.window_first);
            kept.entry(key).or_default().push(row);
        }
    }
    Ok(kept)
}

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It was held against what was computed.
    Judged,
    /// It cannot be computed again, and is taken as it is.
    Believed,
}

struct Judged<'a> {
    period: Period,
    untold: &'a Untold,
    outcome: &'a mut Outcome,
}

impl Judged<'_> {
    fn judge(&mut self, key: &Key, due: Option<&Entry<'_>>, rows: &[KeptEntry]) -> Verdict {
        let is_due = due.is_some_and(|due| rows.len() == 1 && rows.iter().all(|row| is(row, due)));
        // What is the same in spite of what cannot be told has been checked as well.
        if !is_due && self.is_untold(&key.0, rows.first().map(|row| row.day)) {
            self.outcome.given += 1;
            return Verdict::Believed;
        }
        self.outcome.checked += 1;
        if !is_due {
            let what = difference(key, due, rows);
            self.outcome.note(format!("partner {} in {}", key.0, self.period), what);
        }
        Verdict::Judged
    }

    /// Whether facts of a day cannot be told; without a day, of any.
    fn is_untold(&self, partner: &str, day: Option<NaiveDate>) -> bool {
        let code = Code::parse(partner);
        let days = code.and_then(|code| self.untold.get(&code));
        let holds = |days: &Span| day.is_none_or(|day| days.holds(day));
        days.is_some_and(|days| days.iter().any(holds))
    }
}

/// What a period has for a key, and what it should have.
fn difference(key: &Key, due: Option<&Entry<'_>>, rows: &[KeptEntry]) -> String {
    let of = shown(key);
    let sum: i128 = rows.iter().map(|row| i128::from(row.amount)).sum();
    let earned = due.map_or(0, |due| due.amount.minor());
    match (rows.len(), due) {
        (0, _) => format!("was posted nothing for {of}, and earned {earned}"),
        (1, Some(due)) if sum == i128::from(earned) => {
            format!("has another type, basis or currency for {of} than {}", told(due))
        }
        _ => format!("was posted {sum} for {of}, and earned {earned}"),
    }
}

/// Whether a row is that entry.
fn is(row: &KeptEntry, due: &Entry<'_>) -> bool {
    row.amount == due.amount.minor()
        && row.basis == due.basis.map(|basis| basis.minor())
        && row.entry == due.kind.as_str()
        && row.currency == due.currency.code()
}

fn told(due: &Entry<'_>) -> String {
    let basis = due.basis.map(|basis| format!(" on {}", basis.minor())).unwrap_or_default();
    format!("{}{basis} in {}", due.kind.as_str(), due.currency)
}

fn keyed(entry: &Entry<'_>) -> Key {
    let from = entry.from_partner.map(ToString::to_string);
    let first = entry.window.map(|window| window.first);
    let (partner, sale) = (entry.partner.to_string(), entry.sale.map(str::to_owned));
    (partner, sale, entry.rule.to_owned(), from, first)
}

fn shown((_, sale, rule, from, first): &Key) -> String {
    let sale = sale.as_ref().map(|sale| format!("sale {sale}, "));
    let from = from.as_ref().map(|from| format!(" from {from}"));
    let first = first.map(|first| format!(" of the window from {first}"));
    let text = |part: Option<String>| part.unwrap_or_default();
    format!("{}{rule}{}{}", text(sale), text(from), text(first))
}

/// The entry as the closes after it find it.
fn as_posted(entry: &Entry<'_>) -> Option<Posted> {
    let sale = match entry.sale {
        Some(sale) => Some(Code::parse(sale)?),
        None => None,
    };
    Some(Posted {
        partner: entry.partner.clone(),
        sale,
        rule: Code::parse(entry.rule)?,
        from_partner: entry.from_partner.cloned(),
        window: entry.window,
        period: entry.period,
        basis: entry.basis,
        amount: entry.amount,
        currency: entry.currency,
    })
}

/// A row as the closes after it find it.
fn believed(period: Period, row: &KeptEntry) -> Option<Posted> {
    let code = |text: &Option<String>| match text {
        Some(text) => Code::parse(text).map(Some),
        None => Some(None),
    };
    Some(Posted {
        partner: Code::parse(row.partner.as_ref()?)?,
        sale: code(&row.sale)?,
        rule: Code::parse(&row.rule)?,
        from_partner: code(&row.from_partner)?,
        window: row.window_first.map(|first| Span { first, last: row.day }),
        period,
        basis: row.basis.map(Amount::try_from).transpose().ok()?,
        amount: Amount::try_from(row.amount).ok()?,
        currency: Currency::parse(&row.currency)?,
    })
}

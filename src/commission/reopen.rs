//! Books opened on what was posted before.
//!
//! `docs/COMMISSIONS.md` sections 5 and 8. A closed period never changes; what arrives late for it
//! is a difference in the period being closed.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::book::{Account, Book, BoundTerm};
use super::closing::{Closing, Dirty, OutOfRange};
use super::entry::{EntryKind, KeyPlace, Posting, PostingKey};
use super::facts::{Facts, PartnerIx, SaleIx};
use super::ledger::Ledger;
use super::touched::Touched;
use crate::domain::{Amount, Code, Currency, Period, Span};

/// An entry of a closed period, as it was posted: the fields of an [`Entry`](super::Entry) but for
/// its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The partner whose entry it is.
    pub partner: Code,
    /// The sale; `None` on bonuses and caps.
    pub sale: Option<Code>,
    /// The rule, override or bonus, or `cap`.
    pub rule: Code,
    /// The lower partner of an override.
    pub from_partner: Option<Code>,
    /// The window of a bonus or cap.
    pub window: Option<Span>,
    /// The period that it was posted in.
    pub period: Period,
    /// The basis; `None` on bonuses and caps.
    pub basis: Option<Amount>,
    /// What was posted.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
}

/// A partner, sale, rule, lower partner and window.
type Key<'p> = (&'p Code, &'p Option<Code>, &'p Code, &'p Option<Code>, Option<Span>);

impl Posted {
    fn key(&self) -> Key<'_> {
        (&self.partner, &self.sale, &self.rule, &self.from_partner, self.window)
    }
}

/// Why books cannot be opened on what was posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReopenError {
    /// A partner of an entry has no row.
    #[error("partner {0} has entries, but is not among the partners")]
    UnknownPartner(Code),
    /// A partner's plans are in another currency than its entries.
    #[error("partner {partner} has entries in {posted}, but is paid in another currency")]
    OtherCurrency {
        /// The partner's code.
        partner: Code,
        /// The currency of the entry.
        posted: Currency,
    },
    /// An entry of a period that is not closed yet.
    #[error("partner {partner} has an entry in {period}, which is not closed")]
    NotClosed {
        /// The partner's code.
        partner: Code,
        /// The period of the entry.
        period: Period,
    },
    /// The entries of a key add up to more than an amount can be.
    #[error("entries of partner {0} add up to more than 10^15 minor units")]
    OutOfRange(Code),
}

/// What was posted for a key before the books were opened.
#[derive(Debug, Clone, Copy)]
struct Before {
    posted: Amount,
    period: Period,
    basis: Amount,
}

/// A key that was posted before, and that the facts give no more.
#[derive(Debug, Clone)]
pub(crate) struct Gone<'f> {
    pub key: &'f Posted,
    posted: Amount,
}

/// What was posted in a book before it was opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past<'f> {
    before: FxHashMap<KeyPlace, Before>,
    pub gone: Vec<Gone<'f>>,
    /// What the first close computes again; `None` once it is done.
    days: Option<Vec<Span>>,
}

impl Past<'_> {
    /// Whether the first close is still to come.
    pub fn is_due(&self) -> bool {
        self.days.is_some()
    }

    /// All that was posted for a key before.
    pub fn posted(&self, place: KeyPlace) -> i64 {
        self.before.get(&place).map_or(0, |before| before.posted.minor())
    }

    /// The period and basis of the key's last entry before.
    pub fn last(&self, place: KeyPlace) -> Option<(Period, Amount)> {
        self.before.get(&place).map(|before| (before.period, before.basis))
    }
}

impl<'f> Ledger<'f> {
    /// Opens the books on what was posted before, to close the period of `touched` next.
    ///
    /// That close posts, for every key of the days that `touched` names, its entitlement by the
    /// facts less what was posted; for a key that these facts give no more, the reverse of it.
    /// Which facts and entries must be there, [`Touched`] says; after [`Touched::everything`] the
    /// periods that follow can be closed as well.
    ///
    /// `posted` may come in any order.
    pub fn reopen(
        facts: &'f Facts,
        posted: &'f [Posted],
        touched: &Touched,
    ) -> Result<Self, ReopenError> {
        let mut ledger = Self::open(facts);
        ledger.next = Some(touched.period());
        for book in &mut ledger.books {
            let plans = facts.partners.standings(book.partner).iter();
            let plans = plans.map(|standing| facts.plan(standing.plan));
            book.past.days = Some(touched.days(&facts.partners.codes[book.partner], plans));
        }
        let mut sorted: Vec<&Posted> = posted.iter().collect();
        sorted.sort_by(|a, b| (a.key(), a.period).cmp(&(b.key(), b.period)));
        for entries in sorted.chunk_by(|a, b| a.key() == b.key()) {
            if let Some(last) = entries.last() {
                let before = before(entries, last, touched.period())?;
                ledger.restore(last, before)?;
            }
        }
        Ok(ledger)
    }

    /// Puts what was posted for a key in its place.
    fn restore(&mut self, key: &'f Posted, before: Before) -> Result<(), ReopenError> {
        let facts = self.facts();
        let partner = facts.partners.find(key.partner.as_str());
        let unknown = || ReopenError::UnknownPartner(key.partner.clone());
        let partner = partner.ok_or_else(unknown)?;
        if let Some(standing) = facts.partners.standings(partner).first()
            && facts.plan(standing.plan).currency() != key.currency
        {
            let partner = key.partner.clone();
            return Err(ReopenError::OtherCurrency { partner, posted: key.currency });
        }
        let end = self.next.map_or(NaiveDate::MAX, Period::last_day);
        let line = self.line_of(partner, key, end);
        let account = account_of(facts, partner, key);
        let Some(book) = self.books.get_mut(usize::from(partner)) else { return Err(unknown()) };
        let place = match (line, account) {
            (Some(line), _) => {
                book.lines[line].posted = before.posted;
                KeyPlace::Line(line)
            }
            (None, Some(account)) => {
                let account = Account { posted: before.posted, ..account };
                KeyPlace::Account(book.open_account(account))
            }
            (None, None) => {
                book.past.gone.push(Gone { key, posted: before.posted });
                KeyPlace::Gone(book.past.gone.len() - 1)
            }
        };
        book.past.before.insert(place, before);
        Ok(())
    }

    /// The line of a sale's key, where the sale is paid by the end of a day.
    fn line_of(&self, partner: PartnerIx, key: &Posted, end: NaiveDate) -> Option<usize> {
        let facts = self.facts();
        let sale = SaleIx::new(facts.sales.ids.find_sorted(key.sale.as_ref()?.as_str())?);
        let paid_on = facts.sales.paid_on[sale];
        if paid_on > end {
            return None;
        }
        let lines = &self.books.get(usize::from(partner))?.lines;
        let first = lines.partition_point(|line| (line.paid_on, line.sale) < (paid_on, sale));
        let of_sale = lines.iter().skip(first).take_while(|line| line.sale == sale);
        let is_key = |term: &BoundTerm<'_>, credit| {
            let credited = facts.credited(sale, credit).map(|from| &facts.partners.codes[from]);
            let from = credited.filter(|_| !term.is_credit());
            term.rule() == key.rule.as_str() && from == key.from_partner.as_ref()
        };
        let mut numbered = (first..).zip(of_sale);
        numbered
            .find(|(_, line)| is_key(self.term(line.term()), line.credit()))
            .map(|(number, _)| number)
    }
}

/// What the entries of one key, the earliest first, come to.
fn before(entries: &[&Posted], last: &Posted, next: Period) -> Result<Before, ReopenError> {
    if last.period >= next {
        let partner = last.partner.clone();
        return Err(ReopenError::NotClosed { partner, period: last.period });
    }
    let sum: i128 = entries.iter().map(|entry| i128::from(entry.amount.minor())).sum();
    let posted = i64::try_from(sum).ok().and_then(|sum| Amount::try_from(sum).ok());
    let posted = posted.ok_or_else(|| ReopenError::OutOfRange(last.partner.clone()))?;
    Ok(Before { posted, period: last.period, basis: last.basis.unwrap_or_default() })
}

/// The account of a bonus's or cap's key: of a bonus that the version in force on its window's last
/// day has, and of any cap while the partner has a plan.
fn account_of<'f>(facts: &Facts, partner: PartnerIx, key: &'f Posted) -> Option<Account<'f>> {
    let window = key.window.filter(|_| key.sale.is_none())?;
    let plan = facts.partners.standing(partner, window.last)?.plan;
    let is_cap = key.rule.as_str() == "cap";
    if !is_cap {
        let (_, version) = facts.version_on(partner, window.last)?;
        let spans = |kind| facts.plan(plan).window(kind, window.first) == window;
        let mut bonuses = facts.version(version).bonuses.iter();
        bonuses.find(|bonus| bonus.name == key.rule && spans(bonus.window))?;
    }
    let bonus = (!is_cap).then_some(&key.rule);
    Some(Account { bonus, window, plan, posted: Amount::ZERO, last: None })
}

impl<'f> Book<'f> {
    /// The days that this close computes again, as far as there is anything; none but in the first
    /// close of a book with a past.
    pub fn days_again(&self, end: NaiveDate) -> Vec<Span> {
        let Some(days) = &self.past.days else { return Vec::new() };
        let windows = self.accounts.iter().map(|account| account.window.first);
        let first_line = self.lines.first().map(|line| line.paid_on);
        let first = windows.chain(first_line).min().unwrap_or(end);
        let within = |days: &Span| Span { first: days.first.max(first), last: days.last.min(end) };
        days.iter().map(within).filter(|days| days.first <= days.last).collect()
    }
}

impl<'f> Closing<'_, 'f> {
    /// Brings all lines up to the period's end, and touches those of the days to compute again.
    pub(super) fn touch_again(&mut self) -> Result<(), OutOfRange> {
        let (period, end) = (self.run.period, self.run.end);
        let book = &mut *self.book;
        book.past.days = None;
        book.reached = book.lines.partition_point(|line| line.paid_on <= end);
        book.done = book.agenda.partition_point(|(due, _)| *due <= period);
        for number in (0u32..).take(self.book.reached) {
            self.refresh(number)?;
            let paid_on = self.book.lines[number as usize].paid_on;
            if self.days.iter().any(|days| days.holds(paid_on)) {
                self.touched.push(number);
            }
        }
        Ok(())
    }

    /// All windows of tiers over the days to compute again: a line that is there no more has moved
    /// the measures of those that are.
    pub(super) fn dirty_again(&self) -> Vec<Dirty> {
        let facts = self.run.facts;
        let standings = facts.partners.standings(self.book.partner).iter();
        let mut plans: Vec<_> = standings.map(|standing| standing.plan).collect();
        plans.sort_unstable();
        plans.dedup();
        let mut dirty = Vec::new();
        for plan in plans {
            let mut kinds: Vec<_> = facts.terms.tier_windows(plan).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for kind in kinds {
                let days = self.days.iter();
                let windows = days.flat_map(|days| facts.plan(plan).windows_over(kind, *days));
                let mut windows: Vec<Span> = windows.collect();
                windows.sort_unstable();
                windows.dedup();
                dirty.extend(windows.into_iter().map(|window| {
                    let from = self.book.lines_in(window).start;
                    Dirty { plan, kind, window, from }
                }));
            }
        }
        dirty
    }

    /// The accounts whose windows hold a day to compute again.
    pub(super) fn accounts_again(&self) -> impl Iterator<Item = &Account<'f>> {
        let meets =
            |window: Span, days: &Span| days.first <= window.last && window.first <= days.last;
        let again = move |window| self.days.iter().any(|days| meets(window, days));
        self.book.accounts.iter().filter(move |account| again(account.window))
    }

    /// Reverses what was posted for keys that the facts give no more. Such a key has no basis, so
    /// that its fall is a clawback.
    pub(super) fn reverse_gone(&mut self) -> Result<(), OutOfRange> {
        let Book { past, postings, .. } = &mut *self.book;
        for (number, gone) in (0u32..).zip(&mut past.gone) {
            let posted = std::mem::replace(&mut gone.posted, Amount::ZERO);
            if posted == Amount::ZERO {
                continue;
            }
            let kind = match (&gone.key.sale, gone.key.rule.as_str()) {
                (None, "cap") => EntryKind::Cap,
                (Some(_), _) if posted > Amount::ZERO => EntryKind::Clawback,
                _ => EntryKind::TrueUp,
            };
            // An amount's range is the same on both sides of zero.
            let amount = Amount::ZERO.checked_sub(posted).unwrap_or_default();
            let key = PostingKey::gone(number, kind);
            postings.push(Posting { key, before: None, basis: Amount::ZERO, amount, measure: 0 });
        }
        Ok(())
    }
}

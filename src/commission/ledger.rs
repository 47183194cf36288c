//! The ledger: periods closed in order over one set of facts.
//!
//! `docs/COMMISSIONS.md` sections 5 and 8.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use typed_index_collections::{TiSlice, TiVec};

use super::book::{Book, BoundTerm};
use super::closing::{Closing, OutOfRange, Run, Scratch};
use super::entry::{Entry, KeyPlace, Posting, PostingKey};
use super::facts::{Facts, PartnerIx, SaleIx, TermIx};
use crate::domain::{Code, Currency, Period, Span};

/// The books of all partners over one set of facts.
///
/// Facts dated after a period's end do not count in it, so one set serves all periods. Closing a
/// period computes only the windows that its facts and dates touch.
#[derive(Debug, Clone)]
pub struct Ledger<'f> {
    facts: &'f Facts,
    terms: TiVec<TermIx, BoundTerm<'f>>,
    /// By partner code.
    pub(super) books: Vec<Book<'f>>,
    closed: Vec<Period>,
    /// The first period that can be closed, where others were closed before.
    pub(super) next: Option<Period>,
    /// Why a close failed, after which the books are of no use.
    failed: Option<CloseError>,
}

/// Why a period cannot be closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// Periods are closed in order, each once and none left out.
    #[error("{period} cannot be closed: the next period is {next}")]
    NotNext {
        /// The period asked for.
        period: Period,
        /// The one that can be closed.
        next: Period,
    },
    /// A partner has more credits than a book can number.
    #[error("partner {partner} has more than {} credits and overrides", PostingKey::MOST)]
    TooManyCredits {
        /// The partner's code.
        partner: String,
    },
    /// A figure left the range of an amount.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
}

impl<'f> Ledger<'f> {
    /// Opens the books: every credit and override in its place, nothing posted.
    pub fn open(facts: &'f Facts) -> Self {
        let terms = BoundTerm::all(facts);
        let counts = count_lines(facts);
        let mut books: Vec<Book<'f>> = counts
            .iter()
            .zip(0..)
            .map(|(count, partner)| Book::new(facts, PartnerIx::new(partner), *count as usize))
            .collect();
        let shares = in_shares(&counts, rayon::current_num_threads());
        let mut rest = books.as_mut_slice();
        rayon::scope(|scope| {
            for share in shares {
                let (books, later) = std::mem::take(&mut rest).split_at_mut(share);
                rest = later;
                let terms = &terms;
                scope.spawn(move |_| fill(books, facts, terms));
            }
        });
        Self { facts, terms, books, closed: Vec::new(), next: None, failed: None }
    }

    /// Closes a period: posts what each key is entitled to at its end, less what was posted before.
    /// The first period closed takes in all that is dated earlier.
    pub fn close(&mut self, period: Period) -> Result<(), CloseError> {
        self.close_all(&[period])
    }

    /// Closes every period that is not closed yet, from the first sale's to `last`; none without sales.
    pub fn close_through(&mut self, last: Period) -> Result<(), CloseError> {
        let next = self.next();
        let first = next.or_else(|| self.facts.first_period());
        let periods = std::iter::successors(first, |period| Some(period.next()));
        self.close_all(&periods.take_while(|period| *period <= last).collect::<Vec<_>>())
    }

    /// Closes periods that follow one another. No partner's figures depend on another's postings,
    /// so each book goes through all of them while it is at hand.
    fn close_all(&mut self, periods: &[Period]) -> Result<(), CloseError> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let next = self.next();
        if let (Some(next), Some(period)) = (next, periods.first())
            && next != *period
        {
            return Err(CloseError::NotNext { period: *period, next });
        }
        match self.close_books(periods) {
            Ok(()) => {
                self.closed.extend(periods);
                Ok(())
            }
            Err(error) => Err(self.failed.insert(error).clone()),
        }
    }

    /// The only period that can be closed; `None` where it may be any.
    fn next(&self) -> Option<Period> {
        self.closed.last().map(|last| last.next()).or(self.next)
    }

    fn close_books(&mut self, periods: &[Period]) -> Result<(), CloseError> {
        let too_long = |book: &&Book<'_>| book.lines.len() > PostingKey::MOST;
        if let Some(book) = self.books.iter().find(too_long) {
            let partner = self.facts.partners.codes[book.partner].to_string();
            return Err(CloseError::TooManyCredits { partner });
        }
        let (facts, terms) = (self.facts, &*self.terms);
        let days = |period: &Period| Span { first: period.first_day(), last: period.last_day() };
        let periods: Vec<_> = periods.iter().map(|period| (*period, days(period))).collect();
        let close = |scratch: &mut Scratch, book: &mut Book<'f>| {
            let mut due = periods.iter();
            due.try_for_each(|(period, days)| {
                if !book.is_due(*period, *days) {
                    return Ok(());
                }
                let run = Run { facts, terms, period: *period, end: days.last };
                Closing::close(run, book, scratch)
            })
            .err()
        };
        let scratch = || Scratch::new(facts);
        let books = self.books.par_iter_mut();
        let errors: Vec<OutOfRange> =
            books.map_init(scratch, close).filter_map(|error| error).collect();
        // The earliest of several, so that the answer is the same on every machine.
        match errors.into_iter().min_by_key(|error| error.period) {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// The periods closed so far.
    pub fn closed(&self) -> &[Period] {
        &self.closed
    }

    /// The closed periods that have entries, in order.
    pub fn posted_in(&self) -> BTreeSet<Period> {
        self.books.iter().flat_map(|book| book.posted_in()).collect()
    }

    /// The entries of a period, ordered by partner, sale, rule, lower partner and window.
    pub fn entries(&self, period: Period) -> impl Iterator<Item = EntryRef<'_, 'f>> {
        self.entries_of(period, 0..self.books.len())
    }

    /// The same of some partners only, by their places among the codes in order; so that several
    /// threads can go through one period.
    pub fn entries_of(
        &self,
        period: Period,
        partners: Range<usize>,
    ) -> impl Iterator<Item = EntryRef<'_, 'f>> {
        self.books.get(partners).unwrap_or(&[]).iter().flat_map(move |book| {
            let postings = book.postings_of(period).iter();
            postings.map(move |posting| EntryRef { ledger: self, book, posting, period })
        })
    }

    /// How many partners there are.
    pub fn partner_count(&self) -> usize {
        self.books.len()
    }

    /// How many entries there are in all periods.
    pub fn entry_count(&self) -> usize {
        self.books.iter().map(|book| book.postings.len()).sum()
    }

    pub(super) fn facts(&self) -> &'f Facts {
        self.facts
    }

    pub(super) fn terms(&self) -> &TiSlice<TermIx, BoundTerm<'f>> {
        &self.terms
    }

    pub(super) fn term(&self, term: TermIx) -> &BoundTerm<'f> {
        &self.terms[term]
    }
}

/// An entry in its ledger, from which it can be named and explained.
#[derive(Debug, Clone, Copy)]
pub struct EntryRef<'a, 'f> {
    pub(super) ledger: &'a Ledger<'f>,
    pub(super) book: &'a Book<'f>,
    pub(super) posting: &'a Posting,
    pub(super) period: Period,
}

impl<'a> EntryRef<'a, '_> {
    /// The entry with everything that names it.
    pub fn entry(&self) -> Entry<'a> {
        let facts = self.ledger.facts;
        let posting = self.posting;
        let partner = &facts.partners.codes[self.book.partner];
        let amount = posting.amount;
        let (period, kind) = (self.period, posting.key.kind());
        match posting.key.place() {
            KeyPlace::Line(line) => {
                let line = &self.book.lines[line];
                let term = &self.ledger.terms[line.term()];
                let credited = || facts.credited(line.sale, line.credit());
                let from = if term.is_credit() { None } else { credited() };
                Entry {
                    period,
                    partner,
                    sale: Some(facts.sales.id(line.sale)),
                    rule: term.rule(),
                    from_partner: from.map(|partner| &facts.partners.codes[partner]),
                    window: None,
                    kind,
                    basis: Some(posting.basis),
                    amount,
                    currency: term.plan.currency(),
                }
            }
            KeyPlace::Account(account) => {
                let account = &self.book.accounts[account];
                Entry {
                    period,
                    partner,
                    sale: None,
                    rule: account.rule(),
                    from_partner: None,
                    window: Some(account.window),
                    kind,
                    basis: None,
                    amount,
                    currency: self.currency(account.plan),
                }
            }
            KeyPlace::Gone(gone) => {
                let key = self.book.past.gone[gone].key;
                Entry {
                    period,
                    partner,
                    sale: key.sale.as_ref().map(Code::as_str),
                    rule: key.rule.as_str(),
                    from_partner: key.from_partner.as_ref(),
                    window: key.window,
                    kind,
                    basis: key.sale.is_some().then_some(posting.basis),
                    amount,
                    currency: key.currency,
                }
            }
        }
    }

    fn currency(&self, plan: super::facts::PlanIx) -> Currency {
        self.ledger.facts.plan(plan).currency()
    }
}

/// How many lines each partner's book will have at the most.
fn count_lines(facts: &Facts) -> TiVec<PartnerIx, u32> {
    let none = || -> TiVec<PartnerIx, u32> { vec![0; facts.partners.codes.len()].into() };
    let sales = facts.sales.amount.keys();
    let count = |mut counts: TiVec<PartnerIx, u32>, sale: usize| {
        facts.count_payees(SaleIx::from(sale), |partner| counts[partner] += 1);
        counts
    };
    let at_once = sales.len().div_ceil(rayon::current_num_threads()).max(1);
    let counts = (0..sales.len()).into_par_iter().with_min_len(at_once).fold(none, count);
    counts.reduce(none, |mut all, some| {
        all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
        all
    })
}

/// Cuts the partners into so many runs with about as many lines each.
fn in_shares(counts: &TiVec<PartnerIx, u32>, shares: usize) -> Vec<usize> {
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let target = all.div_ceil(shares.max(1) as u64).max(1);
    let mut cuts = vec![0];
    let mut lines = 0;
    for count in counts {
        if lines >= target {
            cuts.push(0);
            lines = 0;
        }
        lines += u64::from(*count);
        if let Some(last) = cuts.last_mut() {
            *last += 1;
        }
    }
    cuts
}

/// Fills the books of consecutive partners.
fn fill<'f>(books: &mut [Book<'f>], facts: &'f Facts, terms: &TiVec<TermIx, BoundTerm<'f>>) {
    let Some(first) = books.first().map(|book| book.partner.get()) else { return };
    for sale in facts.sales.amount.keys() {
        let place = |partner: PartnerIx| partner.get().wrapping_sub(first) as usize;
        let count = books.len();
        facts.payees(
            sale,
            |partner| place(partner) < count,
            |credit, payee| {
                if let (Some(term), Some(book)) = (payee.term, books.get_mut(place(payee.partner)))
                {
                    book.add(facts, &terms[term], (sale, credit.position), term);
                }
            },
        );
    }
    books.iter_mut().for_each(|book| book.arrange(facts, terms));
}

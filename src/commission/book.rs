//! A partner's book: its credits and overrides in order of payment, its bonuses and caps, and what
//! was posted for each.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::ops::Range;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::basis::basis;
use super::entry::{EntryKind, KeyPlace, Posting};
use super::facts::{
    Facts, GroupIx, MOST_CREDITS, MOST_TERMS, PartnerIx, Pays, PlanIx, SaleIx, TermIx,
};
use super::plan::{Override, Plan, Rule, Version};
use super::reopen::Past;
use crate::domain::{Amount, Code, Days, Percent, Period, Share, Span, WindowKind};

/// A credit of the partner, or an override on a credit of a partner below it: one key. There are as
/// many as credits, so they are kept small.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// The basis as last computed.
    pub basis: Amount,
    /// All that was posted.
    pub posted: Amount,
    pub sale: SaleIx,
    pub paid_on: NaiveDate,
    /// The key's last entry, counted from 1 in the book.
    pub last: Option<NonZeroU32>,
    /// The term, the credit's position in the sale, and the two flags.
    packed: u32,
}

const _: () = assert!(MOST_TERMS <= 1 << (32 - Line::TERM_SHIFT), "a term fits its bits");
const _: () = assert!(MOST_CREDITS < 1 << Line::CREDIT_BITS, "a credit's position fits its bits");

impl Line {
    const CREDIT_BITS: u32 = 5;
    const COUNTS: u32 = 1 << 5;
    const VARIES: u32 = 1 << 6;
    const TERM_SHIFT: u32 = 7;

    fn new((sale, credit): (SaleIx, u8), paid_on: NaiveDate, term: TermIx) -> Self {
        let packed = term.get() << Self::TERM_SHIFT | u32::from(credit);
        Self { basis: Amount::ZERO, posted: Amount::ZERO, sale, paid_on, last: None, packed }
    }

    pub fn term(&self) -> TermIx {
        TermIx::new(self.packed >> Self::TERM_SHIFT)
    }

    /// The position of the credit in the sale.
    pub fn credit(&self) -> u8 {
        (self.packed & ((1 << Self::CREDIT_BITS) - 1)) as u8
    }

    /// Whether it counts yet: paid, and not waiting for verification.
    pub fn counts(&self) -> bool {
        self.packed & Self::COUNTS != 0
    }

    pub fn set_counts(&mut self, counts: bool) {
        self.packed = self.packed & !Self::COUNTS | if counts { Self::COUNTS } else { 0 };
    }

    /// Whether the basis must be computed again when the line is touched.
    pub fn varies(&self) -> bool {
        self.packed & Self::VARIES != 0
    }

    fn set_varies(&mut self) {
        self.packed |= Self::VARIES;
    }
}

/// How many of the lines, which are in order, were paid before a day. It looks from the end, near
/// which almost every answer is, so that a long history is not touched.
fn paid_before(lines: &[Line], day: NaiveDate) -> usize {
    let mut step = 1;
    let mut end = lines.len();
    while let Some(start) = end.checked_sub(step) {
        if lines[start].paid_on < day {
            break;
        }
        end = start;
        step *= 2;
    }
    let start = end.saturating_sub(step);
    start + lines[start..end].partition_point(|line| line.paid_on < day)
}

/// A bonus or a cap in one window: one key.
#[derive(Debug, Clone)]
pub(crate) struct Account<'f> {
    /// The bonus; `None` for the cap.
    pub bonus: Option<&'f Code>,
    pub window: Span,
    /// The plan whose terms decided it last.
    pub plan: PlanIx,
    pub posted: Amount,
    pub last: Option<NonZeroU32>,
}

impl Account<'_> {
    /// The name of the rule in the account's key.
    pub fn rule(&self) -> &str {
        self.bonus.map_or("cap", Code::as_str)
    }
}

/// A period that was closed with postings: theirs end before `end`, where the next one's begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closed {
    pub period: Period,
    end: usize,
}

/// A term with what it refers to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundTerm<'f> {
    pub plan_ix: PlanIx,
    pub plan: &'f Plan,
    pub version: &'f Version,
    pub pays: BoundPays<'f>,
    pub group: Option<GroupIx>,
}

/// What a term pays by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BoundPays<'f> {
    Rule(&'f Rule),
    NoRule,
    Override(&'f Override, Percent),
}

impl<'f> BoundTerm<'f> {
    pub fn all(facts: &'f Facts) -> typed_index_collections::TiVec<TermIx, Self> {
        let bind = |term: &super::facts::Term| {
            let version = facts.version(term.version);
            let pays = match term.pays {
                Pays::Rule(place) => BoundPays::Rule(&version.rules[place]),
                Pays::NoRule => BoundPays::NoRule,
                Pays::Override(place, level) => {
                    let over = &version.overrides[place];
                    BoundPays::Override(over, over.percents[level])
                }
            };
            BoundTerm {
                plan_ix: term.plan,
                plan: facts.plan(term.plan),
                version,
                pays,
                group: term.group,
            }
        };
        facts.terms.terms.iter().map(bind).collect()
    }

    /// Whether lines of this term are the partner's own credits, which measures count.
    pub fn is_credit(&self) -> bool {
        !matches!(self.pays, BoundPays::Override(..))
    }

    /// The most that it pays for one credit.
    pub fn max_per_credit(&self) -> Option<Amount> {
        match self.pays {
            BoundPays::Rule(rule) => rule.max_per_credit,
            BoundPays::NoRule | BoundPays::Override(..) => None,
        }
    }

    /// The name of the rule in a line's key.
    pub fn rule(&self) -> &'f str {
        match self.pays {
            BoundPays::Rule(rule) => rule.name.as_str(),
            BoundPays::NoRule => "",
            BoundPays::Override(over, _) => over.name.as_str(),
        }
    }
}

/// A partner's book.
#[derive(Debug, Clone)]
pub(crate) struct Book<'f> {
    pub partner: PartnerIx,
    /// By `paid_on`, then sale id.
    pub lines: Vec<Line>,
    /// How many lines were paid by the end of the last closed period.
    pub reached: usize,
    /// Periods in which a date touches a line that was paid before, the earliest first.
    pub agenda: Vec<(Period, u32)>,
    /// How much of the agenda is done.
    pub done: usize,
    /// The plans with bonuses that the partner ever has.
    pub bonus_plans: Vec<PlanIx>,
    /// The plans with a cap that the partner ever has, and its window's length.
    pub capped: Vec<(PlanIx, WindowKind)>,
    pub accounts: Vec<Account<'f>>,
    account_numbers: FxHashMap<(Option<&'f Code>, Span), usize>,
    /// The bonuses' accounts by the last day of their window.
    bonuses: BTreeSet<(NaiveDate, usize)>,
    /// All postings, period by period; those of the period being closed stand at the end.
    pub postings: Vec<Posting>,
    closed: Vec<Closed>,
    /// What was posted before the books were opened.
    pub past: Past<'f>,
}

impl<'f> Book<'f> {
    /// An empty book with room for so many lines.
    pub fn new(facts: &Facts, partner: PartnerIx, lines: usize) -> Self {
        let plans = facts.partners.standings(partner).iter().map(|standing| standing.plan);
        let plans: BTreeSet<PlanIx> = plans.collect();
        let has_bonus = |plan: &PlanIx| !facts.terms.bonus_windows(*plan).is_empty();
        let cap = |plan: &PlanIx| facts.terms.cap_window(*plan).map(|kind| (*plan, kind));
        Self {
            partner,
            bonus_plans: plans.iter().copied().filter(has_bonus).collect(),
            capped: plans.iter().filter_map(cap).collect(),
            lines: Vec::with_capacity(lines),
            reached: 0,
            agenda: Vec::new(),
            done: 0,
            accounts: Vec::new(),
            account_numbers: FxHashMap::default(),
            bonuses: BTreeSet::new(),
            postings: Vec::new(),
            closed: Vec::new(),
            past: Past::default(),
        }
    }

    /// Adds the line of a credit or override.
    pub fn add(&mut self, facts: &Facts, term: &BoundTerm<'f>, at: (SaleIx, u8), ix: TermIx) {
        let sale = at.0;
        let paid_on = facts.sales.paid_on[sale];
        // Without refunds the basis is the same for ever; out of range, it fails once it counts.
        let refunded = facts.sales.holder[sale].has_refunds();
        let known =
            if refunded { None } else { basis(facts, at, (term.plan, term.version), paid_on) };
        let mut line = Line::new(at, paid_on, ix);
        match known {
            Some(basis) => line.basis = basis,
            None => line.set_varies(),
        }
        self.lines.push(line);
    }

    /// Puts the lines in order and notes when a passing date will touch which.
    pub fn arrange(
        &mut self,
        facts: &Facts,
        terms: &typed_index_collections::TiSlice<TermIx, BoundTerm<'f>>,
    ) {
        // Sales come sorted by id, so a stable sort by day leaves them as the tiers need them.
        if !self.lines.is_sorted_by_key(|line| line.paid_on) {
            self.lines.sort_by_key(|line| line.paid_on);
        }
        for (number, line) in (0u32..).zip(&self.lines) {
            let term = &terms[line.term()];
            let paid = Period::of(line.paid_on);
            dates_touching(facts, term, line, |date| {
                let period = Period::of(date);
                if period > paid {
                    self.agenda.push((period, number));
                }
            });
        }
        self.agenda.sort_unstable();
        self.agenda.dedup();
        self.agenda.shrink_to_fit();
    }

    /// The lines paid in a window, by the end of the last closed period.
    pub fn lines_in(&self, window: Span) -> Range<usize> {
        let reached = &self.lines[..self.reached];
        let end = match window.last.succ_opt() {
            Some(after) => paid_before(reached, after),
            None => reached.len(),
        };
        paid_before(&reached[..end], window.first)..end
    }

    /// The number of the account of the same bonus (or of the cap) in the same window.
    pub fn account(&self, like: &Account<'f>) -> Option<usize> {
        self.account_numbers.get(&(like.bonus, like.window)).copied()
    }

    /// Opens an account, and gives its number.
    pub fn open_account(&mut self, account: Account<'f>) -> usize {
        let number = self.accounts.len();
        self.account_numbers.insert((account.bonus, account.window), number);
        if account.bonus.is_some() {
            self.bonuses.insert((account.window.last, number));
        }
        self.accounts.push(account);
        number
    }

    /// The bonuses whose window's last day is in that window.
    pub fn bonuses_in(&self, window: Span) -> impl Iterator<Item = &Account<'f>> {
        let range = (window.first, 0)..=(window.last, usize::MAX);
        self.bonuses.range(range).map(|(_, number)| &self.accounts[*number])
    }

    /// Whether a period can change anything: a line is paid in it, a date touches one, or a bonus or
    /// cap may have a window open. No window is longer than a year.
    pub fn is_due(&self, period: Period, days: Span) -> bool {
        let reaches = |line: &Line| line.paid_on <= days.last;
        let touches = |(due, _): &(Period, u32)| *due <= period;
        let has_windows = !self.bonus_plans.is_empty() || !self.capped.is_empty();
        let last = self.reached.checked_sub(1).and_then(|last| self.lines.get(last));
        let is_open = |last: &Line| days.first <= Days::A_YEAR.after(last.paid_on);
        self.past.is_due()
            || self.lines.get(self.reached).is_some_and(reaches)
            || self.agenda.get(self.done).is_some_and(touches)
            || (has_windows && last.is_some_and(is_open))
    }

    /// The posting with that number, and its period.
    pub fn posting(&self, number: NonZeroU32) -> Option<(Period, &Posting)> {
        let place = number.get() as usize - 1;
        let posting = self.postings.get(place)?;
        let closed = self.closed.partition_point(|closed| closed.end <= place);
        Some((self.closed.get(closed)?.period, posting))
    }

    /// The periods that have postings.
    pub fn posted_in(&self) -> impl Iterator<Item = Period> {
        self.closed.iter().map(|closed| closed.period)
    }

    /// The postings of a closed period.
    pub fn postings_of(&self, period: Period) -> &[Posting] {
        let Ok(place) = self.closed.binary_search_by_key(&period, |closed| closed.period) else {
            return &[];
        };
        let start = place.checked_sub(1).map_or(0, |before| self.closed[before].end);
        &self.postings[start..self.closed[place].end]
    }

    /// Where the postings of the period being closed begin.
    pub fn open_from(&self) -> usize {
        self.closed.last().map_or(0, |closed| closed.end)
    }

    /// Makes room for the postings of a close that touches so many lines. Almost every line is
    /// posted once, so a book asks for room once.
    pub fn expect_postings(&mut self, touched: usize) {
        if self.postings.is_empty() && touched > 0 {
            self.postings.reserve_exact(self.lines.len() + self.lines.len() / 16);
        }
    }

    /// Files the postings of the period being closed, which are in order, and notes for each key
    /// which is its last.
    pub fn file(&mut self, period: Period) {
        let (start, end) = (self.open_from(), self.postings.len());
        for (place, posting) in (start..).zip(&self.postings[start..]) {
            let last = u32::try_from(place + 1).ok().and_then(NonZeroU32::new);
            match posting.key.place() {
                KeyPlace::Line(line) => self.lines[line].last = last,
                KeyPlace::Account(account) => self.accounts[account].last = last,
                // It is reversed once, and nothing follows.
                KeyPlace::Gone(_) => {}
            }
        }
        if end > start {
            self.closed.push(Closed { period, end });
        }
    }

    /// What was posted for the key of a posting before it.
    pub fn posted_before(&self, posting: &Posting) -> i64 {
        let mut sum = self.past.posted(posting.key.place());
        let mut before = posting.before;
        while let Some((_, earlier)) = before.and_then(|number| self.posting(number)) {
            sum += earlier.amount.minor();
            before = earlier.before;
        }
        sum
    }

    /// The type of a new posting of a line. `docs/COMMISSIONS.md` section 5.
    pub fn kind(
        &self,
        (number, line): (u32, &Line),
        version: &Version,
        diff: Amount,
        on: NaiveDate,
    ) -> EntryKind {
        let here = line.last.and_then(|number| self.posting(number));
        let here = here.map(|(period, last)| (period, last.basis));
        let before = || self.past.last(KeyPlace::Line(number as usize));
        let Some((period, last_basis)) = here.or_else(before) else {
            return EntryKind::Earning;
        };
        let released = || {
            super::entitlement::holdback_ends(version, line.paid_on)
                .is_some_and(|end| period.last_day() < end && end <= on)
        };
        if diff < Amount::ZERO && line.basis < last_basis {
            EntryKind::Clawback
        } else if diff > Amount::ZERO && released() {
            EntryKind::Release
        } else {
            EntryKind::TrueUp
        }
    }
}

/// The days after its payment that touch a line: a hold or holdback that ends, its verification,
/// and refunds within the clawback time.
fn dates_touching(
    facts: &Facts,
    term: &BoundTerm<'_>,
    line: &Line,
    mut each: impl FnMut(NaiveDate),
) {
    let version = term.version;
    if version.hold_days.get() > 0 {
        each(super::entitlement::hold_ends(version, line.paid_on));
    }
    if let Some(end) = super::entitlement::holdback_ends(version, line.paid_on) {
        each(end);
    }
    if version.requires_verification
        && let Some(verified) = facts.sales.verified_on[line.sale]
    {
        each(verified);
    }
    if line.varies() {
        let refunds =
            super::basis::counted_refunds(facts, line.sale, version.clawback_days, NaiveDate::MAX);
        refunds.for_each(|refund| each(refund.on));
    }
}

/// The share of the credit that a line belongs to.
pub(crate) fn share(facts: &Facts, line: &Line) -> Share {
    let credit = facts.sales.credits(line.sale).nth(usize::from(line.credit()));
    credit.map_or(Share::WHOLE, |credit| credit.share)
}

//! One partner's close of one period: what a date or a fact touched is computed again, and the
//! differences are posted.
//!
//! `docs/COMMISSIONS.md` sections 4.5 to 4.10, 5 and 8.

use std::ops::Range;

use chrono::NaiveDate;
use typed_index_collections::TiSlice;

use super::basis::basis;
use super::book::{Account, Book, BoundPays, BoundTerm, Line, share};
use super::entitlement::entitled;
use super::entry::{EntryKind, KeyPlace, Posting, PostingKey};
use super::facts::{Facts, GroupIx, PlanIx, TermIx};
use super::measure::{GroupTotals, Totals, measure_whole};
use super::plan::{Measure, Mode, Pay, Tiered};
use super::tiers::{flat, marginal, percent_of, reached, tier_pays};
use crate::domain::{Amount, Code, Period, Span, WindowKind};

/// A figure that left the range of an amount, which stops the run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{figure} of partner {partner}{of} in {period} is beyond 10^15 minor units")]
pub struct OutOfRange {
    /// Which figure.
    pub figure: &'static str,
    /// Whose.
    pub partner: String,
    /// Of which sale or window, in words that continue the sentence; may be empty.
    pub of: String,
    /// The period being closed.
    pub period: Period,
}

/// What is the same for all partners in a close.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a, 'f> {
    pub facts: &'f Facts,
    pub terms: &'a TiSlice<TermIx, BoundTerm<'f>>,
    pub period: Period,
    /// The period's last day.
    pub end: NaiveDate,
}

/// A close of one book.
pub(crate) struct Closing<'a, 'f> {
    pub run: Run<'a, 'f>,
    pub book: &'a mut Book<'f>,
    /// The lines that are touched, in order.
    pub touched: Vec<u32>,
    /// The days of which everything is computed again, because the books were opened on what was
    /// posted before; none in the closes that follow.
    pub days: Vec<Span>,
    scratch: &'a mut Scratch,
}

/// What closes use one after the other.
pub(crate) struct Scratch {
    /// What each tier group measures before the line at hand.
    earlier: GroupTotals,
    /// What each tier group measures over the whole window.
    whole: GroupTotals,
}

impl Scratch {
    pub fn new(facts: &Facts) -> Self {
        let groups = facts.terms.groups.len();
        Self { earlier: GroupTotals::new(groups), whole: GroupTotals::new(groups) }
    }
}

/// A window of tiers to be computed again, from the first line that was touched.
pub(crate) struct Dirty {
    pub plan: PlanIx,
    pub kind: WindowKind,
    pub window: Span,
    pub from: usize,
}

impl<'a, 'f> Closing<'a, 'f> {
    /// Closes the period in that book.
    pub fn close(
        run: Run<'a, 'f>,
        book: &'a mut Book<'f>,
        scratch: &'a mut Scratch,
    ) -> Result<(), OutOfRange> {
        let days = book.days_again(run.end);
        let mut closing = Self { run, book, touched: Vec::new(), days, scratch };
        if closing.book.past.is_due() {
            closing.touch_again()?;
        } else {
            closing.touch()?;
        }
        closing.pay_untiered()?;
        for dirty in closing.dirty_windows() {
            closing.pay_window(&dirty)?;
        }
        closing.pay_bonuses()?;
        closing.reverse_gone()?;
        closing.limit_by_caps()?;
        closing.file();
        Ok(())
    }

    /// Finds the lines that this period touches, and brings their bases up to its end.
    fn touch(&mut self) -> Result<(), OutOfRange> {
        let Run { period, end, .. } = self.run;
        let before = self.book.reached;
        let later = &self.book.lines[before..];
        let new = later.iter().take_while(|line| line.paid_on <= end).count();
        self.book.reached = before + new;
        let agenda = &self.book.agenda[self.book.done..];
        let due = agenda.iter().take_while(|(due, _)| *due <= period).count();
        let dates = self.book.agenda[self.book.done..][..due].iter().map(|(_, line)| *line);
        self.touched.reserve(due + new);
        self.touched.extend(dates.filter(|line| (*line as usize) < before));
        self.book.done += due;
        self.touched.sort_unstable();
        self.touched.dedup();
        self.touched.extend(numbers(before..before + new));
        self.book.expect_postings(self.touched.len());
        let touched = std::mem::take(&mut self.touched);
        touched.iter().try_for_each(|number| self.refresh(*number))?;
        self.touched = touched;
        Ok(())
    }

    /// Brings a line's basis, and whether it counts, up to the period's end.
    #[inline]
    pub fn refresh(&mut self, number: u32) -> Result<(), OutOfRange> {
        let Run { facts, terms, end, .. } = self.run;
        let line = &mut self.book.lines[number as usize];
        let term = &terms[line.term()];
        line.set_counts(!facts.is_pending(line.sale, term.version, end));
        if line.varies() && line.counts() {
            let at = (line.sale, line.credit());
            let basis = basis(facts, at, (term.plan, term.version), end);
            let line = *line;
            let basis = basis.ok_or_else(|| self.out_of_range("the basis", &line))?;
            self.book.lines[number as usize].basis = basis;
        }
        Ok(())
    }

    fn out_of_range(&self, figure: &'static str, line: &Line) -> OutOfRange {
        self.beyond(figure, format!(" from sale {}", self.run.facts.sales.id(line.sale)))
    }

    pub fn beyond(&self, figure: &'static str, of: String) -> OutOfRange {
        let partner = self.run.facts.partners.codes[self.book.partner].to_string();
        OutOfRange { figure, partner, of, period: self.run.period }
    }

    /// Pays the touched lines that no tier pays.
    fn pay_untiered(&mut self) -> Result<(), OutOfRange> {
        let touched = std::mem::take(&mut self.touched);
        for number in &touched {
            let line = self.book.lines[*number as usize];
            if self.run.terms[line.term()].group.is_none() {
                self.pay(*number, line, 0, |term, basis, line| match term.pays {
                    BoundPays::Override(_, percent) => percent_of(basis, percent),
                    BoundPays::Rule(rule) => match &rule.pay {
                        Pay::Percent(percent) => percent_of(basis, *percent),
                        Pay::Flat(amount) => flat(*amount, share(self.run.facts, line)),
                        Pay::Tiered(_) => 0,
                    },
                    BoundPays::NoRule => 0,
                })?;
            }
        }
        self.touched = touched;
        Ok(())
    }

    /// Posts the difference between what a line is entitled to and what was posted for it. `exact`
    /// gives its commission before rounding, where it counts and has a basis.
    #[inline]
    fn pay(
        &mut self,
        number: u32,
        line: Line,
        measure: i64,
        exact: impl FnOnce(&BoundTerm<'f>, Amount, &Line) -> i128,
    ) -> Result<(), OutOfRange> {
        let term = &self.run.terms[line.term()];
        let mut amount = Amount::ZERO;
        if line.counts() && line.basis > Amount::ZERO {
            let exact = exact(term, line.basis, &line);
            let max = term.max_per_credit();
            amount = entitled(term.version, line.paid_on, (exact, max), self.run.end)
                .ok_or_else(|| self.out_of_range("the commission", &line))?
                .amount;
        }
        let diff = amount
            .checked_sub(line.posted)
            .ok_or_else(|| self.out_of_range("the difference", &line))?;
        if diff != Amount::ZERO {
            // What was posted before a verification was taken back has no basis any more.
            let mut line = line;
            if !line.counts() {
                line.basis = Amount::ZERO;
            }
            let kind = self.book.kind((number, &line), term.version, diff, self.run.end);
            self.book.postings.push(Posting {
                key: PostingKey::line(number, kind),
                before: line.last,
                basis: line.basis,
                amount: diff,
                measure,
            });
            self.book.lines[number as usize].posted = amount;
        }
        Ok(())
    }

    /// The windows of tiers that hold a touched line, or that count one.
    fn dirty_windows(&self) -> Vec<Dirty> {
        if !self.days.is_empty() {
            return self.dirty_again();
        }
        let mut dirty: Vec<Dirty> = Vec::new();
        // Lines come by day, so of each length only the window found last can hold the next.
        let mut latest: Vec<usize> = Vec::new();
        for number in &self.touched {
            let line = &self.book.lines[*number as usize];
            let term = &self.run.terms[line.term()];
            let own = term.group.map(|group| self.run.facts.terms.groups[group].window);
            let counted = if term.is_credit() {
                self.run.facts.terms.counting_windows(term.plan_ix)
            } else {
                &[]
            };
            for kind in own.into_iter().chain(counted.iter().copied()) {
                let plan = term.plan_ix;
                let alike =
                    |place: &usize| dirty[*place].kind == kind && dirty[*place].plan == plan;
                let known = latest.iter().position(alike);
                if known.is_some_and(|known| dirty[latest[known]].window.holds(line.paid_on)) {
                    continue;
                }
                let window = term.plan.window(kind, line.paid_on);
                match known {
                    Some(known) => latest[known] = dirty.len(),
                    None => latest.push(dirty.len()),
                }
                dirty.push(Dirty { plan, kind, window, from: *number as usize });
            }
        }
        dirty
    }

    /// Pays all lines that tiers of that window's length pay.
    fn pay_window(&mut self, dirty: &Dirty) -> Result<(), OutOfRange> {
        let lines = self.book.lines_in(dirty.window);
        let retroactive = self.run.facts.terms.is_retroactive(dirty.plan, dirty.kind);
        let counts = if retroactive { self.measure(lines.clone(), dirty) } else { Vec::new() };
        self.scratch.earlier.clear();
        for number in lines {
            let line = self.book.lines[number];
            let Some(group) = self.group_in(&line, dirty) else { continue };
            // What comes before the first touched line of marginal tiers stays as it is.
            if retroactive || number >= dirty.from {
                self.pay_tiered(number, line, group, &counts)?;
            }
            if line.counts() {
                self.scratch.earlier.add(group, line.basis);
            }
        }
        Ok(())
    }

    /// The group of a line, where it is one of the window's.
    fn group_in(&self, line: &Line, dirty: &Dirty) -> Option<GroupIx> {
        self.run.terms[line.term()].group.filter(|group| {
            let group = &self.run.facts.terms.groups[*group];
            group.window == dirty.kind && group.plan == dirty.plan
        })
    }

    fn pay_tiered(
        &mut self,
        number: usize,
        line: Line,
        group: GroupIx,
        counts: &[(TermIx, Totals)],
    ) -> Result<(), OutOfRange> {
        let BoundPays::Rule(rule) = self.run.terms[line.term()].pays else { return Ok(()) };
        let Pay::Tiered(tiered) = &rule.pay else { return Ok(()) };
        let counted = || counts.binary_search_by_key(&line.term(), |(term, _)| *term);
        let totals = match &tiered.mode {
            Mode::Marginal => self.scratch.earlier.of(group),
            Mode::Retroactive { .. } => match counted() {
                Ok(place) => counts[place].1,
                Err(_) => self.scratch.whole.of(group),
            },
        };
        let measure = totals.measure(tiered.measure);
        let until = match (&tiered.mode, tiered.measure) {
            (Mode::Marginal, Measure::Amount) if line.counts() => {
                measure.saturating_add(line.basis.minor())
            }
            _ => measure,
        };
        if Amount::try_from(until).is_err() {
            return Err(self.out_of_range("the measure of a tier's window", &line));
        }
        self.pay(number as u32, line, measure, |_, basis, line| {
            tiers_pay(tiered, measure, basis, || share(self.run.facts, line))
        })
    }

    /// Measures every group over the whole window so far, and gives what each `counts` measures.
    fn measure(&mut self, lines: Range<usize>, dirty: &Dirty) -> Vec<(TermIx, Totals)> {
        let Run { facts, terms, .. } = self.run;
        let lines = &self.book.lines[lines];
        measure_whole((facts, terms), lines, (dirty.plan, dirty.kind), &mut self.scratch.whole)
    }

    /// Posts the difference between what an account is entitled to and what was posted for it.
    pub fn pay_account(
        &mut self,
        account: &Account<'f>,
        entitled: Amount,
        (basis, measure): (Amount, i64),
    ) -> Result<(), OutOfRange> {
        let number = match self.book.account(account) {
            Some(number) => number,
            None if entitled == Amount::ZERO => return Ok(()),
            None => self.book.open_account(account.clone()),
        };
        let known = &mut self.book.accounts[number];
        known.plan = account.plan;
        let Some(amount) = entitled.checked_sub(known.posted) else {
            let of = format!(" from {} {}", account.rule(), account.window);
            return Err(self.beyond("the difference", of));
        };
        if amount == Amount::ZERO {
            return Ok(());
        }
        known.posted = entitled;
        let is_first =
            known.last.is_none() && self.book.past.last(KeyPlace::Account(number)).is_none();
        let kind = match known.bonus {
            None => EntryKind::Cap,
            Some(_) if is_first => EntryKind::Earning,
            Some(_) => EntryKind::TrueUp,
        };
        let (key, before) = (PostingKey::account(number as u32, kind), known.last);
        self.book.postings.push(Posting { key, before, basis, amount, measure });
        Ok(())
    }

    /// Puts the postings in the contract's order and files them.
    fn file(self) {
        let mut postings = std::mem::take(&mut self.book.postings);
        let open = &mut postings[self.book.open_from()..];
        if self.book.past.gone.is_empty() {
            let sale = |posting: &Posting| match posting.key.place() {
                KeyPlace::Line(line) => Some(self.book.lines[line].sale),
                KeyPlace::Account(_) | KeyPlace::Gone(_) => None,
            };
            open.sort_by(|a, b| {
                sale(a).cmp(&sale(b)).then_with(|| self.names(a).cmp(&self.names(b)))
            });
        } else {
            open.sort_by(|a, b| self.names(a).cmp(&self.names(b)));
        }
        self.book.postings = postings;
        self.book.file(self.run.period);
    }

    /// What orders the entries: the sale, the rule, the lower partner and the window.
    fn names(&self, posting: &Posting) -> (Option<&str>, &str, Option<&Code>, Option<Span>) {
        let facts = self.run.facts;
        match posting.key.place() {
            KeyPlace::Line(line) => {
                let line = &self.book.lines[line];
                let term = &self.run.terms[line.term()];
                let credited = || facts.credited(line.sale, line.credit());
                let from = if term.is_credit() { None } else { credited() };
                let from = from.map(|partner| &facts.partners.codes[partner]);
                (Some(facts.sales.id(line.sale)), term.rule(), from, None)
            }
            KeyPlace::Account(account) => {
                let account = &self.book.accounts[account];
                (None, account.rule(), None, Some(account.window))
            }
            KeyPlace::Gone(gone) => {
                let key = self.book.past.gone[gone].key;
                (
                    key.sale.as_ref().map(Code::as_str),
                    key.rule.as_str(),
                    key.from_partner.as_ref(),
                    key.window,
                )
            }
        }
    }
}

/// Lines by their numbers; a book has fewer than fit.
fn numbers(lines: Range<usize>) -> Range<u32> {
    let number = |line| u32::try_from(line).unwrap_or(u32::MAX);
    number(lines.start)..number(lines.end)
}

/// What a tiered rule pays a basis, exactly. `docs/COMMISSIONS.md` section 4.5.
#[inline]
pub(crate) fn tiers_pay(
    tiered: &Tiered,
    measure: i64,
    basis: Amount,
    share: impl FnOnce() -> crate::domain::Share,
) -> i128 {
    if matches!((&tiered.mode, tiered.measure), (Mode::Marginal, Measure::Amount)) {
        return marginal(&tiered.tiers, measure, basis);
    }
    reached(&tiered.tiers, measure).map_or(0, |tier| tier_pays(tier.pay, basis, share()))
}

//! Where a partner stands in its tiers and on the way to its bonuses: what their windows measure so
//! far, what this reaches, and what is missing.
//!
//! `docs/COMMISSIONS.md` sections 4.5 and 4.9. Nothing is measured here that a close does not measure alike.

use chrono::NaiveDate;

use super::bonus::{bonus_totals, reaches};
use super::book::{Book, BoundPays, BoundTerm};
use super::closing::OutOfRange;
use super::facts::{PlanIx, TermIx, VersionIx};
use super::ledger::Ledger;
use super::measure::{GroupTotals, measure_whole};
use super::plan::{Bonus, BonusPay, Kind, Measure, Mode, Pay, Rule, Tier, TierPay, Tiered, When};
use super::tiers::reached;
use crate::domain::{Amount, Code, Currency, Period, Span, WindowKind, Word};

/// Where a partner stands in the tiers of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The rule's name.
    pub rule: Code,
    /// The kinds of sale that the window counts; other lists of the rule may narrow them.
    pub kinds: Vec<Kind>,
    /// Whether the tier reached pays every credit of the window, and not only those that follow.
    pub is_retroactive: bool,
    /// How long the window is.
    pub window_kind: WindowKind,
    /// The window.
    pub window: Span,
    /// What it measures so far.
    pub measured: Measured,
    /// Where the tier begins that this reaches.
    pub from: Measured,
    /// What that tier pays.
    pub pay: TierPay,
    /// The tier after it; none at the top.
    pub next: Option<NextTier>,
    /// The currency of the amounts.
    pub currency: Currency,
}

/// A tier that is not reached yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextTier {
    /// Where it begins.
    pub from: Measured,
    /// What it pays.
    pub pay: TierPay,
    /// How much more the window must measure until it is reached.
    pub missing: Measured,
}

/// Where a partner stands on the way to a bonus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BonusStanding {
    /// The bonus' name.
    pub bonus: Code,
    /// The kinds of sale that the window counts; other lists of the bonus may narrow them.
    pub kinds: Vec<Kind>,
    /// How long the window is.
    pub window_kind: WindowKind,
    /// The window; the bonus is decided when it has ended.
    pub window: Span,
    /// What it measures so far.
    pub measured: Measured,
    /// The least measure that pays.
    pub threshold: Measured,
    /// How much more the window must measure; none where it is reached.
    pub missing: Option<Measured>,
    /// What reaching it pays.
    pub pay: BonusPay,
    /// The currency of the amounts.
    pub currency: Currency,
}

/// What a window measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// The sum of bases.
    Amount(Amount),
    /// The number of credits with a basis above zero.
    Count(i64),
}

impl Measured {
    /// What is measured.
    pub fn measure(self) -> Measure {
        match self {
            Self::Amount(_) => Measure::Amount,
            Self::Count(_) => Measure::Count,
        }
    }

    /// `None` where it is beyond an amount.
    fn new(measure: Measure, value: i64) -> Option<Self> {
        match measure {
            Measure::Amount => Amount::try_from(value).ok().map(Self::Amount),
            Measure::Count => Some(Self::Count(value)),
        }
    }
}

impl<'f> Ledger<'f> {
    /// Where a partner stands on a day of the period closed last, in each rule with tiers of the
    /// version in force on that day, in the order of the rules: each in its window that holds the
    /// day, by all that counted in it at the period's end. Nothing where no version is in force, or
    /// on a day of another period, of whose windows the books may not hold all.
    pub fn standings(&self, partner: &Code, on: NaiveDate) -> Result<Vec<Standing>, OutOfRange> {
        let facts = self.facts();
        let in_force = self.in_force(partner, on);
        let Some((book, (_, version))) = in_force else { return Ok(Vec::new()) };
        let mut standings = Vec::new();
        for ix in facts.terms.filters[version].rules() {
            let BoundPays::Rule(rule) = self.term(ix).pays else { continue };
            if let Pay::Tiered(tiered) = &rule.pay {
                let window = self.term(ix).plan.window(tiered.window, on);
                let measured = self.measured(book, (ix, tiered), window);
                let standing = standing(self.term(ix), (rule, tiered), (window, measured));
                standings.push(standing.ok_or_else(|| OutOfRange {
                    figure: "the measure of a tier's window",
                    partner: partner.to_string(),
                    of: format!(" from rule {} {window}", rule.name),
                    period: Period::of(on),
                })?);
            }
        }
        Ok(standings)
    }

    /// Where a partner stands on a day of the period closed last on the way to each bonus whose window
    /// holds the day: of the version that will decide it, the one in force on the window's last day.
    /// Nothing on a day of another period, as for [`Self::standings`].
    pub fn bonus_standings(
        &self,
        partner: &Code,
        on: NaiveDate,
    ) -> Result<Vec<BonusStanding>, OutOfRange> {
        let facts = self.facts();
        let in_force = self.in_force(partner, on);
        let Some((book, (plan, _))) = in_force else { return Ok(Vec::new()) };
        let mut standings = Vec::new();
        for kind in facts.terms.bonus_windows(plan) {
            let window = facts.plan(plan).window(*kind, on);
            let decides = facts.version_on(book.partner, window.last);
            let Some((_, version)) = decides.filter(|(decides, _)| *decides == plan) else {
                continue;
            };
            let bonuses = (0..).zip(&facts.version(version).bonuses);
            for (place, bonus) in bonuses.filter(|(_, bonus)| bonus.window == *kind) {
                let standing = self.bonus_standing(book, (plan, version, place), (bonus, window));
                standings.push(standing.ok_or_else(|| OutOfRange {
                    figure: "the measure of a bonus's window",
                    partner: partner.to_string(),
                    of: format!(" from bonus {} {window}", bonus.name),
                    period: Period::of(on),
                })?);
            }
        }
        Ok(standings)
    }

    /// A partner's books, and the plan and version in force, on a day of the period closed last.
    fn in_force(&self, partner: &Code, on: NaiveDate) -> Option<(&Book<'f>, (PlanIx, VersionIx))> {
        let is_closed = self.closed().last() == Some(&Period::of(on));
        let partner = self.facts().partners.find(partner.as_str()).filter(|_| is_closed)?;
        let book = self.books.get(usize::from(partner))?;
        Some((book, self.facts().version_on(book.partner, on)?))
    }

    /// `None` where it is out of range.
    fn bonus_standing(
        &self,
        book: &Book<'f>,
        of: (PlanIx, VersionIx, usize),
        (bonus, window): (&Bonus, Span),
    ) -> Option<BonusStanding> {
        let lines = &book.lines[book.lines_in(window)];
        let totals = bonus_totals((self.facts(), self.terms()), lines, of);
        let currency = self.facts().plan(of.0).currency();
        on_the_way(bonus, (currency, window), totals.measure(bonus.measure))
    }

    /// What the next credit of a tiered rule finds in a window.
    fn measured(&self, book: &Book<'f>, (ix, tiered): (TermIx, &Tiered), window: Span) -> i64 {
        let facts = self.facts();
        let term = self.term(ix);
        let mut groups = GroupTotals::new(facts.terms.groups.len());
        let lines = &book.lines[book.lines_in(window)];
        let of = (term.plan_ix, tiered.window);
        let counts = measure_whole((facts, self.terms()), lines, of, &mut groups);
        let counted =
            counts.iter().find(|(counting, _)| *counting == ix).map(|(_, totals)| *totals);
        let own = || term.group.map(|group| groups.of(group)).unwrap_or_default();
        counted.unwrap_or_else(own).measure(tiered.measure)
    }
}

/// How far a measure is from a bonus's threshold; `None` where it is out of range.
fn on_the_way(
    bonus: &Bonus,
    (currency, window): (Currency, Span),
    measured: i64,
) -> Option<BonusStanding> {
    let of = |value| Measured::new(bonus.measure, value);
    let missing = match reaches(bonus, measured) {
        true => None,
        false => Some(of(bonus.threshold - measured)?),
    };
    Some(BonusStanding {
        bonus: bonus.name.clone(),
        kinds: counted(&bonus.when),
        window_kind: bonus.window,
        window,
        measured: of(measured)?,
        threshold: of(bonus.threshold)?,
        missing,
        pay: bonus.pay,
        currency,
    })
}

/// The kinds of sale that are counted.
fn counted(when: &When) -> Vec<Kind> {
    when.kinds.clone().unwrap_or_else(|| Kind::ALL.to_vec())
}

/// Where a measure stands among a rule's tiers; `None` where it is out of range.
fn standing(
    term: &BoundTerm<'_>,
    (rule, tiered): (&Rule, &Tiered),
    (window, measured): (Span, i64),
) -> Option<Standing> {
    let of = |value| Measured::new(tiered.measure, value);
    let counting = match &tiered.mode {
        Mode::Retroactive { counts: Some(counts) } => counts,
        Mode::Retroactive { counts: None } | Mode::Marginal => &rule.when,
    };
    let Tier { from, pay } = *reached(&tiered.tiers, measured)?;
    let next = match tiered.tiers.iter().find(|tier| tier.from > measured) {
        Some(tier) => {
            let (from, missing) = (of(tier.from)?, of(tier.from - measured)?);
            Some(NextTier { from, pay: tier.pay, missing })
        }
        None => None,
    };
    Some(Standing {
        rule: rule.name.clone(),
        kinds: counted(counting),
        is_retroactive: matches!(tiered.mode, Mode::Retroactive { .. }),
        window_kind: tiered.window,
        window,
        measured: of(measured)?,
        from: of(from)?,
        pay,
        next,
        currency: term.plan.currency(),
    })
}

//! Plans: the rules that partners are paid by.
//!
//! `docs/COMMISSIONS.md` sections 4 and 7. A [`Plan`] has passed every check of section 4.11.

pub mod advice;
pub mod check;
mod new;
#[cfg(test)]
mod samples;
pub mod sentences;

use chrono::NaiveDate;

pub use crate::domain::SaleKind as Kind;

use crate::domain::{
    Amount, Code, Currency, Days, FiscalYearStart, Percent, Span, Text, WindowKind,
};

/// A plan with its versions. Amounts in it are of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    draft: PlanDraft,
}

impl Plan {
    /// Its code.
    pub fn code(&self) -> &Code {
        &self.draft.code
    }

    /// Its name, for people; may be empty.
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// What its partners are paid in.
    pub fn currency(&self) -> Currency {
        self.draft.currency
    }

    /// The month with which its years begin.
    pub fn fiscal_year_start(&self) -> FiscalYearStart {
        self.draft.fiscal_year_start
    }

    /// The least that is paid out of a statement.
    pub fn minimum_payout(&self) -> Amount {
        self.draft.minimum_payout
    }

    /// Its versions, the earliest first.
    pub fn versions(&self) -> &[Version] {
        &self.draft.versions
    }

    /// The place among its versions of the one in force on a day: the latest that has begun.
    pub fn place_on(&self, day: NaiveDate) -> Option<usize> {
        self.versions().partition_point(|version| version.effective_from <= day).checked_sub(1)
    }

    /// The version in force on a day.
    pub fn version_on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions().get(self.place_on(day)?)
    }

    /// The window of `kind` that holds `date` in this plan's fiscal year.
    pub fn window(&self, kind: WindowKind, date: NaiveDate) -> Span {
        kind.holding(date, self.fiscal_year_start())
    }

    /// The windows of `kind` that hold any of those days, the earliest first.
    pub fn windows_over(&self, kind: WindowKind, days: Span) -> impl Iterator<Item = Span> + '_ {
        let holding = move |day| (day <= days.last).then(|| self.window(kind, day));
        std::iter::successors(holding(days.first), move |window| {
            window.last.succ_opt().and_then(holding)
        })
    }
}

/// What a plan file says, each field valid by itself; [`Plan::new`] checks what holds between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDraft {
    /// The plan's code.
    pub code: Code,
    /// Its name, for people; may be empty.
    pub name: String,
    /// What its partners are paid in.
    pub currency: Currency,
    /// The month with which its years begin.
    pub fiscal_year_start: FiscalYearStart,
    /// The least that is paid out of a statement.
    pub minimum_payout: Amount,
    /// The versions, in any order.
    pub versions: Vec<Version>,
}

/// The rules that hold from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The first `paid_on` that it pays.
    pub effective_from: NaiveDate,
    /// How long after `paid_on` a refund still costs the partner something.
    pub clawback_days: Days,
    /// How long after `paid_on` nothing is entitled yet.
    pub hold_days: Days,
    /// Whether only sales to verified sellers count.
    pub requires_verification: bool,
    /// What is kept back for a time.
    pub holdback: Option<Holdback>,
    /// The first rule that fits pays.
    pub rules: Vec<Rule>,
    /// What the upper partners of a seller's partner get.
    pub overrides: Vec<Override>,
    /// What reaching a threshold in a window pays.
    pub bonuses: Vec<Bonus>,
    /// The most that a window pays.
    pub cap: Option<Cap>,
}

/// A percentage of each commission that is kept back until so many days after `paid_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holdback {
    /// The part kept back.
    pub percent: Percent,
    /// For how long.
    pub days: Days,
}

/// A rule: which sales, and what they pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which is part of the key of what it pays.
    pub name: Code,
    /// The sales that it pays.
    pub when: When,
    /// What it pays.
    pub pay: Pay,
    /// The most that it pays for one credit, whatever its share.
    pub max_per_credit: Option<Amount>,
}

/// Which sales: all that are in each list that is given. No list, every sale.
///
/// `docs/COMMISSIONS.md` section 4.4.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// The kinds, where given.
    pub kinds: Option<Vec<Kind>>,
    /// The products' codes, where given.
    pub products: Option<Vec<Code>>,
    /// The sources, where given.
    pub sources: Option<Vec<Text>>,
    /// The cities, where given.
    pub cities: Option<Vec<Text>>,
}

impl When {
    /// Whether it fits a sale.
    pub fn fits(&self, kind: Kind, product: &Code, source: &str, city: &str) -> bool {
        let has = |list: &Option<Vec<Text>>, value: &str| {
            list.as_ref().is_none_or(|list| list.iter().any(|one| one.as_str() == value))
        };
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
            && self.products.as_ref().is_none_or(|products| products.contains(product))
            && has(&self.sources, source)
            && has(&self.cities, city)
    }
}

/// What a rule pays. `docs/COMMISSIONS.md` section 4.5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pay {
    /// A percentage of the basis.
    Percent(Percent),
    /// An amount, by the credit's share.
    Flat(Amount),
    /// By tiers.
    Tiered(Tiered),
}

/// What a window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The sum of bases, in minor units.
    Amount,
    /// The number of credits with a basis above zero.
    Count,
}

impl Measure {
    /// Its word in a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Amount => "amount",
            Measure::Count => "count",
        }
    }
}

/// Tiers, what they are measured by and over which window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiered {
    /// How a tier applies.
    pub mode: Mode,
    /// What is measured.
    pub measure: Measure,
    /// Over which window.
    pub window: WindowKind,
    /// The tiers: the first from zero, each from more than the one before.
    pub tiers: Vec<Tier>,
}

/// How a tier applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Each slice, or each credit, by the tier that it falls in.
    Marginal,
    /// The tier reached pays every credit of the window.
    Retroactive {
        /// What is measured instead of the rule's own credits.
        counts: Option<When>,
    },
}

/// A tier: from which measure on, and what it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// The least measure: minor units, or a count.
    pub from: i64,
    /// What it pays.
    pub pay: TierPay,
}

/// What a tier pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TierPay {
    /// A percentage of the basis, or of the slice.
    Percent(Percent),
    /// An amount, by the credit's share.
    Flat(Amount),
}

/// What upper partners get of the credits of the partners below them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Its name, which is part of the key of what it pays.
    pub name: Code,
    /// The sales that it pays.
    pub when: When,
    /// The percentage for one level below, for two, and so on; at least one.
    pub percents: Vec<Percent>,
}

/// What reaching a threshold in a window pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bonus {
    /// Its name, which is part of the key of what it pays.
    pub name: Code,
    /// The credits that it counts.
    pub when: When,
    /// Over which window.
    pub window: WindowKind,
    /// What is measured.
    pub measure: Measure,
    /// The least measure that pays, above zero: minor units, or a count.
    pub threshold: i64,
    /// What it pays.
    pub pay: BonusPay,
}

/// What a bonus pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BonusPay {
    /// An amount.
    Flat(Amount),
    /// A percentage of the sum of the bases counted.
    Percent(Percent),
}

/// The most that a window pays. `docs/COMMISSIONS.md` section 4.10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// Over which window.
    pub window: WindowKind,
    /// The most.
    pub amount: Amount,
}

/// A fault in a plan: where, and what to do about it. `docs/COMMISSIONS.md` section 4.11.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanFault {
    /// The place, as a JSON pointer: `/versions/0/rules/1/pay/percent`; empty for the whole file.
    pub path: String,
    /// The value at fault, as written, or empty where it is the absence of one.
    pub value: String,
    /// What is wrong, in words.
    pub message: String,
    /// What kind of fault it is.
    pub kind: PlanFaultKind,
}

/// What kind of fault a plan has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PlanFaultKind {
    /// A field that plans do not have, or one that comes twice.
    UnknownField,
    /// A value of another JSON type than it must be.
    WrongType,
    /// A field that is not there.
    Missing,
    /// A value that cannot be.
    #[default]
    Value,
}

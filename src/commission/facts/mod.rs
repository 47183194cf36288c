//! Facts: sales, refunds, rates, partners and plans, checked and in one canonical order.
//!
//! `docs/COMMISSIONS.md` section 3. Whatever order the facts come in, [`Facts`] holds them in the
//! same one, so that nothing behind it can depend on it.

mod agreements;
mod checks;
mod cycles;
mod fault;
mod faulty;
mod forest;
mod gathering;
mod names;
mod partners;
mod rates;
mod sales;
mod terms;

use std::ops::Range;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use typed_index_collections::TiVec;

pub use fault::{Fault, Faults, Table};
pub use faulty::{FaultyRow, Mention, parse_amount, parse_refund};
pub use gathering::{Gathering, RefundRow};
pub use partners::PartnerRow;
pub use rates::{Conversion, RateRow};
pub use sales::{
    Credits, MOST_CREDITS, SaleBlock, SaleRow, ShareFault, TooManySales, check_shares,
};

pub(crate) use names::Ids;
pub(crate) use partners::{Partners, PlanIx, Plans, VersionIx};
pub(crate) use rates::Rates;
pub(crate) use sales::{Credit, Holder, PartnerIx, Profile, ProfileIx, SaleIx, Splits, credits};
pub(crate) use terms::{GroupIx, MOST_TERMS, Pays, Term, TermIx, Terms};

use crate::commission::plan::{Plan, Version};
use crate::domain::{Amount, Period};

/// All facts of a run, without fault.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(crate) plans: Plans,
    pub(crate) terms: Terms,
    pub(crate) partners: Partners,
    pub(crate) rates: Rates,
    pub(crate) sales: Sales,
    pub(crate) refunds: Refunds,
}

/// The sales in columns, sorted bytewise by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sales {
    pub ids: Ids,
    pub amount: TiVec<SaleIx, Amount>,
    pub paid_on: TiVec<SaleIx, NaiveDate>,
    pub verified_on: TiVec<SaleIx, Option<NaiveDate>>,
    pub profile: TiVec<SaleIx, ProfileIx>,
    pub holder: TiVec<SaleIx, Holder>,
    pub splits: Splits,
    pub profiles: TiVec<ProfileIx, Profile>,
}

impl Sales {
    pub fn id(&self, sale: SaleIx) -> &str {
        self.ids.get(sale.get())
    }

    /// The credits of a sale, in the order in which they stand.
    pub fn credits(&self, sale: SaleIx) -> impl Iterator<Item = Credit> + '_ {
        credits(&self.splits, self.holder[sale])
    }
}

/// A refund of a sale.
#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub sale: SaleIx,
    pub on: NaiveDate,
    pub id: Box<str>,
    pub amount: Amount,
}

/// The refunds by sale, day and id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refunds {
    all: Vec<Refund>,
    of_sale: FxHashMap<SaleIx, Range<usize>>,
}

impl Refunds {
    fn new(mut all: Vec<Refund>) -> Self {
        all.sort_by(|a, b| (a.sale, a.on, &a.id).cmp(&(b.sale, b.on, &b.id)));
        let mut of_sale = FxHashMap::default();
        let mut start = 0;
        for refunds in all.chunk_by(|a, b| a.sale == b.sale) {
            if let Some(first) = refunds.first() {
                of_sale.insert(first.sale, start..start + refunds.len());
            }
            start += refunds.len();
        }
        Self { all, of_sale }
    }

    /// The refunds of a sale, the earliest first.
    pub fn of(&self, sale: SaleIx) -> &[Refund] {
        let range = self.of_sale.get(&sale).cloned().unwrap_or(0..0);
        self.all.get(range).unwrap_or(&[])
    }
}

impl Facts {
    /// The period of the first sale; `None` without sales.
    pub fn first_period(&self) -> Option<Period> {
        self.sales.paid_on.iter().min().map(|date| Period::of(*date))
    }

    /// How many sales there are.
    pub fn sale_count(&self) -> usize {
        self.sales.amount.len()
    }

    pub(crate) fn plan(&self, plan: PlanIx) -> &Plan {
        &self.plans.plans[plan]
    }

    pub(crate) fn version(&self, version: VersionIx) -> &Version {
        let (plan, place) = self.plans.owner(version);
        &self.plan(plan).versions()[place]
    }

    /// The partner's plan on a day, and the version of it in force.
    pub(crate) fn version_on(
        &self,
        partner: PartnerIx,
        on: NaiveDate,
    ) -> Option<(PlanIx, VersionIx)> {
        let plan = self.partners.standing(partner, on)?.plan;
        Some((plan, self.plans.in_force(plan, on)?))
    }

    pub(crate) fn profile(&self, sale: SaleIx) -> &Profile {
        &self.sales.profiles[self.sales.profile[sale]]
    }

    /// Whether a sale waits for its seller's verification at the end of a day.
    pub(crate) fn is_pending(&self, sale: SaleIx, version: &Version, on: NaiveDate) -> bool {
        version.requires_verification
            && self.sales.verified_on[sale].is_none_or(|verified| verified > on)
    }

    /// The partner that a line's credit belongs to.
    pub(crate) fn credited(&self, sale: SaleIx, credit: u8) -> Option<PartnerIx> {
        self.sales.credits(sale).nth(usize::from(credit)).map(|credit| credit.partner)
    }

    /// The credits of a sale that belong to wanted partners, each with the term of the rule that
    /// pays it, if a version is in force.
    #[inline]
    pub(crate) fn credit_terms(
        &self,
        sale: SaleIx,
        wanted: impl Fn(PartnerIx) -> bool,
        mut each: impl FnMut(Credit, Option<TermIx>),
    ) {
        for credit in self.sales.credits(sale).filter(|credit| wanted(credit.partner)) {
            let version = self.version_on(credit.partner, self.sales.paid_on[sale]);
            let rule = |version: VersionIx| self.terms.filters[version].rule(self.profile(sale));
            each(credit, version.map(|(_, version)| version).map(rule));
        }
    }

    /// The same with the overrides on every credit of the sale.
    #[inline]
    pub(crate) fn payees(
        &self,
        sale: SaleIx,
        wanted: impl Fn(PartnerIx) -> bool,
        mut each: impl FnMut(Credit, Payee),
    ) {
        self.credit_terms(sale, &wanted, |credit, term| {
            each(credit, Payee { partner: credit.partner, term });
        });
        if self.terms.levels > 0 {
            self.overriding(sale, &wanted, &mut each);
        }
    }

    /// The partner of every credit, and of every override, of a sale.
    #[inline]
    pub(crate) fn count_payees(&self, sale: SaleIx, mut each: impl FnMut(PartnerIx)) {
        self.sales.credits(sale).for_each(|credit| each(credit.partner));
        if self.terms.levels > 0 {
            self.overriding(sale, |_| true, &mut |_, payee: Payee| each(payee.partner));
        }
    }

    fn overriding(
        &self,
        sale: SaleIx,
        wanted: impl Fn(PartnerIx) -> bool,
        each: &mut impl FnMut(Credit, Payee),
    ) {
        let on = self.sales.paid_on[sale];
        for credit in self.sales.credits(sale) {
            let above = self.partners.above(credit.partner, on).take(self.terms.levels);
            for (level, upper) in above.enumerate().filter(|(_, upper)| wanted(*upper)) {
                let Some((_, version)) = self.version_on(upper, on) else { continue };
                for term in self.terms.filters[version].overrides(self.profile(sale), level) {
                    each(credit, Payee { partner: upper, term: Some(term) });
                }
            }
        }
    }
}

/// Whom a credit may pay, and by which term; no term where no version is in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Payee {
    pub partner: PartnerIx,
    pub term: Option<TermIx>,
}

//! Facts come together here, and every fault between them is found.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::fault::{Fault, Faults, Table};
use super::partners::{PartnerRow, Partners, Plans};
use super::rates::{RateRow, Rates};
use super::sales::{SaleBlock, SaleIx, TooManySales, renumbered};
use super::terms::{MOST_TERMS, NamesInUse, Terms};
use super::{Facts, Refund, Refunds, Sales};
use crate::commission::index::Ix;
use crate::commission::plan::{Plan, PlanFault};
use crate::domain::{Amount, Code, Period};

/// A refund of a sale.
#[derive(Debug, Clone)]
pub struct RefundRow {
    /// The line of its table.
    pub line: u64,
    /// Its id.
    pub refund: Code,
    /// The sale's id.
    pub sale: Code,
    /// The amount as written, in the currency of the sale.
    pub amount: Box<str>,
    /// The day of the refund.
    pub refunded_on: NaiveDate,
}

/// Facts as they are read, with the faults found so far.
#[derive(Debug, Default)]
pub struct Gathering {
    plans: Vec<Plan>,
    plan_count: u64,
    partners: Option<Vec<PartnerRow>>,
    rates: Vec<RateRow>,
    sales: SaleBlock,
    refunds: Vec<RefundRow>,
    faults: Faults,
    /// Ids of rows that had a fault of their own: what refers to them is not called unknown too.
    faulty: HashSet<(Table, Box<str>)>,
}

impl Gathering {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a plan; a second one of its code is a fault.
    pub fn plan(&mut self, plan: Plan) {
        if self.plans.iter().any(|known| known.code() == plan.code()) {
            let message = "is the code of a plan given before; give each plan once";
            let place = (Table::Plans, self.plan_count);
            self.faults.row(place, "/plan", plan.code().as_str(), message);
        }
        self.plan_count += 1;
        self.plans.push(plan);
    }

    /// Takes the faults of a plan that cannot be used, with its code where that could be read.
    pub fn faulty_plan(&mut self, code: Option<&Code>, faults: Vec<PlanFault>) {
        for PlanFault { path, value, message } in faults {
            let (table, line) = (Table::Plans, self.plan_count);
            self.faults.add(Fault { table, line, field: path, value, message });
        }
        self.plan_count += 1;
        if let Some(code) = code {
            self.faulty_row(Table::Plans, code.as_str());
        }
    }

    /// Takes the partners' rows. Without them, every partner is on the one plan.
    pub fn partners(&mut self, rows: Vec<PartnerRow>) {
        self.partners = Some(rows);
    }

    /// Takes exchange rates.
    pub fn rates(&mut self, rows: Vec<RateRow>) {
        self.rates = rows;
    }

    /// Takes sales, in addition to those taken before.
    pub fn sales(&mut self, block: &SaleBlock) -> Result<(), TooManySales> {
        self.sales.append(block)
    }

    /// Makes room for the sales of a file of `size` bytes, of which `part` bytes hold `rows`.
    pub fn expect_sales(&mut self, size: u64, part: usize, rows: usize) {
        let size = usize::try_from(size).unwrap_or(0);
        // A little more than it looks like: growing later would copy everything.
        let all = (rows + 1).saturating_mul(size) / part.max(1);
        self.sales.reserve(all.saturating_add(all / 32));
    }

    /// Takes refunds.
    pub fn refunds(&mut self, rows: Vec<RefundRow>) {
        self.refunds = rows;
    }

    /// Takes faults of rows that could not be read.
    pub fn faults(&mut self, faults: Faults) {
        self.faults.extend(faults);
    }

    /// Says that a row with that id exists but has a fault.
    pub fn faulty_row(&mut self, table: Table, id: &str) {
        self.faulty.insert((table, id.into()));
    }

    /// Checks what holds between the facts and puts them in order. `through` is the last period
    /// that will be closed; a rate that only later sales need may be missing.
    pub fn finish(mut self, through: Period) -> Result<Facts, Faults> {
        let plans = Plans::new(std::mem::take(&mut self.plans));
        let partners = self.gather_partners(&plans);
        let rates = Rates::new(std::mem::take(&mut self.rates), &mut self.faults);
        let (sales, lines, terms) = self.gather_sales(&plans, &partners);
        let mut facts = Facts { plans, terms, partners, rates, sales, refunds: Refunds::default() };
        self.gather_refunds(&mut facts);
        self.check_rates(&facts, through, |sale| lines.line(sale));
        if self.faults.is_empty() { Ok(facts) } else { Err(self.faults) }
    }

    fn gather_partners(&mut self, plans: &Plans) -> Partners {
        let Some(rows) = self.partners.take() else {
            let named = self.sales.partners.iter().filter_map(Code::parse);
            return Partners::on_one_plan(sorted(named), plans);
        };
        let codes = sorted(rows.iter().map(|row| row.partner.clone()));
        let is_faulty = |code: &Code| self.faulty.contains(&(Table::Plans, code.as_str().into()));
        let partners = Partners::new(rows, codes, plans, is_faulty, &mut self.faults);
        self.check_sales_partners(&partners);
        partners
    }

    /// Every partner that a sale credits has a row.
    fn check_sales_partners(&mut self, partners: &Partners) {
        let is_known = |name: &str| {
            let faulty = (Table::Partners, name.into());
            partners.find(name).is_some() || self.faulty.contains(&faulty)
        };
        let known: Vec<bool> = self.sales.partners.iter().map(is_known).collect();
        if known.iter().all(|known| *known) {
            return;
        }
        let sales = &self.sales;
        for (row, holder) in (0u32..).zip(&sales.holder) {
            let field = if holder.partner().is_some() { "partner" } else { "credits" };
            for credit in super::credits(&sales.splits, *holder) {
                let partner = credit.partner.get();
                if known.get(partner as usize) == Some(&false) {
                    let place = (Table::Sales, sales.lines.line(row));
                    let message = "is not a partner of the partners' table";
                    self.faults.row(place, field, sales.partners.name(partner), message);
                }
            }
        }
    }

    fn gather_sales(&mut self, plans: &Plans, partners: &Partners) -> (Sales, SaleLines, Terms) {
        let mut block = std::mem::take(&mut self.sales);
        let order = block.ids.order();
        let lines = SaleLines { lines: std::mem::take(&mut block.lines), order };
        if let Some(order) = &lines.order {
            block.reorder(order);
        }
        self.check_ids(&block, &lines);
        // A partner without a row, which is a fault, has a number behind all others: nothing holds
        // for it, so that it causes no further faults.
        let find = |name: &str| partners.find(name).unwrap_or_else(|| partners.unknown()).get();
        let numbers: Vec<u32> = block.partners.iter().map(find).collect();
        block.renumber_partners(&numbers);
        let names = NamesInUse {
            products: &block.products,
            sources: &block.sources,
            cities: &block.cities,
        };
        let terms = Terms::new(plans, &names);
        if terms.terms.len() > MOST_TERMS {
            let message = "and the plans before it have more rules than one run can hold";
            self.faults.row((Table::Plans, self.plan_count - 1), "/versions", "", message);
        }
        let sales = Sales {
            ids: block.ids,
            amount: block.amount.into(),
            paid_on: block.paid_on.into(),
            verified_on: block.verified_on.into(),
            profile: block.profile.into(),
            holder: block.holder.into(),
            splits: block.splits,
            profiles: block.profiles.into_iter().collect(),
        };
        (sales, lines, terms)
    }

    /// No id stands twice among the sales, which are sorted by id and then as they came.
    fn check_ids(&mut self, block: &SaleBlock, lines: &SaleLines) {
        let count = u32::try_from(block.ids.len()).unwrap_or(u32::MAX);
        for sale in 1..count {
            let id = block.ids.get(sale);
            if block.ids.get(sale - 1) == id {
                let message = "is the id of an earlier sale; each sale stands once";
                let line = lines.line(Ix::new(sale));
                self.faults.row((Table::Sales, line), "sale", id, message);
            }
        }
    }

    fn gather_refunds(&mut self, facts: &mut Facts) {
        let rows = std::mem::take(&mut self.refunds);
        let mut ids = HashSet::new();
        let mut all = Vec::with_capacity(rows.len());
        let mut refunded = HashMap::new();
        for row in &rows {
            if !ids.insert(&row.refund) {
                let message = "is the id of an earlier refund; each refund stands once";
                self.faults.row(row.place(), "refund", row.refund.as_str(), message);
            }
            if let Some(refund) = self.check_refund(row, facts, &mut refunded) {
                all.push(refund);
            }
        }
        for refund in &all {
            let holder = &mut facts.sales.holder[refund.sale];
            *holder = holder.with_refunds();
        }
        facts.refunds = Refunds::new(all);
    }

    /// The refund of a row that fits its sale; `refunded` is what each sale has been refunded by the
    /// rows before.
    fn check_refund(
        &mut self,
        row: &RefundRow,
        facts: &Facts,
        refunded: &mut HashMap<SaleIx, i64>,
    ) -> Option<Refund> {
        let id = row.sale.as_str();
        let Some(sale) = facts.sales.ids.find_sorted(id).map(SaleIx::new) else {
            if !self.faulty.contains(&(Table::Sales, id.into())) {
                let message = "is not one of the sales; a refund belongs to a sale";
                self.faults.row(row.place(), "sale", id, message);
            }
            return None;
        };
        if row.refunded_on < facts.sales.paid_on[sale] {
            let value = row.refunded_on.to_string();
            let message = format!("is before the sale's payment on {}", facts.sales.paid_on[sale]);
            self.faults.row(row.place(), "refunded_on", value, message);
        }
        let currency = facts.profile(sale).currency;
        let amount = match Amount::parse(&row.amount, currency) {
            Ok(amount) if amount > Amount::ZERO => amount,
            Ok(_) => {
                self.faults.row(row.place(), "amount", &*row.amount, "is not above zero");
                return None;
            }
            Err(fault) => {
                self.faults.row(row.place(), "amount", &*row.amount, fault.to_string());
                return None;
            }
        };
        let sum = refunded.entry(sale).or_insert(0i64);
        *sum = sum.saturating_add(amount.minor());
        if *sum > facts.sales.amount[sale].minor() {
            let paid = facts.sales.amount[sale].in_currency(currency);
            let message = format!("takes the sale's refunds above its amount, {paid} {currency}");
            self.faults.row(row.place(), "amount", &*row.amount, message);
        }
        Some(Refund { sale, on: row.refunded_on, id: row.refund.as_str().into(), amount })
    }

    /// Each credit with a version that is not pending at the end of `through`, and each override
    /// that fits, has the rate that its basis needs.
    fn check_rates(&mut self, facts: &Facts, through: Period, line: impl Fn(SaleIx) -> u64) {
        let paid: HashSet<_> = facts.plans.plans.iter().map(|plan| plan.currency()).collect();
        let sold = facts.sales.profiles.iter().map(|profile| profile.currency);
        if paid.len() == 1 && sold.into_iter().all(|currency| paid.contains(&currency)) {
            return;
        }
        let end = through.last_day();
        for sale in facts.sales.amount.keys() {
            let on = facts.sales.paid_on[sale];
            if on > end {
                continue;
            }
            let from = facts.profile(sale).currency;
            let mut missing = Vec::new();
            facts.payees(
                sale,
                |_| true,
                |_, payee| {
                    let Some(term) = payee.term.map(|term| facts.terms.terms[term]) else { return };
                    let to = facts.plan(term.plan).currency();
                    let needed = !facts.is_pending(sale, facts.version(term.version), end);
                    let known = || facts.rates.conversion(from, to, on).is_some();
                    if needed && !missing.contains(&to) && !known() {
                        missing.push(to);
                    }
                },
            );
            for to in missing {
                let message = format!(
                    "has no exchange rate: give {from} to {to}, or {to} to {from}, of {on} or before"
                );
                self.faults.row((Table::Sales, line(sale)), "currency", from.code(), message);
            }
        }
    }
}

impl RefundRow {
    fn place(&self) -> (Table, u64) {
        (Table::Refunds, self.line)
    }
}

/// The lines of sales that were put in order.
struct SaleLines {
    lines: super::sales::Lines,
    order: Option<Vec<u32>>,
}

impl SaleLines {
    fn line(&self, sale: SaleIx) -> u64 {
        let row = self.order.as_ref().map_or(sale.get(), |order| renumbered(order, sale.get()));
        self.lines.line(row)
    }
}

fn sorted(codes: impl Iterator<Item = Code>) -> Vec<Code> {
    let mut codes: Vec<Code> = codes.collect();
    codes.sort();
    codes.dedup();
    codes
}

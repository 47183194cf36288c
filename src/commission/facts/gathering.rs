//! Facts come together here, and every fault between them is found.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::agreements::agreements;
use super::fault::{Fault, Faults, Table};
use super::faulty::{Faulty, FaultyRow};
use super::partners::{PartnerRow, Partners, Plans};
use super::rates::{RateRow, Rates};
use super::sales::{SaleBlock, SaleIx, TooManySales, renumbered};
use super::terms::{MOST_TERMS, NamesInUse, Terms};
use super::{Facts, Refunds, Sales};
use crate::commission::plan::check::AllFaults;
use crate::commission::plan::{Plan, PlanFault};
use crate::domain::{Code, Currency, Period, Span};

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
    pub(super) sales: SaleBlock,
    pub(super) refunds: Vec<RefundRow>,
    pub(super) faults: Faults,
    pub(super) faulty: Faulty,
}

impl Gathering {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a plan; a second one of its code is a fault.
    pub fn plan(&mut self, plan: Plan) {
        self.check_plan_code(plan.code());
        self.plan_count += 1;
        self.plans.push(plan);
    }

    /// Takes the faults of a plan that cannot be used, with its code where that could be read.
    pub fn faulty_plan(&mut self, code: Option<&Code>, faults: AllFaults) {
        let (table, line) = (Table::Plans, self.plan_count);
        let only_counted = faults.total().saturating_sub(faults.len() as u64);
        for PlanFault { path, value, message, kind: _ } in faults {
            self.faults.add(Fault { table, line, field: path, value, message });
        }
        self.faults.count(only_counted);
        match code {
            Some(code) => {
                self.check_plan_code(code);
                let row = FaultyRow { line, id: Some(code.clone()), mentions: Vec::new() };
                self.faulty.add_row(table, row);
            }
            // It may have been any of those that partners name.
            None => self.faulty.add_table(table),
        }
        self.plan_count += 1;
    }

    fn check_plan_code(&mut self, code: &Code) {
        let known = self.plans.iter().any(|known| known.code() == code)
            || !self.faulty.lines(Table::Plans, code.as_str()).is_empty();
        if known {
            let message = "is the code of a plan given before; give each plan once";
            self.faults.row((Table::Plans, self.plan_count), "/plan", code.as_str(), message);
        }
    }

    /// Takes the partners' rows. Without them, every partner is on the one plan.
    pub fn partners(&mut self, rows: Vec<PartnerRow>) {
        self.partners = Some(rows);
    }

    /// When partners have each plan that their table names, or the faults of its rows.
    pub fn agreements(&self) -> Result<HashMap<Code, Vec<Span>>, &Faults> {
        let rows = self.partners.as_deref().unwrap_or(&[]);
        if self.faults.is_empty() { Ok(agreements(rows)) } else { Err(&self.faults) }
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
        // Blank lines and what is no table have no sales, and no less than this is one.
        const SHORTEST_ROW: usize = "S,P,s,new,p,,,1,USD,2026-07-01,,".len();
        let (size, rows) = (usize::try_from(size).unwrap_or(0), rows.min(part / SHORTEST_ROW));
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

    /// Says what is known of a row whose faults have been taken.
    pub fn faulty_row(&mut self, table: Table, row: FaultyRow) {
        self.faulty.add_row(table, row);
    }

    /// The same of a rate, as far as it could be read.
    pub fn faulty_rate(
        &mut self,
        date: Option<NaiveDate>,
        base: Option<Currency>,
        quote: Option<Currency>,
    ) {
        self.faulty.add_rate(date, base, quote);
    }

    /// The same of a rate whose pair and day could be read, and which others must not repeat.
    pub fn faulty_rate_of(&mut self, line: u64, date: NaiveDate, base: Currency, quote: Currency) {
        self.faulty.add_dated_rate(line, (base, quote, date));
    }

    /// The same of a partner's row whose partner and day could be read.
    pub fn faulty_partner_from(&mut self, line: u64, partner: Code, from: Option<NaiveDate>) {
        self.faulty.add_dated_partner(line, partner, from);
    }

    /// Says that no row of a table can be read.
    pub fn faulty_table(&mut self, table: Table) {
        self.faulty.add_table(table);
    }

    /// Checks what holds between the facts and puts them in order. `through` is the last period
    /// that will be closed; a rate that only later sales need may be missing.
    pub fn finish(mut self, through: Period) -> Result<Facts, Faults> {
        self.check_days();
        let plans = Plans::new(std::mem::take(&mut self.plans));
        let has_partners_table = self.partners.is_some();
        let partners = self.gather_partners(&plans);
        let rates = Rates::new(std::mem::take(&mut self.rates), &mut self.faults);
        let (sales, lines, terms) = self.gather_sales(&plans, &partners);
        let mut facts = Facts { plans, terms, partners, rates, sales, refunds: Refunds::default() };
        self.gather_refunds(&mut facts);
        self.check_mentions(&facts, has_partners_table);
        self.check_rates(&facts, through, |sale| lines.line(sale));
        if self.faults.is_empty() { Ok(facts) } else { Err(self.faults) }
    }

    /// Each rate of a day, and each partner's row, stands once. Those without another fault are
    /// compared as they are put in order; here are the others.
    fn check_days(&mut self) {
        if !self.faulty.has_dated() {
            return;
        }
        let mut rates = HashMap::new();
        for row in &self.rates {
            let first = rates.entry((row.base, row.quote, row.date)).or_insert(row.line);
            *first = row.line.min(*first);
        }
        let mut partners = HashMap::new();
        for row in self.partners.iter().flatten() {
            let key = (row.partner.clone(), row.from.unwrap_or(NaiveDate::MIN));
            let first = partners.entry(key).or_insert(row.line);
            *first = row.line.min(*first);
        }
        self.check_faulty_days(|key| rates.get(&key).copied(), |key| partners.get(key).copied());
    }

    fn gather_partners(&mut self, plans: &Plans) -> Partners {
        let Some(rows) = self.partners.take() else {
            let named = self.sales.partners.iter().filter_map(Code::parse);
            return Partners::on_one_plan(sorted(named), plans);
        };
        let codes = sorted(rows.iter().map(|row| row.partner.clone()));
        let partners = Partners::new(rows, codes, plans, &self.faulty, &mut self.faults);
        self.check_sales_partners(&partners);
        partners
    }

    fn gather_sales(&mut self, plans: &Plans, partners: &Partners) -> (Sales, SaleLines, Terms) {
        let mut block = std::mem::take(&mut self.sales);
        let order = block.ids.order();
        let lines = SaleLines { lines: std::mem::take(&mut block.lines), order };
        if let Some(order) = &lines.order {
            block.reorder(order);
        }
        self.check_sale_ids(&block, &lines);
        // An unknown partner, which is a fault by now, has no standing on any day.
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
}

impl RefundRow {
    pub(super) fn place(&self) -> (Table, u64) {
        (Table::Refunds, self.line)
    }
}

/// The lines of sales that were put in order.
pub(super) struct SaleLines {
    lines: super::sales::Lines,
    order: Option<Vec<u32>>,
}

impl SaleLines {
    pub fn line(&self, sale: SaleIx) -> u64 {
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

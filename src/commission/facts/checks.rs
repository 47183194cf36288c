//! What holds between facts: ids stand once, what is referred to is there, refunds fit their sales,
//! and no basis lacks its rate.

use std::collections::{HashMap, HashSet};

use super::fault::Table;
use super::faulty::{Mention, PartnerKey, RateKey, parse_refund};
use super::gathering::{Gathering, RefundRow, SaleLines};
use super::partners::{NO_PARENT, NO_PLAN, Partners, SECOND_ROW};
use super::rates::second_rate;
use super::sales::{SaleBlock, SaleIx};
use super::{Facts, Refund, Refunds};
use crate::commission::index::Ix;
use crate::domain::{Amount, Currency, Period};

const NO_PARTNER: &str = "is not a partner of the partners' table";
const NO_SALE: &str = "is not one of the sales; a refund belongs to a sale";
const SECOND_SALE: &str = "is the id of an earlier sale; each sale stands once";
const SECOND_REFUND: &str = "is the id of an earlier refund; each refund stands once";

/// The lines of all but the first of the rows that stand for the same.
fn all_but_first(faulty: &[u64], first_sound: Option<u64>) -> impl Iterator<Item = u64> {
    let mut lines: Vec<u64> = faulty.iter().copied().chain(first_sound).collect();
    lines.sort_unstable();
    lines.into_iter().skip(1)
}

impl Gathering {
    /// Every partner that a sale credits has a row.
    pub(super) fn check_sales_partners(&mut self, partners: &Partners) {
        let is_known = |name: &str| {
            partners.find(name).is_some() || self.faulty.may_have(Table::Partners, name)
        };
        let known: Vec<bool> = self.sales.partners.iter().map(is_known).collect();
        if known.iter().all(|known| *known) {
            return;
        }
        let sales = &self.sales;
        for (row, holder) in (0u32..).zip(&sales.holder) {
            let field = if holder.is_from_credits() { "credits" } else { "partner" };
            for credit in super::credits(&sales.splits, *holder) {
                let partner = credit.partner.get();
                if known.get(partner as usize) == Some(&false) {
                    let place = (Table::Sales, sales.lines.line(row));
                    self.faults.row(place, field, sales.partners.name(partner), NO_PARTNER);
                }
            }
        }
    }

    /// No id stands twice among the sales, which are sorted by id and then as they came.
    pub(super) fn check_sale_ids(&mut self, block: &SaleBlock, lines: &SaleLines) {
        let count = u32::try_from(block.ids.len()).unwrap_or(u32::MAX);
        for sale in 1..count {
            let id = block.ids.get(sale);
            if block.ids.get(sale - 1) == id {
                let place = (Table::Sales, lines.line(Ix::new(sale)));
                self.faults.row(place, "sale", id, SECOND_SALE);
            }
        }
        let first_line = |id: &str| {
            let mut sale = block.ids.find_sorted(id)?;
            while sale > 0 && block.ids.get(sale - 1) == id {
                sale -= 1;
            }
            Some(lines.line(Ix::new(sale)))
        };
        self.check_faulty_ids(Table::Sales, "sale", SECOND_SALE, first_line);
    }

    /// The same where one of the rows, or each of them, has another fault. `first_line` is that of
    /// the first sound row with an id.
    fn check_faulty_ids(
        &mut self,
        table: Table,
        field: &str,
        message: &str,
        first_line: impl Fn(&str) -> Option<u64>,
    ) {
        for (id, lines) in self.faulty.ids(table) {
            for line in all_but_first(lines, first_line(id)) {
                self.faults.row((table, line), field, id, message);
            }
        }
    }

    /// No rate stands twice where one of the rows, or each of them, has another fault, and no
    /// partner has two rows from one day. The lines are those of the first sound rows.
    pub(super) fn check_faulty_days(
        &mut self,
        rate_line: impl Fn(RateKey) -> Option<u64>,
        partner_line: impl Fn(&PartnerKey) -> Option<u64>,
    ) {
        let (rates, partners) = self.faulty.take_dated();
        for (key, lines) in rates {
            let (base, quote, date) = key;
            for line in all_but_first(&lines, rate_line(key)) {
                let message = second_rate(base, quote);
                self.faults.row((Table::Rates, line), "date", date.to_string(), message);
            }
        }
        for (key, lines) in partners {
            for line in all_but_first(&lines, partner_line(&key)) {
                self.faults.row((Table::Partners, line), "partner", key.0.as_str(), SECOND_ROW);
            }
        }
    }

    /// What faulty rows refer to is there as well.
    pub(super) fn check_mentions(&mut self, facts: &Facts, has_partners_table: bool) {
        for (place, Mention { field, of, code }) in self.faulty.mentions() {
            let id = code.as_str();
            let (known, message) = match of {
                Table::Plans => (facts.plans.find(code).is_some(), NO_PLAN),
                Table::Partners if place.0 == Table::Partners => {
                    (facts.partners.find(id).is_some(), NO_PARENT)
                }
                Table::Partners => {
                    (!has_partners_table || facts.partners.find(id).is_some(), NO_PARTNER)
                }
                Table::Sales => (facts.sales.ids.find_sorted(id).is_some(), NO_SALE),
                Table::Rates | Table::Refunds => continue,
            };
            if !known && !self.faulty.may_have(*of, id) {
                self.faults.row(place, field, id, message);
            }
        }
    }

    pub(super) fn gather_refunds(&mut self, facts: &mut Facts) {
        let rows = std::mem::take(&mut self.refunds);
        let mut first_lines = HashMap::new();
        let mut all = Vec::with_capacity(rows.len());
        let mut refunded = HashMap::new();
        for row in &rows {
            let first = *first_lines.entry(row.refund.as_str()).or_insert(row.line);
            if first != row.line {
                self.faults.row(row.place(), "refund", row.refund.as_str(), SECOND_REFUND);
            }
            if let Some(refund) = self.check_refund(row, facts, &mut refunded) {
                all.push(refund);
            }
        }
        let first_line = |id: &str| first_lines.get(id).copied();
        self.check_faulty_ids(Table::Refunds, "refund", SECOND_REFUND, first_line);
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
        let Some(sale) = self.refunded_sale(row, facts) else {
            self.check_refund_amount(row, None);
            return None;
        };
        if row.refunded_on < facts.sales.paid_on[sale] {
            let value = row.refunded_on.to_string();
            let message = format!("is before the sale's payment on {}", facts.sales.paid_on[sale]);
            self.faults.row(row.place(), "refunded_on", value, message);
        }
        let currency = facts.profile(sale).currency;
        let amount = self.check_refund_amount(row, Some(currency))?;
        let sum = refunded.entry(sale).or_insert(0i64);
        *sum = sum.saturating_add(amount.minor());
        if *sum > facts.sales.amount[sale].minor() {
            let paid = facts.sales.amount[sale].in_currency(currency);
            let message = format!("takes the sale's refunds above its amount, {paid} {currency}");
            self.faults.row(row.place(), "amount", &*row.amount, message);
        }
        Some(Refund { sale, on: row.refunded_on, id: row.refund.as_str().into(), amount })
    }

    /// The sale that a refund is of; `None` where it is not there, or where it is not certain which
    /// one is meant.
    fn refunded_sale(&mut self, row: &RefundRow, facts: &Facts) -> Option<SaleIx> {
        let (id, ids) = (row.sale.as_str(), &facts.sales.ids);
        let found = ids.find_sorted(id);
        if self.faulty.may_have(Table::Sales, id) {
            return None;
        }
        let Some(sale) = found else {
            self.faults.row(row.place(), "sale", id, NO_SALE);
            return None;
        };
        let twice = ids.get(sale + 1) == id || (sale > 0 && ids.get(sale - 1) == id);
        (!twice).then_some(SaleIx::new(sale))
    }

    /// The amount of a refund of a sale in that currency; `None` where it is none or is not known.
    fn check_refund_amount(
        &mut self,
        row: &RefundRow,
        currency: Option<Currency>,
    ) -> Option<Amount> {
        parse_refund(&row.amount, currency).unwrap_or_else(|message| {
            self.faults.row(row.place(), "amount", &*row.amount, message);
            None
        })
    }

    /// Each credit with a version that is not pending at the end of `through`, and each override
    /// that fits, has the rate that its basis needs.
    pub(super) fn check_rates(
        &mut self,
        facts: &Facts,
        through: Period,
        line: impl Fn(SaleIx) -> u64,
    ) {
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
                    let known = || known() || self.faulty.may_have_rate(from, to, on);
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

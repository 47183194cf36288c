//! The facts, what holds on a day, and the basis of a credit.
//!
//! `docs/COMMISSIONS.md` sections 3 and 4.1 to 4.3.

use chrono::NaiveDate;
use serde_json::Value;

use super::Input;
use super::calendar::{date, plus_days};
use super::number::{
    Exact, decimal, minor, minor_units_per_unit, percent_of, round, round_down, whole,
};
use super::plan::{days, requires_verification, text, version_on};
use super::rows::{PartnerRow, SaleRow};

/// A sale with its figures read.
pub struct Sale<'a> {
    pub row: &'a SaleRow,
    pub amount: i128,
    pub paid_on: NaiveDate,
    pub verified_on: Option<NaiveDate>,
    /// Partner and share, in the order in which they stand.
    pub credits: Vec<(&'a str, Exact)>,
}

impl<'a> Sale<'a> {
    fn read(row: &'a SaleRow) -> Sale<'a> {
        let credits = if row.credits.is_empty() {
            vec![(row.partner.as_str(), whole(100))]
        } else {
            let credits = row.credits.split(';').map(|credit| credit.split_once(':').unwrap());
            credits.map(|(partner, share)| (partner, decimal(share))).collect()
        };
        Sale {
            row,
            amount: minor(&row.amount, &row.currency),
            paid_on: date(&row.paid_on),
            verified_on: (!row.verified_on.is_empty()).then(|| date(&row.verified_on)),
            credits,
        }
    }

    /// 4.1: pending is what waits for a verification that is not there by the day.
    pub fn is_pending(&self, version: &Value, end: NaiveDate) -> bool {
        let is_verified = self.verified_on.is_some_and(|day| day <= end);
        requires_verification(version) && !is_verified
    }
}

/// All facts.
pub struct Facts<'a> {
    input: &'a Input,
    pub sales: Vec<Sale<'a>>,
}

impl<'a> Facts<'a> {
    pub fn read(input: &'a Input) -> Facts<'a> {
        Facts { input, sales: input.sales.iter().map(Sale::read).collect() }
    }

    /// The sales paid on or before a day.
    pub fn sales_by(&self, end: NaiveDate) -> impl Iterator<Item = &Sale<'a>> {
        self.sales.iter().filter(move |sale| sale.paid_on <= end)
    }

    /// 3: the partner's row in force on a day is the latest that is not after it.
    fn row_on(&self, partner: &str, day: NaiveDate) -> Option<&'a PartnerRow> {
        let from =
            |row: &PartnerRow| if row.from.is_empty() { NaiveDate::MIN } else { date(&row.from) };
        let rows = self.input.partners.as_ref()?.iter();
        rows.filter(|row| row.partner == partner && from(row) <= day).max_by_key(|row| from(row))
    }

    fn plan_on(&self, partner: &str, day: NaiveDate) -> Option<&'a Value> {
        if self.input.partners.is_none() {
            return self.input.plans.first();
        }
        let row = self.row_on(partner, day)?;
        self.input.plans.iter().find(|plan| text(plan, "plan") == row.plan)
    }

    /// The plan and version in force for a partner on a day.
    pub fn terms_on(&self, partner: &str, day: NaiveDate) -> Option<(&'a Value, &'a Value)> {
        let plan = self.plan_on(partner, day)?;
        Some((plan, version_on(plan, day)?))
    }

    /// The partners above one on a day, nearest first.
    pub fn above_on(&self, partner: &str, day: NaiveDate) -> Vec<&'a str> {
        let parent = |partner: &str| {
            let row = self.row_on(partner, day)?;
            (!row.parent.is_empty()).then_some(row.parent.as_str())
        };
        let above: Vec<&str> =
            std::iter::successors(parent(partner), |upper| parent(upper)).take(1000).collect();
        assert!(above.len() < 1000, "a cycle of parents");
        above
    }

    /// 4.2: a sale's amount less the refunds within a version's clawback time and known by the day.
    fn net(&self, sale: &Sale, version: &Value, end: NaiveDate) -> i128 {
        let last = end.min(plus_days(sale.paid_on, days(version, "clawback_days")));
        let refunds = self.input.refunds.iter().filter(|refund| refund.sale == sale.row.sale);
        let counted = refunds.filter(|refund| date(&refund.refunded_on) <= last);
        let refunded = counted.map(|refund| minor(&refund.amount, &sale.row.currency));
        sale.amount - refunded.sum::<i128>()
    }

    fn latest_rate(&self, base: &str, quote: &str, day: NaiveDate) -> Option<Exact> {
        let pair = self.input.rates.iter().filter(|rate| rate.base == base && rate.quote == quote);
        let latest =
            pair.filter(|rate| date(&rate.date) <= day).max_by_key(|rate| date(&rate.date));
        latest.map(|rate| decimal(&rate.rate))
    }

    /// 4.3: a part of a sale in the plan's currency.
    fn convert(&self, part: i128, from: &str, to: &str, day: NaiveDate) -> i128 {
        if from == to {
            return part;
        }
        let units = whole(part) / minor_units_per_unit(from);
        let converted = match self.latest_rate(from, to, day) {
            Some(rate) => units * rate,
            None => units / self.latest_rate(to, from, day).expect("a rate that a basis needs"),
        };
        round(&(converted * minor_units_per_unit(to)))
    }

    /// 4.2 and 4.3: the basis of a partner's credit of a sale, by a plan and version.
    pub fn basis(
        &self,
        sale: &Sale,
        partner: &str,
        (plan, version): (&Value, &Value),
        end: NaiveDate,
    ) -> i128 {
        let parts = split(self.net(sale, version, end), &sale.credits);
        let place = sale.credits.iter().position(|(credited, _)| *credited == partner).unwrap();
        self.convert(parts[place], &sale.row.currency, text(plan, "currency"), sale.paid_on)
    }
}

/// 4.2: every part rounded down; the units left over go to the largest remainders, ties in the
/// order of the credits.
fn split(net: i128, credits: &[(&str, Exact)]) -> Vec<i128> {
    let exact: Vec<Exact> =
        credits.iter().map(|(_, share)| percent_of(&whole(net), share)).collect();
    let mut parts: Vec<i128> = exact.iter().map(round_down).collect();
    let left = net - parts.iter().sum::<i128>();
    let mut places: Vec<usize> = (0..credits.len()).collect();
    places.sort_by(|a, b| exact[*b].fract().cmp(&exact[*a].fract()).then(a.cmp(b)));
    places.iter().take(usize::try_from(left).unwrap()).for_each(|place| parts[*place] += 1);
    parts
}

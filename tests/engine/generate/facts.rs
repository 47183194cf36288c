//! Random partners, sales, refunds and exchange rates. `docs/COMMISSIONS.md` section 3.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde_json::Value;

use super::pools::{
    CITIES, KINDS, PARTNERS, PRODUCTS, SHARES, SOURCES, decimals, per_usd, usd_worth,
};
use super::{Generator, fixed, last_of_month};
use crate::model::rows::{PartnerRow, RateRow, RefundRow, SaleRow};

impl Generator {
    pub fn partners(&mut self, plans: &[Value]) -> Vec<PartnerRow> {
        let count = self.random.between(2, PARTNERS.len() as u64) as usize;
        let mut names = PARTNERS.to_vec();
        self.random.shuffle(&mut names);
        names.truncate(count);
        let mut rows = Vec::new();
        for name in &names {
            let currency = self.random.pick(&self.plan_currencies);
            let paying = plans.iter().filter(|plan| plan["currency"] == currency);
            let plans: Vec<&str> = paying.filter_map(|plan| plan["plan"].as_str()).collect();
            for from in self.row_dates() {
                let has_parent = self.random.chance(70);
                let parent = if has_parent { self.random.pick(&names) } else { "" };
                let plan = self.random.pick(&plans).into();
                rows.push(PartnerRow {
                    partner: (*name).into(),
                    parent: parent.into(),
                    plan,
                    from,
                });
            }
        }
        cut_cycles(&mut rows);
        rows
    }

    fn row_dates(&mut self) -> BTreeSet<String> {
        let always = self.random.chance(90);
        let mut dates = BTreeSet::new();
        dates.insert(if always { String::new() } else { self.day().to_string() });
        for _ in 0..self.random.pick(&[0, 0, 0, 1, 1, 2]) {
            dates.insert(self.day().to_string());
        }
        dates
    }

    pub fn sales(&mut self, rows: &[PartnerRow]) -> Vec<SaleRow> {
        let partners: BTreeSet<&str> = rows.iter().map(|row| row.partner.as_str()).collect();
        let partners: Vec<&str> = partners.into_iter().collect();
        let prefixes = ["S", "s", "S-", "S.", "S_", "S/"];
        let numbered = |prefix| [1, 2, 9, 10, 11, 100].map(|n| format!("{prefix}{n}"));
        let mut ids: Vec<String> = prefixes.into_iter().flat_map(numbered).collect();
        self.random.shuffle(&mut ids);
        ids.truncate(self.random.between(4, 30) as usize);
        // Few partners and kinds: measures are to add up.
        let (few, kinds) = (self.random.some_of(&partners, 2), self.random.some_of(&KINDS, 4));
        let mut sales = Vec::new();
        for id in ids {
            let mostly = if self.random.chance(70) { &few } else { &partners };
            sales.push(self.sale(id, mostly, &partners, &kinds));
        }
        sales
    }

    fn sale(&mut self, id: String, few: &[&str], all: &[&str], kinds: &[&str]) -> SaleRow {
        let paid_on = self.day();
        let is_split = self.random.chance(35);
        let credits = if is_split { self.split(all) } else { String::new() };
        let partner = match self.random.below(10) {
            // Ignored where there are credits.
            0 if is_split => "",
            1 if is_split => "NOBODY",
            _ => self.random.pick(few),
        };
        let currency = self.random.pick(&self.sale_currencies);
        let minor = self.sale_amount(currency);
        SaleRow {
            seller: format!("M-{id}"),
            sale: id,
            partner: partner.into(),
            kind: self.random.pick(kinds).into(),
            product: self.random.pick(&PRODUCTS).into(),
            source: self.random.pick(&SOURCES).into(),
            city: self.random.pick(&CITIES).into(),
            amount: self.amount(minor, currency),
            currency: currency.into(),
            paid_on: paid_on.to_string(),
            verified_on: self.verified_on(paid_on),
            credits,
        }
    }

    fn sale_amount(&mut self, currency: &str) -> u64 {
        let unit = usd_worth(currency);
        match self.random.below(20) {
            0 => 0,
            1 => self.random.between(1, 5),
            2 => self.random.between(self.huge / 10, self.huge),
            3..10 => 500 * unit * self.random.between(1, 4),
            _ => self.random.between(1, 3000 * unit),
        }
    }

    fn verified_on(&mut self, paid_on: NaiveDate) -> String {
        let day = match self.random.below(8) {
            0 | 1 => return String::new(),
            2 => last_of_month(paid_on),
            3 => last_of_month(paid_on) + Days::new(1),
            4 => paid_on,
            5 => paid_on - Days::new(self.random.between(1, 40)),
            _ => paid_on + Days::new(self.random.between(0, 100)),
        };
        day.to_string()
    }

    /// Shares that add up to 100, each above 0.
    fn split(&mut self, partners: &[&str]) -> String {
        let mut names = partners.to_vec();
        self.random.shuffle(&mut names);
        names.truncate(self.random.between(1, SHARES.len() as u64) as usize);
        let shares: Vec<String> = if self.random.chance(60) {
            let known = self.random.pick(SHARES[names.len() - 1]);
            known.iter().map(|share| (*share).to_owned()).collect()
        } else {
            self.random_shares(names.len())
        };
        let credits = names.iter().zip(shares).map(|(name, share)| format!("{name}:{share}"));
        credits.collect::<Vec<_>>().join(";")
    }

    fn random_shares(&mut self, count: usize) -> Vec<String> {
        let mut cuts = BTreeSet::from([0, 100_000_000]);
        while cuts.len() <= count {
            cuts.insert(self.random.between(1, 99_999_999));
        }
        let cuts: Vec<u64> = cuts.into_iter().collect();
        cuts.windows(2).map(|pair| fixed(u128::from(pair[1] - pair[0]), 6)).collect()
    }

    /// Partial and full ones, on the last day of a clawback time and on the next, never more than
    /// the sale.
    pub fn refunds(&mut self, sales: &[SaleRow]) -> Vec<RefundRow> {
        let mut refunds = Vec::new();
        for sale in sales {
            if !self.random.chance(45) {
                continue;
            }
            let mut left = minor_units(&sale.amount, decimals(&sale.currency));
            for _ in 0..self.random.between(1, 3) {
                let minor = match self.random.below(4) {
                    0 => left,
                    1 => left.min(1),
                    _ => self.random.below(left + 1),
                };
                if minor == 0 {
                    continue;
                }
                left -= minor;
                refunds.push(RefundRow {
                    refund: format!("R{}", refunds.len() + 1),
                    sale: sale.sale.clone(),
                    amount: self.amount(minor, &sale.currency),
                    refunded_on: self.refunded_on(sale.paid_on.parse().unwrap()).to_string(),
                });
            }
        }
        refunds
    }

    fn refunded_on(&mut self, paid_on: NaiveDate) -> NaiveDate {
        let days: Vec<u64> =
            self.clawback_days.iter().copied().filter(|days| *days < 1000).collect();
        match self.random.below(6) {
            0 => last_of_month(paid_on),
            1 => paid_on,
            2 if !days.is_empty() => paid_on + Days::new(self.random.pick(&days)),
            3 if !days.is_empty() => paid_on + Days::new(self.random.pick(&days) + 1),
            _ => paid_on + Days::new(self.random.between(0, 120)),
        }
    }

    /// For every pair of a sale's and a plan's currency one rate before everything, direct or
    /// inverse; then more.
    pub fn rates(&mut self) -> Vec<RateRow> {
        let mut rates = BTreeMap::new();
        for sale in self.sale_currencies.clone() {
            for plan in self.plan_currencies.clone().into_iter().filter(|plan| *plan != sale) {
                let mut days = vec![self.start - Days::new(1)];
                days.extend((0..self.random.below(4)).map(|_| self.day()));
                for day in days {
                    let direct = self.random.chance(50);
                    let (base, quote) = if direct { (sale, plan) } else { (plan, sale) };
                    let rate = self.rate(base, quote);
                    rates.entry((day, base, quote)).or_insert(rate);
                }
            }
        }
        let row = |((day, base, quote), rate): ((NaiveDate, &str, &str), String)| RateRow {
            date: day.to_string(),
            base: base.into(),
            quote: quote.into(),
            rate,
        };
        rates.into_iter().map(row).collect()
    }

    fn rate(&mut self, base: &str, quote: &str) -> String {
        if self.random.chance(20) {
            let plain = ["0.5", "2", "3", "0.25", "1", "0.3", "1.5000000000"];
            return self.random.pick(&plain).into();
        }
        let places = self.random.pick(&[6, 8, 10]);
        let jitter = u128::from(self.random.between(900, 1100));
        let (base, quote) = (u128::from(per_usd(base)), u128::from(per_usd(quote)));
        fixed((quote * 10_u128.pow(places) * jitter / 1000 / base).max(1), places)
    }
}

/// Takes parents away until there is no cycle on any day.
fn cut_cycles(rows: &mut [PartnerRow]) {
    // An empty `from` is the beginning of time, and the smallest string.
    let days: BTreeSet<String> =
        rows.iter().map(|row| row.from.clone()).chain([String::new()]).collect();
    let names: BTreeSet<String> = rows.iter().map(|row| row.partner.clone()).collect();
    for day in &days {
        for name in &names {
            if leads_back(rows, name, day)
                && let Some(place) = row_on(rows, name, day)
            {
                rows[place].parent.clear();
            }
        }
    }
}

fn row_on(rows: &[PartnerRow], partner: &str, day: &str) -> Option<usize> {
    let in_force = |row: &PartnerRow| row.partner == partner && row.from.as_str() <= day;
    let places = (0..rows.len()).filter(|place| in_force(&rows[*place]));
    places.max_by_key(|place| rows[*place].from.clone())
}

/// Whether the way up from a partner comes back to it. A cycle further up, which is another's to
/// cut, ends it too.
fn leads_back(rows: &[PartnerRow], name: &str, day: &str) -> bool {
    let (mut above, mut seen) = (name.to_owned(), BTreeSet::new());
    while seen.insert(above.clone()) {
        let Some(place) = row_on(rows, &above, day) else { return false };
        above = rows[place].parent.clone();
    }
    above == name
}

fn minor_units(amount: &str, places: u32) -> u64 {
    let (whole, rest) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{rest:0<width$}", width = places as usize).parse().unwrap()
}

//! Random plans. `docs/COMMISSIONS.md` sections 4.11 and 7.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use super::pools::{
    BONUS_NAMES, CITIES, KINDS, OVERRIDE_NAMES, PERCENTS, PRODUCTS, RULE_NAMES, SOURCES, WINDOWS,
    usd_worth,
};
use super::{Generator, Names, Random};

/// The windows of a plan's names, which agree in all its versions; rules and bonuses apart.
struct PlanWindows {
    rules: BTreeMap<&'static str, &'static str>,
    bonuses: BTreeMap<&'static str, &'static str>,
    cap: &'static str,
}

impl PlanWindows {
    fn new(random: &mut Random) -> PlanWindows {
        PlanWindows {
            rules: RULE_NAMES.iter().map(|name| (*name, random.pick(&WINDOWS))).collect(),
            bonuses: BONUS_NAMES.iter().map(|name| (*name, random.pick(&WINDOWS))).collect(),
            cap: random.pick(&WINDOWS),
        }
    }
}

/// A version that is being made.
struct Draft<'a> {
    currency: &'a str,
    windows: &'a PlanWindows,
    /// Rules, overrides and bonuses share their names.
    taken: Names,
}

impl Draft<'_> {
    fn names(
        &mut self,
        pool: &[&'static str],
        at_most: usize,
        random: &mut Random,
    ) -> Vec<&'static str> {
        let mut names = random.some_of(pool, at_most);
        names.retain(|name| self.taken.insert(name));
        names
    }
}

impl Generator {
    /// One plan for each of the plans' currencies at least.
    pub fn plans(&mut self) -> Vec<Value> {
        let currencies = self.plan_currencies.clone();
        let count = self.random.between(currencies.len() as u64, 3) as usize;
        let named = ["PLAN", "PLAN-10", "PLAN-9"].into_iter().zip(currencies.iter().cycle());
        named.take(count).map(|(name, currency)| self.plan(name, currency)).collect()
    }

    fn plan(&mut self, name: &str, currency: &str) -> Value {
        let windows = PlanWindows::new(&mut self.random);
        let dates = self.version_dates();
        let mut versions: Vec<Value> =
            dates.into_iter().map(|day| self.version(day, currency, &windows)).collect();
        if self.random.chance(30) {
            self.random.shuffle(&mut versions);
        }
        let mut plan = json!({
            "plan": name, "name": "generated", "currency": currency, "versions": versions,
        });
        if self.random.chance(70) {
            plan["fiscal_year_start"] = json!(self.random.between(1, 12));
        }
        if self.random.chance(30) {
            plan["minimum_payout"] = json!(self.sum(currency, 100));
        }
        plan
    }

    fn version_dates(&mut self) -> BTreeSet<NaiveDate> {
        let early = self.random.chance(85);
        let mut dates = BTreeSet::new();
        dates.insert(if early { self.start - Days::new(1) } else { self.day() });
        for _ in 0..self.random.pick(&[0, 0, 1, 1, 2, 3]) {
            dates.insert(self.day());
        }
        dates
    }

    fn version(&mut self, from: NaiveDate, currency: &str, windows: &PlanWindows) -> Value {
        let mut draft = Draft { currency, windows, taken: Names::new() };
        let clawback = self.random.pick(&[0, 1, 10, 30, 31, 90, 36500]);
        self.clawback_days.push(clawback);
        let mut version = json!({
            "effective_from": from.to_string(),
            "clawback_days": clawback,
            "rules": self.rules(&mut draft),
        });
        if self.random.chance(30) {
            version["hold_days"] = json!(self.random.pick(&[0, 1, 7, 30, 45]));
        }
        if self.random.chance(50) {
            version["requires_verification"] = json!(self.random.chance(50));
        }
        if self.random.chance(35) {
            let days = self.random.pick(&[0, 1, 30, 31, 60]);
            version["holdback"] = json!({"percent": self.random.pick(&PERCENTS), "days": days});
        }
        if self.random.chance(60) {
            version["overrides"] = self.overrides(&mut draft);
        }
        if self.random.chance(60) {
            version["bonuses"] = self.bonuses(&mut draft);
        }
        if self.random.chance(50) {
            let nothing = self.random.chance(10);
            let most = if nothing { "0".to_owned() } else { self.sum(currency, 1500) };
            version["cap"] = json!({"window": windows.cap, "amount": most});
        }
        version
    }

    fn rules(&mut self, draft: &mut Draft<'_>) -> Value {
        let names = draft.names(&RULE_NAMES, 3, &mut self.random);
        let last = names.len() - 1;
        let mut rules = Vec::new();
        for (place, name) in names.into_iter().enumerate() {
            let pay = self.pay(draft.currency, draft.windows.rules[name]);
            let mut rule = json!({"name": name, "pay": pay});
            let for_all = place == last && self.random.chance(75);
            if !for_all {
                self.put_when(&mut rule, "when", 80);
            }
            if self.random.chance(20) {
                rule["max_per_credit"] = json!(self.sum(draft.currency, 100));
            }
            rules.push(rule);
        }
        json!(rules)
    }

    fn put_when(&mut self, to: &mut Value, field: &str, percent: u64) {
        if !self.random.chance(percent) {
            return;
        }
        let lists: [(&str, u64, &[&str]); 4] = [
            ("kinds", 60, &KINDS),
            ("products", 25, &PRODUCTS),
            ("sources", 20, &SOURCES),
            ("cities", 15, &CITIES),
        ];
        let mut when = Map::new();
        for (list, percent, pool) in lists {
            if self.random.chance(percent) {
                when.insert(list.to_owned(), json!(self.random.some_of(pool, pool.len())));
            }
        }
        to[field] = Value::Object(when);
    }

    fn pay(&mut self, currency: &str, window: &str) -> Value {
        match self.random.below(10) {
            0..2 => json!({"type": "percent", "percent": self.random.pick(&PERCENTS)}),
            2 => json!({"type": "flat", "amount": self.sum(currency, 200)}),
            _ => self.tiered(currency, window),
        }
    }

    fn tiered(&mut self, currency: &str, window: &str) -> Value {
        let mode = self.random.pick(&["marginal", "retroactive"]);
        let measure = self.random.pick(&["amount", "count"]);
        let flat_is_allowed = (mode, measure) != ("marginal", "amount");
        let mut tiers = Vec::new();
        for from in self.tier_starts(measure, currency) {
            tiers.push(if flat_is_allowed && self.random.chance(35) {
                json!({"from": from, "flat": self.sum(currency, 200)})
            } else {
                json!({"from": from, "percent": self.random.pick(&PERCENTS)})
            });
        }
        let mut pay = json!({
            "type": "tiered", "mode": mode, "measure": measure, "window": window, "tiers": tiers,
        });
        if mode == "retroactive" {
            self.put_when(&mut pay, "counts", 50);
        }
        pay
    }

    /// The first is zero; they rise.
    fn tier_starts(&mut self, measure: &str, currency: &str) -> Vec<String> {
        let mut starts = vec!["0".to_owned()];
        let mut last = 0;
        for _ in 0..self.random.below(4) {
            if measure == "count" {
                last += self.random.between(1, 3);
                starts.push(last.to_string());
            } else {
                let step = 500 * usd_worth(currency);
                let round = self.random.chance(70);
                let steps = step * self.random.between(1, 4);
                last += if round { steps } else { self.random.between(1, 4 * step) };
                starts.push(self.amount(last, currency));
            }
        }
        starts
    }

    fn overrides(&mut self, draft: &mut Draft<'_>) -> Value {
        let mut overrides = Vec::new();
        for name in draft.names(&OVERRIDE_NAMES, 2, &mut self.random) {
            let levels = self.random.between(1, 3);
            let percents: Vec<&str> = (0..levels).map(|_| self.random.pick(&PERCENTS)).collect();
            let mut over = json!({"name": name, "percents": percents});
            self.put_when(&mut over, "when", 40);
            overrides.push(over);
        }
        json!(overrides)
    }

    fn bonuses(&mut self, draft: &mut Draft<'_>) -> Value {
        let currency = draft.currency;
        let mut bonuses = Vec::new();
        for name in draft.names(&BONUS_NAMES, 2, &mut self.random) {
            let measure = self.random.pick(&["count", "amount"]);
            let threshold = if measure == "count" {
                self.random.between(1, 4).to_string()
            } else {
                let minor = 250 * usd_worth(currency) * self.random.between(1, 8);
                self.amount(minor, currency)
            };
            let pay = if self.random.chance(50) {
                json!({"type": "flat", "amount": self.sum(currency, 300)})
            } else {
                json!({"type": "percent", "percent": self.random.pick(&PERCENTS)})
            };
            let mut bonus = json!({
                "name": name, "window": draft.windows.bonuses[name], "measure": measure,
                "threshold": threshold, "pay": pay,
            });
            self.put_when(&mut bonus, "when", 40);
            bonuses.push(bonus);
        }
        json!(bonuses)
    }
}

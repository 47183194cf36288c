//! Small programmes, written by hand: what a test does not say is filled in.

use serde_json::{Value, json};

use crate::engine;
use crate::model::rows::{EntryRow, PartnerRow, RateRow, RefundRow, SaleRow};
use crate::model::{Input, Outcome};

/// A programme that is being written.
#[derive(Clone)]
pub struct Programme(pub Input);

/// One plan, `PLAN` in USD, whose version from 2020 on has these rules and 30 clawback days. Without
/// partners of its own, every partner is on it.
pub fn paying<const N: usize>(rules: [Value; N]) -> Programme {
    let input = Input { plans: vec![plan("PLAN", rules)], ..Input::default() };
    Programme(input)
}

/// A plan in USD with one version.
pub fn plan<const N: usize>(code: &str, rules: [Value; N]) -> Value {
    let version = json!({
        "effective_from": "2020-01-01", "clawback_days": 30, "rules": rules.as_slice(),
    });
    json!({"plan": code, "currency": "USD", "versions": [version]})
}

/// A rule for all sales.
pub fn rule(name: &str, pay: Value) -> Value {
    json!({"name": name, "pay": pay})
}

/// A rule for the sales of a kind.
pub fn rule_for(kind: &str, name: &str, pay: Value) -> Value {
    json!({"name": name, "when": {"kinds": [kind]}, "pay": pay})
}

pub fn percent(percent: &str) -> Value {
    json!({"type": "percent", "percent": percent})
}

pub fn flat(amount: &str) -> Value {
    json!({"type": "flat", "amount": amount})
}

/// Tiers by percentages over months: `tiers("marginal amount", &[("0", "10"), …])`.
pub fn tiers(how: &str, starts: &[(&str, &str)]) -> Value {
    tiers_over("month", how, starts)
}

pub fn tiers_over(window: &str, how: &str, starts: &[(&str, &str)]) -> Value {
    let (mode, measure) = how.split_once(' ').unwrap();
    let tiers = starts.iter().map(|(from, percent)| json!({"from": from, "percent": percent}));
    let tiers: Vec<Value> = tiers.collect();
    json!({"type": "tiered", "mode": mode, "measure": measure, "window": window, "tiers": tiers})
}

/// A bonus over a month, for all sales: `bonus("b", "count 10", flat("500.00"))`.
pub fn bonus(name: &str, threshold: &str, pay: Value) -> Value {
    let (measure, threshold) = threshold.split_once(' ').unwrap();
    json!({
        "name": name, "window": "month", "measure": measure, "threshold": threshold, "pay": pay,
    })
}

/// A sale of kind `new`, in USD where the amount does not say another currency.
pub fn sale(id: &str, partner: &str, amount: &str, paid_on: &str) -> SaleRow {
    let (amount, currency) = amount.split_once(' ').unwrap_or((amount, "USD"));
    SaleRow {
        sale: id.into(),
        partner: partner.into(),
        seller: "M".into(),
        kind: "new".into(),
        product: "basic".into(),
        amount: amount.into(),
        currency: currency.into(),
        paid_on: paid_on.into(),
        ..SaleRow::default()
    }
}

impl SaleRow {
    pub fn of_kind(mut self, kind: &str) -> Self {
        self.kind = kind.into();
        self
    }

    pub fn verified_on(mut self, day: &str) -> Self {
        self.verified_on = day.into();
        self
    }

    /// `PX:60;PY:40`
    pub fn split(mut self, credits: &str) -> Self {
        self.credits = credits.into();
        self
    }
}

impl Programme {
    /// Sets a field of the first plan.
    pub fn plan_with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.plans[0][field] = value.into();
        self
    }

    /// Sets a field of the first plan's last version.
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        let versions = self.0.plans[0]["versions"].as_array_mut().unwrap();
        versions.last_mut().unwrap()[field] = value.into();
        self
    }

    /// Adds a version to the first plan, which is as the one before but for what `with` then sets.
    pub fn version(mut self, effective_from: &str) -> Self {
        let versions = self.0.plans[0]["versions"].as_array_mut().unwrap();
        versions.push(versions.last().unwrap().clone());
        self.with("effective_from", effective_from)
    }

    pub fn another_plan(mut self, plan: Value) -> Self {
        self.0.plans.push(plan);
        self
    }

    /// A row of the partners' table; `""` for no parent, and for the beginning of time.
    pub fn partner(mut self, partner: &str, parent: &str, plan: &str, from: &str) -> Self {
        let [partner, parent, plan, from] = [partner, parent, plan, from].map(str::to_owned);
        let rows = self.0.partners.get_or_insert_default();
        rows.push(PartnerRow { partner, parent, plan, from });
        self
    }

    pub fn sale(self, sale: SaleRow) -> Self {
        self.sales([sale])
    }

    pub fn sales(mut self, sales: impl IntoIterator<Item = SaleRow>) -> Self {
        self.0.sales.extend(sales);
        self
    }

    pub fn refund(mut self, sale: &str, amount: &str, refunded_on: &str) -> Self {
        let refund = format!("R{}", self.0.refunds.len());
        let [sale, amount, refunded_on] = [sale, amount, refunded_on].map(str::to_owned);
        self.0.refunds.push(RefundRow { refund, sale, amount, refunded_on });
        self
    }

    /// `rate("2026-07-01", "EUR/USD", "1.1")`: one EUR is 1.1 USD.
    pub fn rate(mut self, date: &str, pair: &str, rate: &str) -> Self {
        let (base, quote) = pair.split_once('/').unwrap();
        let [date, base, quote, rate] = [date, base, quote, rate].map(str::to_owned);
        self.0.rates.push(RateRow { date, base, quote, rate });
        self
    }

    pub fn close(&self, through: &str) -> Outcome {
        engine::close_through(&self.0, through)
    }

    /// The entries, each as [`line`] has it.
    pub fn entries(&self, through: &str) -> Vec<String> {
        self.close(through).entries.iter().map(line).collect()
    }

    /// The figure that stops the run.
    pub fn out_of_range(&self, through: &str) -> String {
        let facts = engine::good_facts(&self.0, through);
        engine::closed(&facts, through).expect_err("a figure out of range").to_string()
    }
}

/// `2026-07 P S1 rule earning 10.00`: what is empty is left out, and so are basis and currency.
fn line(entry: &EntryRow) -> String {
    let fields = [
        &entry.period,
        &entry.partner,
        &entry.sale,
        &entry.rule,
        &entry.from_partner,
        &entry.window,
        &entry.entry,
        &entry.amount,
    ];
    let given: Vec<&str> =
        fields.into_iter().map(String::as_str).filter(|f| !f.is_empty()).collect();
    given.join(" ")
}

//! What each rule came to, month by month.

use std::collections::BTreeMap;

use askama::Template;

use super::{Figure, RowChart, Stack};
use crate::domain::{Amount, Currency, Period};
use crate::service::month::RuleSum;
use crate::web::frame::Frame;
use crate::web::shown::Shown;
use crate::web::texts::Texts;

/// How many rules a chart names; the rest are one.
const RULES: usize = 4;

/// What each rule came to in some months, drawn and in figures.
#[derive(Template)]
#[template(path = "charts/by_rule.html")]
pub(in crate::web) struct RuleChart {
    t: &'static Texts,
    drawn: RowChart,
    table: RuleTable,
}

/// The figures alone.
#[derive(Template)]
#[template(path = "charts/rule_table.html")]
pub(in crate::web) struct RuleTable {
    t: &'static Texts,
    currency: Currency,
    rules: Vec<String>,
    rows: Vec<Row>,
}

/// What the rules came to in a month.
struct Row {
    period: Period,
    month: String,
    sums: Vec<Shown>,
}

impl RuleChart {
    /// A chart for each currency; `path` says where a month's lines are.
    pub(in crate::web) fn all(
        frame: &Frame,
        sums: &[RuleSum],
        path: impl Fn(Period) -> Option<String>,
    ) -> Vec<Self> {
        let draw = |table: RuleTable| {
            let stacks: Vec<Stack> = table.rows.iter().map(|row| table.stack(row)).collect();
            let paths: Vec<_> = table.rows.iter().map(|row| path(row.period)).collect();
            let drawn = RowChart::stacked(frame.t, frame.t.money.by_rule, &stacks).linked(paths);
            Self { t: frame.t, drawn, table }
        };
        RuleTable::all(frame, sums).into_iter().map(draw).collect()
    }
}

impl RuleTable {
    /// A table for each currency.
    pub(in crate::web) fn all(frame: &Frame, sums: &[RuleSum]) -> Vec<Self> {
        let mut currencies: Vec<Currency> = sums.iter().map(|one| one.sum.currency).collect();
        currencies.sort_by_key(|currency| currency.code());
        currencies.dedup();
        let of = |currency: Currency| {
            let own: Vec<_> = sums.iter().filter(|one| one.sum.currency == currency).collect();
            Self::of(frame, currency, &own)
        };
        currencies.into_iter().map(of).collect()
    }

    fn of(frame: &Frame, currency: Currency, sums: &[&RuleSum]) -> Self {
        let mut rules = largest(sums);
        if sums.iter().any(|one| !rules.contains(&one.rule)) {
            rules.push(frame.t.money.other_rules.to_owned());
        }
        let row = |(period, sums): (Period, Vec<i64>)| Row {
            period,
            month: frame.language.month(period),
            sums: sums.into_iter().map(|sum| shown(sum, currency)).collect(),
        };
        let rows = by_month(sums, &rules).into_iter().map(row).collect();
        Self { t: frame.t, currency, rules, rows }
    }

    /// A month as it is drawn.
    fn stack(&self, Row { month, sums, .. }: &Row) -> Stack {
        let part = |(rule, sum): (&String, &Shown)| Figure {
            name: rule.clone(),
            // What was taken back has no length; its figure stands in the table.
            value: u64::try_from(sum.0.amount.minor()).unwrap_or(0),
            text: sum.text(),
        };
        let total = sums.iter().map(|sum| sum.0.amount.minor()).sum();
        Stack {
            name: month.clone(),
            parts: self.rules.iter().zip(sums).map(part).collect(),
            text: shown(total, self.currency).text(),
        }
    }
}

/// The rules that moved most, in either direction.
fn largest(sums: &[&RuleSum]) -> Vec<String> {
    let mut sizes: BTreeMap<&str, i64> = BTreeMap::new();
    for one in sums {
        *sizes.entry(&one.rule).or_default() += one.sum.amount.minor().saturating_abs();
    }
    let mut by_size: Vec<(&str, i64)> = sizes.into_iter().collect();
    by_size.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    by_size.into_iter().map(|(rule, _)| rule.to_owned()).take(RULES).collect()
}

/// What the rules came to in each month, the last of them for all that are not named.
fn by_month(sums: &[&RuleSum], rules: &[String]) -> BTreeMap<Period, Vec<i64>> {
    let mut months: BTreeMap<Period, Vec<i64>> = BTreeMap::new();
    for one in sums {
        let place = rules.iter().position(|rule| *rule == one.rule).unwrap_or(RULES);
        let month = months.entry(one.period).or_insert_with(|| vec![0; rules.len()]);
        if let Some(sum) = month.get_mut(place) {
            *sum += one.sum.amount.minor();
        }
    }
    months
}

fn shown(minor: i64, currency: Currency) -> Shown {
    Shown::of(Amount::try_from(minor).unwrap_or_default(), currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Money;

    #[test]
    fn rules_beyond_the_largest_are_one() {
        let currency = Currency::parse("USD").unwrap();
        let sum = |rule: &str, minor: i64| RuleSum {
            period: Period::parse("2026-10").unwrap(),
            rule: rule.to_owned(),
            sum: Money { amount: Amount::try_from(minor).unwrap(), currency },
        };
        let all =
            [sum("a", 1), sum("b", -50), sum("c", 30), sum("d", 40), sum("e", 2), sum("f", 60)];
        let all: Vec<&RuleSum> = all.iter().collect();
        let mut rules = largest(&all);
        assert_eq!(rules, ["f", "b", "d", "c"]);
        rules.push("others".to_owned());
        let months = by_month(&all, &rules);
        assert_eq!(months.into_values().collect::<Vec<_>>(), [[60, -50, 40, 30, 3]]);
    }
}

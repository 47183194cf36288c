//! The charts of the overview.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Links;
use crate::domain::check_in::Compliance;
use crate::domain::recruit::Stage;
use crate::domain::{Amount, Currency, Money, Period, Word};
use crate::service::overview::{Reports, RuleSum};
use crate::web::charts::{Figure, LineChart, RowChart, Stack};
use crate::web::texts::{Language, Texts};

/// How many reports came on each day, and how many were expected on the last one.
pub(super) fn reports(t: &'static Texts, reports: &Reports) -> LineChart {
    let mut days: BTreeMap<NaiveDate, Compliance> = BTreeMap::new();
    for (_, day, report) in &reports.reports {
        days.entry(*day).or_default().extend([*report]);
    }
    let expected = days.values().map(|day| day.expected()).max();
    let point = |(day, of): (&NaiveDate, &Compliance)| Figure {
        name: day.format("%d.%m.").to_string(),
        value: of.submitted().into(),
        text: format!("{} / {}", of.submitted(), of.expected()),
    };
    let points = days.iter().map(point).collect();
    let paths = days.keys().map(|day| format!("/review?date={day}")).collect();
    let label = t.desk.overview.fourteen_days;
    LineChart::new(t, label, (points, expected.map(u64::from))).linked(paths)
}

/// How many live recruits came to each stage, or further.
pub(super) fn stages(
    t: &'static Texts,
    language: Language,
    (stages, links): (&BTreeMap<&'static str, i64>, &Links),
) -> RowChart {
    let (mut figures, mut paths) = (Vec::new(), Vec::new());
    for (place, stage) in Stage::ALL.iter().enumerate() {
        let further: Vec<&str> =
            Stage::ALL.iter().skip(place).map(|stage| stage.as_str()).collect();
        let count: i64 = further.iter().filter_map(|stage| stages.get(stage)).sum();
        let count = u64::try_from(count).unwrap_or(0);
        figures.push(Figure::count(language.stage(stage), count));
        paths.push(links.stages(&further.join(",")));
    }
    RowChart::funnel(t, t.desk.overview.stages, &figures).linked(paths)
}

/// What closed months posted by rule, in the currency in which they posted most often.
pub(super) fn by_rule(t: &'static Texts, sums: &[RuleSum]) -> Option<RowChart> {
    let currency = usual_currency(sums)?;
    let sums: Vec<&RuleSum> = sums.iter().filter(|sum| sum.sum.currency == currency).collect();
    let mut rules: Vec<&str> = sums.iter().map(|sum| sum.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut months: BTreeMap<Period, BTreeMap<&str, Money>> = BTreeMap::new();
    for sum in sums {
        months.entry(sum.period).or_default().insert(&sum.rule, sum.sum);
    }
    let nothing = Money { amount: Amount::ZERO, currency };
    let stack = |(month, of): (&Period, &BTreeMap<&str, Money>)| {
        let part = |rule: &&str| Figure::money(*rule, of.get(rule).unwrap_or(&nothing));
        let minor = of.values().fold(0_i64, |sum, money| sum.saturating_add(money.amount.minor()));
        let amount = Amount::try_from(minor).unwrap_or(Amount::MAX);
        let text = Figure::money("", &Money { amount, currency }).text;
        Stack { name: month.to_string(), parts: rules.iter().map(part).collect(), text }
    };
    let stacks: Vec<Stack> = months.iter().map(stack).collect();
    let paths = months.keys().map(|month| format!("/periods/{month}"));
    Some(RowChart::stacked(t, t.desk.overview.by_rule, &stacks).linked(paths))
}

fn usual_currency(sums: &[RuleSum]) -> Option<Currency> {
    let mut counts: BTreeMap<&str, (usize, Currency)> = BTreeMap::new();
    for sum in sums {
        counts.entry(sum.sum.currency.code()).or_insert((0, sum.sum.currency)).0 += 1;
    }
    counts.into_values().max_by_key(|(count, _)| *count).map(|(_, currency)| currency)
}

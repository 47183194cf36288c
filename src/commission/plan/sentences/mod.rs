//! A plan in plain English, for those who pay by it and are paid by it.

mod pay;
mod when;

use std::fmt;

use super::{Bonus, BonusPay, Cap, Measure, Override, Plan, Rule, Version};
use crate::domain::{Amount, Currency};
use when::{listed, plain, whose};

/// A plan in sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanText {
    /// What holds in all versions.
    pub summary: Vec<String>,
    /// The versions, the earliest first.
    pub versions: Vec<VersionText>,
}

/// A version in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionText {
    /// When it is in force.
    pub heading: String,
    /// What it says, rule by rule.
    pub lines: Vec<String>,
}

impl fmt::Display for PlanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.summary {
            writeln!(f, "{line}")?;
        }
        for version in &self.versions {
            writeln!(f, "\n{}", version.heading)?;
            for line in &version.lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// The plan in plain English, version by version.
pub fn sentences(plan: &Plan) -> PlanText {
    let writer = Writer { currency: plan.currency() };
    let versions = plan.versions().iter().enumerate();
    PlanText {
        summary: writer.summary(plan),
        versions: versions
            .map(|(index, version)| VersionText {
                heading: heading(plan, index, version),
                lines: writer.version(version),
            })
            .collect(),
    }
}

fn heading(plan: &Plan, index: usize, version: &Version) -> String {
    let first = version.effective_from;
    let next = plan.versions().get(index + 1);
    match next.and_then(|next| next.effective_from.pred_opt()) {
        Some(last) if last == first => format!("Sales paid on {first}:"),
        Some(last) => format!("Sales paid from {first} to {last}:"),
        None => format!("Sales paid from {first} on:"),
    }
}

/// Writes figures of the plan's currency.
struct Writer {
    currency: Currency,
}

impl Writer {
    fn money(&self, amount: Amount) -> String {
        format!("{} {}", self.currency, amount.in_currency(self.currency))
    }

    /// A measure: minor units or a count.
    fn measure(&self, measure: Measure, value: i64) -> String {
        match (measure, Amount::try_from(value)) {
            (Measure::Amount, Ok(amount)) => self.money(amount),
            _ => value.to_string(),
        }
    }

    fn summary(&self, plan: &Plan) -> Vec<String> {
        let name = if plan.name().is_empty() { String::new() } else { plain(plan.name()) + ", " };
        let starts = |step: usize| {
            let month = usize::from(plan.fiscal_year_start().get()) - 1;
            MONTHS.iter().cycle().skip(month).step_by(step).take(12 / step).copied()
        };
        let quarters = listed(starts(3).map(str::to_owned), "and");
        let year: String = starts(12).collect();
        let mut lines = vec![
            format!("Plan {}, {name}pays in {}.", plan.code(), self.currency),
            format!("Its year begins in {year}, its quarters in {quarters}."),
        ];
        if plan.minimum_payout() > Amount::ZERO {
            let least = self.money(plan.minimum_payout());
            lines
                .push(format!("What comes to less than {least} is carried forward, not paid out."));
        }
        lines
    }

    fn version(&self, version: &Version) -> Vec<String> {
        let mut lines = waits(version);
        let rules = version.rules.iter().enumerate();
        match version.rules.as_slice() {
            [rule] => lines.push(self.rule(rule)),
            _ => {
                lines.push("The first of these rules that fits a sale pays it:".to_owned());
                lines.extend(
                    rules.map(|(index, rule)| format!("{}. {}", index + 1, self.rule(rule))),
                );
            }
        }
        lines.extend(version.overrides.iter().map(over));
        lines.extend(version.bonuses.iter().map(|bonus| self.bonus(bonus)));
        lines.extend(version.cap.map(|cap| self.cap(cap)));
        lines
    }

    fn rule(&self, rule: &Rule) -> String {
        let most = rule.max_per_credit.map_or(String::new(), |most| {
            format!("; at most {} for a partner's part of one sale", self.money(most))
        });
        format!("Rule {}: {} pay {}{most}.", rule.name, whose(&rule.when), self.pay(&rule.pay))
    }

    fn bonus(&self, bonus: &Bonus) -> String {
        let (window, whose) = (bonus.window, whose(&bonus.when));
        let threshold = self.measure(bonus.measure, bonus.threshold);
        let reached = match bonus.measure {
            Measure::Amount => format!("come to {threshold} or more"),
            Measure::Count => format!("number {threshold} or more"),
        };
        let pay = match bonus.pay {
            BonusPay::Flat(amount) => self.money(amount),
            BonusPay::Percent(percent) => format!("{percent} % of them"),
        };
        format!(
            "Bonus {}: where {whose} in a {window} {reached}, {pay} once it has ended.",
            bonus.name
        )
    }

    fn cap(&self, cap: Cap) -> String {
        let (most, window) = (self.money(cap.amount), cap.window);
        format!("Cap: a {window} pays at most {most} in all, overrides and bonuses included.")
    }
}

/// How long a refund counts, and what is not paid at once.
fn waits(version: &Version) -> Vec<String> {
    let mut lines = vec![match version.clawback_days.get() {
        0 => "A refund after the day of the payment costs the partner nothing.".to_owned(),
        days => format!(
            "A refund up to {} after the payment takes its commission back; a later one does not.",
            days_in_words(days)
        ),
    }];
    if version.requires_verification {
        lines.push("A sale counts only once its seller is verified.".to_owned());
    }
    if version.hold_days.get() > 0 {
        let days = days_in_words(version.hold_days.get());
        lines.push(format!("Nothing is due until {days} after the payment."));
    }
    if let Some(holdback) = version.holdback {
        let days = days_in_words(holdback.days.get());
        lines.push(format!(
            "{} % of each commission is kept back until {days} after the payment.",
            holdback.percent
        ));
    }
    lines
}

fn days_in_words(days: u16) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn over(over: &Override) -> String {
    let levels = over.percents.iter().enumerate().map(|(index, percent)| match index {
        0 => format!("by partners one level below pay {percent} %"),
        _ => format!("by those {} levels below {percent} %", index + 1),
    });
    format!("Override {}: {} {}.", over.name, whose(&over.when), listed(levels, "and"))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests;

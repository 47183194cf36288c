//! Explanations: every figure of an entry, from the facts to the difference posted.
//!
//! `docs/COMMISSIONS.md` section 5. An explanation is made again from the facts and the posting, by
//! the functions that computed them. A step that computes reads `what: sum = figure`, `… rounds to
//! figure` or `… rounds down to figure`, so that whoever reads it can redo it with a calculator.

mod account;
mod line;

use std::fmt;

use super::entry::KeyPlace;
use super::ledger::EntryRef;
use super::reopen::Gone;
use crate::domain::{Amount, AmountText, Currency, write_scaled, write_trimmed};

/// How an entry came about, step by step; displays as the steps with `; ` between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    steps: Vec<String>,
}

impl Explanation {
    /// The steps, from the plan and the facts to the entry.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.steps.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { "; " })?;
            f.write_str(step)?;
        }
        Ok(())
    }
}

impl EntryRef<'_, '_> {
    /// How the entry came about.
    pub fn explain(&self) -> Explanation {
        let mut steps = Steps { steps: Vec::new(), currency: self.entry().currency };
        let entitled = match self.posting.key.place() {
            KeyPlace::Line(line) => self.explain_line(&self.book.lines[line], &mut steps),
            KeyPlace::Account(account) => {
                self.explain_account(&self.book.accounts[account], &mut steps)
            }
            KeyPlace::Gone(gone) => self.book.past.gone[gone].explain(&mut steps),
        };
        let before = self.book.posted_before(self.posting);
        let amount = steps.money(self.posting.amount);
        let (entitled, before) = (steps.money(entitled), steps.minor(before));
        steps.say(format_args!(
            "entry, what is entitled less what was posted before: {entitled} - {before} = {amount}"
        ));
        Explanation { steps: steps.steps }
    }
}

impl Gone<'_> {
    /// Says that nothing is entitled any more, and what for.
    fn explain(&self, steps: &mut Steps) -> Amount {
        let rule = &self.key.rule;
        match (&self.key.sale, self.key.window) {
            (Some(sale), _) => {
                steps.say(format_args!("by the facts of today {rule} pays nothing of sale {sale}"));
                let (basis, currency) = (steps.money(Amount::ZERO), steps.currency);
                steps.say(format_args!("basis: {basis} {currency}"));
            }
            (None, Some(window)) => {
                steps.say(format_args!(
                    "by the facts of today {rule} is not in force over {window}"
                ));
            }
            (None, None) => {}
        }
        Amount::ZERO
    }
}

/// The steps so far, and the plan's currency.
struct Steps {
    steps: Vec<String>,
    currency: Currency,
}

impl Steps {
    fn say(&mut self, step: fmt::Arguments<'_>) {
        self.steps.push(step.to_string());
    }

    /// An amount of the plan's currency.
    fn money(&self, amount: Amount) -> AmountText {
        amount.in_currency(self.currency)
    }

    /// A number of minor units of the plan's currency: a measure, or a sum on the way.
    fn minor(&self, minor: i64) -> Minor {
        Minor { minor, currency: self.currency }
    }

    /// An exact figure in the plan's currency.
    fn exact(&self, exact: i128) -> Exact {
        Exact { exact, currency: self.currency }
    }
}

/// A number of minor units as a decimal.
#[derive(Clone, Copy)]
struct Minor {
    minor: i64,
    currency: Currency,
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, i128::from(self.minor), self.currency.decimals())
    }
}

/// An exact figure, in parts of 10<sup>-8</sup> minor units, with the decimals that it needs.
#[derive(Clone, Copy)]
struct Exact {
    exact: i128,
    currency: Currency,
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_trimmed(f, self.exact, self.currency.decimals() + 8)
    }
}

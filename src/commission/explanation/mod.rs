//! Explanations: every figure of an entry, from the facts to the difference posted.
//!
//! `docs/COMMISSIONS.md` section 5. An explanation is made again from the facts and the posting, by
//! the functions that computed them. A step that computes reads `what: sum = figure`, `… rounds to
//! figure` or `… rounds down to figure`, so that whoever reads it can redo it with a calculator.

mod account;
mod line;
mod step;

use std::fmt;

use super::entry::KeyPlace;
use super::ledger::EntryRef;
use super::reopen::Gone;
use crate::domain::{Amount, AmountText, Currency, write_scaled, write_trimmed};

pub use step::{Comes, Reckoning, Saying, Step};

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
        let sum = format_args!("{entitled} - {before}");
        steps.sum(Saying::Entry, &[], sum, Comes::Exactly, &amount);
        Explanation { steps: steps.steps }
    }
}

impl Gone<'_> {
    /// Says that nothing is entitled any more, and what for.
    fn explain(&self, steps: &mut Steps) -> Amount {
        let rule = &self.key.rule;
        match (&self.key.sale, self.key.window) {
            (Some(sale), _) => {
                steps.say(Saying::PaysNothing, &[rule, sale]);
                steps.basis(Amount::ZERO);
            }
            (None, Some(window)) => steps.say(Saying::NotInForce, &[rule, &window]),
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
    /// Says something about what is named.
    fn say(&mut self, saying: Saying, named: &[&dyn fmt::Display]) {
        let mut text = String::new();
        // Nothing fails that is written to text.
        let _written = saying.write(&mut text, named.iter().copied());
        self.steps.push(text);
    }

    /// Says something with a figure that is given.
    fn given(&mut self, saying: Saying, named: &[&dyn fmt::Display], figure: &dyn fmt::Display) {
        self.say(saying, named);
        if let Some(text) = self.steps.last_mut() {
            text.push_str(": ");
            text.push_str(&figure.to_string());
        }
    }

    /// Says something that is reckoned.
    fn sum(
        &mut self,
        saying: Saying,
        named: &[&dyn fmt::Display],
        sum: fmt::Arguments<'_>,
        comes: Comes,
        figure: &dyn fmt::Display,
    ) {
        self.given(saying, named, &format_args!("{sum}{}{figure}", comes.sign()));
    }

    /// Says what the basis is.
    fn basis(&mut self, basis: Amount) {
        let (basis, currency) = (self.money(basis), self.currency);
        self.given(Saying::Basis, &[], &format_args!("{basis} {currency}"));
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

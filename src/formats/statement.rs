//! A statement as its documents show it, checked once for all of them.

use std::io;

use chrono::NaiveDate;

use crate::commission::EntryKind;
use crate::domain::{
    Amount, City, Code, Currency, Fingerprint, Name, Ntn, Percent, Period, Rate, Span,
};

/// A statement with everything that its documents say.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its id.
    pub id: Box<str>,
    /// Its period.
    pub period: Period,
    /// Its date; documents bear it, whenever they are written.
    pub issued_on: NaiveDate,
    /// How far it has come.
    pub standing: Standing,
    /// The day from which on its partner's silence counts as acceptance.
    pub accept_by: NaiveDate,
    /// Whether it was approved because nothing was said until then.
    pub deemed_accepted: bool,
    /// Who states it.
    pub issuer: Issuer,
    /// Whose it is.
    pub partner: Recipient,
    /// The plan's currency.
    pub plan_currency: Currency,
    /// The currency that is paid.
    pub payout_currency: Currency,
    /// The period's entries.
    pub lines: Vec<Line>,
    /// The period's adjustments.
    pub adjustments: Vec<Adjustment>,
    /// Its figures.
    pub figures: Figures,
    /// At which rate the payable amount came into the currency that is paid, where it did.
    pub conversion: Option<Conversion>,
    /// The partner's sales tax, where it charges it.
    pub sales_tax: Option<Percent>,
    /// The partner's withholding tax.
    pub withholding_tax: Percent,
    /// The SHA-256 of what it states.
    pub fingerprint: Fingerprint,
    /// Where it can be verified.
    pub verification_link: Box<str>,
}

/// How far a statement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Published, and may be disputed.
    Draft,
    /// Its figures are final.
    Approved,
    /// Paid, or settled with nothing to pay.
    Paid,
}

impl Standing {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Draft => "draft",
            Standing::Approved => "approved",
            Standing::Paid => "paid",
        }
    }
}

/// Who states it: the head of the letter.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// Its name.
    pub name: Name,
    /// Its address and numbers, line by line.
    pub lines: Vec<Box<str>>,
}

/// Whose statement it is.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The partner's code.
    pub code: Code,
    /// The partner's name.
    pub name: Name,
    /// Where the partner is.
    pub city: City,
    /// The partner's tax number.
    pub ntn: Option<Ntn>,
}

/// An entry of the period.
#[derive(Debug, Clone)]
pub struct Line {
    /// The sale; none on bonuses and caps.
    pub sale: Option<Box<str>>,
    /// The sale's seller.
    pub seller: Option<Name>,
    /// The rule, override or bonus, or `cap`.
    pub rule: Box<str>,
    /// The lower partner of an override.
    pub from_partner: Option<Code>,
    /// The window of a bonus or cap.
    pub window: Option<Span>,
    /// Its type.
    pub kind: EntryKind,
    /// The basis, on entries of sales and overrides.
    pub basis: Option<Amount>,
    /// The difference posted.
    pub amount: Amount,
    /// Whether it is in dispute.
    pub in_dispute: bool,
}

/// A manual adjustment.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Box<str>,
    /// Who approved it.
    pub approved_by: Name,
}

/// The figures of `docs/COMMISSIONS.md` section 6, in its order; from `payable` on in the currency
/// that is paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// What the last statement carried forward.
    pub opening_balance: Amount,
    /// The sum of the period's entries.
    pub commission: Amount,
    /// The sum of the adjustments.
    pub adjustments: Amount,
    /// The three together.
    pub gross: Amount,
    /// The positive lines in dispute.
    pub held: Amount,
    /// What the next statement opens with.
    pub carried_forward: Amount,
    /// What is left, in the currency that is paid.
    pub payable: Amount,
    /// Sales tax, added.
    pub sales_tax: Amount,
    /// Withholding tax, taken off.
    pub withholding_tax: Amount,
    /// What is paid.
    pub net: Amount,
}

/// The exchange rate of a statement.
#[derive(Debug, Clone, Copy)]
pub struct Conversion {
    /// One unit of the base is so many of the quote.
    pub rate: Rate,
    /// The base.
    pub base: Currency,
    /// The quote.
    pub quote: Currency,
    /// The rate's day.
    pub dated: NaiveDate,
}

/// A figure that is not the sum of what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{figure} is not what its parts add up to")]
pub struct DoesNotAddUp {
    /// The figure.
    pub figure: &'static str,
}

/// Why a document was not written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The statement contradicts itself: nobody gets it on paper.
    #[error(transparent)]
    Figures(#[from] DoesNotAddUp),
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Statement {
    /// Whether every figure is the sum of what it is made of.
    pub(super) fn check(&self) -> Result<(), DoesNotAddUp> {
        let minor = |amount: Amount| i128::from(amount.minor());
        let sum = |amounts: &mut dyn Iterator<Item = Amount>| amounts.map(minor).sum::<i128>();
        let Figures { opening_balance, commission, adjustments, gross, .. } = self.figures;
        let Figures { held, carried_forward, payable, sales_tax, withholding_tax, net, .. } =
            self.figures;
        let left = minor(gross) - minor(held) - minor(carried_forward);
        let converted = self.plan_currency != self.payout_currency;
        let sums = [
            ("commission", commission, sum(&mut self.lines.iter().map(|line| line.amount))),
            ("adjustments", adjustments, sum(&mut self.adjustments.iter().map(|a| a.amount))),
            ("gross", gross, sum(&mut [opening_balance, commission, adjustments].into_iter())),
            ("payable", payable, if converted { minor(payable) } else { left }),
            ("net", net, sum(&mut [payable, sales_tax].into_iter()) - minor(withholding_tax)),
        ];
        let wrong = sums.iter().find(|(_, figure, parts)| minor(*figure) != *parts);
        wrong.map_or(Ok(()), |(figure, ..)| Err(DoesNotAddUp { figure }))
    }
}

#[cfg(test)]
pub(super) mod samples;

#[cfg(test)]
mod tests {
    use super::samples::{minor, statement};
    use super::*;

    #[test]
    fn a_statement_that_contradicts_itself_is_found() {
        assert_eq!(statement().check(), Ok(()));
        type Change = fn(&mut Statement);
        let changes: [(&str, Change); 5] = [
            ("commission", |s| s.lines[0].amount = minor(1)),
            ("adjustments", |s| s.adjustments.clear()),
            ("gross", |s| s.figures.opening_balance = minor(1)),
            ("payable", |s| {
                s.payout_currency = s.plan_currency;
            }),
            ("net", |s| s.figures.net = minor(1)),
        ];
        for (figure, change) in changes {
            let mut statement = statement();
            change(&mut statement);
            assert_eq!(statement.check(), Err(DoesNotAddUp { figure }));
        }
    }
}

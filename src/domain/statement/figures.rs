//! The arithmetic of a statement. `docs/COMMISSIONS.md` section 6.

use chrono::NaiveDate;

use crate::domain::{
    Amount, AmountOutOfRange, Currency, Percent, Rate, WithholdOn, round_half_away,
};

/// A partner's taxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTerms {
    /// The percentage that is withheld.
    pub withholding: Percent,
    /// What that is a percentage of.
    pub withhold_on: WithholdOn,
    /// The percentage of sales tax that the partner charges.
    pub sales_tax: Percent,
}

impl TaxTerms {
    /// Those of a partner of whom nothing is confirmed.
    pub const NONE: TaxTerms = TaxTerms {
        withholding: Percent::ZERO,
        withhold_on: WithholdOn::Payable,
        sales_tax: Percent::ZERO,
    };
}

/// At which rate the plan's currency becomes the one that is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// They are the same.
    Same,
    /// Times the rate of that day.
    Times(NaiveDate, Rate),
    /// Divided by the rate of that day.
    By(NaiveDate, Rate),
}

impl Exchange {
    /// The amount converted and rounded; `None` where it is out of range.
    pub fn convert(self, amount: Amount, from: Currency, to: Currency) -> Option<Amount> {
        match self {
            Exchange::Same => Some(amount),
            Exchange::Times(_, rate) => rate.multiply(amount, from, to),
            Exchange::By(_, rate) => rate.divide(amount, from, to),
        }
    }
}

/// What the figures of a statement are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// What the last statement carried forward.
    pub opening_balance: Amount,
    /// The sum of the period's entries.
    pub commission: Amount,
    /// The sum of the approved adjustments.
    pub adjustments: Amount,
    /// The positive lines in dispute.
    pub held: Amount,
    /// What the plan pays at the least.
    pub minimum_payout: Amount,
    /// The partner's taxes.
    pub taxes: TaxTerms,
    /// The rate of the payout; `None` where there is none, and nothing can be paid.
    pub exchange: Option<Exchange>,
}

/// The figures of a statement: the first two in the plan's currency, the others in the payout's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Opening balance, commission and adjustments together.
    pub gross: Amount,
    /// What goes to the next statement.
    pub carried_forward: Amount,
    /// What is paid, before taxes.
    pub payable: Amount,
    /// Added.
    pub sales_tax: Amount,
    /// Taken off.
    pub withholding_tax: Amount,
    /// What reaches the partner.
    pub net: Amount,
}

/// Why a statement has no figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// What is payable cannot be converted.
    #[error("there is no exchange rate for the payout")]
    NoRate,
    /// A figure left its range.
    #[error("a figure of the statement is beyond 10^15 minor units")]
    OutOfRange,
}

impl From<AmountOutOfRange> for StatementFault {
    fn from(_: AmountOutOfRange) -> Self {
        Self::OutOfRange
    }
}

impl Given {
    /// The figures, from the plan's currency to the payout's.
    pub fn figures(&self, plan: Currency, payout: Currency) -> Result<Figures, StatementFault> {
        let sum = |parts: &[Amount]| -> Result<Amount, AmountOutOfRange> {
            parts.iter().map(|part| i128::from(part.minor())).sum::<i128>().try_into()
        };
        let gross = sum(&[self.opening_balance, self.commission, self.adjustments])?;
        let free = gross.checked_sub(self.held).ok_or(StatementFault::OutOfRange)?;
        let is_carried = free <= Amount::ZERO || free < self.minimum_payout;
        let (carried_forward, due) =
            if is_carried { (free, Amount::ZERO) } else { (Amount::ZERO, free) };
        let payable = if due == Amount::ZERO {
            Amount::ZERO
        } else {
            let exchange = self.exchange.ok_or(StatementFault::NoRate)?;
            exchange.convert(due, plan, payout).ok_or(StatementFault::OutOfRange)?
        };
        let sales_tax = percent_of(payable, self.taxes.sales_tax)?;
        let taxed = match self.taxes.withhold_on {
            WithholdOn::Payable => payable,
            WithholdOn::PayableWithTax => sum(&[payable, sales_tax])?,
        };
        let withholding_tax = percent_of(taxed, self.taxes.withholding)?;
        let with_tax = sum(&[payable, sales_tax])?;
        let net = with_tax.checked_sub(withholding_tax).ok_or(StatementFault::OutOfRange)?;
        Ok(Figures { gross, carried_forward, payable, sales_tax, withholding_tax, net })
    }
}

fn percent_of(amount: Amount, percent: Percent) -> Result<Amount, AmountOutOfRange> {
    let exact = i128::from(amount.minor()) * i128::from(percent.parts());
    round_half_away(exact, i128::from(Percent::WHOLE)).try_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(minor: i64) -> Amount {
        Amount::try_from(minor).unwrap()
    }

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn rate() -> Exchange {
        let day = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
        Exchange::Times(day, Rate::parse("283.4175").unwrap())
    }

    fn taxes(withholding: &str, sales_tax: &str, withhold_on: WithholdOn) -> TaxTerms {
        let percent = |text| Percent::parse(text).unwrap();
        TaxTerms { withholding: percent(withholding), withhold_on, sales_tax: percent(sales_tax) }
    }

    /// USD 1,710.00 of commission, paid in PKR by somebody from whom 12 % are withheld.
    fn given() -> Given {
        Given {
            opening_balance: Amount::ZERO,
            commission: minor(171_000),
            adjustments: Amount::ZERO,
            held: Amount::ZERO,
            minimum_payout: minor(5_000),
            taxes: taxes("12", "0", WithholdOn::Payable),
            exchange: Some(rate()),
        }
    }

    fn figures(given: Given) -> Figures {
        given.figures(currency("USD"), currency("PKR")).unwrap()
    }

    #[test]
    fn converts_and_withholds() {
        let figures = figures(given());
        assert_eq!(figures.gross, minor(171_000));
        assert_eq!(figures.carried_forward, Amount::ZERO);
        assert_eq!(figures.payable, minor(48_464_393));
        assert_eq!(figures.withholding_tax, minor(5_815_727));
        assert_eq!(figures.net, minor(42_648_666));
    }

    #[test]
    fn a_balance_below_zero_is_carried_and_comes_off_the_next_one() {
        let fall = Given { commission: minor(-78_036), exchange: None, ..given() };
        let before = figures(fall);
        assert_eq!(before.carried_forward, minor(-78_036));
        assert_eq!((before.payable, before.net), (Amount::ZERO, Amount::ZERO));
        let next = figures(Given { opening_balance: before.carried_forward, ..given() });
        // 1,710.00 - 780.36 = 929.64; * 283.4175 = 263,476.2447; 12 % of 263,476.24 is 31,617.1488.
        assert_eq!(next.gross, minor(92_964));
        assert_eq!(next.payable, minor(26_347_624));
        assert_eq!(next.withholding_tax, minor(3_161_715));
        assert_eq!(next.net, minor(23_185_909));
    }

    #[test]
    fn what_is_below_the_minimum_is_carried_and_the_minimum_itself_paid() {
        let below = figures(Given { commission: minor(4_999), ..given() });
        assert_eq!((below.carried_forward, below.payable), (minor(4_999), Amount::ZERO));
        let just = figures(Given { commission: minor(5_000), ..given() });
        assert_eq!((just.carried_forward, just.payable), (Amount::ZERO, minor(1_417_088)));
    }

    #[test]
    fn sales_tax_is_added_and_may_be_withheld_on() {
        let with = |on| figures(Given { taxes: taxes("12", "16", on), ..given() });
        let plain = with(WithholdOn::Payable);
        assert_eq!(plain.sales_tax, minor(7_754_303));
        assert_eq!(plain.withholding_tax, minor(5_815_727));
        assert_eq!(plain.net, minor(50_402_969));
        let wide = with(WithholdOn::PayableWithTax);
        // 12 % of 562,186.96 is 67,462.4352.
        assert_eq!(wide.withholding_tax, minor(6_746_244));
        assert_eq!(wide.net, minor(49_472_452));
    }

    #[test]
    fn what_is_held_is_neither_paid_nor_carried() {
        let held = figures(Given { held: minor(100_000), ..given() });
        assert_eq!(held.gross, minor(171_000));
        assert_eq!((held.carried_forward, held.payable), (Amount::ZERO, minor(20_122_643)));
        let all = figures(Given { held: minor(171_000), ..given() });
        assert_eq!((all.carried_forward, all.payable), (Amount::ZERO, Amount::ZERO));
    }

    #[test]
    fn only_what_is_payable_needs_a_rate() {
        let without = Given { exchange: None, ..given() };
        let fault = without.figures(currency("USD"), currency("PKR"));
        assert_eq!(fault, Err(StatementFault::NoRate));
        let same = Given { exchange: Some(Exchange::Same), ..given() };
        let paid = same.figures(currency("USD"), currency("USD")).unwrap();
        assert_eq!(paid.payable, minor(171_000));
    }

    #[test]
    fn figures_beyond_the_range_are_refused() {
        let far = Given { opening_balance: Amount::MAX, ..given() };
        let fault = far.figures(currency("USD"), currency("PKR"));
        assert_eq!(fault, Err(StatementFault::OutOfRange));
    }
}

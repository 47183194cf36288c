//! Statements and their payments as journal entries for the books.
//!
//! Every movement is one amount that leaves one account for another, and becomes two lines. So the
//! debits of each movement equal its credits, and those of the file do, in each currency.

use std::io::{self, Write};

use chrono::NaiveDate;

use crate::domain::{Amount, Code, Currency, Period};

use super::cells::{Cell, Table};

/// The accounts of the books, by their numbers there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// What commissions cost.
    pub commission_expense: Code,
    /// What partners have earned and was not yet stated as payable.
    pub partner_balances: Code,
    /// Through which an amount goes from the plan's currency into the one that is paid.
    pub currency_exchange: Code,
    /// What is to be paid to partners.
    pub payouts_due: Code,
    /// Sales tax that partners charge.
    pub sales_tax: Code,
    /// Tax withheld, owed to the authority.
    pub withholding_tax: Code,
    /// The account that payments leave.
    pub bank: Code,
}

/// What the journal needs of an approved statement.
#[derive(Debug, Clone)]
pub struct Booked<'a> {
    /// The statement's id.
    pub statement: &'a str,
    /// Its period.
    pub period: Period,
    /// The partner's code.
    pub partner: &'a Code,
    /// The plan's currency.
    pub plan_currency: Currency,
    /// The currency that is paid.
    pub payout_currency: Currency,
    /// The period's commission, in the plan's currency.
    pub commission: Amount,
    /// Its adjustments, in the plan's currency.
    pub adjustments: Amount,
    /// Gross less held and carried forward, in the plan's currency.
    pub released: Amount,
    /// The same in the currency that is paid.
    pub payable: Amount,
    /// Sales tax, added.
    pub sales_tax: Amount,
    /// Withholding tax, taken off.
    pub withholding_tax: Amount,
    /// What was paid and on which day, where the bank has confirmed it.
    pub paid: Option<(NaiveDate, Amount)>,
}

const COLUMNS: [&str; 9] =
    ["date", "journal", "period", "statement", "partner", "account", "debit", "credit", "currency"];

/// An amount that one account gains and another gives.
struct Movement<'a> {
    date: NaiveDate,
    journal: &'static str,
    debit: &'a Code,
    credit: &'a Code,
    amount: Amount,
    currency: Currency,
}

impl<'a> Movement<'a> {
    /// The two lines: account, debit, credit. A negative amount goes the other way.
    fn lines(&self) -> [(&'a Code, Option<Amount>, Option<Amount>); 2] {
        let back = Amount::ZERO.checked_sub(self.amount).filter(|back| *back > Amount::ZERO);
        let (debit, credit, amount) = match back {
            Some(amount) => (self.credit, self.debit, amount),
            None => (self.debit, self.credit, self.amount),
        };
        [(debit, Some(amount), None), (credit, None, Some(amount))]
    }
}

/// Writes the accrual of each statement, on its period's last day, and its payment.
pub fn write<'a>(
    out: impl Write,
    accounts: &Accounts,
    statements: impl IntoIterator<Item = Booked<'a>>,
) -> io::Result<()> {
    let mut table = Table::new(out, &COLUMNS)?;
    for statement in statements {
        let nothing = |movement: &Movement<'_>| movement.amount == Amount::ZERO;
        for movement in movements(accounts, &statement).iter().filter(|m| !nothing(m)) {
            for (account, debit, credit) in movement.lines() {
                table.row(&[
                    Cell::Day(movement.date),
                    Cell::Text(movement.journal),
                    Cell::Text(&statement.period.to_string()),
                    Cell::Text(statement.statement),
                    Cell::Text(statement.partner.as_str()),
                    Cell::Text(account.as_str()),
                    Cell::amount(debit, movement.currency),
                    Cell::amount(credit, movement.currency),
                    Cell::Text(movement.currency.code()),
                ])?;
            }
        }
    }
    table.finish()
}

fn movements<'a>(accounts: &'a Accounts, booked: &Booked<'_>) -> Vec<Movement<'a>> {
    let (plan, payout) = (booked.plan_currency, booked.payout_currency);
    let accrued = |debit, credit, amount, currency| Movement {
        date: booked.period.last_day(),
        journal: "accrual",
        debit,
        credit,
        amount,
        currency,
    };
    let (expense, balances) = (&accounts.commission_expense, &accounts.partner_balances);
    let (exchange, due) = (&accounts.currency_exchange, &accounts.payouts_due);
    let mut all = vec![
        accrued(expense, balances, booked.commission, plan),
        accrued(expense, balances, booked.adjustments, plan),
    ];
    if plan == payout {
        all.push(accrued(balances, due, booked.payable, payout));
    } else {
        all.push(accrued(balances, exchange, booked.released, plan));
        all.push(accrued(exchange, due, booked.payable, payout));
    }
    all.push(accrued(&accounts.sales_tax, due, booked.sales_tax, payout));
    all.push(accrued(due, &accounts.withholding_tax, booked.withholding_tax, payout));
    all.extend(booked.paid.map(|(date, amount)| Movement {
        date,
        journal: "payment",
        debit: due,
        credit: &accounts.bank,
        amount,
        currency: payout,
    }));
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn accounts() -> Accounts {
        let code = |text| Code::parse(text).unwrap();
        Accounts {
            commission_expense: code("6100"),
            partner_balances: code("2100"),
            currency_exchange: code("2190"),
            payouts_due: code("2110"),
            sales_tax: code("1450"),
            withholding_tax: code("2300"),
            bank: code("1010"),
        }
    }

    fn minor(amount: i64) -> Amount {
        Amount::try_from(amount).unwrap()
    }

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    /// 3,500.00 USD less 500.00 held, at 280: payable 840,000.00 PKR, net 873,600.00.
    fn booked(partner: &Code) -> Booked<'_> {
        Booked {
            statement: "stm_1",
            period: Period::parse("2026-07").unwrap(),
            partner,
            plan_currency: currency("USD"),
            payout_currency: currency("PKR"),
            commission: minor(340_000),
            adjustments: minor(10_000),
            released: minor(300_000),
            payable: minor(84_000_000),
            sales_tax: minor(13_440_000),
            withholding_tax: minor(10_080_000),
            paid: Some((NaiveDate::from_ymd_opt(2026, 8, 6).unwrap(), minor(87_360_000))),
        }
    }

    fn rows(statements: Vec<Booked<'_>>) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        write(&mut out, &accounts(), statements).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let row = |row: Result<csv::StringRecord, _>| row.unwrap().iter().map(Into::into).collect();
        reader.records().map(row).collect()
    }

    /// Of each account and currency, debits less credits in minor units.
    fn balances(rows: &[Vec<String>]) -> BTreeMap<(&str, &str), i64> {
        let mut balances = BTreeMap::new();
        for row in rows {
            let read = |text: &str| match text {
                "" => 0,
                text => Amount::parse(text, currency(&row[8])).unwrap().minor(),
            };
            assert!(
                read(&row[6]) >= 0 && read(&row[7]) >= 0 && row[6].is_empty() != row[7].is_empty()
            );
            *balances.entry((row[8].as_str(), row[5].as_str())).or_default() +=
                read(&row[6]) - read(&row[7]);
        }
        balances
    }

    #[test]
    fn debits_equal_credits_in_each_currency() {
        let partner = Code::parse("PK-A").unwrap();
        let mut fallen = booked(&partner);
        fallen.commission = minor(-78_036);
        fallen.released = Amount::ZERO;
        fallen.payable = Amount::ZERO;
        let rows = rows(vec![booked(&partner), fallen]);
        let balances = balances(&rows);
        for code in ["USD", "PKR"] {
            let of = balances.iter().filter(|((currency, _), _)| *currency == code);
            assert_eq!(of.map(|(_, balance)| balance).sum::<i64>(), 0, "{code}");
        }
    }

    #[test]
    fn a_paid_statement_leaves_nothing_due() {
        let partner = Code::parse("PK-A").unwrap();
        let rows = rows(vec![booked(&partner)]);
        let balances = balances(&rows);
        assert_eq!(balances[&("PKR", "2110")], 0);
        assert_eq!(balances[&("USD", "6100")], 350_000);
        assert_eq!(balances[&("USD", "2100")], -50_000);
        assert_eq!(balances[&("PKR", "1010")], -87_360_000);
        assert_eq!(balances[&("PKR", "2300")], -10_080_000);
        let payment: Vec<&Vec<String>> = rows.iter().filter(|row| row[1] == "payment").collect();
        assert_eq!([&payment[0][0], &payment[0][6]], ["2026-08-06", "873600.00"]);
    }

    #[test]
    fn one_currency_needs_no_exchange_and_nothing_has_no_line() {
        let partner = Code::parse("PK-A").unwrap();
        let mut same = booked(&partner);
        same.payout_currency = currency("USD");
        same.payable = same.released;
        same.sales_tax = Amount::ZERO;
        same.withholding_tax = Amount::ZERO;
        same.adjustments = Amount::ZERO;
        same.paid = None;
        let rows = rows(vec![same]);
        let accounts: Vec<&str> = rows.iter().map(|row| row[5].as_str()).collect();
        assert_eq!(accounts, ["6100", "2100", "2100", "2110"]);
    }
}

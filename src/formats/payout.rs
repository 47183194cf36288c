//! A batch of payments as the files for a bank need it, checked once for all of them.

use std::collections::HashSet;
use std::io;

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::{Amount, Bic, Code, Currency, Iban, Id, Name, Period};

use super::latin;

/// The longest name in a payment.
pub(super) const LONGEST_NAME: usize = 140;
/// The longest text of a payment's purpose.
pub(super) const LONGEST_REMITTANCE: usize = 140;

/// What a batch or a payment is called towards the bank: 1 to 35 letters and digits, the same
/// whenever it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(Box<str>);

impl Reference {
    /// An id's 32 digits: with its prefix it is longer than a bank takes.
    pub fn of<T>(id: &Id<T>) -> Self {
        let text = id.as_str();
        Self(text.split_once('_').map_or(text, |(_, digits)| digits).into())
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account and whose it is.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its title at the bank.
    pub title: Name,
    /// Its number.
    pub iban: Iban,
    /// Its bank, where it is known.
    pub bic: Option<Bic>,
}

/// One payment: one statement's net.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// What it is called; from the statement's id.
    pub reference: Reference,
    /// The statement's whole id.
    pub statement: Box<str>,
    /// The statement's period.
    pub period: Period,
    /// The partner's code.
    pub partner: Code,
    /// The partner's name.
    pub name: Name,
    /// The account that it goes to.
    pub account: Account,
    /// How much, above zero, in the batch's currency.
    pub amount: Amount,
}

/// A batch of payments in one currency.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What it is called; from its id.
    pub reference: Reference,
    /// When it was made, in UTC: not when it is exported, so that every export is the same.
    pub created_at: NaiveDateTime,
    /// The day on which the bank shall pay.
    pub pay_on: NaiveDate,
    /// Who pays, and from which account.
    pub payer: Account,
    /// The currency of all payments.
    pub currency: Currency,
    /// The payments, in the order of the file.
    pub transfers: Vec<Transfer>,
}

/// Why a batch cannot be written for a bank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayoutFault {
    /// It has no payment.
    #[error("the batch has no payment")]
    Empty,
    /// A payment is not above zero.
    #[error("the payment of {statement} is not above zero")]
    NotAboveZero {
        /// The statement.
        statement: Box<str>,
    },
    /// Two payments have one reference.
    #[error("{statement} is in the batch twice")]
    Twice {
        /// The statement.
        statement: Box<str>,
    },
    /// Neither the name nor the account's title can be written in Latin letters.
    #[error("the account's title of {whose} has no Latin letters")]
    NoLatinTitle {
        /// The partner's code, or the payer.
        whose: Box<str>,
    },
    /// The total has more than the 18 digits that the message takes.
    #[error("the total is out of range")]
    OutOfRange,
}

/// Why a file for the bank was not written.
#[derive(Debug, thiserror::Error)]
pub enum BankFileError {
    /// The batch cannot be paid as it is.
    #[error(transparent)]
    Payout(#[from] PayoutFault),
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A batch that passed: names in Latin letters, amounts above zero, the total known.
pub(super) struct Checked<'a> {
    pub batch: &'a Batch,
    pub payer: String,
    /// In minor units.
    pub total: i128,
    pub payments: Vec<Payment<'a>>,
}

/// A payment with the texts of its file.
pub(super) struct Payment<'a> {
    pub transfer: &'a Transfer,
    pub name: String,
    pub remittance: String,
}

impl Batch {
    pub(super) fn checked(&self) -> Result<Checked<'_>, PayoutFault> {
        let mut references = HashSet::new();
        let mut payments = Vec::with_capacity(self.transfers.len());
        let mut total = 0;
        for transfer in &self.transfers {
            let statement = || transfer.statement.clone();
            if transfer.amount <= Amount::ZERO {
                return Err(PayoutFault::NotAboveZero { statement: statement() });
            }
            if !references.insert(&transfer.reference) {
                return Err(PayoutFault::Twice { statement: statement() });
            }
            total += i128::from(transfer.amount.minor());
            payments.push(Payment::of(transfer)?);
        }
        // The message takes 18 digits in all.
        let in_range = total < 10i128.pow(18);
        if payments.is_empty() {
            return Err(PayoutFault::Empty);
        }
        let title = latin_name(&self.payer.title);
        let payer = title.ok_or(PayoutFault::NoLatinTitle { whose: "the payer".into() })?;
        let checked = Checked { batch: self, payer, total, payments };
        in_range.then_some(checked).ok_or(PayoutFault::OutOfRange)
    }
}

impl<'a> Payment<'a> {
    fn of(transfer: &'a Transfer) -> Result<Self, PayoutFault> {
        let name = payee_name(&transfer.name, &transfer.account.title);
        let whose = || transfer.partner.as_str().into();
        let name = name.ok_or_else(|| PayoutFault::NoLatinTitle { whose: whose() })?;
        let Transfer { reference, period, partner, .. } = transfer;
        // Banks take no `_`: by the digits alone the statement is found as it is written.
        let words = format!("Commission {period} {partner} statement {}", reference.as_str());
        let remittance = latin::written(&words).unwrap_or_default();
        let remittance = latin::cut(&remittance, LONGEST_REMITTANCE).to_owned();
        Ok(Self { transfer, name, remittance })
    }
}

/// What a payee is called in the letters that banks take: its name, or else the title of its account;
/// `None` where neither can be written so.
pub fn payee_name(name: &Name, title: &Name) -> Option<String> {
    latin_name(name).or_else(|| latin_name(title))
}

fn latin_name(name: &Name) -> Option<String> {
    latin::written(name.as_str()).map(|name| latin::cut(&name, LONGEST_NAME).to_owned())
}

#[cfg(test)]
pub(super) mod samples {
    use chrono::NaiveTime;

    use super::*;
    use crate::domain::PartnerId;

    pub const IBAN: &str = "PK36SCBL0000001123456702";

    pub fn account(title: &str) -> Account {
        Account {
            title: Name::parse(title).unwrap(),
            iban: Iban::parse(IBAN).unwrap(),
            bic: Bic::parse("SCBLPKKX"),
        }
    }

    pub fn transfer(number: u128, name: &str, amount: &str) -> Transfer {
        let id = PartnerId::from_bits((0x0190_u128 << 112) + number);
        Transfer {
            reference: Reference::of(&id),
            statement: format!("stm_{}", Reference::of(&id).as_str()).into(),
            period: Period::parse("2026-07").unwrap(),
            partner: Code::parse(&format!("PK-{number}")).unwrap(),
            name: Name::parse(name).unwrap(),
            account: account("Sialkot Sports Traders"),
            amount: Amount::parse(amount, Currency::parse("PKR").unwrap()).unwrap(),
        }
    }

    pub fn batch(transfers: Vec<Transfer>) -> Batch {
        let day = NaiveDate::from_ymd_opt(2026, 8, 5).unwrap();
        Batch {
            reference: Reference::of(&PartnerId::from_bits(0x0190_u128 << 112)),
            created_at: day.and_time(NaiveTime::from_hms_micro_opt(9, 30, 0, 250_000).unwrap()),
            pay_on: day.succ_opt().unwrap(),
            payer: account("Programme <Pakistan> & Co"),
            currency: Currency::parse("PKR").unwrap(),
            transfers,
        }
    }

    pub fn three() -> Batch {
        batch(vec![
            transfer(1, "Ünal Çelik & Sons", "972643.96"),
            transfer(2, "سیالکوٹ ٹریڈرز", "368329.39"),
            transfer(3, "Gloves (Pvt) Ltd", "221937.67"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{batch, three, transfer};
    use super::*;

    fn fault(batch: &Batch) -> PayoutFault {
        batch.checked().err().unwrap()
    }

    #[test]
    fn a_batch_adds_up() {
        let batch = three();
        let checked = batch.checked().unwrap();
        assert_eq!(checked.total, 156_291_102);
        let names: Vec<&str> = checked.payments.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["Unal Celik + Sons", "Sialkot Sports Traders", "Gloves (Pvt) Ltd"]);
        assert_eq!(
            checked.payments[0].remittance,
            "Commission 2026-07 PK-1 statement 01900000000000000000000000000001"
        );
    }

    #[test]
    fn refuses_what_no_bank_should_get() {
        assert_eq!(fault(&batch(vec![])), PayoutFault::Empty);
        for amount in ["0", "-1"] {
            let one = transfer(1, "A", amount);
            let statement = one.statement.clone();
            assert_eq!(fault(&batch(vec![one])), PayoutFault::NotAboveZero { statement });
        }
        let one = transfer(1, "A", "1");
        let statement = one.statement.clone();
        assert_eq!(fault(&batch(vec![one.clone(), one])), PayoutFault::Twice { statement });
        let mut urdu = transfer(1, "علی", "1");
        urdu.account.title = Name::parse("علی").unwrap();
        assert_eq!(fault(&batch(vec![urdu])), PayoutFault::NoLatinTitle { whose: "PK-1".into() });
        let largest = |n| Transfer { amount: Amount::MAX, ..transfer(n, "A", "1") };
        assert_eq!(fault(&batch((1..=1000).map(largest).collect())), PayoutFault::OutOfRange);
        assert!(batch((1..1000).map(largest).collect()).checked().is_ok());
    }

    #[test]
    fn the_longest_texts_fit() {
        let mut long = transfer(1, &"ß ".repeat(100), "1");
        long.partner = Code::parse(&"x".repeat(64)).unwrap();
        let batch = batch(vec![long]);
        let checked = batch.checked().unwrap();
        assert!(checked.payments[0].name.len() <= LONGEST_NAME);
        assert!(checked.payments[0].remittance.len() <= LONGEST_REMITTANCE);
        assert!(checked.payments[0].remittance.contains("statement 0190"));
        assert!(batch.reference.as_str().len() <= 35);
    }
}

//! What keeps a period from being closed, or deserves a look before it is.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::word::Word;
use crate::domain::{Currency, Money, PartnerId, Period, SaleId};

/// What kind of exception it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionKind {
    /// A rate is missing, without which nothing can be computed.
    RateMissing,
    /// Facts contradict each other, or a figure is out of range.
    CannotCompute,
    /// A credit that nothing pays.
    Unmatched,
    /// A sale that was paid and that nobody has confirmed.
    Unconfirmed,
    /// Sales of one seller, product and day.
    Duplicate,
    /// An active partner without an agreement.
    NoAgreement,
    /// A partner that is paid, without a confirmed tax profile.
    NoTaxProfile,
    /// A partner that is paid, without a confirmed bank account.
    NoBankAccount,
    /// A partner that is paid, and that no bank can be told the name of.
    NoLatinTitle,
    /// A statement below zero.
    Negative,
    /// A statement too small to be paid.
    CarriedForward,
    /// A commission of more than twice that of the month before.
    MoreThanTwice,
    /// A line that is in dispute still.
    Disputed,
    /// An adjustment by hand.
    Adjusted,
    /// An adjustment that nobody has approved, and that the period will not have.
    AdjustmentWaits,
}

impl ExceptionKind {
    /// Whether nothing can be closed while it is there.
    pub fn blocks(self) -> bool {
        matches!(self, ExceptionKind::RateMissing | ExceptionKind::CannotCompute)
    }
}

impl Word for ExceptionKind {
    const ALL: &'static [Self] = &[
        ExceptionKind::RateMissing,
        ExceptionKind::CannotCompute,
        ExceptionKind::Unmatched,
        ExceptionKind::Unconfirmed,
        ExceptionKind::Duplicate,
        ExceptionKind::NoAgreement,
        ExceptionKind::NoTaxProfile,
        ExceptionKind::NoBankAccount,
        ExceptionKind::NoLatinTitle,
        ExceptionKind::Negative,
        ExceptionKind::CarriedForward,
        ExceptionKind::MoreThanTwice,
        ExceptionKind::Disputed,
        ExceptionKind::Adjusted,
        ExceptionKind::AdjustmentWaits,
    ];

    fn as_str(self) -> &'static str {
        match self {
            ExceptionKind::RateMissing => "rate_missing",
            ExceptionKind::CannotCompute => "cannot_compute",
            ExceptionKind::Unmatched => "unmatched",
            ExceptionKind::Unconfirmed => "unconfirmed",
            ExceptionKind::Duplicate => "duplicate",
            ExceptionKind::NoAgreement => "no_agreement",
            ExceptionKind::NoTaxProfile => "no_tax_profile",
            ExceptionKind::NoBankAccount => "no_bank_account",
            ExceptionKind::NoLatinTitle => "no_latin_title",
            ExceptionKind::Negative => "negative",
            ExceptionKind::CarriedForward => "carried_forward",
            ExceptionKind::MoreThanTwice => "more_than_twice",
            ExceptionKind::Disputed => "disputed",
            ExceptionKind::Adjusted => "adjusted",
            ExceptionKind::AdjustmentWaits => "adjustment_waits",
        }
    }
}

/// Something that keeps a period from being closed, or deserves a look before it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// What kind.
    pub kind: ExceptionKind,
    /// Whose, where it is one partner's.
    pub partner: Option<PartnerId>,
    /// Of which sale, where it is one sale's.
    pub sale: Option<SaleId>,
    /// The id of a dispute or an adjustment.
    pub subject: Option<String>,
    /// How much it is about.
    pub amount: Option<Money>,
    /// What it is.
    pub told: Told,
}

impl Exception {
    /// An exception about nothing yet.
    pub fn new(kind: ExceptionKind, told: Told) -> Self {
        Self { kind, partner: None, sale: None, subject: None, amount: None, told }
    }

    /// What it is, in words.
    pub fn detail(&self) -> String {
        self.told.to_string()
    }

    /// By what it is accepted: its kind and what it is about.
    pub fn key(&self) -> ExceptionKey {
        let about = [
            self.partner.as_ref().map(PartnerId::as_str),
            self.sale.as_ref().map(SaleId::as_str),
            self.subject.as_deref(),
        ];
        let parts = std::iter::once(self.kind.as_str()).chain(about.into_iter().flatten());
        ExceptionKey(parts.collect::<Vec<_>>().join(":").into())
    }
}

/// What is told of an exception; displays in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// What is wrong with the facts, in words.
    Fault(String),
    /// A sale lacks a rate of its currency; what rate that is, in words.
    NoRate {
        /// The sale.
        sale: String,
        /// Its currency.
        currency: String,
        /// What is wrong, in words.
        message: String,
    },
    /// A sale is paid and not confirmed.
    Unconfirmed {
        /// The sale.
        sale: String,
        /// When it was paid.
        paid_on: NaiveDate,
    },
    /// A sale is like others.
    Duplicate {
        /// The sale.
        sale: String,
        /// Some of the others.
        others: Vec<String>,
        /// How many others there are besides.
        more: usize,
    },
    /// Something is strange about a partner, which has that code.
    OfPartner(String, OfPartner),
}

/// What is strange about a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfPartner {
    /// It earns nothing of a sale.
    Unmatched {
        /// The sale.
        sale: String,
        /// Why.
        reason: String,
    },
    /// It is paid without a tax profile.
    NoTaxProfile,
    /// It is paid without a bank account.
    NoBankAccount,
    /// Neither its name nor its account's title has the letters that banks take.
    NoLatinTitle,
    /// It is paid in another currency than its plan's, and there is no rate between them.
    NoPayoutRate {
        /// The plan's currency.
        plan: Currency,
        /// The currency of what is paid.
        payout: Currency,
    },
    /// It owes.
    Carries(Money),
    /// It is owed less than is paid at least.
    CarriesLess(Money, Money),
    /// It earns more than twice of what it did.
    MoreThanTwice(Money, Money),
    /// It has no agreement on a day.
    NoAgreement(NaiveDate),
    /// It disputes a line of a period.
    Disputes(Period),
    /// It is adjusted by hand, and why.
    Adjusted(String),
    /// It has an adjustment that waits, and why.
    AdjustmentWaits(String),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Fault(words) => f.write_str(words),
            Told::NoRate { sale, currency: _, message } => write!(f, "sale {sale} {message}"),
            Told::Unconfirmed { sale, paid_on } => {
                write!(f, "sale {sale} was paid on {paid_on} and is not confirmed")
            }
            Told::Duplicate { sale, others, more } => {
                let others = others.join(", ");
                write!(f, "sale {sale} is of the same seller, product and day as {others}")?;
                if *more > 0 { write!(f, " and {more} more") } else { Ok(()) }
            }
            Told::OfPartner(code, what) => write!(f, "partner {code} {what}"),
        }
    }
}

impl fmt::Display for OfPartner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |money: &Money| money.amount.in_currency(money.currency);
        match self {
            OfPartner::Unmatched { sale, reason } => {
                write!(f, "earns nothing of sale {sale}: {reason}")
            }
            OfPartner::NoTaxProfile => f.write_str("is paid without a confirmed tax profile"),
            OfPartner::NoBankAccount => f.write_str("is paid and has no confirmed bank account"),
            OfPartner::NoLatinTitle => {
                f.write_str("is paid, and its name and account title have no Latin letters")
            }
            OfPartner::NoPayoutRate { plan, payout } => write!(
                f,
                "is paid in {payout}, and there is no rate of {plan} to {payout}, or {payout} to \
                 {plan}, by the period's last day"
            ),
            OfPartner::Carries(money) => {
                write!(f, "carries {} {} forward", amount(money), money.currency)
            }
            OfPartner::CarriesLess(money, least) => write!(
                f,
                "carries {} {} forward, less than the {} that are paid at least",
                amount(money),
                money.currency,
                amount(least)
            ),
            OfPartner::MoreThanTwice(money, before) => write!(
                f,
                "earns {} {}, more than twice the {} of the month before",
                amount(money),
                money.currency,
                amount(before)
            ),
            OfPartner::NoAgreement(day) => write!(f, "is active and has no agreement on {day}"),
            OfPartner::Disputes(period) => write!(f, "disputes a line of {period}"),
            OfPartner::Adjusted(reason) => write!(f, "is adjusted by hand: {reason}"),
            OfPartner::AdjustmentWaits(reason) => {
                write!(f, "has an adjustment that waits: {reason}")
            }
        }
    }
}

/// What an exception is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExceptionKey(Box<str>);

impl ExceptionKey {
    /// Reads a key: 1 to 200 small letters, digits, `_` and `:`.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b':')
        };
        let usable = (1..=200).contains(&text.len()) && text.bytes().all(allowed);
        usable.then(|| Self(text.into()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of what kind it is.
    pub fn kind(&self) -> Option<ExceptionKind> {
        self.0.split(':').next().and_then(ExceptionKind::parse)
    }
}

impl fmt::Display for ExceptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_about_and_reads_back() {
        let id = "0123456789abcdef0123456789abcdef";
        let exception = Exception {
            partner: PartnerId::parse(&format!("par_{id}")),
            sale: SaleId::parse(&format!("sal_{id}")),
            ..Exception::new(ExceptionKind::Unmatched, Told::Fault("nothing pays it".into()))
        };
        let key = exception.key();
        assert_eq!(key.as_str(), format!("unmatched:par_{id}:sal_{id}"));
        assert_eq!(key.kind(), Some(ExceptionKind::Unmatched));
        assert_eq!(ExceptionKey::parse(key.as_str()), Some(key));
        for wrong in ["", "A", "a b", &"a".repeat(201)] {
            assert_eq!(ExceptionKey::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_cannot_be_computed_blocks() {
        let blocking = ExceptionKind::ALL.iter().filter(|kind| kind.blocks()).count();
        assert_eq!(blocking, 2);
        for kind in ExceptionKind::ALL {
            assert_eq!(ExceptionKind::parse(kind.as_str()), Some(*kind));
        }
    }
}

//! Payouts: batches of approved statements that are sent to the bank.

use chrono::{NaiveDate, NaiveDateTime};

use super::bic::Bic;
use super::bounded::BankReference;
use super::calendar::Period;
use super::code::Code;
use super::currency::Currency;
use super::fingerprint::Fingerprint;
use super::iban::Iban;
use super::id::{PartnerId, UserId};
use super::ids::{PayoutId, StatementId};
use super::money::Amount;
use super::user::Name;
use super::word::Word;

/// From which account is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// The account's title.
    pub title: Name,
    /// Its number.
    pub iban: Iban,
    /// Its bank, where it is known.
    pub bic: Option<Bic>,
}

/// A batch of payments in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// Its id.
    pub id: PayoutId,
    /// Of which period's statements.
    pub period: Period,
    /// The currency of all payments.
    pub currency: Currency,
    /// Where it stands.
    pub status: PayoutStatus,
    /// The day on which the bank shall pay.
    pub pay_on: NaiveDate,
    /// From which account.
    pub payer: Payer,
    /// How many payments.
    pub payments: i32,
    /// What they come to.
    pub total: Amount,
    /// SHA-256 of who is paid how much, on which accounts, and from which.
    pub fingerprint: Fingerprint,
    /// Who prepared it.
    pub prepared_by: UserId,
    /// The second person, and when it approved.
    pub approved: Option<(UserId, NaiveDateTime)>,
    /// Who took its file first, and when: from then on the file stays the same, whatever becomes of its
    /// partners.
    pub exported: Option<(UserId, NaiveDateTime)>,
    /// Rises with every change.
    pub version: i32,
    /// When it was prepared.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Payout {
    /// Whether the bank may have paid of it though it was withdrawn: its file had been given out.
    pub fn may_be_paid_still(&self) -> bool {
        self.status == PayoutStatus::Withdrawn && self.exported.is_some()
    }
}

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayoutStatus {
    /// Waits for a second person.
    Draft,
    /// May go to the bank.
    Approved,
    /// The bank has answered for every payment.
    Settled,
    /// Was not paid; its statements can be paid by another one.
    Withdrawn,
}

impl Word for PayoutStatus {
    const ALL: &'static [Self] = &[
        PayoutStatus::Draft,
        PayoutStatus::Approved,
        PayoutStatus::Settled,
        PayoutStatus::Withdrawn,
    ];

    fn as_str(self) -> &'static str {
        match self {
            PayoutStatus::Draft => "draft",
            PayoutStatus::Approved => "approved",
            PayoutStatus::Settled => "settled",
            PayoutStatus::Withdrawn => "withdrawn",
        }
    }
}

/// A statement's payment, with the account as it was when the batch was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The batch.
    pub payout: PayoutId,
    /// The statement.
    pub statement: StatementId,
    /// Whose.
    pub partner: PartnerId,
    /// Its place in the files.
    pub position: i32,
    /// The partner's code.
    pub code: Code,
    /// The partner's name.
    pub name: Name,
    /// The title of the account that it goes to.
    pub title: Name,
    /// That account's number.
    pub iban: Iban,
    /// How much: the statement's net.
    pub amount: Amount,
    /// Where it stands.
    pub status: PaymentStatus,
    /// What the bank calls its answer.
    pub reference: Option<BankReference>,
    /// Who entered the bank's answer, and when.
    pub settled: Option<Settled>,
}

/// Who entered the bank's answer, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Who.
    pub by: UserId,
    /// On which day.
    pub on: NaiveDate,
    /// At which instant.
    pub at: NaiveDateTime,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// The bank has not answered.
    Waiting,
    /// The bank has paid it.
    Paid,
    /// The bank has rejected it; another batch pays it again.
    Rejected,
    /// Its batch was withdrawn.
    Withdrawn,
}

impl Word for PaymentStatus {
    const ALL: &'static [Self] = &[
        PaymentStatus::Waiting,
        PaymentStatus::Paid,
        PaymentStatus::Rejected,
        PaymentStatus::Withdrawn,
    ];

    fn as_str(self) -> &'static str {
        match self {
            PaymentStatus::Waiting => "waiting",
            PaymentStatus::Paid => "paid",
            PaymentStatus::Rejected => "rejected",
            PaymentStatus::Withdrawn => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::assert_words;

    #[test]
    fn words_are_those_of_the_contract() {
        assert_words::<PayoutStatus>(&["draft", "approved", "settled", "withdrawn"]);
        assert_words::<PaymentStatus>(&["waiting", "paid", "rejected", "withdrawn"]);
    }
}

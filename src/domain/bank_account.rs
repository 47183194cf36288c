//! Where a partner is paid: confirmed by a second person before anything is.

use chrono::NaiveDateTime;

use super::fingerprint::Fingerprint;
use super::iban::Iban;
use super::id::{PartnerId, UserId};
use super::ids::BankAccountId;
use super::user::Name;
use super::word::Word;

/// A bank account of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Its id.
    pub id: BankAccountId,
    /// Whose.
    pub partner: PartnerId,
    /// In whose name the bank keeps it.
    pub title: Name,
    /// Its number.
    pub iban: Iban,
    /// Where it stands.
    pub status: BankAccountStatus,
    /// Who stated it.
    pub prepared_by: UserId,
    /// Who confirmed it, and when.
    pub confirmed: Option<(UserId, NaiveDateTime)>,
    /// Rises with every change.
    pub version: i32,
    /// When it was stated.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl BankAccount {
    /// That of everything that its confirmation covers.
    pub fn fingerprint(&self) -> Fingerprint {
        let Self { id, partner, title, iban, .. } = self;
        Fingerprint::of("bank account", &[id, partner, title, iban])
    }
}

/// Where a bank account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankAccountStatus {
    /// Waits for a second person, and payouts wait with it.
    Pending,
    /// Is paid.
    Confirmed,
    /// Was paid, until another one was confirmed.
    Replaced,
    /// Was never confirmed: another one took its place.
    Withdrawn,
}

impl Word for BankAccountStatus {
    const ALL: &'static [Self] = &[
        BankAccountStatus::Pending,
        BankAccountStatus::Confirmed,
        BankAccountStatus::Replaced,
        BankAccountStatus::Withdrawn,
    ];

    fn as_str(self) -> &'static str {
        match self {
            BankAccountStatus::Pending => "pending",
            BankAccountStatus::Confirmed => "confirmed",
            BankAccountStatus::Replaced => "replaced",
            BankAccountStatus::Withdrawn => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words() {
        assert_words::<BankAccountStatus>(&["pending", "confirmed", "replaced", "withdrawn"]);
    }
}

//! Sales: payments of sellers to the platform, and whose they are.

use chrono::{NaiveDate, NaiveDateTime};

use super::bounded::Note;
use super::code::{Code, Text};
use super::id::{PartnerId, UserId};
use super::ids::{EventId, ProductId, RecruitId, RefundId, SaleId, SellerId};
use super::money::{Amount, Money};
use super::percent::Share;
use super::product::Term;
use super::word::Word;

/// A sale: one payment of a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// Its id.
    pub id: SaleId,
    /// What it is called where it was made, and in the engine.
    pub external_id: Code,
    /// SHA-256 of what was recorded first, by which the same again is known.
    pub fingerprint: [u8; 32],
    /// Who paid.
    pub seller: SellerId,
    /// What kind of sale it is.
    pub kind: SaleKind,
    /// What was sold.
    pub product: ProductId,
    /// What that is called.
    pub product_code: Code,
    /// What was paid.
    pub amount: Money,
    /// On which day.
    pub paid_on: NaiveDate,
    /// How the seller was found, as it was known when the sale was recorded; may be empty.
    pub source: Text,
    /// Where the seller was when the sale was recorded.
    pub city: Text,
    /// The event that it came of.
    pub event: Option<EventId>,
    /// What finance has to say about it.
    pub note: Option<Note>,
    /// When the seller was verified.
    pub verified_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: SaleStatus,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// Who last changed more of it than its note while it was recorded.
    pub changed_by: Option<UserId>,
    /// Who confirmed it, and when.
    pub confirmed: Option<Done>,
    /// Who made it void, when and why.
    pub voided: Option<Voided>,
    /// The recruit that it made won.
    pub recruit: Option<RecruitId>,
    /// The term that its confirmation added to the seller's membership.
    pub term: Option<Term>,
    /// The last day of the seller's membership before that.
    pub membership_before: Option<NaiveDate>,
    /// Whose it is, in the order that decides who gets a unit left over. A partner's people see their
    /// own alone.
    pub credits: Vec<Credit>,
    /// Rises with every change.
    pub version: i32,
    /// When it was recorded.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

/// A partner's share of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Whose.
    pub partner: PartnerId,
    /// How much of it.
    pub share: Share,
    /// Its part of the amount, in the sale's currency.
    pub part: Amount,
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// Who made something void, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
    /// Why.
    pub reason: Note,
}

/// A kind of sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SaleKind {
    /// A new membership.
    New,
    /// A renewal.
    Renewal,
    /// An upgrade.
    Upgrade,
    /// An add-on.
    AddOn,
}

impl Word for SaleKind {
    const ALL: &'static [Self] =
        &[SaleKind::New, SaleKind::Renewal, SaleKind::Upgrade, SaleKind::AddOn];

    fn as_str(self) -> &'static str {
        match self {
            SaleKind::New => "new",
            SaleKind::Renewal => "renewal",
            SaleKind::Upgrade => "upgrade",
            SaleKind::AddOn => "add_on",
        }
    }
}

/// Where a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaleStatus {
    /// Written down; may still be corrected.
    Recorded,
    /// Confirmed by a second person: it earns, and its facts stand.
    Confirmed,
    /// It was none. For ever.
    Void,
}

impl Word for SaleStatus {
    const ALL: &'static [Self] = &[SaleStatus::Recorded, SaleStatus::Confirmed, SaleStatus::Void];

    fn as_str(self) -> &'static str {
        match self {
            SaleStatus::Recorded => "recorded",
            SaleStatus::Confirmed => "confirmed",
            SaleStatus::Void => "void",
        }
    }
}

/// A refund: what a seller got back of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// What it is called where it was made, and in the engine.
    pub external_id: Code,
    /// SHA-256 of what was recorded, by which the same again is known.
    pub fingerprint: [u8; 32],
    /// Of which sale.
    pub sale: SaleId,
    /// How much, in the sale's currency.
    pub amount: Money,
    /// On which day.
    pub refunded_on: NaiveDate,
    /// Why.
    pub reason: Note,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// Who made it void, when and why.
    pub voided: Option<Voided>,
    /// Rises with every change.
    pub version: i32,
    /// When it was recorded.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Refund {
    /// Where it stands.
    pub fn status(&self) -> RefundStatus {
        if self.voided.is_some() { RefundStatus::Void } else { RefundStatus::Recorded }
    }
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundStatus {
    /// It counts.
    Recorded,
    /// It was none. For ever.
    Void,
}

impl Word for RefundStatus {
    const ALL: &'static [Self] = &[RefundStatus::Recorded, RefundStatus::Void];

    fn as_str(self) -> &'static str {
        match self {
            RefundStatus::Recorded => "recorded",
            RefundStatus::Void => "void",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words() {
        assert_words::<SaleKind>(&["new", "renewal", "upgrade", "add_on"]);
        assert_words::<SaleStatus>(&["recorded", "confirmed", "void"]);
        assert_words::<RefundStatus>(&["recorded", "void"]);
    }
}

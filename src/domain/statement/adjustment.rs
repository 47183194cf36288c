//! What is added to a statement, or taken off, by hand.

use chrono::NaiveDateTime;

use crate::domain::calendar::Period;
use crate::domain::ids::AdjustmentId;
use crate::domain::{Fingerprint, Money, Note, PartnerId, UserId};

/// What is added to a partner's statement, or taken off, by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose.
    pub partner: PartnerId,
    /// Of which period.
    pub period: Period,
    /// How much, in the plan's currency; not zero.
    pub amount: Money,
    /// Why.
    pub reason: Note,
    /// Who prepared it.
    pub prepared_by: UserId,
    /// The second person, and when it approved.
    pub approved: Option<(UserId, NaiveDateTime)>,
    /// When whoever prepared it withdrew it; one that was approved never is.
    pub withdrawn_at: Option<NaiveDateTime>,
    /// Rises with every change.
    pub version: i32,
    /// When it was prepared.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Adjustment {
    /// That of everything that its approval covers.
    pub fn fingerprint(&self) -> Fingerprint {
        let Money { amount, currency } = self.amount;
        let amount = amount.in_currency(currency);
        let Self { id, partner, period, reason, .. } = self;
        Fingerprint::of("adjustment", &[id, partner, period, &amount, &currency, reason])
    }
}

//! Statements: what a partner earned in a period, and what is paid of it.

mod adjustment;
mod dispute;
mod exception;
mod figures;
mod words;

pub use adjustment::Adjustment;
pub use dispute::{Claim, Decided, Decision, Dispute};
pub use exception::{Exception, ExceptionKey, ExceptionKind, OfPartner, Told};
pub use figures::{Exchange, Figures, Given, StatementFault, TaxTerms};
pub use words::StatementStatus;

use chrono::{Duration, NaiveDateTime};

use super::calendar::{Days, Period};
use super::ids::StatementId;
use super::{Currency, PartnerId, UserId};

/// What a partner earned in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// The period.
    pub period: Period,
    /// Whose.
    pub partner: PartnerId,
    /// The plan's currency.
    pub currency: Currency,
    /// The currency of what is paid.
    pub payout_currency: Currency,
    /// What the figures were made of.
    pub given: Given,
    /// The figures.
    pub figures: Figures,
    /// Where it stands.
    pub status: StatementStatus,
    /// SHA-256 of its entries as CSV.
    pub fingerprint: [u8; 32],
    /// How many entries it has.
    pub entries: i32,
    /// Who of the partner accepted it, and when.
    pub accepted: Option<(UserId, NaiveDateTime)>,
    /// Who approved it, and when.
    pub approved: Option<(UserId, NaiveDateTime)>,
    /// Why it was approved without the partner's word.
    pub approval_reason: Option<String>,
    /// Rises with every change.
    pub version: i32,
    /// When the period was closed.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Statement {
    /// Whether the partner has accepted it, or has said nothing for so many days.
    pub fn is_accepted(&self, at: NaiveDateTime, acceptance: Days) -> bool {
        let silence = Duration::days(i64::from(acceptance.get()));
        self.accepted.is_some() || at >= self.created_at + silence
    }
}

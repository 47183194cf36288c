//! Statements: what a partner earned in a period, and what is paid of it.

mod adjustment;
mod dispute;
mod exception;
mod figures;
mod words;

pub use adjustment::Adjustment;
pub use dispute::{Claim, Decided, Decision, Dispute, Evidence};
pub use exception::{Exception, ExceptionKey, ExceptionKind, OfPartner, Told};
pub use figures::{Exchange, Figures, Given, StatementFault, TaxTerms};
pub use words::StatementStatus;

use chrono::{Duration, NaiveDateTime};

use super::calendar::{Days, Period};
use super::ids::StatementId;
use super::{Amount, Currency, Fingerprint, PartnerId, UserId};

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
    pub fingerprint: Fingerprint,
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
    /// That of everything that its approval covers: whose it is, its entries, and what is paid of it.
    pub fn approval_fingerprint(&self) -> Fingerprint {
        let Self { id, period, partner, currency, payout_currency, given, figures, .. } = self;
        let entries = self.fingerprint;
        let plan = |amount: Amount| amount.in_currency(*currency);
        let payout = |amount: Amount| amount.in_currency(*payout_currency);
        let fields: [&dyn std::fmt::Display; 14] = [
            id,
            period,
            partner,
            currency,
            &entries,
            &plan(given.opening_balance),
            &plan(given.adjustments),
            &plan(given.held),
            &plan(figures.carried_forward),
            payout_currency,
            &payout(figures.payable),
            &payout(figures.sales_tax),
            &payout(figures.withholding_tax),
            &payout(figures.net),
        ];
        Fingerprint::of("statement", &fields)
    }

    /// That of everything that an approval of some statements covers.
    pub fn approval_of_all(some: &[Self]) -> Fingerprint {
        let each: Vec<Fingerprint> = some.iter().map(Self::approval_fingerprint).collect();
        let fields: Vec<&dyn std::fmt::Display> = each.iter().map(|one| one as _).collect();
        Fingerprint::of("statements", &fields)
    }

    /// Whether the partner has accepted it, or has said nothing for so many days.
    pub fn is_accepted(&self, at: NaiveDateTime, acceptance: Days) -> bool {
        self.accepted.is_some() || at >= self.silent_until(acceptance)
    }

    /// From when on its partner's silence counts as its word.
    pub fn silent_until(&self, acceptance: Days) -> NaiveDateTime {
        self.created_at + Duration::days(i64::from(acceptance.get()))
    }

    /// When its partner's silence became its word, where that was before somebody approved it.
    pub fn deemed_accepted(&self, at: NaiveDateTime, acceptance: Days) -> Option<NaiveDateTime> {
        let until = self.silent_until(acceptance);
        let looked_at = self.approved.as_ref().map_or(at, |(_, approved)| *approved);
        (self.accepted.is_none() && looked_at >= until).then_some(until)
    }
}

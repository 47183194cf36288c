//! An independent model of the commission engine: written from `docs/COMMISSIONS.md` alone, to be
//! compared with the real one. It must never call the engine, nor share a line with it.
//!
//! It is deliberately naive. For every period it works out the entitlement of every key from all
//! the facts known at the period's end (section 4), then posts the difference to what was posted
//! before (section 5). Nothing is kept between periods but the postings. Facts are taken to be
//! valid; anything else panics.

mod calendar;
mod commission;
mod credits;
mod entitlement;
mod facts;
mod number;
mod plan;
mod posting;
pub mod rows;

use rows::{EntryRow, PartnerRow, RateRow, RefundRow, SaleRow};

pub use posting::close_through;

/// The files of a run. `docs/COMMISSIONS.md` sections 3 and 7.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub plans: Vec<serde_json::Value>,
    /// `None`: every partner is on the one plan.
    pub partners: Option<Vec<PartnerRow>>,
    pub rates: Vec<RateRow>,
    pub sales: Vec<SaleRow>,
    pub refunds: Vec<RefundRow>,
}

/// What a run gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub entries: Vec<EntryRow>,
    /// Sale, partner and reason, as at the last period, by sale and partner.
    pub unmatched: Vec<(String, String, String)>,
}

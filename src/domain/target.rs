//! Targets: what a partner is to reach in a month.

use chrono::NaiveDateTime;

use super::calendar::Period;
use super::id::{PartnerId, UserId};
use super::ids::TargetId;

/// What is counted against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TargetFigures {
    /// Recruits received.
    pub recruits: u32,
    /// Confirmed sales to new sellers.
    pub new_sales: u32,
    /// Confirmed renewals.
    pub renewal_sales: u32,
}

impl TargetFigures {
    /// The highest figure that can be asked for.
    pub const MOST: u32 = 1_000_000;
}

/// A partner's target for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// Whose.
    pub partner: PartnerId,
    /// For which month.
    pub month: Period,
    /// What is to be reached.
    pub figures: TargetFigures,
    /// Who set it last.
    pub set_by: UserId,
    /// Rises with every change.
    pub version: i32,
    /// When it was first set.
    pub created_at: NaiveDateTime,
    /// When it was last set.
    pub updated_at: NaiveDateTime,
}

//! Commission plans as records: who prepared and approved what. What they say is the engine's to read.

use chrono::{NaiveDate, NaiveDateTime};

use super::calendar::FiscalYearStart;
use super::code::Code;
use super::fingerprint::Fingerprint;
use super::id::UserId;
use super::ids::{PlanId, PlanVersionId};
use super::money::Money;
use super::user::Name;

/// A plan: what stands above its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// Its id.
    pub id: PlanId,
    /// What it is called in files; it never changes.
    pub code: Code,
    /// Its name; its code where the file has none.
    pub name: Name,
    /// The month with which its years begin.
    pub fiscal_year_start: FiscalYearStart,
    /// The least that is paid out, in the plan's currency.
    pub minimum_payout: Money,
    /// The plan file's object without its versions.
    pub file: String,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

/// A plan's rules from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersionRecord {
    /// Its id.
    pub id: PlanVersionId,
    /// Of which plan.
    pub plan: PlanId,
    /// The first day of payments that it pays.
    pub effective_from: NaiveDate,
    /// The version's object as it stood in the file.
    pub file: String,
    /// Who prepared it.
    pub prepared_by: UserId,
    /// Who approved it, another person; it never changes from then on.
    pub approved: Option<super::sale::Done>,
    /// Rises with every change.
    pub version: i32,
    /// When it was prepared.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl PlanVersionRecord {
    /// That of everything that its approval covers: its rules, and what stands above them in its plan.
    pub fn fingerprint(&self, plan: &PlanRecord) -> Fingerprint {
        let fields: [&dyn std::fmt::Display; 4] =
            [&self.id, &plan.file, &self.effective_from, &self.file];
        Fingerprint::of("plan version", &fields)
    }
}

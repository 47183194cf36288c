//! The commission engine: plans and facts in, explained entries out.
//!
//! `docs/COMMISSIONS.md` is its contract. It reads no clock, no database and no file; the same facts
//! give the same entries, on every machine and in any order of input.

mod basis;
mod bonus;
mod book;
mod cap;
pub mod changes;
mod closing;
mod entitlement;
mod entry;
mod explanation;
pub mod facts;
mod index;
mod ledger;
mod measure;
pub mod plan;
mod reopen;
mod standing;
mod tiers;
mod touched;
mod unmatched;

pub use closing::OutOfRange;
pub use entry::{Entry, EntryKind};
pub use explanation::{Comes, Explanation, Reckoning, Saying, Step};
pub use ledger::{CloseError, EntryRef, Ledger};
pub use reopen::{Posted, ReopenError};
pub use standing::{BonusStanding, Measured, NextTier, Standing};
pub use touched::Touched;
pub use unmatched::{Reason, Unmatched};

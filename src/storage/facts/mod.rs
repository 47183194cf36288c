//! Facts as closes read them: what stands, and what is new.
//!
//! Closes read with the sight of the programme, so nothing here is narrowed to a partner.

mod changes;
mod known;
mod late;
mod programme;
mod sales;

pub use changes::{
    Change, Subject, changed_before, changes, concerned_by_changes, dated_in, last_change,
    sale_days, sale_names,
};
pub use known::{Known, days_changed};
pub use late::{LateCause, LateFact, late};
pub use programme::{
    Agreed, PaidPartner, PlanText, agreements, next_rate, partners, plans, product_codes, rates,
    taxes,
};
pub use sales::{PaidSale, RefundOf, Seen, Sold, first_day, refunds, sales, sold};

use super::error::StorageError;

/// A row that cannot be what was written.
fn unreadable(what: &str, id: &str) -> StorageError {
    StorageError::Failed(format!("{what} {id} cannot be read"))
}

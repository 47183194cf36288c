//! The audit trail as people read it.

use super::by::By;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use crate::storage::Tx;
use crate::storage::audit_trail;

pub use crate::storage::audit::AuditRow;
pub use crate::storage::audit_trail::LISTED;

/// A page of the rows that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<AuditRow>, ServiceError> {
    Ok(audit_trail::list(tx, listing)?)
}

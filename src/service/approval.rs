//! Approvals: of what was looked at, and of nothing that it became since.

use super::error::ServiceError;
use crate::domain::Fingerprint;
use crate::storage::{Tx, approvals};

/// What is to be approved, where it is what whoever approves it has seen, as far as that is said.
pub(super) fn as_seen(is: Fingerprint, seen: Option<&str>) -> Result<Fingerprint, ServiceError> {
    if seen.is_none_or(|seen| is.is(seen)) {
        return Ok(is);
    }
    let detail = format!("it is not what was seen any more: its fingerprint is {is}; look again");
    Err(ServiceError::Conflict("fingerprint", detail))
}

/// Keeps what was approved of a record, for whoever verifies it later.
pub(super) fn keep(tx: &mut Tx<'_>, subject: &str, is: &Fingerprint) -> Result<(), ServiceError> {
    Ok(approvals::insert(tx, subject, is)?)
}

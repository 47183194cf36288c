//! The audit trail as people read it.

use serde_json::Value;

use super::by::By;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use crate::domain::Role;
use crate::storage::Tx;
use crate::storage::audit_trail;

pub use crate::storage::audit::AuditRow;
pub use crate::storage::audit_trail::{LISTED, LISTED_FOR_PARTNERS};

/// Of what a manager reads all. A kind that is not here is money, until somebody says that it is not.
const WITHOUT_MONEY: &[&str] = &[
    "arrival",
    "check_in",
    "conflict",
    "event",
    "holiday",
    "leave",
    "partner",
    "product",
    "recruit",
    "registration",
    "seller",
    "session",
    "settings",
    "target",
    "user",
];

/// A page of the rows that the caller may see.
pub fn list(tx: &mut Tx<'_>, by: &By, listing: &Listing) -> Result<Page<AuditRow>, ServiceError> {
    let page = audit_trail::list(tx, listing)?;
    Ok(match by.actor.role() {
        Role::Manager => page.map(without_money),
        role if role.is_of_partner() => page.map(without_parents),
        _ => page,
    })
}

/// A row as a manager reads it: who did what to which record, and no amount or account.
fn without_money(row: AuditRow) -> AuditRow {
    if WITHOUT_MONEY.contains(&row.subject_kind.as_str()) {
        return row;
    }
    AuditRow { before_json: None, after_json: None, reason: None, ..row }
}

/// A row as a partner's people read it: without whom their partner stands below.
fn without_parents(row: AuditRow) -> AuditRow {
    const PARENT: &str = "parent_id";
    let cut = |text: String| {
        let mut shown: Value = serde_json::from_str(&text).unwrap_or_default();
        let cut = shown.as_object_mut().and_then(|shown| shown.remove(PARENT));
        if cut.is_some() { shown.to_string() } else { text }
    };
    AuditRow { before_json: row.before_json.map(cut), after_json: row.after_json.map(cut), ..row }
}

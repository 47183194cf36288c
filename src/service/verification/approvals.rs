//! Approvals: that what a second person approved or confirmed is still what it looked at.

use std::collections::HashMap;

use super::Check;
use crate::domain::Fingerprint;
use crate::service::error::ServiceError;
use crate::storage::inspection::{Outcome, approvals_told};
use crate::storage::{Tx, adjustments, approvals, bank_accounts, periods, plans, statements};

/// Every fingerprint that was kept with an approval, beside that of the record as it is and that of the
/// audit trail.
pub(super) const CHECK: Check = Check { name: "approvals", run };

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    let (mut are, mut told) = (records(tx)?, told(tx)?);
    for (subject, kept) in approvals::all(tx)? {
        outcome.checked += 1;
        match are.remove(&subject) {
            Some(is) if is == kept => {}
            Some(_) => outcome.note(&subject, "is not what was approved: its fingerprint changed"),
            None => outcome.note(&subject, "was approved, and is not there or not approved"),
        }
        if told.remove(&subject) != Some(kept.to_string()) {
            outcome.note(&subject, "was approved as something else by the audit trail");
        }
    }
    for subject in told.into_keys() {
        outcome.note(&subject, "was approved by the audit trail, and its fingerprint is gone");
    }
    Ok(outcome)
}

/// What all approved records are now, by their ids.
fn records(tx: &mut Tx<'_>) -> Result<HashMap<String, Fingerprint>, ServiceError> {
    let mut are = HashMap::new();
    for plan in plans::all(tx)? {
        let versions = plans::versions(tx, &plan.id)?.into_iter();
        let approved = versions.filter(|version| version.approved.is_some());
        are.extend(approved.map(|one| (one.id.to_string(), one.fingerprint(&plan))));
    }
    let adjusted = adjustments::all_approved(tx)?.into_iter();
    are.extend(adjusted.map(|one| (one.id.to_string(), one.fingerprint())));
    for closed in periods::all(tx)? {
        let stated = statements::of_period(tx, closed.period)?.into_iter();
        let approved = stated.filter(|statement| statement.approved.is_some());
        are.extend(approved.map(|one| (one.id.to_string(), one.approval_fingerprint())));
    }
    let banked = bank_accounts::all_confirmed(tx)?.into_iter();
    are.extend(banked.map(|one| (one.id.to_string(), one.fingerprint())));
    Ok(are)
}

/// What the audit trail says was approved, by the ids of the records. What was approved before
/// fingerprints were kept is not among it.
fn told(tx: &mut Tx<'_>) -> Result<HashMap<String, String>, ServiceError> {
    let read = |(subject, after): (String, String)| {
        let after: serde_json::Value = serde_json::from_str(&after).ok()?;
        let text = |name: &str| Some(after.get(name)?.as_str()?.to_owned());
        // A plan's versions are approved one by one.
        Some((text("version_id").unwrap_or(subject), text("approved_fingerprint")?))
    };
    Ok(approvals_told(tx)?.into_iter().filter_map(read).collect())
}

//! What is not kept for ever: keys of requests, links to set a password, sessions that have ended.

use chrono::Duration;
use serde_json::json;

use super::{PART, Part};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::idempotency;
use crate::storage::{Tx, due};

/// Forgets what has ended, by the real time that all of it goes by.
pub(super) fn clean(tx: &mut Tx<'_>, by: &By, _: &str) -> Result<Part, ServiceError> {
    let now = by.recorded_at;
    let forgotten = now - Duration::days(idempotency::DAYS);
    let keys = due::forget_keys(tx, forgotten, PART)?;
    let links = due::forget_password_links(tx, now, PART)?;
    let browsers = due::forget_web_sessions(tx, now, PART)?;
    let families = due::forget_families(tx, now, PART)?;
    let counts = [keys, links, browsers, families];
    let effects: usize = counts.iter().sum();
    if effects > 0 {
        let after = json!({
            "idempotency_keys": keys,
            "password_links": links,
            "web_sessions": browsers,
            "refresh_families": families,
        });
        let change = Change {
            action: "jobs.clean",
            subject_kind: "job",
            subject_id: "cleaning",
            after: Some(after),
            ..Change::default()
        };
        audit::note(tx, by, &change)?;
    }
    let is_full = counts.iter().any(|count| *count >= usize::from(PART));
    Ok(Part { effects, next: is_full.then(String::new) })
}

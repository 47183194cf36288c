//! The audit trail: that nobody changed it, and nobody took anything out.

use chrono::DateTime;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Check;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::inspection::{KeptRow, Outcome, end, rows_after};

/// The chain of the trail from its beginning to its head.
pub(super) const CHECK: Check = Check { name: "audit_trail", run };

/// A row may have some megabytes, so few are held at once.
const AT_ONCE: u32 = 32;

/// The bytes that were hashed, read back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    seq: i64,
    id: String,
    at: String,
    actor: String,
    action: String,
    subject_kind: String,
    subject_id: String,
    partner_id: Option<String>,
    request_id: Option<String>,
    before: Option<String>,
    after: Option<String>,
    reason: Option<String>,
}

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    let (mut seq, mut hash) = (0, vec![0; 32]);
    loop {
        let rows = rows_after(tx, seq, AT_ONCE)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            outcome.checked += 1;
            judge(&row, seq, &hash, &mut outcome);
            (seq, hash) = (row.seq, row.hash);
        }
    }
    match end(tx)? {
        Some((last, of)) if (last, &of) == (seq, &hash) => {}
        Some((last, _)) if last != seq => {
            outcome.note("head", format!("says that row {last} is the last, and it is row {seq}"));
        }
        Some(_) => outcome.note("head", "has another hash than the last row"),
        None => outcome.note("head", "is missing"),
    }
    Ok(outcome)
}

/// Judges a row by itself and by the one before it; a broken link does not hide what comes after.
fn judge(row: &KeptRow, before: i64, hash: &[u8], outcome: &mut Outcome) {
    let place = format!("row {}", row.seq);
    if row.seq != before + 1 {
        outcome.note(&place, format!("follows row {before}: rows are missing between them"));
    }
    if row.prev_hash != hash {
        outcome.note(&place, "does not continue the chain");
    }
    let chained = Sha256::new().chain_update(&row.prev_hash).chain_update(&row.hashed).finalize();
    if row.hash != chained.as_slice() {
        outcome.note(&place, "does not have the hash of its bytes");
    }
    match serde_json::from_slice(&row.hashed) {
        Ok(kept) if agrees(row, &kept) => {}
        Ok(_) => outcome.note(&place, "has other fields than were hashed"),
        Err(_) => outcome.note(&place, "keeps hashed bytes that cannot be read"),
    }
}

fn agrees(row: &KeptRow, kept: &Kept) -> bool {
    let at = DateTime::parse_from_rfc3339(&kept.at).map(|at| at.naive_utc());
    let texts = [
        (&row.id, &kept.id),
        (&row.actor, &kept.actor),
        (&row.action, &kept.action),
        (&row.subject_kind, &kept.subject_kind),
        (&row.subject_id, &kept.subject_id),
    ];
    let perhaps = [
        (&row.partner_id, &kept.partner_id),
        (&row.request_id, &kept.request_id),
        (&row.before_json, &kept.before),
        (&row.after_json, &kept.after),
        (&row.reason, &kept.reason),
    ];
    row.seq == kept.seq
        && at == Ok(row.at)
        && texts.iter().all(|(column, kept)| column == kept)
        && perhaps.iter().all(|(column, kept)| column == kept)
}

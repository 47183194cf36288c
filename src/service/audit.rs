//! Who changed what, when and why, from what to what, in a chain that shows tampering.
//!
//! Each row's hash is the SHA-256 of the hash before it and of the row's own bytes, which are kept
//! as they were hashed, so that a later version can check what an earlier one wrote.

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::by::By;
use super::error::ServiceError;
use crate::domain::{Fingerprint, Money, Note, PartnerId, UserId};
use crate::storage::Tx;
use crate::storage::audit::{self, AuditRow};

/// On whose behalf a change is made, and by which request.
#[derive(Debug, Clone, Default)]
pub struct OnBehalf {
    /// The user; none for the system itself.
    pub user: Option<UserId>,
    /// The request's id.
    pub request_id: Option<String>,
}

/// A change to be written down.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// What was done: `users.create`.
    pub action: &'static str,
    /// To which kind of thing.
    pub subject_kind: &'static str,
    /// To which one.
    pub subject_id: &'a str,
    /// Whose people may read it.
    pub partner: Option<&'a PartnerId>,
    /// What was there before.
    pub before: Option<Value>,
    /// What is there now.
    pub after: Option<Value>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// A record whose changes are written down.
pub(super) trait Recorded {
    /// Which kind of thing it is.
    const KIND: &'static str;

    /// Which one.
    fn id(&self) -> &str;

    /// Whose people may read what became of it.
    fn partner(&self) -> Option<&PartnerId> {
        None
    }

    /// What of it is written down.
    fn shown(&self) -> Value;
}

impl<'a> Change<'a> {
    /// What became of a record; before there was one, there is nothing.
    pub(super) fn of<R: Recorded>(
        action: &'static str,
        (before, after): (Option<&R>, &'a R),
    ) -> Self {
        let before = before.map(Recorded::shown);
        Self { before, after: Some(after.shown()), ..Self::about(action, after) }
    }

    /// Something that is done about a record, of which itself nothing is shown.
    pub(super) fn about<R: Recorded>(action: &'static str, record: &'a R) -> Self {
        let (subject_kind, subject_id, partner) = (R::KIND, record.id(), record.partner());
        Self { action, subject_kind, subject_id, partner, ..Self::default() }
    }

    /// The change with the fingerprint of what was approved or confirmed.
    pub(super) fn of_what_was(self, is: &Fingerprint) -> Self {
        let is = json!({"approved_fingerprint": is.to_string()});
        Self { after: self.after.map(|after| joined(after, is)), ..self }
    }

    /// The change with why it is made, where somebody has said so.
    pub(super) fn because(self, reason: impl Into<Option<&'a Note>>) -> Self {
        Self { reason: reason.into().map(Note::as_str), ..self }
    }
}

/// What is hashed, in this order of fields for ever.
#[derive(Serialize)]
struct Hashed<'a> {
    seq: i64,
    id: &'a str,
    at: String,
    actor: &'a str,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: &'a str,
    partner_id: Option<&'a str>,
    request_id: Option<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    reason: Option<&'a str>,
}

/// An amount and its currency as they are written down.
pub(super) fn money(Money { amount, currency }: Money) -> Value {
    let amount = amount.in_currency(currency).to_string();
    json!({"amount": amount, "currency": currency.code()})
}

/// What is shown of a record, and more.
pub(super) fn joined(mut shown: Value, more: Value) -> Value {
    if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
        shown.extend(more);
    }
    shown
}

/// Writes down what somebody changed, as the last thing of the transaction.
pub fn note(tx: &mut Tx<'_>, by: &By, change: &Change<'_>) -> Result<(), ServiceError> {
    record(tx, &by.on_behalf, change, by.recorded_at)
}

/// Writes a change down, as the last thing of its transaction: the chain's end is held until it ends.
pub fn record(
    tx: &mut Tx<'_>,
    who: &OnBehalf,
    change: &Change<'_>,
    at: NaiveDateTime,
) -> Result<(), ServiceError> {
    let (seq, prev_hash) = audit::next(tx)?;
    let text = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    let mut row = AuditRow {
        seq,
        id: format!("aud_{}", uuid::Uuid::now_v7().simple()),
        at,
        actor: who.user.as_ref().map_or_else(|| "system".to_owned(), ToString::to_string),
        action: change.action.to_owned(),
        subject_kind: change.subject_kind.to_owned(),
        subject_id: change.subject_id.to_owned(),
        partner_id: change.partner.map(ToString::to_string),
        request_id: who.request_id.clone(),
        before_json: text(&change.before),
        after_json: text(&change.after),
        reason: change.reason.map(str::to_owned),
        hashed: Vec::new(),
        prev_hash,
        hash: Vec::new(),
    };
    row.hashed = hashed(&row)?;
    row.hash = chained(&row.prev_hash, &row.hashed);
    Ok(audit::insert(tx, &row)?)
}

fn hashed(row: &AuditRow) -> Result<Vec<u8>, ServiceError> {
    let hashed = Hashed {
        seq: row.seq,
        id: &row.id,
        at: row.at.and_utc().to_rfc3339(),
        actor: &row.actor,
        action: &row.action,
        subject_kind: &row.subject_kind,
        subject_id: &row.subject_id,
        partner_id: row.partner_id.as_deref(),
        request_id: row.request_id.as_deref(),
        before: row.before_json.as_deref(),
        after: row.after_json.as_deref(),
        reason: row.reason.as_deref(),
    };
    serde_json::to_vec(&hashed).map_err(|error| ServiceError::Internal(format!("audit: {error}")))
}

fn chained(prev_hash: &[u8], hashed: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(prev_hash).chain_update(hashed).finalize().to_vec()
}

/// What is wrong with the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tampering {
    /// A row is missing before that number.
    Gap(i64),
    /// The row's fields are not those that were hashed.
    Fields(i64),
    /// The row does not follow the one before it.
    Chain(i64),
    /// The chain ends elsewhere than its head says.
    Head,
}

/// Reads the whole trail again and says what is wrong with it; at the first break, the rest cannot
/// be judged.
pub fn verify(tx: &mut Tx<'_>) -> Result<Option<Tampering>, ServiceError> {
    const AT_ONCE: i64 = 1_000;
    let (mut seq, mut last) = (0, vec![0; 32]);
    loop {
        let rows = audit::after(tx, seq, AT_ONCE)?;
        if rows.is_empty() {
            let whole = audit::head(tx)? == (seq, last);
            return Ok((!whole).then_some(Tampering::Head));
        }
        for row in rows {
            if row.seq != seq + 1 {
                return Ok(Some(Tampering::Gap(row.seq)));
            }
            if hashed(&row)? != row.hashed {
                return Ok(Some(Tampering::Fields(row.seq)));
            }
            if row.prev_hash != last || chained(&last, &row.hashed) != row.hash {
                return Ok(Some(Tampering::Chain(row.seq)));
            }
            (seq, last) = (row.seq, row.hash);
        }
    }
}

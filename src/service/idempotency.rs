//! A request that is sent twice is done once: its answer is kept under the key that the client chose.
//!
//! `docs/API.md`, "Manners". The key's row is written in the transaction of the work. A refusal rolls the
//! work back to a savepoint, and its answer is kept as well.

use chrono::{Duration, NaiveDateTime};

use super::app::App;
use super::by::By;
use super::error::ServiceError;
use super::partners;
use crate::storage::idempotency::{self, Kept, Known};
use crate::storage::{Hold, StorageError, Tx};

pub use crate::storage::idempotency::Key;

/// How long answers are kept, in days.
pub(super) const DAYS: i64 = 30;

/// An answer, which may be kept and given again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Whether it was given before.
    pub replayed: bool,
}

impl App {
    /// Does work in one transaction and gives its answer; with a key, once for all copies of the request.
    /// `hold` says what others are kept from meanwhile, and `refusal` which errors are answers that are
    /// kept, and how they read.
    pub fn answer_once(
        &self,
        by: &By,
        key: Option<Key>,
        hold: Hold,
        work: impl Fn(&mut Tx<'_>) -> Result<Answer, ServiceError> + Send + 'static,
        refusal: impl Fn(&ServiceError) -> Option<Answer> + Send + 'static,
    ) -> Result<Answer, ServiceError> {
        let (scope, at) = (by.actor.scope(), by.recorded_at);
        let actor = by.actor.clone();
        let work = move |tx: &mut Tx<'_>| {
            partners::may_write(tx, &actor)?;
            work(tx)
        };
        let Some(key) = key else { return self.database.write_holding(hold, scope, work) };
        self.database.write_holding(hold, scope, move |tx| {
            let forgotten = at - Duration::days(DAYS);
            match idempotency::take(tx, &key, at, forgotten).map_err(still_running)? {
                Known::New => once(tx, &key, (&work, &refusal), at),
                Known::OfAnother => Err(ServiceError::KeyReused),
                Known::Answered(kept) => Ok(Answer { replayed: true, ..answer(kept)? }),
            }
        })
    }
}

/// Whoever waits too long for a key waits for the request that has it.
fn still_running(error: StorageError) -> ServiceError {
    match error {
        StorageError::Busy => ServiceError::StillRunning,
        error => error.into(),
    }
}

fn once(
    tx: &mut Tx<'_>,
    key: &Key,
    (work, refusal): (
        &impl Fn(&mut Tx<'_>) -> Result<Answer, ServiceError>,
        &impl Fn(&ServiceError) -> Option<Answer>,
    ),
    at: NaiveDateTime,
) -> Result<Answer, ServiceError> {
    let answer = match tx.savepoint(work) {
        Ok(answer) => answer,
        Err(error) => refusal(&error).ok_or(error)?,
    };
    idempotency::keep(tx, key, &kept(&answer), at)?;
    Ok(answer)
}

fn kept(answer: &Answer) -> Kept {
    let headers = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone().into()));
    let headers = serde_json::Value::Object(headers.collect()).to_string();
    Kept { status: answer.status, headers, body: answer.body.clone() }
}

fn answer(kept: Kept) -> Result<Answer, ServiceError> {
    let Kept { status, headers, body } = kept;
    let headers: std::collections::BTreeMap<String, String> = serde_json::from_str(&headers)
        .map_err(|error| ServiceError::Internal(format!("a kept answer: {error}")))?;
    Ok(Answer { status, headers: headers.into_iter().collect(), body, replayed: false })
}

//! What people are told because a day came: once.

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::{NoticeKind, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::storage::{Tx, due};

/// Tells something of a thing for the day that it is about, unless that was done before; `true` where
/// it is told now. `what` is kept for ever and may be finer than what the notice is called.
pub(super) fn once(
    tx: &mut Tx<'_>,
    by: &By,
    (what, due_on): (&str, NaiveDate),
    to: To<'_>,
    notice: &Notice<'_>,
) -> Result<bool, ServiceError> {
    if due::told_at(tx, (what, notice.subject_id), due_on)?.is_some() {
        return Ok(false);
    }
    tell(tx, by.at(), to, notice)?;
    due::keep_told(tx, (what, notice.subject_id), (due_on, by.at()))?;
    Ok(true)
}

/// Writes down how many things were told of.
pub(super) fn note(
    tx: &mut Tx<'_>,
    by: &By,
    kind: NoticeKind,
    count: usize,
) -> Result<(), ServiceError> {
    if count == 0 {
        return Ok(());
    }
    let change = Change {
        action: "notices.tell",
        subject_kind: "notice",
        subject_id: kind.as_str(),
        after: Some(json!({"count": count})),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

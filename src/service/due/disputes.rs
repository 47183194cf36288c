//! Disputes that are not decided by the day that was promised.

use serde_json::json;

use super::telling::{note, once};
use super::{Part, wanted};
use crate::domain::{NoticeKind, Role, Word, day_of};
use crate::service::by::By;
use crate::service::disputes;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To};
use crate::service::settings;
use crate::storage::{Tx, due};

const OVERDUE: NoticeKind = NoticeKind::DisputeOverdue;

/// Tells finance of disputes whose day has gone by.
pub(super) fn tell_of_overdue(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let overdue = due::overdue(tx, by.now.today, wanted(after))?;
    let zone = settings::in_force(tx, by.now.today)?.zone;
    let mut told = 0;
    for id in &overdue {
        let dispute = disputes::get(tx, id)?;
        let Some(answer_by) = dispute.answer_by else { continue };
        // A decision that has lapsed is a thing to tell of by itself.
        let lapsed = dispute.decided.map(|decided| day_of(decided.by.1.and_utc(), zone));
        let due_on = lapsed.map_or(answer_by, |day| day.max(answer_by));
        let data = json!({
            "statement_id": dispute.statement.as_str(),
            "answer_by": answer_by.to_string(),
        });
        let notice =
            Notice { kind: OVERDUE, subject_kind: "dispute", subject_id: id.as_str(), data };
        let finance = To::Everybody(Role::Finance);
        told += usize::from(once(tx, by, (OVERDUE.as_str(), due_on), finance, &notice)?);
    }
    note(tx, by, OVERDUE, told)?;
    Ok(Part::of(told, &overdue))
}

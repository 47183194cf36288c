//! Disputes that are not decided by the day that was promised.

use serde_json::json;

use super::telling::{note, once};
use super::{Part, wanted};
use crate::domain::{NoticeKind, Role, Word};
use crate::service::by::By;
use crate::service::disputes;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To};
use crate::storage::{Tx, due};

const OVERDUE: NoticeKind = NoticeKind::DisputeOverdue;

/// Tells finance of disputes whose day has gone by.
pub(super) fn tell_of_overdue(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let overdue = due::overdue(tx, by.now.today, wanted(after))?;
    let mut told = 0;
    for id in &overdue {
        let dispute = disputes::get(tx, id)?;
        let Some(answer_by) = dispute.answer_by else { continue };
        let data = json!({
            "statement_id": dispute.statement.as_str(),
            "answer_by": answer_by.to_string(),
        });
        let notice =
            Notice { kind: OVERDUE, subject_kind: "dispute", subject_id: id.as_str(), data };
        let finance = To::Everybody(Role::Finance);
        told += usize::from(once(tx, by, (OVERDUE.as_str(), answer_by), finance, &notice)?);
    }
    note(tx, by, OVERDUE, told)?;
    Ok(Part::of(told, &overdue))
}

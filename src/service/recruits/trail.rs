//! What of a recruit is written down in the audit trail, which its partner's owner reads too: nothing
//! that it may not know.

use serde_json::{Value, json};

use crate::domain::recruit::Recruit;
use crate::domain::{Note, SellerId, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::storage::Tx;

/// Writes down what became of a recruit.
pub(super) fn note(
    tx: &mut Tx<'_>,
    by: &By,
    action: &'static str,
    (before, after): (Option<&Recruit>, &Recruit),
    reason: Option<&Note>,
) -> Result<(), ServiceError> {
    let change = Change {
        action,
        subject_kind: "recruit",
        subject_id: after.id.as_str(),
        partner: Some(&after.partner),
        before: before.map(shown),
        after: Some(shown(after)),
        reason: reason.map(Note::as_str),
    };
    audit::note(tx, by, &change)
}

fn shown(recruit: &Recruit) -> Value {
    // Which seller it was is not its partner's to know where it was never taken.
    let seller = (!recruit.was_never_taken()).then(|| SellerId::as_str(&recruit.seller));
    json!({
        "seller_id": seller,
        "seller_name": recruit.seller_name.as_str(),
        "status": recruit.status.as_str(),
        "stage": recruit.stage.as_str(),
        "protected_until": recruit.protected_until.map(|day| day.to_string()),
        "note": recruit.note.as_ref().map(Note::as_str),
    })
}

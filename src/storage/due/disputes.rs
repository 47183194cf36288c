//! Disputes that are not decided in time.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Part, ids};
use crate::domain::DisputeId;
use crate::storage::database::Tx;
use crate::storage::disputes::undecided;
use crate::storage::error::StorageError;
use crate::storage::schema::disputes;

/// The open disputes that were to be decided before a day.
pub fn overdue(
    tx: &mut Tx<'_>,
    today: NaiveDate,
    part: Part<'_>,
) -> Result<Vec<DisputeId>, StorageError> {
    let found: Vec<String> = disputes::table
        .filter(undecided())
        .filter(disputes::answer_by.lt(today))
        .filter(disputes::id.gt(part.after))
        .select(disputes::id)
        .order(disputes::id)
        .limit(part.most.into())
        .load(tx.connection)?;
    ids(found)
}

//! Sellers whose membership has run out, and those whose membership is to be renewed.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Part, ids};
use crate::domain::{SellerId, SellerStatus, Word};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::sellers;

/// The sellers whose membership ended by a day, and of whom nobody has written down yet that they are as
/// good as new.
pub fn run_out(
    tx: &mut Tx<'_>,
    by: NaiveDate,
    part: Part<'_>,
) -> Result<Vec<SellerId>, StorageError> {
    let found: Vec<String> = sellers::table
        .filter(sellers::membership_ends_on.le(by))
        .filter(sellers::status.ne(SellerStatus::Dormant.as_str()))
        .filter(sellers::id.gt(part.after))
        .select(sellers::id)
        .order(sellers::id)
        .limit(part.most.into())
        .load(tx.connection)?;
    ids(found)
}

/// The sellers that somebody holds, and whose membership has its last day between two, both included.
pub fn due_for_renewal(
    tx: &mut Tx<'_>,
    (first, last): (NaiveDate, NaiveDate),
    part: Part<'_>,
) -> Result<Vec<SellerId>, StorageError> {
    let found: Vec<String> = sellers::table
        .filter(sellers::membership_ends_on.ge(first))
        .filter(sellers::membership_ends_on.le(last))
        .filter(sellers::partner_id.is_not_null())
        .filter(sellers::id.gt(part.after))
        .select(sellers::id)
        .order(sellers::id)
        .limit(part.most.into())
        .load(tx.connection)?;
    ids(found)
}

//! What people were told because a day came.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::notices;

/// When something was told of a thing, for the day that it is about.
pub fn told_at(
    tx: &mut Tx<'_>,
    (kind, subject): (&str, &str),
    due_on: NaiveDate,
) -> Result<Option<NaiveDateTime>, StorageError> {
    let same = notices::table
        .filter(notices::kind.eq(kind))
        .filter(notices::subject_id.eq(subject))
        .filter(notices::due_on.eq(due_on));
    Ok(same.select(notices::told_at).first(tx.connection).optional()?)
}

/// Keeps that something was told.
pub fn keep_told(
    tx: &mut Tx<'_>,
    (kind, subject): (&str, &str),
    (due_on, at): (NaiveDate, NaiveDateTime),
) -> Result<(), StorageError> {
    let told = diesel::insert_into(notices::table).values((
        notices::kind.eq(kind),
        notices::subject_id.eq(subject),
        notices::due_on.eq(due_on),
        notices::told_at.eq(at),
    ));
    match told.execute(tx.connection).map_err(StorageError::from) {
        Ok(_) => Ok(()),
        // Another server told it in this moment: tried again, that is seen.
        Err(StorageError::Refused(_)) => Err(StorageError::Contended),
        Err(error) => Err(error),
    }
}

/// The last day for which something of that kind was told.
pub fn last_told(tx: &mut Tx<'_>, kind: &str) -> Result<Option<NaiveDate>, StorageError> {
    let of_kind = notices::table.filter(notices::kind.eq(kind));
    Ok(of_kind.select(diesel::dsl::max(notices::due_on)).get_result(tx.connection)?)
}

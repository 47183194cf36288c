//! Ids that a request names in its fields, and whether the caller sees what they are of.
//!
//! A use case refuses the first that it does not find. Where it refuses anything, all that are unknown are
//! told with it, so that nobody mends a request twice.

use super::error::{Invalid, ServiceError};
use crate::domain::{
    Id, IdKind, OfEntry, OfEvent, OfPartner, OfPlan, OfRecruit, OfSale, OfSeller, OfStatement,
    OfUser,
};
use crate::storage::{
    StorageError, Tx, entries, partners, plans, recruits, sales, sellers, statements, users,
};

/// An id in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// The id.
    pub id: String,
}

/// Those that are of nothing that the caller can name.
pub fn unknown(tx: &mut Tx<'_>, references: Vec<Reference>) -> Result<Vec<Invalid>, ServiceError> {
    let mut faults = Vec::new();
    for Reference { pointer, id } in references {
        if !is_seen(tx, &id)? {
            let message = "is not the id of anything that you can see".to_owned();
            faults.push(Invalid { pointer, code: "unknown_id", message });
        }
    }
    Ok(faults)
}

/// Whether the caller can name what an id is of. What only its use case can judge counts as seen.
fn is_seen(tx: &mut Tx<'_>, id: &str) -> Result<bool, StorageError> {
    match id.split('_').next().unwrap_or_default() {
        OfPartner::PREFIX => found(id, |id| partners::by_id(tx, id)),
        // Whoever registers one names any seller that there is.
        OfSeller::PREFIX => found(id, |id| tx.as_programme(|tx| sellers::by_id(tx, id))),
        OfEvent::PREFIX => found(id, |id| Ok(recruits::event_is_seen(tx, id)?.then_some(()))),
        OfPlan::PREFIX => found(id, |id| plans::by_id(tx, id)),
        OfRecruit::PREFIX => found(id, |id| recruits::by_id(tx, id)),
        OfUser::PREFIX => found(id, |id| users::by_id(tx, id)),
        OfSale::PREFIX => found(id, |id| sales::by_id(tx, id)),
        OfEntry::PREFIX => found(id, |id| entries::by_id(tx, id)),
        OfStatement::PREFIX => found(id, |id| statements::by_id(tx, id)),
        _ => Ok(true),
    }
}

fn found<K: IdKind, T>(
    id: &str,
    load: impl FnOnce(&Id<K>) -> Result<Option<T>, StorageError>,
) -> Result<bool, StorageError> {
    Id::parse(id).map_or(Ok(true), |id| Ok(load(&id)?.is_some()))
}

//! Many records in one request, each with an effect of its own.

use super::error::{Invalid, ServiceError};
use crate::storage::Tx;

/// An item of a batch as it was read: the command, or all that is wrong with it.
pub type Item<C> = Result<C, Vec<Invalid>>;

/// What became of an item: the record, and whether it is a new one.
pub type Done<T> = Result<(T, bool), ServiceError>;

/// Does the work of each item in its order, in a savepoint of its own: one that is refused is undone
/// alone. What goes wrong with the database ends them all.
pub fn each<C, T>(
    tx: &mut Tx<'_>,
    items: &[Item<C>],
    work: impl Fn(&mut Tx<'_>, &C) -> Result<T, ServiceError>,
) -> Result<Vec<Result<T, ServiceError>>, ServiceError> {
    let one = |item: &Item<C>| {
        let done = match item {
            Ok(command) => tx.savepoint(|tx| work(tx, command)),
            Err(faults) => Err(ServiceError::Invalid(faults.clone())),
        };
        match done {
            Err(error) if !is_refusal(&error) => Err(error),
            done => Ok(done),
        }
    };
    items.iter().map(one).collect()
}

/// Whether an error says something of the item alone.
fn is_refusal(error: &ServiceError) -> bool {
    match error {
        ServiceError::Invalid(_)
        | ServiceError::Forbidden
        | ServiceError::NotFound
        | ServiceError::Unprocessable(..)
        | ServiceError::Conflict(..)
        | ServiceError::Stale => true,
        ServiceError::Unauthenticated
        | ServiceError::KeyReused
        | ServiceError::StillRunning
        | ServiceError::TooMany(_)
        | ServiceError::Busy(_)
        | ServiceError::Contended
        | ServiceError::Internal(_) => false,
    }
}

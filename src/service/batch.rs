//! Many records in one request, as a phone sends them that was without a connection.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::by::By;
use super::error::{Invalid, ServiceError, joined};
use crate::domain::ClientRef;
use crate::storage::Tx;

/// An item of a batch.
#[derive(Debug, Clone)]
pub struct Item<C, F> {
    /// The phone's own name of it, where that can be read.
    pub client_ref: Option<ClientRef>,
    /// When the phone took it down, where it says so.
    pub captured_at: Option<NaiveDateTime>,
    /// What is asked for, or what is wrong with it.
    pub command: Result<C, F>,
    /// What else is wrong with it, where something is.
    pub further: Further,
}

/// How more is found that is wrong with an item: what shows only beside the records.
#[derive(Clone)]
pub struct Further(Arc<Look>);

type Look = dyn Fn(&mut Tx<'_>, &By) -> Result<Vec<Invalid>, ServiceError> + Send + Sync;

impl Further {
    /// By looking like that.
    pub fn by(
        look: impl Fn(&mut Tx<'_>, &By) -> Result<Vec<Invalid>, ServiceError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(look))
    }
}

impl fmt::Debug for Further {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Further")
    }
}

/// Why an item has no effect.
#[derive(Debug)]
pub enum Undone<F> {
    /// It cannot be read; and what else is wrong with it.
    Unreadable(F, Vec<Invalid>),
    /// It was understood and refused.
    Refused(ServiceError),
}

/// What became of an item.
#[derive(Debug)]
pub struct ItemDone<T, F> {
    /// The phone's own name of it.
    pub client_ref: Option<ClientRef>,
    /// Whether an item before it was captured later.
    pub out_of_order: bool,
    /// What became of it.
    pub done: Result<T, Undone<F>>,
}

/// What became of each item.
pub type AllDone<T, F> = Result<Vec<ItemDone<T, F>>, ServiceError>;

/// Does the work of each item in the order in which they come, in a savepoint of its own: one that is
/// refused is undone alone. What goes wrong with the database ends them all.
pub fn each<C, T, F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    items: &[Item<C, F>],
    work: impl Fn(&mut Tx<'_>, &C) -> Result<T, ServiceError>,
) -> AllDone<T, F> {
    let (mut all, mut latest) = (Vec::with_capacity(items.len()), None);
    for Item { client_ref, captured_at, command, further: Further(further) } in items {
        let out_of_order = captured_at.is_some() && *captured_at < latest;
        latest = latest.max(*captured_at);
        let done = match command {
            Err(faults) => Err(Undone::Unreadable(faults.clone(), further(tx, by)?)),
            Ok(command) => match tx.savepoint(|tx| work(tx, command)) {
                Err(ServiceError::Invalid(faults)) => {
                    let faults = joined(faults, further(tx, by)?);
                    Err(Undone::Refused(ServiceError::Invalid(faults)))
                }
                Err(error) if !is_refusal(&error) => return Err(error),
                done => done.map_err(Undone::Refused),
            },
        };
        all.push(ItemDone { client_ref: client_ref.clone(), out_of_order, done });
    }
    Ok(all)
}

/// Whether an error says something of the item alone.
fn is_refusal(error: &ServiceError) -> bool {
    match error {
        ServiceError::Invalid(_)
        | ServiceError::Forbidden
        | ServiceError::NotFound
        | ServiceError::Unprocessable(..)
        | ServiceError::Conflict(..)
        | ServiceError::InTheWay(..)
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

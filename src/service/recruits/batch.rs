//! Many registrations in one request, as a phone sends them that was without a connection.

use super::{NewRecruit, Registered, register};
use crate::domain::ClientRef;
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::storage::{StorageError, Tx};

/// One registration of many: what can be read of it.
#[derive(Debug, Clone)]
pub struct Item<F> {
    /// The phone's own name of it, where that can be read.
    pub client_ref: Option<ClientRef>,
    /// The registration, or what is wrong with it.
    pub new: Result<NewRecruit, F>,
}

/// Why an item was not taken.
#[derive(Debug)]
pub enum Unregistered<F> {
    /// It cannot be read.
    Unreadable(F),
    /// It was understood and refused.
    Refused(ServiceError),
}

/// What became of an item.
#[derive(Debug)]
pub struct ItemDone<F> {
    /// The phone's own name of it.
    pub client_ref: Option<ClientRef>,
    /// Whether an item before it was captured later.
    pub out_of_order: bool,
    /// What became of it.
    pub done: Result<Registered, Unregistered<F>>,
}

/// Registers in the order in which they come, each by itself: one that is refused leaves the others.
pub fn register_all<F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    items: &[Item<F>],
) -> Result<Vec<ItemDone<F>>, ServiceError> {
    let (mut all, mut latest) = (Vec::new(), None);
    for item in items {
        let captured = item.new.as_ref().ok().and_then(|new| new.captured_at);
        let out_of_order = captured.is_some() && captured < latest;
        latest = latest.max(captured);
        let done = one(tx, by, item)?;
        all.push(ItemDone { client_ref: item.client_ref.clone(), out_of_order, done });
    }
    Ok(all)
}

/// What stops one item is its own; what stops the transaction stops all.
enum Stopped {
    Item(ServiceError),
    All(ServiceError),
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Self {
        Self::All(error.into())
    }
}

fn one<F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    item: &Item<F>,
) -> Result<Result<Registered, Unregistered<F>>, ServiceError> {
    let new = match &item.new {
        Ok(new) => new,
        Err(faults) => return Ok(Err(Unregistered::Unreadable(faults.clone()))),
    };
    match tx.savepoint(|tx| register(tx, by, new).map_err(stopped)) {
        Ok(registered) => Ok(Ok(registered)),
        Err(Stopped::Item(error)) => Ok(Err(Unregistered::Refused(error))),
        Err(Stopped::All(error)) => Err(error),
    }
}

fn stopped(error: ServiceError) -> Stopped {
    match error {
        ServiceError::Invalid(_)
        | ServiceError::Forbidden
        | ServiceError::NotFound
        | ServiceError::Unprocessable(..)
        | ServiceError::Conflict(..)
        | ServiceError::Stale => Stopped::Item(error),
        error => Stopped::All(error),
    }
}

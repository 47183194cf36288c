//! What has come due: recruits, sellers, disputes, notices and what is not kept for ever. Each question is asked in
//! parts, by the id after which the next part begins.

mod disputes;
mod notices;
mod old;
mod recruits;
mod sellers;

pub use disputes::overdue;
pub use notices::{keep_told, last_told, told_at};
pub use old::{forget_families, forget_keys, forget_password_links, forget_web_sessions};
pub use recruits::{SaleSpan, ending, quiet, sales_of};
pub use sellers::{due_for_renewal, run_out};

use super::error::StorageError;
use crate::domain::{Id, IdKind};

/// The part of an answer that is wanted: after an id, and at most so many.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The last id of the part before; empty for the first.
    pub after: &'a str,
    /// At most so many.
    pub most: u16,
}

fn ids<T: IdKind>(found: Vec<String>) -> Result<Vec<Id<T>>, StorageError> {
    let read =
        |id: String| Id::parse(&id).ok_or_else(|| StorageError::Failed(format!("{id}: its id")));
    found.into_iter().map(read).collect()
}

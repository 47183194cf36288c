//! Receipts: a phone asks whether what it sent is here.

use super::by::By;
use super::error::ServiceError;
use crate::domain::ClientRef;
use crate::storage::{Tx, receipts};

/// The most records that are asked for at once.
pub const MOST: usize = 500;

/// Of what the caller's phone says it sent, all that is not here.
pub fn missing(
    tx: &mut Tx<'_>,
    by: &By,
    sent: &[ClientRef],
) -> Result<Vec<ClientRef>, ServiceError> {
    let names = sent.iter().take(MOST).map(ClientRef::to_string).collect();
    let here = receipts::known(tx, by.actor.user(), names)?;
    let is_missing = |sent: &&ClientRef| !here.contains(sent.as_str());
    Ok(sent.iter().take(MOST).filter(is_missing).cloned().collect())
}

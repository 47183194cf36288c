//! Receipts: a phone asks whether what it sent is here.

use super::by::By;
use super::error::ServiceError;
use crate::domain::{ArrivalId, CheckInId, RecruitId};
use crate::storage::{Tx, receipts};

/// The most records that are asked for at once.
pub const MOST: usize = 500;

/// Of the records that the caller's phone was given these ids for, all that are not here.
pub fn missing(tx: &mut Tx<'_>, by: &By, sent: &[String]) -> Result<Vec<String>, ServiceError> {
    let partner = by.actor.partner().ok_or(ServiceError::Forbidden)?;
    let sent: Vec<String> = sent.iter().filter(|id| is_sent(id)).take(MOST).cloned().collect();
    let here = receipts::known(tx, (by.actor.user(), partner), sent.clone())?;
    Ok(sent.into_iter().filter(|id| !here.contains(id)).collect())
}

/// Whether it is the id of something that phones send.
fn is_sent(id: &str) -> bool {
    RecruitId::parse(id).is_some()
        || CheckInId::parse(id).is_some()
        || ArrivalId::parse(id).is_some()
}

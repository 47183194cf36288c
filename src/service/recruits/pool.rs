//! The public pool: sellers that are free to register.

use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::listing::{Listing, Page};
use crate::storage::{Tx, pool};

pub use crate::storage::pool::{FreeSeller, LISTED as POOL};

/// A page of the sellers that nobody protects or holds, as far as the caller may learn of them. It says
/// nothing of who had one before.
pub fn pool(tx: &mut Tx<'_>, by: &By, listing: &Listing) -> Result<Page<FreeSeller>, ServiceError> {
    let (today, partner) = (by.now.today, by.actor.partner());
    Ok(tx.as_programme(|tx| pool::list(tx, listing, (today, partner)))?)
}

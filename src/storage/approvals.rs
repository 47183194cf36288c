//! What was approved or confirmed by a second person, as it was then.

use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::approved_fingerprints as kept;
use crate::domain::Fingerprint;

/// Keeps the fingerprint of a record that is approved, once and for ever.
pub fn insert(tx: &mut Tx<'_>, subject: &str, is: &Fingerprint) -> Result<(), StorageError> {
    let row = (kept::subject_id.eq(subject), kept::fingerprint.eq(is.as_bytes().to_vec()));
    diesel::insert_into(kept::table).values(row).execute(tx.connection)?;
    Ok(())
}

/// The records that were approved, and their fingerprints then.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(String, Fingerprint)>, StorageError> {
    let query = kept::table.select((kept::subject_id, kept::fingerprint)).order(kept::subject_id);
    let read = |(subject, bytes): (String, Vec<u8>)| match Fingerprint::try_from(bytes) {
        Ok(bytes) => Ok((subject, bytes)),
        Err(_) => Err(StorageError::Failed(format!("the fingerprint of {subject}"))),
    };
    query.load(tx.connection)?.into_iter().map(read).collect()
}

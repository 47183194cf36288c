//! Partners.

use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::partners;
use crate::domain::{Code, PartnerId};

/// The id of the partner with that code, where the scope may see it.
pub fn id_of(tx: &mut Tx<'_>, code: &Code) -> Result<Option<PartnerId>, StorageError> {
    let mut query = partners::table.filter(partners::code.eq(code.as_str())).into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(partners::id.eq(partner.as_str().to_owned()));
    }
    let id: Option<String> = query.select(partners::id).first(tx.connection).optional()?;
    id.map(|id| {
        PartnerId::parse(&id).ok_or_else(|| StorageError::Failed(format!("partner {id}: its id")))
    })
    .transpose()
}

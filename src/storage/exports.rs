//! The names that documents bear beside what they are of.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{partners, sales, sellers};
use crate::domain::{Code, Name, PartnerId, Period, SaleId};

/// The codes and names of the partners that have a statement of a period.
pub fn partners_of(
    tx: &mut Tx<'_>,
    period: Period,
) -> Result<HashMap<PartnerId, (Code, Name)>, StorageError> {
    use super::schema::statements;
    let query = partners::table
        .inner_join(statements::table.on(statements::partner_id.eq(partners::id)))
        .filter(statements::period.eq(period.to_string()))
        .select((partners::id, partners::code, partners::name));
    let named = |(id, code, name): (String, String, String)| {
        let unreadable = || StorageError::Failed(format!("partner {id} cannot be read"));
        let partner = PartnerId::parse(&id).ok_or_else(unreadable)?;
        let code = Code::parse(&code).ok_or_else(unreadable)?;
        Ok((partner, (code, Name::parse(&name).ok_or_else(unreadable)?)))
    };
    query.load::<(String, String, String)>(tx.connection)?.into_iter().map(named).collect()
}

/// The names of the sellers of some sales, of those that the partner holds: more is not its own.
pub fn sellers_of(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    some: &[&SaleId],
) -> Result<HashMap<SaleId, Name>, StorageError> {
    let ids: Vec<&str> = some.iter().map(|id| id.as_str()).collect();
    let query = sales::table
        .inner_join(sellers::table.on(sellers::id.eq(sales::seller_id)))
        .filter(sales::id.eq_any(ids))
        .filter(sellers::partner_id.eq(partner.to_string()))
        .select((sales::id, sellers::name));
    let named = |(id, name): (String, String)| {
        let unreadable = || StorageError::Failed(format!("sale {id} has an unreadable seller"));
        let sale = SaleId::parse(&id).ok_or_else(unreadable)?;
        Ok((sale, Name::parse(&name).ok_or_else(unreadable)?))
    };
    query.load::<(String, String)>(tx.connection)?.into_iter().map(named).collect()
}

//! The names that documents bear beside what they are of.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::former_names;
use super::schema::{partners, sales, seller_holders, sellers};
use crate::domain::statement::Statement;
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

/// The names of the sellers of some sales, of those that the statement's partner held when it was made, on
/// that business day, as they were called then: more is not its own.
pub fn sellers_of(
    tx: &mut Tx<'_>,
    (statement, day): (&Statement, NaiveDate),
    some: &[&SaleId],
) -> Result<HashMap<SaleId, Name>, StorageError> {
    let ids: Vec<&str> = some.iter().map(|id| id.as_str()).collect();
    let at = statement.created_at;
    let held = seller_holders::table
        .filter(seller_holders::seller_id.eq(sales::seller_id))
        .filter(seller_holders::partner_id.eq(statement.partner.to_string()))
        .filter(seller_holders::created_at.le(at).and(seller_holders::from_on.le(day)))
        .filter(
            // What was closed since was open then.
            seller_holders::until_on
                .is_null()
                .or(seller_holders::until_on.gt(day))
                .or(seller_holders::closed_at.ge(at)),
        );
    let query = sales::table
        .inner_join(sellers::table.on(sellers::id.eq(sales::seller_id)))
        .filter(sales::id.eq_any(ids))
        .filter(exists(held))
        .select((sales::id, sellers::id, sellers::name));
    let sold: Vec<(String, String, String)> = query.load(tx.connection)?;
    let seller = |(_, seller, _): &(String, String, String)| seller.clone();
    let sellers: BTreeSet<String> = sold.iter().map(seller).collect();
    let sellers: Vec<&str> = sellers.iter().map(String::as_str).collect();
    let former = former_names::at(tx, &sellers, at)?;
    let named = |(id, seller, name): (String, String, String)| {
        let unreadable = || StorageError::Failed(format!("sale {id} has an unreadable seller"));
        let sale = SaleId::parse(&id).ok_or_else(unreadable)?;
        let former = former.get(&seller).map(|former| former.name.clone());
        Ok((sale, former.or_else(|| Name::parse(&name)).ok_or_else(unreadable)?))
    };
    sold.into_iter().map(named).collect()
}

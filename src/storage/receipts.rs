//! Which of a phone's records are here.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{arrivals, check_ins, recruits};
use crate::domain::UserId;

/// Those of a user's records with one of these references that are here.
pub fn known(
    tx: &mut Tx<'_>,
    user: &UserId,
    names: Vec<String>,
) -> Result<BTreeSet<String>, StorageError> {
    let mut known: Vec<Option<String>> = recruits::table
        .filter(recruits::created_by.eq(user.as_str()))
        .filter(recruits::client_ref.eq_any(names.clone()))
        .select(recruits::client_ref)
        .load(tx.connection)?;
    let reports: Vec<Option<String>> = check_ins::table
        .filter(check_ins::user_id.eq(user.as_str()))
        .filter(check_ins::client_ref.eq_any(names.clone()))
        .select(check_ins::client_ref)
        .load(tx.connection)?;
    let visitors: Vec<Option<String>> = arrivals::table
        .filter(arrivals::received_by.eq(user.as_str()))
        .filter(arrivals::client_ref.eq_any(names))
        .select(arrivals::client_ref)
        .load(tx.connection)?;
    known.extend(reports);
    known.extend(visitors);
    Ok(known.into_iter().flatten().collect())
}

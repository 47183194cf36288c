//! Which of a phone's records are here.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{arrivals, check_ins, event_hosts, recruits};
use crate::domain::{PartnerId, UserId};

/// Those of a user's records with one of these ids that are here, and of its partner's events whoever came,
/// because a visitor whom two phones take in is the record of the first.
pub fn known(
    tx: &mut Tx<'_>,
    (user, partner): (&UserId, &PartnerId),
    ids: Vec<String>,
) -> Result<BTreeSet<String>, StorageError> {
    let mut known: Vec<String> = recruits::table
        .filter(recruits::created_by.eq(user.as_str()))
        .filter(recruits::id.eq_any(ids.clone()))
        .select(recruits::id)
        .load(tx.connection)?;
    let reports: Vec<String> = check_ins::table
        .filter(check_ins::user_id.eq(user.as_str()))
        .filter(check_ins::id.eq_any(ids.clone()))
        .select(check_ins::id)
        .load(tx.connection)?;
    let hosted = event_hosts::table
        .filter(event_hosts::partner_id.eq(partner.as_str()))
        .select(event_hosts::event_id);
    let visitors: Vec<String> = arrivals::table
        .filter(arrivals::event_id.eq_any(hosted))
        .filter(arrivals::id.eq_any(ids))
        .select(arrivals::id)
        .load(tx.connection)?;
    known.extend(reports);
    known.extend(visitors);
    Ok(known.into_iter().collect())
}

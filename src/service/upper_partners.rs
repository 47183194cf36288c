//! Below whom partners stand: each one's upper partner from a day on.

use chrono::NaiveDate;
use serde_json::json;

use super::audit::{self, Change};
use super::by::By;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::partners::{get, named};
use crate::domain::{Partner, PartnerId};
use crate::storage::partners;
use crate::storage::{StorageError, Tx};

pub use crate::storage::partners::Parent;

/// The day from which a partner's first upper partner holds.
pub const BEGINNING: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// A partner, and below whom it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The partner.
    pub partner: Partner,
    /// Its upper partners by day; none where the caller may not know them, whoever they are.
    pub parents: Option<Vec<Parent>>,
}

impl Placed {
    /// Its upper partner on a day, as far as the caller may know.
    pub fn parent_on(&self, day: NaiveDate) -> Option<&PartnerId> {
        parent_on(self.parents.as_deref()?, &self.partner.id, day)
    }
}

/// A partner's upper partner on a day.
pub(super) fn parent_on<'a>(
    parents: &'a [Parent],
    partner: &PartnerId,
    day: NaiveDate,
) -> Option<&'a PartnerId> {
    let begun = parents.iter().filter(|row| row.partner == *partner && row.from <= day);
    begun.max_by_key(|row| row.from).and_then(|row| row.parent.as_ref())
}

/// A partner with its upper partners, which are for the platform's people alone.
pub fn placed(tx: &mut Tx<'_>, by: &By, partner: Partner) -> Result<Placed, ServiceError> {
    let parents = known(tx, by, &[&partner])?;
    Ok(Placed { partner, parents })
}

/// A page of the partners that the caller may see, each with its upper partners.
pub fn list(tx: &mut Tx<'_>, by: &By, listing: &Listing) -> Result<Page<Placed>, ServiceError> {
    let page = partners::list(tx, listing)?;
    let known = known(tx, by, &page.rows.iter().collect::<Vec<_>>())?;
    Ok(page.map(|partner| {
        let of = |all: &Vec<Parent>| {
            all.iter().filter(|row| row.partner == partner.id).cloned().collect()
        };
        let parents = known.as_ref().map(of);
        Placed { partner, parents }
    }))
}

fn known(tx: &mut Tx<'_>, by: &By, of: &[&Partner]) -> Result<Option<Vec<Parent>>, ServiceError> {
    if by.actor.partner().is_some() {
        return Ok(None);
    }
    let ids: Vec<&str> = of.iter().map(|partner| partner.id.as_str()).collect();
    Ok(Some(partners::parents_of(tx, &ids)?))
}

/// Gives a partner another upper partner from a day on, or none.
pub fn set_parent(
    tx: &mut Tx<'_>,
    by: &By,
    id: &PartnerId,
    (parent, from): (Option<&PartnerId>, NaiveDate),
) -> Result<Partner, ServiceError> {
    let partner = get(tx, id)?;
    if let Some(parent) = parent {
        named(tx, parent, "/parent_id")?;
        if closes_a_circle(&partners::parents(tx)?, id, parent, from) {
            let detail = "the upper partner would at some time be below this one".to_owned();
            return Err(ServiceError::Conflict("parent_cycle", detail));
        }
    }
    let row = Parent { partner: id.clone(), from, parent: parent.cloned() };
    partners::insert_parent(tx, &row, (by.actor.user(), by.at())).map_err(|error| match error {
        StorageError::Refused(_) => {
            let detail = format!("the upper partner from {from} on is already decided");
            ServiceError::Conflict("parent_decided", detail)
        }
        error => error.into(),
    })?;
    let after = json!({"parent_id": parent.map(PartnerId::as_str), "from": from.to_string()});
    let change = Change { after: Some(after), ..Change::about("partners.parent", &partner) };
    audit::note(tx, by, &change)?;
    Ok(partner)
}

/// Whether a partner would be above itself on some day from `from` on, were `parent` above it until its
/// next row.
fn closes_a_circle(
    parents: &[Parent],
    partner: &PartnerId,
    parent: &PartnerId,
    from: NaiveDate,
) -> bool {
    let next = parents.iter().filter(|row| row.partner == *partner && row.from > from);
    let until = next.map(|row| row.from).min();
    let within = |day: &NaiveDate| *day >= from && until.is_none_or(|until| *day < until);
    let days = parents.iter().map(|row| row.from).filter(within).chain([from]);
    days.into_iter().any(|day| is_above(parents, partner, parent, day))
}

/// Whether `partner` is `other` or above it on a day.
fn is_above(parents: &[Parent], partner: &PartnerId, other: &PartnerId, day: NaiveDate) -> bool {
    let mut at = Some(other);
    // Each row leads one step up, and one more step finds nobody above, which bounds the walk.
    for _ in 0..parents.len() + 2 {
        match at {
            Some(id) if id == partner => return true,
            Some(id) => at = parent_on(parents, id, day),
            None => return false,
        }
    }
    true
}

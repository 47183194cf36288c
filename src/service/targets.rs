//! Targets: what a manager agrees with a partner for a month.

use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::partners;
use crate::domain::{PartnerId, Period, Target, TargetFigures, TargetId};
use crate::storage::{Tx, targets};

pub use crate::storage::targets::LISTED;

/// A target to be set.
#[derive(Debug, Clone)]
pub struct NewTarget {
    /// Whose.
    pub partner: PartnerId,
    /// For which month.
    pub month: Period,
    /// What is to be reached.
    pub figures: TargetFigures,
}

/// Sets a partner's target for a month, over one that was set before; whether there was none.
pub fn set(tx: &mut Tx<'_>, by: &By, new: &NewTarget) -> Result<(Target, bool), ServiceError> {
    partners::named(tx, &new.partner, "/partner_id")?;
    let before = targets::of_month(tx, &new.partner, new.month)?;
    let target = Target {
        id: before.as_ref().map_or_else(new_id, |target| target.id.clone()),
        partner: new.partner.clone(),
        month: new.month,
        figures: new.figures,
        set_by: by.actor.user().clone(),
        version: before.as_ref().map_or(1, |target| target.version + 1),
        created_at: before.as_ref().map_or(by.at(), |target| target.created_at),
        updated_at: by.at(),
    };
    match &before {
        None => targets::insert(tx, &target)?,
        Some(_) => ServiceError::stale_unless(targets::update(tx, &target)?)?,
    }
    audit::note(tx, by, &Change::of("targets.set", (before.as_ref(), &target)))?;
    Ok((target, before.is_none()))
}

/// A target that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &TargetId) -> Result<Target, ServiceError> {
    targets::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the targets that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Target>, ServiceError> {
    Ok(targets::list(tx, listing)?)
}

impl Recorded for Target {
    const KIND: &'static str = "target";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        json!({
            "month": self.month.to_string(),
            "recruits": self.figures.recruits,
            "new_sales": self.figures.new_sales,
            "renewal_sales": self.figures.renewal_sales,
        })
    }
}

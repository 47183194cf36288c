//! Partners: the companies of the programme.

use serde_json::{Value, json};

use super::agreements;
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::recruits;
use super::upper_partners::BEGINNING;
use crate::domain::{
    Actor, City, Code, Currency, Name, Note, Ntn, Partner, PartnerId, PartnerStatus, Word,
};
use crate::storage::Tx;
use crate::storage::partners::{self, Parent};

pub use crate::storage::partners::LISTED;

/// A partner to be made.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// What it is called in plans and files.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub city: City,
    /// The currency that it is paid in.
    pub payout_currency: Currency,
    /// Its upper partner, from the beginning on.
    pub parent: Option<PartnerId>,
    /// Where it works.
    pub territories: Vec<Name>,
    /// Its tier.
    pub tier: Option<Name>,
    /// Its standing.
    pub status: PartnerStatus,
    /// Its tax number.
    pub ntn: Option<Ntn>,
}

/// What changes of a partner: what is there.
#[derive(Debug, Clone, Default)]
pub struct PartnerChanges {
    /// Its name.
    pub name: Option<Name>,
    /// Where it is.
    pub city: Option<City>,
    /// The currency that it is paid in.
    pub payout_currency: Option<Currency>,
    /// Where it works.
    pub territories: Option<Vec<Name>>,
    /// Its tier, or none.
    pub tier: Option<Option<Name>>,
    /// Its tax number, or none.
    pub ntn: Option<Option<Ntn>>,
}

/// Makes a partner.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewPartner) -> Result<Partner, ServiceError> {
    if partners::by_code(tx, &new.code)?.is_some() {
        let detail = format!("{} is the code of another partner", new.code);
        return Err(ServiceError::Conflict("code_taken", detail));
    }
    let partner = made(new, by);
    partners::insert(tx, &partner)?;
    partners::insert_status(tx, &partner, None, (by.actor.user(), by.at()))?;
    if let Some(parent) = &new.parent {
        named(tx, parent, "/parent_id")?;
        let parent =
            Parent { partner: partner.id.clone(), from: BEGINNING, parent: Some(parent.clone()) };
        partners::insert_parent(tx, &parent, (by.actor.user(), by.at()))?;
    }
    let parent = json!({"parent_id": new.parent.as_ref().map(PartnerId::as_str)});
    let after = Some(audit::joined(partner.shown(), parent));
    audit::note(tx, by, &Change { after, ..Change::about("partners.create", &partner) })?;
    Ok(partner)
}

fn made(new: &NewPartner, by: &By) -> Partner {
    let new = new.clone();
    Partner {
        id: new_id(),
        code: new.code,
        name: new.name,
        city: new.city,
        payout_currency: new.payout_currency,
        tier: new.tier,
        territories: new.territories,
        ntn: new.ntn,
        status: new.status,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    }
}

/// A partner that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &PartnerId) -> Result<Partner, ServiceError> {
    partners::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A partner that a request names in a field.
pub(super) fn named(
    tx: &mut Tx<'_>,
    id: &PartnerId,
    pointer: &str,
) -> Result<Partner, ServiceError> {
    partners::by_id(tx, id)?.ok_or_else(|| unknown_partner(pointer))
}

/// A page of the partners that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Partner>, ServiceError> {
    Ok(partners::list(tx, listing)?)
}

/// Changes a partner; `seen` is the version that the caller has seen.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&PartnerId, Option<i32>),
    changes: &PartnerChanges,
) -> Result<Partner, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let changes = changes.clone();
    let partner = Partner {
        name: changes.name.unwrap_or_else(|| before.name.clone()),
        city: changes.city.unwrap_or_else(|| before.city.clone()),
        payout_currency: changes.payout_currency.unwrap_or(before.payout_currency),
        territories: changes.territories.unwrap_or_else(|| before.territories.clone()),
        tier: changes.tier.unwrap_or_else(|| before.tier.clone()),
        ntn: changes.ntn.unwrap_or_else(|| before.ntn.clone()),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &partner)?;
    audit::note(tx, by, &Change::of("partners.change", (Some(&before), &partner)))?;
    Ok(partner)
}

/// Changes a partner's standing, with a reason.
pub fn set_status(
    tx: &mut Tx<'_>,
    by: &By,
    id: &PartnerId,
    (status, reason): (PartnerStatus, &Note),
) -> Result<Partner, ServiceError> {
    let before = get(tx, id)?;
    if !before.status.may_become(status) {
        let (from, to) = (before.status.as_str(), status.as_str());
        let detail = format!("a partner that is {from} does not become {to}");
        return Err(ServiceError::Conflict("status", detail));
    }
    let version = before.version + 1;
    let partner = Partner { status, version, updated_at: by.at(), ..before.clone() };
    store(tx, &partner)?;
    partners::insert_status(tx, &partner, Some(reason.as_str()), (by.actor.user(), by.at()))?;
    if status == PartnerStatus::Terminated {
        wind_up(tx, by, (&partner, reason))?;
    }
    let change = Change::of("partners.status", (Some(&before), &partner)).because(reason);
    audit::note(tx, by, &change)?;
    Ok(partner)
}

/// What ends when a partner leaves: its agreements, today, and its protections, whose sellers go back to
/// the pool. Its statements go on until the balance is settled.
fn wind_up(
    tx: &mut Tx<'_>,
    by: &By,
    (partner, reason): (&Partner, &Note),
) -> Result<(), ServiceError> {
    agreements::end_all_of(tx, by, (&partner.id, reason))?;
    recruits::release_all_of(tx, by, (&partner.id, reason))?;
    Ok(())
}

/// A partner's people change nothing while it is not active.
pub(super) fn may_write(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), ServiceError> {
    let Some(id) = actor.partner() else { return Ok(()) };
    let partner = get(tx, id)?;
    if partner.status.may_write() {
        return Ok(());
    }
    let detail = format!("your partner is {}, so that you can only read", partner.status.as_str());
    Err(ServiceError::Conflict("partner_not_active", detail))
}

/// A partner named in a request that is not one that the caller may see.
pub(super) fn unknown_partner(pointer: &str) -> ServiceError {
    ServiceError::invalid(pointer, "unknown_id", "is not the id of a partner that you can see")
}

fn store(tx: &mut Tx<'_>, partner: &Partner) -> Result<(), ServiceError> {
    ServiceError::stale_unless(partners::update(tx, partner)?)
}

impl Recorded for Partner {
    const KIND: &'static str = "partner";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "code": self.code.as_str(),
            "name": self.name.as_str(),
            "city": self.city.as_str(),
            "payout_currency": self.payout_currency.code(),
            "tier": self.tier.as_ref().map(Name::as_str),
            "territories": self.territories.iter().map(Name::as_str).collect::<Vec<_>>(),
            "ntn": self.ntn.as_ref().map(Ntn::as_str),
            "status": self.status.as_str(),
        })
    }
}

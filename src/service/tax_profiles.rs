//! Partners' taxes: prepared by an owner or finance, in force once a second person confirmed them.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::partners;
use crate::domain::{PartnerId, Percent, TaxProfile, TaxProfileId, WithholdOn, Word};
use crate::storage::Tx;
use crate::storage::tax_profiles;

pub use crate::storage::tax_profiles::LISTED;

/// A tax profile to be prepared.
#[derive(Debug, Clone)]
pub struct NewTaxProfile {
    /// From this day on.
    pub from: NaiveDate,
    /// What is withheld of a payment.
    pub withholding: Percent,
    /// Of what it is withheld.
    pub withhold_on: WithholdOn,
    /// What the partner adds to its invoice.
    pub sales_tax: Percent,
}

impl NewTaxProfile {
    fn is_that_of(&self, profile: &TaxProfile) -> bool {
        (self.withholding, self.withhold_on, self.sales_tax)
            == (profile.withholding, profile.withhold_on, profile.sales_tax)
    }
}

/// Prepares a partner's taxes from a day on. One that nobody has confirmed gives its day to another; the
/// same again is the first, and `false` with it.
pub fn prepare(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    new: &NewTaxProfile,
) -> Result<(TaxProfile, bool), ServiceError> {
    let partner = partners::get(tx, partner)?;
    let NewTaxProfile { from, withholding, withhold_on, sales_tax } = new.clone();
    let before = tax_profiles::from_day(tx, &partner.id, from)?;
    if let Some(before) = before.as_ref().filter(|before| new.is_that_of(before)) {
        return Ok((before.clone(), false));
    }
    if before.as_ref().is_some_and(|before| before.confirmed.is_some()) {
        let detail =
            format!("the taxes from {from} on are confirmed; a correction has its own day");
        return Err(ServiceError::Conflict("tax_profile_stated", detail));
    }
    let profile = TaxProfile {
        id: new_id(),
        partner: partner.id,
        from,
        withholding,
        withhold_on,
        sales_tax,
        prepared_by: by.actor.user().clone(),
        confirmed: None,
        created_at: by.at(),
    };
    match &before {
        Some(before) => {
            ServiceError::stale_unless(tax_profiles::replace(tx, &before.id, &profile)?)?;
        }
        None => tax_profiles::insert(tx, &profile)?,
    }
    audit::note(tx, by, &Change::of("tax_profiles.prepare", (before.as_ref(), &profile)))?;
    Ok((profile, true))
}

/// Confirms what somebody else prepared.
pub fn confirm(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    id: &TaxProfileId,
) -> Result<TaxProfile, ServiceError> {
    let profile = tax_profiles::by_id(tx, partner, id)?.ok_or(ServiceError::NotFound)?;
    if profile.confirmed.is_some() {
        let detail = "it is confirmed already".to_owned();
        return Err(ServiceError::Conflict("confirmed", detail));
    }
    by.is_second_to(&profile.prepared_by)?;
    let confirmed = (by.actor.user().clone(), by.at());
    ServiceError::stale_unless(tax_profiles::confirm(tx, id, (&confirmed.0, confirmed.1))?)?;
    let profile = TaxProfile { confirmed: Some(confirmed), ..profile };
    audit::note(tx, by, &Change::of("tax_profiles.confirm", (None, &profile)))?;
    Ok(profile)
}

/// A page of a partner's tax profiles.
pub fn list(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    listing: &Listing,
) -> Result<Page<TaxProfile>, ServiceError> {
    let partner = partners::get(tx, partner)?;
    Ok(tax_profiles::list(tx, &partner.id, listing)?)
}

impl Recorded for TaxProfile {
    const KIND: &'static str = "tax_profile";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id.as_str(),
            "from": self.from.to_string(),
            "withholding_percent": self.withholding.to_string(),
            "withhold_on": self.withhold_on.as_str(),
            "sales_tax_percent": self.sales_tax.to_string(),
            "prepared_by": self.prepared_by.as_str(),
            "confirmed_by": self.confirmed.as_ref().map(|(by, _)| by.as_str()),
        })
    }
}

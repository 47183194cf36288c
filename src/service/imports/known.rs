//! What the rows of an import name by codes and numbers: partners, and sellers that are there already.

use std::collections::BTreeSet;

use super::super::error::{Invalid, ServiceError};
use super::super::recruits::{Registered, Whom};
use super::super::sellers::NewSeller;
use crate::domain::identity::{Match, Similarity, blocking_keys, compare};
use crate::domain::{Code, PartnerId, Seller, SellerId, Word};
use crate::formats::import::{Mentioned, SellerKey};
use crate::storage::{Tx, partners, products, recruits, sellers};

/// The partner of a code that stands in a field.
pub(super) fn partner(
    tx: &mut Tx<'_>,
    code: &Code,
    field: &str,
) -> Result<PartnerId, ServiceError> {
    let found = partners::by_code(tx, code)?;
    found.map(|partner| partner.id).ok_or_else(|| {
        let message = format!("{code} is not the code of a partner");
        ServiceError::invalid(format!("/{field}"), "unknown_code", message)
    })
}

/// The seller that is meant.
pub(super) fn seller(tx: &mut Tx<'_>, key: &SellerKey) -> Result<SellerId, ServiceError> {
    let (found, field) = match key {
        SellerKey::Id(id) => (sellers::by_id(tx, id)?, "seller_id"),
        SellerKey::Member(member) => (sellers::by_member_id(tx, member)?, "member_id"),
        SellerKey::Ntn(ntn) => (sellers::by_ntn(tx, ntn)?, "ntn"),
    };
    found.map(|seller| seller.id).ok_or_else(|| {
        ServiceError::invalid(format!("/{field}"), "unknown_seller", "is that of no seller")
    })
}

/// All that a row names and that nobody knows.
pub(super) fn unknown(tx: &mut Tx<'_>, named: &Mentioned) -> Result<Vec<Invalid>, ServiceError> {
    let Mentioned { seller: key, product, partner: code, credited, event } = named;
    let mut faults = Vec::new();
    let mut look = |found: Result<(), ServiceError>| match found {
        Err(ServiceError::Invalid(unknown)) => {
            faults.extend(unknown);
            Ok(())
        }
        found => found,
    };
    if let Some(key) = key {
        look(seller(tx, key).map(|_| ()))?;
    }
    if let Some(code) = product
        && products::by_code(tx, code)?.is_none()
    {
        let message = "is not the code of a product";
        look(Err(ServiceError::invalid("/product", "unknown_product", message)))?;
    }
    if let Some(code) = code {
        look(partner(tx, code, "partner").map(|_| ()))?;
    }
    for code in credited {
        look(partner(tx, code, "credits").map(|_| ()))?;
    }
    if let Some(event) = event
        && !recruits::event_is_seen(tx, event)?
    {
        let message = "is not the id of an event";
        look(Err(ServiceError::invalid("/event", "unknown_id", message)))?;
    }
    Ok(faults)
}

/// That a row's seller is another's, said of the number by which it is that seller.
pub(super) fn taken(
    tx: &mut Tx<'_>,
    whom: &Whom,
    seller: &SellerId,
) -> Result<ServiceError, ServiceError> {
    let known = sellers::by_id(tx, seller)?;
    let certain = match (whom, &known) {
        (Whom::Described(details), Some(known)) => {
            compare(&details.traits(), &known.traits(), Similarity::SAME)
        }
        _ => Match::None,
    };
    Ok(match certain {
        Match::Certain(number) => {
            let message = "is of a seller that cannot be registered now";
            let field = format!("/{}", number.as_str());
            ServiceError::invalid(field, "seller_not_available", message)
        }
        Match::Uncertain(_) | Match::None => Registered::refusal(),
    })
}

/// A seller that is there already: just as it would be made, or what of it is otherwise.
pub(super) enum Known {
    /// Just so.
    Same,
    /// This one, in other words.
    Other(SellerId, Vec<&'static str>),
}

/// Whether a seller that is to be made is there already. Where no number and no address names it, only one
/// that is the same in everything is taken for it.
pub(super) fn known(tx: &mut Tx<'_>, new: &NewSeller) -> Result<Option<Known>, ServiceError> {
    let details = &new.details;
    let traits = details.traits();
    let named = traits.ntn.is_some() || traits.cnic.is_some() || traits.member_id.is_some();
    let keys = if named { BTreeSet::new() } else { blocking_keys(&details.name, &details.city) };
    let mut other = None;
    for seller in sellers::candidates(tx, &traits, &keys)? {
        let differing = differing(&seller, new);
        if differing.is_empty() {
            return Ok(Some(Known::Same));
        }
        if let Match::Certain(_) = compare(&traits, &seller.traits(), Similarity::SAME) {
            other.get_or_insert(Known::Other(seller.id, differing));
        }
    }
    Ok(other)
}

/// What of a seller is not as it would be made. What was not said is not otherwise.
fn differing(seller: &Seller, new: &NewSeller) -> Vec<&'static str> {
    let details = &new.details;
    let said = |is: bool, same: bool| is && !same;
    let otherwise = [
        ("name", seller.name != details.name),
        ("city", seller.city != details.city),
        ("phone", said(details.phone.is_some(), seller.phone == details.phone)),
        ("email", said(details.email.is_some(), seller.email == details.email)),
        ("ntn", said(details.ntn.is_some(), seller.ntn == details.ntn)),
        ("cnic", said(details.cnic.is_some(), seller.cnic == details.cnic)),
        ("member_id", said(details.member_id.is_some(), seller.member_id == details.member_id)),
        (
            "contact_name",
            said(details.contact_name.is_some(), seller.contact_name == details.contact_name),
        ),
        (
            "categories",
            said(!details.categories.is_empty(), seller.categories == details.categories),
        ),
        ("star_rating", said(new.star_rating.is_some(), seller.star_rating == new.star_rating)),
        ("status", new.status.is_some_and(|status| status != seller.status)),
        ("partner", said(new.partner.is_some(), seller.partner == new.partner)),
        ("verified_on", said(new.verified_on.is_some(), seller.verified_on == new.verified_on)),
        (
            "membership_ends_on",
            said(
                new.membership_ends_on.is_some(),
                seller.membership_ends_on == new.membership_ends_on,
            ),
        ),
    ];
    otherwise.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

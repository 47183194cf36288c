//! One row of an import becomes a record, by the use case of that record.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::events::{self, NewRegistration};
use super::super::exchange_rates::{self, NewRate};
use super::super::recruits::{self, NewRecruit, Registered, Whom};
use super::super::sales::{self, NewSale};
use super::super::sellers::{self, NewSeller, SellerDetails};
use super::known::{self, Known};
use crate::domain::event::Mode;
use crate::domain::recruit::Source;
use crate::domain::{Category, ClientRef};
use crate::formats::import::{
    Described, ImportRow, RateRow, RecruitRow, RegistrationRow, SaleRow, SellerRow,
};
use crate::storage::Tx;

/// What a row came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A record.
    New,
    /// The record was there already, just so.
    Unchanged,
}

fn made(is_new: bool) -> Outcome {
    if is_new { Outcome::New } else { Outcome::Unchanged }
}

/// Makes a record of a row. `place` is the file's hash and the row in it: the same again is the same.
pub(super) fn take(
    tx: &mut Tx<'_>,
    by: &By,
    row: &ImportRow,
    place: ([u8; 32], i64),
) -> Result<Outcome, ServiceError> {
    match row {
        ImportRow::Seller(row) => seller(tx, by, row),
        ImportRow::Recruit(row) => recruit(tx, by, row, place),
        ImportRow::Sale(row) => sale(tx, by, row),
        ImportRow::Registration(row) => registration(tx, by, row),
        ImportRow::Rate(row) => rate(tx, by, row),
    }
}

fn details(described: Described, categories: Vec<Category>) -> SellerDetails {
    let Described { name, city, phone, email, ntn, cnic, member_id, contact_name } = described;
    SellerDetails { name, city, phone, email, ntn, cnic, member_id, contact_name, categories }
}

fn seller(tx: &mut Tx<'_>, by: &By, row: &SellerRow) -> Result<Outcome, ServiceError> {
    let partner = row.partner.as_ref().map(|code| known::partner(tx, code, "partner"));
    let row = row.clone();
    let new = NewSeller {
        details: details(row.described, row.categories),
        star_rating: row.star_rating,
        status: row.status,
        partner: partner.transpose()?,
        verified_on: row.verified_on,
        membership_ends_on: row.membership_ends_on,
    };
    match known::known(tx, &new)? {
        None => sellers::create(tx, by, &new).map(|_| Outcome::New),
        Some(Known::Same) => Ok(Outcome::Unchanged),
        Some(Known::Other(id, differing)) => {
            let detail = format!("is {id}, of which these are otherwise: {}", differing.join(", "));
            Err(ServiceError::Conflict("seller_exists", detail))
        }
    }
}

fn recruit(
    tx: &mut Tx<'_>,
    by: &By,
    row: &RecruitRow,
    place: ([u8; 32], i64),
) -> Result<Outcome, ServiceError> {
    let partner = known::partner(tx, &row.partner, "partner")?;
    let row = row.clone();
    let details = details(row.described, row.categories);
    let usual = if row.event.is_some() { Source::Event } else { Source::PlatformList };
    let new = NewRecruit {
        partner: Some(partner),
        whom: Whom::Described(Box::new(details)),
        source: row.source.unwrap_or(usual),
        event: row.event,
        note: row.note,
        captured_at: row.captured_at,
        client_ref: reference(place),
    };
    match recruits::register(tx, by, &new) {
        Ok(Registered::New(_)) => Ok(Outcome::New),
        Ok(Registered::Again(_)) | Err(ServiceError::Conflict("already_yours", _)) => {
            Ok(Outcome::Unchanged)
        }
        // The record of the refusal goes with the row: no partner asked for it.
        Ok(Registered::Refused(refused)) => Err(known::taken(tx, &new.whom, &refused.seller)?),
        Err(error) => Err(error),
    }
}

/// The name that a row's record has for ever, by the file and its place in it.
fn reference((file, row): ([u8; 32], i64)) -> Option<ClientRef> {
    let hash = Sha256::new().chain_update(file).chain_update(row.to_be_bytes()).finalize();
    let id = Uuid::from_slice(hash.get(..16)?).ok()?;
    ClientRef::parse(&id.to_string())
}

fn sale(tx: &mut Tx<'_>, by: &By, row: &SaleRow) -> Result<Outcome, ServiceError> {
    let seller = known::seller(tx, &row.seller)?;
    let credits = row.credits.as_ref().map(|credits| {
        let credit = |(code, share): &(_, _)| Ok((known::partner(tx, code, "credits")?, *share));
        credits.iter().map(credit).collect::<Result<Vec<_>, ServiceError>>()
    });
    let credits = credits.transpose()?;
    let row = row.clone();
    let new = NewSale {
        external_id: row.external_id,
        seller,
        kind: row.kind,
        product: row.product,
        amount: row.amount,
        paid_on: row.paid_on,
        credits,
        source: row.source,
        event: row.event,
        note: row.note,
    };
    sales::record(tx, by, &new).map(|(_, is_new)| made(is_new))
}

fn registration(tx: &mut Tx<'_>, by: &By, row: &RegistrationRow) -> Result<Outcome, ServiceError> {
    let row = row.clone();
    let new = NewRegistration {
        name: row.name,
        company: row.company,
        phone: Some(row.phone),
        email: row.email,
        city: row.city,
        mode: row.mode.unwrap_or(Mode::OnSite),
        invited_by: None,
        chosen: None,
    };
    match events::register(tx, by, &row.event, &new) {
        Ok((_, is_new)) => Ok(made(is_new)),
        Err(ServiceError::NotFound) => {
            Err(ServiceError::invalid("/event", "unknown_id", "is not the id of an event"))
        }
        Err(error) => Err(error),
    }
}

fn rate(tx: &mut Tx<'_>, by: &By, row: &RateRow) -> Result<Outcome, ServiceError> {
    let RateRow { date, base, quote, rate } = row.clone();
    let new = NewRate { date, base, quote, rate };
    exchange_rates::create(tx, by, &new).map(|(_, is_new)| made(is_new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_one_name_for_ever() {
        let one = reference(([7; 32], 2)).unwrap();
        assert_eq!(reference(([7; 32], 2)), Some(one.clone()));
        assert_ne!(reference(([7; 32], 3)), Some(one.clone()));
        assert_ne!(reference(([8; 32], 2)), Some(one));
    }
}

//! Confirming a sale: it earns, its recruit is won, its partner holds the seller, whose membership runs.

use super::{checks, get, rates, still_open, store};
use crate::domain::membership::membership_ends_on;
use crate::domain::recruit::{Recruit, RecruitStatus};
use crate::domain::{
    Done, PartnerId, ProductKind, Sale, SaleId, SaleKind, SaleStatus, SellerStatus,
};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::{Invalid, ServiceError, fresh};
use crate::service::{recruits, settings};
use crate::storage::holders::{self, Changed, NewHolder};
use crate::storage::{Tx, products, sellers};

/// The most sales that are confirmed at once.
const MOST_AT_ONCE: usize = 200;

/// Confirms a sale; whoever recorded it, or changed it last, may not.
pub fn confirm(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&SaleId, Option<i32>),
) -> Result<Sale, ServiceError> {
    let sale = get(tx, id)?;
    fresh(sale.version, seen)?;
    confirmed(tx, by, &sale)
}

/// Confirms many sales, all or none.
pub fn confirm_all(tx: &mut Tx<'_>, by: &By, ids: &[SaleId]) -> Result<Vec<Sale>, ServiceError> {
    if !(1..=MOST_AT_ONCE).contains(&ids.len()) {
        let message = format!("lists {} sales, and takes 1 to {MOST_AT_ONCE}", ids.len());
        return Err(ServiceError::invalid("/ids", "too_many", message));
    }
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (place, id) in ids.iter().enumerate() {
        let mut fault = |code, message: &str| {
            let (pointer, message) = (format!("/ids/{place}"), message.to_owned());
            faults.push(Invalid { pointer, code, message });
        };
        match get(tx, id) {
            Ok(_) if ids.iter().take(place).any(|other| other == id) => {
                fault("twice", "is in the list already");
            }
            Ok(sale) => all.push(sale),
            Err(ServiceError::NotFound) => fault("unknown_id", "is not the id of a sale"),
            Err(error) => return Err(error),
        }
    }
    if !faults.is_empty() {
        return Err(ServiceError::Invalid(faults));
    }
    all.iter().map(|sale| confirmed(tx, by, sale).map_err(|error| named(sale, error))).collect()
}

/// The same refusal, saying of which sale it is.
fn named(sale: &Sale, error: ServiceError) -> ServiceError {
    let of = |detail: String| format!("{}: {detail}", sale.external_id);
    match error {
        ServiceError::Conflict(code, detail) => ServiceError::Conflict(code, of(detail)),
        ServiceError::Unprocessable(code, detail) => ServiceError::Unprocessable(code, of(detail)),
        error => error,
    }
}

fn confirmed(tx: &mut Tx<'_>, by: &By, before: &Sale) -> Result<Sale, ServiceError> {
    still_open(before)?;
    [&before.recorded_by]
        .into_iter()
        .chain(&before.changed_by)
        .try_for_each(|hand| by.is_second_to(hand))?;
    rates::needed(tx, before)?;
    let recruit = winning(tx, before)?;
    let product = products::by_id(tx, &before.product)?.ok_or(ServiceError::NotFound)?;
    let is_membership = product.kind == ProductKind::Membership && before.kind != SaleKind::AddOn;
    let term = product.term.filter(|_| is_membership);
    let seller = sellers::by_id(tx, &before.seller)?.ok_or(ServiceError::NotFound)?;
    let after = Sale {
        status: SaleStatus::Confirmed,
        confirmed: Some(Done { by: by.actor.user().clone(), at: by.at() }),
        recruit: recruit.as_ref().map(|recruit| recruit.id.clone()),
        term,
        membership_before: seller.membership_ends_on.filter(|_| term.is_some()),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &after)?;
    if let Some(recruit) = &recruit {
        recruits::win(tx, by, &recruit.id)?;
    }
    hold(tx, by, (&after, recruit.as_ref().map(|recruit| &recruit.partner)))?;
    if is_membership {
        extend(tx, by, &after)?;
    }
    audit::note(tx, by, &Change::of("sales.confirm", (Some(before), &after)))?;
    Ok(after)
}

/// The recruit that a sale wins: the one that protected the seller on the day of payment, where its
/// partner is credited.
fn winning(tx: &mut Tx<'_>, sale: &Sale) -> Result<Option<Recruit>, ServiceError> {
    let protecting = checks::protecting(tx, &sale.seller, sale.paid_on)?;
    Ok(protecting.filter(|recruit| {
        recruit.status.may_become(RecruitStatus::Won)
            && sale.credits.iter().any(|credit| credit.partner == recruit.partner)
    }))
}

/// Makes a sale's partner the seller's holder from the day of payment on: the one whose recruit it won;
/// without a recruit, where nobody holds the seller, the one with the largest share.
pub(super) fn hold(
    tx: &mut Tx<'_>,
    by: &By,
    (sale, winner): (&Sale, Option<&PartnerId>),
) -> Result<(), ServiceError> {
    let open = holders::open_holding(tx, &sale.seller)?;
    let largest = sale.credits.iter().rev().max_by_key(|credit| credit.share.parts());
    let partner = match (winner, &open, largest) {
        (Some(winner), _, _) => winner,
        (None, None, Some(credit)) => &credit.partner,
        _ => return Ok(()),
    };
    if open.is_some_and(|open| open.partner == *partner || open.from > sale.paid_on) {
        return Ok(());
    }
    // Who held the seller until a later day did so: the past is not rewritten.
    let held = holders::of_seller(tx, &sale.seller)?;
    let ended = held.iter().filter_map(|holding| holding.until).max();
    let new = NewHolder {
        seller: &sale.seller,
        partner,
        from: ended.map_or(sale.paid_on, |ended| ended.max(sale.paid_on)),
        sale: Some(&sale.id),
        reason: None,
    };
    Ok(holders::open_holder(tx, &new, &changed(by))?)
}

/// The person, instant and day of a change of holder.
pub(super) fn changed(by: &By) -> Changed<'_> {
    Changed { by: Some(by.actor.user()), at: by.at(), today: by.now.today }
}

/// Gives a seller the membership that its sale pays for.
fn extend(tx: &mut Tx<'_>, by: &By, sale: &Sale) -> Result<(), ServiceError> {
    // The holder may just have been written beside it.
    let mut seller = sellers::by_id(tx, &sale.seller)?.ok_or(ServiceError::NotFound)?;
    if let Some(term) = sale.term {
        let months = u32::from(term.months());
        seller.membership_ends_on =
            Some(membership_ends_on(sale.paid_on, seller.membership_ends_on, months));
    }
    let settings = settings::in_force(tx, by.now.today)?;
    seller.status = match seller.membership_ends_on {
        None => SellerStatus::Active,
        ends_on => SellerStatus::on(ends_on, by.now.today, &settings.membership),
    };
    seller.version += 1;
    seller.updated_at = by.at();
    ServiceError::stale_unless(sellers::update(tx, &seller)?)
}

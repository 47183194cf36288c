//! Making a sale void, which undoes what its confirmation did.

use chrono::NaiveDate;

use super::confirm::{changed, hold};
use super::{get, store};
use crate::domain::membership::membership_ends_on;
use crate::domain::{Note, Sale, SaleId, SaleKind, SaleStatus, Seller, SellerStatus, Term, Voided};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::{ServiceError, fresh};
use crate::service::{recruits, settings};
use crate::storage::holders::{self, NewHolder};
use crate::storage::{Tx, sales, sellers};

/// Makes a sale void, for ever.
pub fn void(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&SaleId, Option<i32>),
    reason: &Note,
) -> Result<Sale, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    if before.status == SaleStatus::Void {
        return Err(ServiceError::Conflict("sale_void", "it is void already".to_owned()));
    }
    let (by_user, at) = (by.actor.user().clone(), by.at());
    let after = Sale {
        status: SaleStatus::Void,
        voided: Some(Voided { by: by_user, at, reason: reason.clone() }),
        version: before.version + 1,
        updated_at: at,
        ..before.clone()
    };
    store(tx, &after)?;
    if before.status == SaleStatus::Confirmed {
        let others = sales::confirmed_of(tx, &before.seller)?;
        release(tx, by, (&before, &others), reason)?;
        shorten(tx, by, (&before, &others))?;
        if let Some(recruit) = &before.recruit {
            recruits::undo_win(tx, by, recruit)?;
        }
    }
    audit::note(tx, by, &Change::of("sales.void", (Some(&before), &after)).because(reason))?;
    Ok(after)
}

/// Takes the seller from the partner that the sale made its holder: whoever held it before does so
/// again, or whom another confirmed sale makes its holder. Where the seller was transferred since, that
/// stands.
fn release(
    tx: &mut Tx<'_>,
    by: &By,
    (sale, others): (&Sale, &[Sale]),
    reason: &Note,
) -> Result<(), ServiceError> {
    let open = holders::open_holding(tx, &sale.seller)?;
    let Some(open) = open.filter(|open| open.sale.as_ref() == Some(&sale.id)) else {
        return Ok(());
    };
    holders::close_holder(tx, &sale.seller, (open.from, Some(reason)), &changed(by))?;
    let held = holders::of_seller(tx, &sale.seller)?;
    let was_held =
        |holding: &&holders::Holding| holding.until == Some(open.from) && holding.from < open.from;
    match (held.iter().rev().find(was_held), others.first()) {
        (Some(before), _) => {
            let new = NewHolder {
                seller: &sale.seller,
                partner: &before.partner,
                from: open.from,
                sale: before.sale.as_ref(),
                reason: Some(reason),
            };
            Ok(holders::open_holder(tx, &new, &changed(by))?)
        }
        (None, Some(other)) => hold(tx, by, (other, None)),
        (None, None) => Ok(()),
    }
}

/// Takes the sale's term from the seller's membership. Terms that were added to it since begin anew
/// without it; where somebody has set the membership's end by hand, that stands.
fn shorten(tx: &mut Tx<'_>, by: &By, (sale, others): (&Sale, &[Sale])) -> Result<(), ServiceError> {
    let seller = sellers::by_id(tx, &sale.seller)?.ok_or(ServiceError::NotFound)?;
    let mut later: Vec<&Sale> =
        others.iter().filter(|other| other.term.is_some() && is_later(other, sale)).collect();
    later.sort_by_key(|other| other.confirmed.as_ref().map(|confirmed| confirmed.at));
    let with = later
        .iter()
        .fold(ends_on(sale, sale.membership_before), |running, other| ends_on(other, running));
    if seller.membership_ends_on != with {
        return Ok(());
    }
    let mut running = sale.membership_before;
    for other in later {
        if other.membership_before != running {
            let version = other.version + 1;
            let updated_at = by.at();
            let mended = Sale { membership_before: running, version, updated_at, ..other.clone() };
            store(tx, &mended)?;
        }
        running = ends_on(other, running);
    }
    let is_member = others.iter().any(|other| other.kind != SaleKind::AddOn);
    settle(tx, by, (seller, running), is_member)
}

/// Writes down where a seller stands with the membership that is left to it.
fn settle(
    tx: &mut Tx<'_>,
    by: &By,
    (seller, ends_on): (Seller, Option<NaiveDate>),
    is_member: bool,
) -> Result<(), ServiceError> {
    let settings = settings::in_force(tx, by.now.today)?;
    let status = match ends_on {
        None if is_member => SellerStatus::Active,
        ends_on => SellerStatus::on(ends_on, by.now.today, &settings.membership),
    };
    let (version, updated_at) = (seller.version + 1, by.at());
    let seller = Seller { membership_ends_on: ends_on, status, version, updated_at, ..seller };
    ServiceError::stale_unless(sellers::update(tx, &seller)?)
}

fn is_later(other: &Sale, sale: &Sale) -> bool {
    let confirmed = |sale: &Sale| sale.confirmed.as_ref().map(|confirmed| confirmed.at);
    confirmed(other) >= confirmed(sale)
}

/// The end of a membership after a sale of one that ran so far.
fn ends_on(sale: &Sale, running: Option<NaiveDate>) -> Option<NaiveDate> {
    let months = sale.term.map(Term::months);
    let after = |months: u16| membership_ends_on(sale.paid_on, running, months.into());
    months.map(after).or(running)
}

//! Who held a seller, from which day on and until, and not on, which.
//!
//! `sellers.partner_id` is today's holder; the functions here keep it in step.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{seller_holders, sellers};
use crate::domain::{Note, PartnerId, SaleId, SellerId, UserId};

/// A time in which a partner held a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Which seller.
    pub seller: SellerId,
    /// Which partner.
    pub partner: PartnerId,
    /// From this day on.
    pub from: NaiveDate,
    /// Until, and not on, this day; none is for ever.
    pub until: Option<NaiveDate>,
    /// The sale that made the partner the holder; none is a transfer.
    pub sale: Option<SaleId>,
}

/// Who becomes a seller's holder, from which day on and why.
#[derive(Debug, Clone, Copy)]
pub struct NewHolder<'a> {
    /// Of which seller.
    pub seller: &'a SellerId,
    /// The new holder.
    pub partner: &'a PartnerId,
    /// From this day on.
    pub from: NaiveDate,
    /// The sale that made it so; none is a transfer.
    pub sale: Option<&'a SaleId>,
    /// Why.
    pub reason: Option<&'a Note>,
}

/// The change's person, instant and business day.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    /// By whom; none is the system.
    pub by: Option<&'a UserId>,
    /// When.
    pub at: NaiveDateTime,
    /// The day, which decides who holds the seller today.
    pub today: NaiveDate,
}

type Row = (String, String, NaiveDate, Option<NaiveDate>, Option<String>);

const ROW: (
    seller_holders::seller_id,
    seller_holders::partner_id,
    seller_holders::from_on,
    seller_holders::until_on,
    seller_holders::sale_id,
) = (
    seller_holders::seller_id,
    seller_holders::partner_id,
    seller_holders::from_on,
    seller_holders::until_on,
    seller_holders::sale_id,
);

fn holding((seller, partner, from, until, sale): Row) -> Result<Holding, StorageError> {
    let unreadable = || StorageError::Failed(format!("seller {seller}: its holders"));
    Ok(Holding {
        partner: PartnerId::parse(&partner).ok_or_else(unreadable)?,
        from,
        until,
        sale: sale.map(|sale| SaleId::parse(&sale).ok_or_else(unreadable)).transpose()?,
        seller: SellerId::parse(&seller).ok_or_else(unreadable)?,
    })
}

/// Who held a seller on a day. Asked with the programme's sight, since a partner sees its own times.
pub fn holder_on(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    day: NaiveDate,
) -> Result<Option<PartnerId>, StorageError> {
    let held = seller_holders::table
        .filter(seller_holders::seller_id.eq(seller.as_str()))
        .filter(seller_holders::from_on.le(day))
        .filter(seller_holders::until_on.is_null().or(seller_holders::until_on.gt(day)));
    let row: Option<Row> = held.select(ROW).get_result(tx.connection).optional()?;
    Ok(row.map(holding).transpose()?.map(|holding| holding.partner))
}

/// The time of a seller's holder that has no end yet.
pub fn open_holding(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Option<Holding>, StorageError> {
    let open = seller_holders::table
        .filter(seller_holders::seller_id.eq(seller.as_str()))
        .filter(seller_holders::until_on.is_null());
    let row: Option<Row> = open.select(ROW).get_result(tx.connection).optional()?;
    row.map(holding).transpose()
}

/// A seller's holders as the scope may see them, the oldest first.
pub fn of_seller(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Vec<Holding>, StorageError> {
    let mut query =
        seller_holders::table.filter(seller_holders::seller_id.eq(seller.as_str())).into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(seller_holders::partner_id.eq(partner.to_string()));
    }
    let rows: Vec<Row> = query.select(ROW).order(seller_holders::seq).load(tx.connection)?;
    rows.into_iter().map(holding).collect()
}

/// Makes a partner a seller's holder from a day on: whoever holds it then does so until that day. A time
/// that would begin later must be closed by the caller, which knows whether it may.
pub fn open_holder(
    tx: &mut Tx<'_>,
    new: &NewHolder<'_>,
    changed: &Changed<'_>,
) -> Result<(), StorageError> {
    close_holder(tx, new.seller, (new.from, new.reason), changed)?;
    diesel::insert_into(seller_holders::table)
        .values((
            seller_holders::seller_id.eq(new.seller.as_str()),
            seller_holders::partner_id.eq(new.partner.as_str()),
            seller_holders::from_on.eq(new.from),
            seller_holders::sale_id.eq(new.sale.map(SaleId::as_str)),
            seller_holders::reason.eq(new.reason.map(Note::as_str)),
            seller_holders::created_by.eq(changed.by.map(UserId::as_str)),
            seller_holders::created_at.eq(changed.at),
        ))
        .execute(tx.connection)
        .map_err(meanwhile)?;
    keep_in_step(tx, new.seller, changed)
}

/// Whoever looked, saw no other holder: one that is there now came meanwhile, and is seen by trying again.
fn meanwhile(error: diesel::result::Error) -> StorageError {
    match StorageError::from(error) {
        StorageError::Refused(rule) if rule == "seller_holders_do_not_overlap" => {
            StorageError::Contended
        }
        error => error,
    }
}

/// Ends the open time of a seller's holder, if there is one: it holds it until, and not on, a day.
pub fn close_holder(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    (until, reason): (NaiveDate, Option<&Note>),
    changed: &Changed<'_>,
) -> Result<(), StorageError> {
    let open = seller_holders::table
        .filter(seller_holders::seller_id.eq(seller.as_str()))
        .filter(seller_holders::until_on.is_null());
    diesel::update(open)
        .set((
            seller_holders::until_on.eq(until),
            seller_holders::closed_reason.eq(reason.map(Note::as_str)),
            seller_holders::closed_by.eq(changed.by.map(UserId::as_str)),
            seller_holders::closed_at.eq(changed.at),
        ))
        .execute(tx.connection)?;
    keep_in_step(tx, seller, changed)
}

/// Writes today's holder beside the seller, where it is another.
pub fn keep_in_step(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    changed: &Changed<'_>,
) -> Result<(), StorageError> {
    let holder = holder_on(tx, seller, changed.today)?;
    let kept: Option<String> = sellers::table
        .filter(sellers::id.eq(seller.as_str()))
        .select(sellers::partner_id)
        .get_result(tx.connection)?;
    let holder = holder.map(|holder| holder.to_string());
    if kept == holder {
        return Ok(());
    }
    diesel::update(sellers::table.filter(sellers::id.eq(seller.as_str())))
        .set((
            sellers::partner_id.eq(holder),
            sellers::version.eq(sellers::version + 1),
            sellers::updated_at.eq(changed.at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The sellers beside which another holder is written than today's, after an id: a transfer that was
/// dated later has come.
pub fn out_of_step(
    tx: &mut Tx<'_>,
    today: NaiveDate,
    (after, most): (&str, u16),
) -> Result<Vec<SellerId>, StorageError> {
    let holder = seller_holders::table
        .filter(seller_holders::seller_id.eq(sellers::id))
        .filter(seller_holders::from_on.le(today))
        .filter(seller_holders::until_on.is_null().or(seller_holders::until_on.gt(today)));
    let written = holder.filter(sellers::partner_id.eq(seller_holders::partner_id.nullable()));
    let in_step = exists(written).or(sellers::partner_id.is_null().and(not(exists(holder))));
    let ids: Vec<String> = sellers::table
        .filter(sellers::id.gt(after))
        .filter(not(in_step))
        .select(sellers::id)
        .order(sellers::id)
        .limit(most.into())
        .load(tx.connection)?;
    let read = |id: String| {
        SellerId::parse(&id).ok_or_else(|| StorageError::Failed(format!("seller {id}: its id")))
    };
    ids.into_iter().map(read).collect()
}

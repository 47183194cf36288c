//! What is stated of a sale: whether it can be, and whose it is where that is not said.

use chrono::NaiveDate;

use super::StatedShare;
use crate::commission::facts::check_shares;
use crate::domain::recruit::Recruit;
use crate::domain::{
    City, Code, EventId, Money, PartnerId, Product, Seller, SellerId, Share, Text, Word, start_of,
};
use crate::service::by::By;
use crate::service::error::{Invalid, ServiceError};
use crate::service::settings;
use crate::storage::{Tx, holders, partners, products, recruits, sales, sellers};

/// What is stated of a sale, as far as it can be wrong.
#[derive(Debug)]
pub(super) struct Stated<'a> {
    pub(super) seller: &'a SellerId,
    pub(super) product: &'a Code,
    pub(super) amount: Money,
    pub(super) paid_on: NaiveDate,
    pub(super) credits: Option<&'a [StatedShare]>,
    pub(super) event: Option<&'a EventId>,
}

/// What could be read of a sale some of whose fields are faulty.
#[derive(Debug, Clone, Default)]
pub struct Glimpse {
    /// Who paid.
    pub seller: Option<SellerId>,
    /// The product's code.
    pub product: Option<Code>,
    /// What was paid.
    pub amount: Option<Money>,
    /// On which day.
    pub paid_on: Option<NaiveDate>,
    /// Whose it is.
    pub credits: Option<Vec<StatedShare>>,
    /// The event that it came of.
    pub event: Option<EventId>,
}

/// What it is about.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) seller: Seller,
    pub(super) product: Product,
    pub(super) shares: Vec<StatedShare>,
}

/// Looks up what a sale is about, or says all that is wrong with it.
pub(super) fn checked(
    tx: &mut Tx<'_>,
    by: &By,
    stated: &Stated<'_>,
) -> Result<Checked, ServiceError> {
    let glimpse = Glimpse {
        seller: Some(stated.seller.clone()),
        product: Some(stated.product.clone()),
        amount: Some(stated.amount),
        paid_on: Some(stated.paid_on),
        credits: stated.credits.map(<[StatedShare]>::to_vec),
        event: stated.event.cloned(),
    };
    let faults = faults(tx, by, &glimpse)?;
    let seller = sellers::by_id(tx, stated.seller)?;
    let product = products::by_code(tx, stated.product)?;
    let (Some(seller), Some(product), true) = (seller, product, faults.is_empty()) else {
        return Err(ServiceError::Invalid(faults));
    };
    let shares = match stated.credits {
        Some(shares) => shares.to_vec(),
        None => vec![(credited(tx, stated.seller, stated.paid_on)?, Share::WHOLE)],
    };
    Ok(Checked { seller, product, shares })
}

/// All that is wrong with what is stated of a sale.
pub fn faults(tx: &mut Tx<'_>, by: &By, stated: &Glimpse) -> Result<Vec<Invalid>, ServiceError> {
    let mut faults = Vec::new();
    let mut fault = |pointer: &str, code, message: &str| {
        let (pointer, message) = (pointer.to_owned(), message.to_owned());
        faults.push(Invalid { pointer, code, message });
    };
    if stated.amount.is_some_and(|money| money.amount.minor() < 0) {
        fault("/amount/amount", "negative", "is below zero");
    }
    if stated.paid_on.is_some_and(|day| day > by.now.today) {
        fault("/paid_on", "in_the_future", "is a day that has not come yet");
    }
    if let Some(seller) = &stated.seller
        && sellers::by_id(tx, seller)?.is_none()
    {
        fault("/seller_id", "unknown_id", "is not the id of a seller");
    }
    if let Some(product) = &stated.product
        && products::by_code(tx, product)?.is_none()
    {
        fault("/product", "unknown_product", "is not the code of a product");
    }
    if let Some(event) = &stated.event
        && !recruits::event_is_seen(tx, event)?
    {
        fault("/event_id", "unknown_id", "is not the id of an event");
    }
    let Some(shares) = &stated.credits else { return Ok(faults) };
    faults.extend(wrong_shares(tx, shares)?);
    if let Err(wrong) = adds_up(shares) {
        let message = format!("{wrong}; there are {}", shares.len());
        faults.push(Invalid { pointer: "/credits".to_owned(), code: "shares", message });
    }
    Ok(faults)
}

fn adds_up(shares: &[StatedShare]) -> Result<(), crate::commission::facts::ShareFault> {
    let shares: Vec<(&str, Share)> =
        shares.iter().map(|(partner, share)| (partner.as_str(), *share)).collect();
    check_shares(&shares)
}

/// Shares of partners that there are not.
fn wrong_shares(tx: &mut Tx<'_>, shares: &[StatedShare]) -> Result<Vec<Invalid>, ServiceError> {
    let mut faults = Vec::new();
    for (place, (partner, _)) in shares.iter().enumerate() {
        if partners::by_id(tx, partner)?.is_none() {
            let pointer = format!("/credits/{place}/partner_id");
            let message = "is not the id of a partner".to_owned();
            faults.push(Invalid { pointer, code: "unknown_id", message });
        }
    }
    Ok(faults)
}

/// Whose a sale is where nothing is said: the holder's of that day, or else the protecting partner's.
fn credited(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    paid_on: NaiveDate,
) -> Result<PartnerId, ServiceError> {
    if let Some(holder) = holders::holder_on(tx, seller, paid_on)? {
        return Ok(holder);
    }
    let recruit = protecting(tx, seller, paid_on)?.ok_or_else(|| {
        let detail = format!("no partner held or protected the seller on {paid_on}; state credits");
        ServiceError::Unprocessable("no_partner", detail)
    })?;
    Ok(recruit.partner)
}

/// The recruit that protected a seller on a day.
pub(super) fn protecting(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    day: NaiveDate,
) -> Result<Option<Recruit>, ServiceError> {
    let zone = settings::in_force(tx, day)?.zone;
    let next = day.succ_opt().unwrap_or(day);
    let (begins, ends) = (start_of(day, zone).naive_utc(), start_of(next, zone).naive_utc());
    Ok(recruits::protection_on(tx, seller, (day, begins, ends))?)
}

/// How a sale's seller was found where that is not said: as the recruit has it that protected the seller
/// on that day, or else the one that was won.
pub(super) fn source(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    paid_on: NaiveDate,
) -> Result<Text, ServiceError> {
    let known = match protecting(tx, seller, paid_on)? {
        Some(recruit) => Text::parse(recruit.source.as_str()),
        None => sales::source_of_won(tx, seller)?,
    };
    Ok(known.unwrap_or_else(nothing))
}

/// Where a seller is, for its sale.
pub(super) fn city(seller: &Seller) -> Text {
    Text::parse(City::as_str(&seller.city)).unwrap_or_else(nothing)
}

fn nothing() -> Text {
    Text::default()
}

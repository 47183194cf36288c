//! Sales: recorded by one person, confirmed by another, and made void where they were none.
//!
//! `docs/API.md`, "Sales". Only a confirmed sale earns, and its facts stand.

mod checks;
mod confirm;
mod rates;
mod void;

use chrono::NaiveDate;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use crate::domain::{
    Actor, Code, EventId, Money, Note, PartnerId, Sale, SaleId, SaleKind, SaleStatus, SellerId,
    Share, Text, Word,
};
use crate::storage::{Tx, refunds, sales};
use checks::{Checked, Stated};

pub use super::listing::Listed;
pub use crate::storage::sales::{LISTED, LISTED_FOR_PARTNERS};
pub use checks::{Glimpse, faults};
pub use confirm::{confirm, confirm_all};
pub use void::void;

/// A partner's share of a sale, as it is stated.
pub type StatedShare = (PartnerId, Share);

/// A sale to be recorded.
#[derive(Debug, Clone)]
pub struct NewSale {
    /// What it is called where it was made.
    pub external_id: Code,
    /// Who paid.
    pub seller: SellerId,
    /// What kind of sale it is.
    pub kind: SaleKind,
    /// The product's code.
    pub product: Code,
    /// What was paid.
    pub amount: Money,
    /// On which day.
    pub paid_on: NaiveDate,
    /// Whose it is; absent, whoever held or protected the seller on that day.
    pub credits: Option<Vec<StatedShare>>,
    /// How the seller was found; absent, as its recruit says.
    pub source: Option<Text>,
    /// The event that it came of.
    pub event: Option<EventId>,
    /// What there is to say about it.
    pub note: Option<Note>,
}

/// What changes of a recorded sale: what is there.
#[derive(Debug, Clone, Default)]
pub struct SaleChanges {
    /// Who paid.
    pub seller: Option<SellerId>,
    /// What kind of sale it is.
    pub kind: Option<SaleKind>,
    /// The product's code.
    pub product: Option<Code>,
    /// What was paid.
    pub amount: Option<Money>,
    /// On which day.
    pub paid_on: Option<NaiveDate>,
    /// Whose it is.
    pub credits: Option<Vec<StatedShare>>,
    /// How the seller was found.
    pub source: Option<Text>,
    /// The event that it came of, or none.
    pub event: Option<Option<EventId>>,
    /// What there is to say about it, or nothing.
    pub note: Option<Option<Note>>,
}

/// What somebody may ask of the list of sales.
pub fn listed(actor: &Actor) -> &'static Listed {
    if actor.partner().is_some() { &LISTED_FOR_PARTNERS } else { &LISTED }
}

/// Records a sale. The same again is the first, and `false` with it.
pub fn record(tx: &mut Tx<'_>, by: &By, new: &NewSale) -> Result<(Sale, bool), ServiceError> {
    let fingerprint = fingerprint(&as_sent(new));
    if let Some(known) = sales::by_external_id(tx, &new.external_id)? {
        if known.fingerprint == fingerprint {
            return Ok((known, false));
        }
        return Err(external_id_taken(&new.external_id));
    }
    let stated = Stated {
        seller: &new.seller,
        product: &new.product,
        amount: new.amount,
        paid_on: new.paid_on,
        credits: new.credits.as_deref(),
        event: new.event.as_ref(),
    };
    let Checked { seller, product, shares } = checks::checked(tx, by, &stated)?;
    let source = match &new.source {
        Some(source) => source.clone(),
        None => checks::source(tx, &new.seller, new.paid_on)?,
    };
    let new = new.clone();
    let sale = Sale {
        id: new_id(),
        external_id: new.external_id,
        fingerprint,
        seller: new.seller,
        kind: new.kind,
        product: product.id,
        product_code: product.code,
        amount: new.amount,
        paid_on: new.paid_on,
        source,
        city: checks::city(&seller),
        event: new.event,
        note: new.note,
        verified_on: seller.verified_on,
        status: SaleStatus::Recorded,
        recorded_by: by.actor.user().clone(),
        changed_by: None,
        confirmed: None,
        voided: None,
        recruit: None,
        term: None,
        membership_before: None,
        credits: sales::split(new.amount.amount, shares),
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    sales::insert(tx, &sale).map_err(ServiceError::meanwhile)?;
    audit::note(tx, by, &Change::of("sales.record", (None, &sale)))?;
    Ok((sale, true))
}

/// A sale that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &SaleId) -> Result<Sale, ServiceError> {
    sales::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the sales that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Sale>, ServiceError> {
    Ok(sales::list(tx, listing)?)
}

/// Changes a sale that is not confirmed yet; whoever changes more than its note does not confirm it.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&SaleId, Option<i32>),
    changes: &SaleChanges,
) -> Result<Sale, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    still_open(&before)?;
    let sale = handled(by, &before, changed(tx, by, (&before, changes))?);
    let moved = sale.amount != before.amount || sale.paid_on != before.paid_on;
    if moved && !refunds::of_sale(tx, id)?.is_empty() {
        let detail = "it has refunds, which its amount and day must stay with".to_owned();
        return Err(ServiceError::Conflict("sale_has_refunds", detail));
    }
    store(tx, &sale)?;
    sales::replace_credits(tx, &sale)?;
    audit::note(tx, by, &Change::of("sales.change", (Some(&before), &sale)))?;
    Ok(sale)
}

/// The sale with whose hand was on it last. A note changes nothing of what is paid, and so does not let
/// whoever did change that confirm its own work.
fn handled(by: &By, before: &Sale, after: Sale) -> Sale {
    let Sale { version, updated_at, .. } = *before;
    let is_same =
        Sale { note: before.note.clone(), version, updated_at, ..after.clone() } == *before;
    let changed_by =
        if is_same { before.changed_by.clone() } else { Some(by.actor.user().clone()) };
    Sale { changed_by, ..after }
}

fn changed(
    tx: &mut Tx<'_>,
    by: &By,
    (before, changes): (&Sale, &SaleChanges),
) -> Result<Sale, ServiceError> {
    let new = changes.clone();
    let seller_id = new.seller.unwrap_or_else(|| before.seller.clone());
    let product = new.product.unwrap_or_else(|| before.product_code.clone());
    let (amount, paid_on) =
        (new.amount.unwrap_or(before.amount), new.paid_on.unwrap_or(before.paid_on));
    let event = new.event.unwrap_or_else(|| before.event.clone());
    // Another seller's sale is not the first one's partner's, unless that is said.
    let kept = || before.credits.iter().map(|credit| (credit.partner.clone(), credit.share));
    let same_seller = seller_id == before.seller;
    let credits = new.credits.or_else(|| same_seller.then(|| kept().collect()));
    let stated = Stated {
        seller: &seller_id,
        product: &product,
        amount,
        paid_on,
        credits: credits.as_deref(),
        event: event.as_ref(),
    };
    let Checked { seller, product, shares } = checks::checked(tx, by, &stated)?;
    let (city, verified_on) = if same_seller {
        (before.city.clone(), before.verified_on)
    } else {
        (checks::city(&seller), seller.verified_on)
    };
    Ok(Sale {
        seller: seller_id,
        kind: new.kind.unwrap_or(before.kind),
        product: product.id,
        product_code: product.code,
        amount,
        paid_on,
        source: new.source.unwrap_or_else(|| before.source.clone()),
        city,
        event,
        note: new.note.unwrap_or_else(|| before.note.clone()),
        verified_on,
        credits: sales::split(amount.amount, shares),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    })
}

/// Only a recorded sale can be changed or confirmed.
fn still_open(sale: &Sale) -> Result<(), ServiceError> {
    let (code, detail) = match sale.status {
        SaleStatus::Recorded => return Ok(()),
        SaleStatus::Confirmed => ("sale_confirmed", "it is confirmed, and its facts stand"),
        SaleStatus::Void => ("sale_void", "it is void for ever"),
    };
    Err(ServiceError::Conflict(code, detail.to_owned()))
}

/// An external id that another body took.
pub(super) fn external_id_taken(external_id: &Code) -> ServiceError {
    let detail = format!("{external_id} was recorded with another content");
    ServiceError::Conflict("external_id_taken", detail)
}

/// By what the same body is known again, however its fields were ordered and its figures written.
pub(super) fn fingerprint(sent: &Value) -> [u8; 32] {
    Sha256::digest(sent.to_string().as_bytes()).into()
}

fn as_sent(new: &NewSale) -> Value {
    let NewSale {
        external_id,
        seller,
        kind,
        product,
        amount,
        paid_on,
        credits,
        source,
        event,
        note,
    } = new;
    json!({
        "external_id": external_id.as_str(),
        "seller_id": seller.as_str(),
        "kind": kind.as_str(),
        "product": product.as_str(),
        "amount": audit::money(*amount),
        "paid_on": paid_on.to_string(),
        "credits": credits.as_deref().map(shares),
        "source": source.as_ref().map(Text::as_str),
        "event_id": event.as_ref().map(EventId::as_str),
        "note": note.as_ref().map(Note::as_str),
    })
}

fn shares(shares: &[StatedShare]) -> Value {
    let share = |(partner, share): &StatedShare| json!({"partner_id": partner.as_str(), "share": share.to_string()});
    shares.iter().map(share).collect()
}

fn store(tx: &mut Tx<'_>, sale: &Sale) -> Result<(), ServiceError> {
    ServiceError::stale_unless(sales::update(tx, sale)?)
}

impl Recorded for Sale {
    const KIND: &'static str = "sale";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        let credits: Vec<StatedShare> =
            self.credits.iter().map(|credit| (credit.partner.clone(), credit.share)).collect();
        json!({
            "external_id": self.external_id.as_str(),
            "seller_id": self.seller.as_str(),
            "kind": self.kind.as_str(),
            "product": self.product_code.as_str(),
            "amount": audit::money(self.amount),
            "paid_on": self.paid_on.to_string(),
            "credits": shares(&credits),
            "source": self.source.as_str(),
            "city": self.city.as_str(),
            "event_id": self.event.as_ref().map(EventId::as_str),
            "note": self.note.as_ref().map(Note::as_str),
            "verified_on": self.verified_on.map(|day| day.to_string()),
            "status": self.status.as_str(),
        })
    }
}

//! Sellers: legal entities that may buy a membership, each once in the whole system.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listed, Listing, Page};
use super::partners::unknown_partner;
use super::settings;
use crate::domain::identity::{Match, Similarity, Traits, blocking_keys, compare};
use crate::domain::{
    Actor, Category, City, Cnic, Email, MemberId, Name, Note, Ntn, PartnerId, Phone, Seller,
    SellerId, SellerStatus, StarRating, Word,
};
use crate::storage::holders::{self, Changed, NewHolder};
use crate::storage::sellers::{self, Correction};
use crate::storage::{Tx, partners, recruits};

pub use crate::storage::holders::Holding;
pub use crate::storage::sellers::{LISTED, LISTED_FOR_PARTNERS};

/// What somebody knows of a seller.
#[derive(Debug, Clone)]
pub struct SellerDetails {
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub city: City,
    /// Its phone.
    pub phone: Option<Phone>,
    /// Its e-mail address.
    pub email: Option<Email>,
    /// Its tax number.
    pub ntn: Option<Ntn>,
    /// Its owner's identity card.
    pub cnic: Option<Cnic>,
    /// The platform's own name of it.
    pub member_id: Option<MemberId>,
    /// Whom to ask for.
    pub contact_name: Option<Name>,
    /// What it makes.
    pub categories: Vec<Category>,
}

impl SellerDetails {
    /// By what the seller is known.
    pub fn traits(&self) -> Traits<'_> {
        Traits {
            name: &self.name,
            city: &self.city,
            phone: self.phone.as_ref(),
            email: self.email.as_ref(),
            ntn: self.ntn.as_ref(),
            cnic: self.cnic.as_ref(),
            member_id: self.member_id.as_ref(),
        }
    }

    /// As it was typed, to be kept as evidence.
    pub fn as_json(&self) -> Value {
        json!({
            "name": self.name.as_str(),
            "city": self.city.as_str(),
            "phone": self.phone.as_ref().map(Phone::as_str),
            "email": self.email.as_ref().map(Email::as_str),
            "ntn": self.ntn.as_ref().map(Ntn::as_str),
            "cnic": self.cnic.as_ref().map(Cnic::as_str),
            "member_id": self.member_id.as_ref().map(MemberId::as_str),
            "contact_name": self.contact_name.as_ref().map(Name::as_str),
            "categories": self.categories.iter().map(Category::as_str).collect::<Vec<_>>(),
        })
    }
}

/// A seller to be made by the platform.
#[derive(Debug, Clone)]
pub struct NewSeller {
    /// What is known of it.
    pub details: SellerDetails,
    /// Its stars.
    pub star_rating: Option<StarRating>,
    /// Where it stands; by its membership where nothing is said.
    pub status: Option<SellerStatus>,
    /// Who holds it, and always has.
    pub partner: Option<PartnerId>,
    /// The day on which it was verified.
    pub verified_on: Option<NaiveDate>,
    /// The last day of its membership.
    pub membership_ends_on: Option<NaiveDate>,
}

/// What changes of a seller: what is there.
#[derive(Debug, Clone, Default)]
pub struct SellerChanges {
    /// Its name.
    pub name: Option<Name>,
    /// Where it is.
    pub city: Option<City>,
    /// Its phone, or none.
    pub phone: Option<Option<Phone>>,
    /// Its e-mail address, or none.
    pub email: Option<Option<Email>>,
    /// Its tax number, or none.
    pub ntn: Option<Option<Ntn>>,
    /// Its owner's identity card, or none.
    pub cnic: Option<Option<Cnic>>,
    /// The platform's own name of it, or none.
    pub member_id: Option<Option<MemberId>>,
    /// Whom to ask for, or nobody.
    pub contact_name: Option<Option<Name>>,
    /// What it makes.
    pub categories: Option<Vec<Category>>,
    /// Its stars, or none.
    pub star_rating: Option<Option<StarRating>>,
    /// Where it stands.
    pub status: Option<SellerStatus>,
    /// The day on which it was verified, or none.
    pub verified_on: Option<Option<NaiveDate>>,
    /// The last day of its membership, or none.
    pub membership_ends_on: Option<Option<NaiveDate>>,
}

impl SellerChanges {
    /// Whether only that changes which a partner's people may change.
    fn are_of_contact_only(&self) -> bool {
        let Self {
            name,
            city,
            phone: _,
            email: _,
            ntn,
            cnic,
            member_id,
            contact_name: _,
            categories,
            star_rating,
            status,
            verified_on,
            membership_ends_on,
        } = self;
        let who = name.is_none() && city.is_none() && ntn.is_none() && cnic.is_none();
        let what = member_id.is_none() && categories.is_none() && star_rating.is_none();
        let since = status.is_none() && verified_on.is_none() && membership_ends_on.is_none();
        who && what && since
    }

    fn applied(&self, before: &Seller, by: &By) -> Seller {
        let changes = self.clone();
        let old = before.clone();
        Seller {
            name: changes.name.unwrap_or(old.name),
            city: changes.city.unwrap_or(old.city),
            phone: changes.phone.unwrap_or(old.phone),
            email: changes.email.unwrap_or(old.email),
            ntn: changes.ntn.unwrap_or(old.ntn),
            cnic: changes.cnic.unwrap_or(old.cnic),
            member_id: changes.member_id.unwrap_or(old.member_id),
            contact_name: changes.contact_name.unwrap_or(old.contact_name),
            categories: changes.categories.unwrap_or(old.categories),
            star_rating: changes.star_rating.unwrap_or(old.star_rating),
            status: changes.status.unwrap_or(old.status),
            verified_on: changes.verified_on.unwrap_or(old.verified_on),
            membership_ends_on: changes.membership_ends_on.unwrap_or(old.membership_ends_on),
            version: old.version + 1,
            updated_at: by.at(),
            ..before.clone()
        }
    }
}

/// What came of a change.
#[derive(Debug)]
pub enum Changes {
    /// It holds.
    Made(Box<Seller>),
    /// It corrects the day of verification, and waits for a second person who says the same.
    NeedsSecondPerson,
}

/// What may be asked of the list: a partner's people cannot search what is masked.
pub fn listed(actor: &Actor) -> &'static Listed {
    sellers::listed(actor.partner().is_some())
}

/// Makes a seller.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewSeller) -> Result<Seller, ServiceError> {
    is_new(tx, &new.details.traits(), None)?;
    if let Some(partner) = &new.partner
        && partners::by_id(tx, partner)?.is_none()
    {
        return Err(unknown_partner("/partner_id"));
    }
    let membership = settings::in_force(tx, by.now.today)?.membership;
    let status = SellerStatus::on(new.membership_ends_on, by.now.today, &membership);
    let seller = Seller {
        star_rating: new.star_rating,
        status: new.status.unwrap_or(status),
        verified_on: new.verified_on,
        membership_ends_on: new.membership_ends_on,
        ..described(&new.details, by)
    };
    store_new(tx, &seller)?;
    if let Some(partner) = &new.partner {
        // Nobody else can have held whom nobody knew.
        let from = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
        let holder = NewHolder { seller: &seller.id, partner, from, sale: None, reason: None };
        holders::open_holder(tx, &holder, &changed(by))?;
    }
    let seller = get(tx, &seller.id)?;
    let change = Change::of("sellers.create", (None, &seller));
    audit::note(tx, by, &Change { partner: reader(by, &seller), ..change })?;
    Ok(seller)
}

/// A seller of these details, whom nobody has dealt with yet.
pub(super) fn described(details: &SellerDetails, by: &By) -> Seller {
    let details = details.clone();
    Seller {
        id: new_id(),
        name: details.name,
        city: details.city,
        phone: details.phone,
        email: details.email,
        ntn: details.ntn,
        cnic: details.cnic,
        member_id: details.member_id,
        contact_name: details.contact_name,
        categories: details.categories,
        star_rating: None,
        status: SellerStatus::Prospect,
        partner: None,
        verified_on: None,
        membership_ends_on: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    }
}

/// Adds a seller with the keys by which it is found again.
pub(super) fn store_new(tx: &mut Tx<'_>, seller: &Seller) -> Result<(), ServiceError> {
    let keys = blocking_keys(&seller.name, &seller.city);
    sellers::insert(tx, seller, &keys).map_err(ServiceError::meanwhile)
}

/// Refuses a seller that is there already, for certain.
fn is_new(
    tx: &mut Tx<'_>,
    traits: &Traits<'_>,
    itself: Option<&SellerId>,
) -> Result<(), ServiceError> {
    let keys = std::collections::BTreeSet::new();
    for known in sellers::candidates(tx, traits, &keys)? {
        let found = compare(traits, &known.traits(), Similarity::SAME);
        if let Match::Certain(certain) = found
            && itself != Some(&known.id)
        {
            let detail = format!("{} has the same {}", known.id, certain.as_str());
            return Err(ServiceError::Conflict("seller_exists", detail));
        }
    }
    Ok(())
}

/// A seller that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &SellerId) -> Result<Seller, ServiceError> {
    sellers::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the sellers that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Seller>, ServiceError> {
    Ok(sellers::list(tx, listing)?)
}

/// A seller's holders, as far as the caller may see them.
pub fn history(tx: &mut Tx<'_>, id: &SellerId) -> Result<Vec<Holding>, ServiceError> {
    get(tx, id)?;
    Ok(holders::of_seller(tx, id)?)
}

/// Changes a seller; `seen` is the version that the caller has seen. Partners' people change how it is
/// reached, and nothing else.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&SellerId, Option<i32>),
    changes: &SellerChanges,
) -> Result<Changes, ServiceError> {
    let before = get(tx, id)?;
    if by.actor.partner().is_some() && !changes.are_of_contact_only() {
        return Err(ServiceError::Forbidden);
    }
    fresh(before.version, seen)?;
    let seller = changes.applied(&before, by);
    let corrects = before.verified_on.is_some() && seller.verified_on != before.verified_on;
    if corrects && !is_second_person(tx, by, &seller)? {
        return Ok(Changes::NeedsSecondPerson);
    }
    if by.actor.partner().is_none() {
        is_new(tx, &seller.traits(), Some(id))?;
    }
    store(tx, (&before, &seller), corrects)?;
    let change = Change::of("sellers.change", (Some(&before), &seller));
    audit::note(tx, by, &Change { partner: reader(by, &seller), ..change })?;
    Ok(Changes::Made(Box::new(seller)))
}

/// Whether somebody else has said the same; where nobody has, this is kept until somebody does.
fn is_second_person(tx: &mut Tx<'_>, by: &By, seller: &Seller) -> Result<bool, ServiceError> {
    let waiting = sellers::correction(tx, &seller.id)?;
    let wanted =
        Correction { verified_on: seller.verified_on, proposed_by: by.actor.user().clone() };
    let same = waiting.as_ref().filter(|waiting| waiting.verified_on == wanted.verified_on);
    if same.is_some_and(|waiting| waiting.proposed_by != wanted.proposed_by) {
        sellers::delete_correction(tx, &seller.id)?;
        return Ok(true);
    }
    if same.is_none() {
        sellers::delete_correction(tx, &seller.id)?;
        sellers::insert_correction(tx, &seller.id, (&wanted, by.at()))?;
        let after = json!({"verified_on": wanted.verified_on.map(|day| day.to_string())});
        let change = Change::about("sellers.propose_correction", seller);
        audit::note(tx, by, &Change { after: Some(after), ..change })?;
    }
    Ok(false)
}

fn store(
    tx: &mut Tx<'_>,
    (before, seller): (&Seller, &Seller),
    corrects: bool,
) -> Result<(), ServiceError> {
    ServiceError::stale_unless(sellers::update(tx, seller).map_err(ServiceError::meanwhile)?)?;
    if (&before.name, &before.city) != (&seller.name, &seller.city) {
        let keys = blocking_keys(&seller.name, &seller.city);
        sellers::replace_keys(tx, &seller.id, &keys)?;
    }
    if before.verified_on != seller.verified_on {
        sellers::verify_sales(tx, seller, corrects)?;
    }
    Ok(())
}

/// Gives a seller another holder from a day on, which is never in the past.
pub fn transfer(
    tx: &mut Tx<'_>,
    by: &By,
    id: &SellerId,
    (partner, from, reason): (&PartnerId, NaiveDate, &Note),
) -> Result<Seller, ServiceError> {
    let before = get(tx, id)?;
    if from < by.now.today {
        let message =
            format!("is before today, {}: nothing is transferred backwards", by.now.today);
        return Err(ServiceError::invalid("/effective_on", "in_the_past", message));
    }
    let Some(new) = partners::by_id(tx, partner)? else {
        return Err(unknown_partner("/partner_id"));
    };
    if !new.status.may_write() {
        let detail = format!("{} is {}", new.code, new.status.as_str());
        return Err(ServiceError::Conflict("partner_not_active", detail));
    }
    may_pass(tx, by, id, (partner, from))?;
    let holder = NewHolder { seller: id, partner, from, sale: None, reason: Some(reason) };
    holders::open_holder(tx, &holder, &changed(by))?;
    let seller = get(tx, id)?;
    let change = Change {
        partner: reader(by, &before),
        before: Some(before.shown()),
        after: Some(json!({"to": partner.as_str(), "effective_on": from.to_string()})),
        ..Change::about("sellers.transfer", &before).because(reason)
    };
    audit::note(tx, by, &change)?;
    Ok(seller)
}

/// What stands in the way of a transfer.
fn may_pass(
    tx: &mut Tx<'_>,
    by: &By,
    id: &SellerId,
    (partner, from): (&PartnerId, NaiveDate),
) -> Result<(), ServiceError> {
    let conflict = |code, detail: String| Err(ServiceError::Conflict(code, detail));
    if let Some(open) = holders::open_holding(tx, id)? {
        if open.partner == *partner {
            return conflict("already_holder", format!("it holds it from {} on", open.from));
        }
        if open.from > from {
            return conflict("transfer_decided", format!("it passes on {} already", open.from));
        }
    }
    let live = recruits::live_protection_of(tx, id, by.now.today)?;
    match live.filter(|recruit| recruit.partner != *partner) {
        Some(recruit) => {
            conflict("seller_protected", format!("{} protects it for another", recruit.id))
        }
        None => Ok(()),
    }
}

fn changed(by: &By) -> Changed<'_> {
    Changed { by: Some(by.actor.user()), at: by.at(), today: by.now.today }
}

/// Who reads it in the trail: a holder's people what they did themselves.
fn reader<'a>(by: &By, seller: &'a Seller) -> Option<&'a PartnerId> {
    seller.partner.as_ref().filter(|holder| by.actor.partner() == Some(holder))
}

impl Recorded for Seller {
    const KIND: &'static str = "seller";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        let details = SellerDetails {
            name: self.name.clone(),
            city: self.city.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            ntn: self.ntn.clone(),
            cnic: self.cnic.clone(),
            member_id: self.member_id.clone(),
            contact_name: self.contact_name.clone(),
            categories: self.categories.clone(),
        };
        let more = json!({
            "star_rating": self.star_rating.map(StarRating::get),
            "status": self.status.as_str(),
            "partner_id": self.partner.as_ref().map(PartnerId::as_str),
            "verified_on": self.verified_on.map(|day| day.to_string()),
            "membership_ends_on": self.membership_ends_on.map(|day| day.to_string()),
        });
        audit::joined(details.as_json(), more)
    }
}

//! What a seller can be.

use chrono::{NaiveDate, NaiveDateTime};

use super::bounded::{Category, City};
use super::cnic::Cnic;
use super::code::Code;
use super::id::PartnerId;
use super::identity::Traits;
use super::ids::SellerId;
use super::ntn::Ntn;
use super::phone::Phone;
use super::role::Actor;
use super::user::{Email, Name};
use super::word::Word;

/// The platform's own name of a seller that is a member.
pub type MemberId = Code;

/// A seller: one legal entity, once in the whole system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// Its id.
    pub id: SellerId,
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
    /// Its stars.
    pub star_rating: Option<StarRating>,
    /// Where it stands with the platform.
    pub status: SellerStatus,
    /// Which partner holds it today.
    pub partner: Option<PartnerId>,
    /// The day on which the platform had verified it.
    pub verified_on: Option<NaiveDate>,
    /// The last day of its membership.
    pub membership_ends_on: Option<NaiveDate>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Seller {
    /// Whether somebody who may see it sees its numbers and addresses whole: the platform, and its holder.
    pub fn is_whole_to(&self, actor: &Actor) -> bool {
        actor.partner().is_none_or(|own| self.partner.as_ref() == Some(own))
    }

    /// By what it is known.
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
}

/// Where a seller stands with the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SellerStatus {
    /// Has not paid yet.
    Prospect,
    /// Is a member.
    Active,
    /// Was a member, and let it run out.
    Lapsed,
    /// Ran out so long ago that it counts as new again.
    Dormant,
}

impl Word for SellerStatus {
    const ALL: &'static [Self] = &[
        SellerStatus::Prospect,
        SellerStatus::Active,
        SellerStatus::Lapsed,
        SellerStatus::Dormant,
    ];

    fn as_str(self) -> &'static str {
        match self {
            SellerStatus::Prospect => "prospect",
            SellerStatus::Active => "active",
            SellerStatus::Lapsed => "lapsed",
            SellerStatus::Dormant => "dormant",
        }
    }
}

/// The stars that the platform gives a seller, 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StarRating(u8);

impl StarRating {
    /// `None` where there are more than five.
    pub fn new(stars: u64) -> Option<Self> {
        u8::try_from(stars).ok().filter(|stars| *stars <= 5).map(Self)
    }

    /// How many.
    pub fn get(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words_and_stars() {
        assert_words::<SellerStatus>(&["prospect", "active", "lapsed", "dormant"]);
        assert_eq!(StarRating::new(5).map(StarRating::get), Some(5));
        assert_eq!(StarRating::new(0).map(StarRating::get), Some(0));
        assert_eq!((StarRating::new(6), StarRating::new(256)), (None, None));
    }
}

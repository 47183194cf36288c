//! The public pool: sellers that nobody protects or holds.

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{recruits, sellers};
use crate::domain::recruit::RecruitStatus;
use crate::domain::{City, Name, PartnerId, SellerId, SellerStatus, Word};

/// What may be asked of the pool.
pub const LISTED: Listed = Listed {
    name: "pool",
    id: "sellers.id",
    columns: &[
        Column::new("name", Kind::Text, "sellers.name").sorted(),
        Column::new("city", Kind::Text, "sellers.city").sorted(),
    ],
    searched: &["sellers.id", "sellers.name", "sellers.city"],
};

/// A seller that is free: what it is called, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSeller {
    /// Its id, by which it can be registered.
    pub id: SellerId,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub city: City,
}

type Query<'q> = sellers::BoxedQuery<'q, super::connection::MultiBackend>;

/// Those that nobody protects or holds on a day.
fn free(today: NaiveDate) -> Query<'static> {
    let [open, review] = [RecruitStatus::Open, RecruitStatus::InReview].map(Word::as_str);
    let [lapsed, dormant] = [SellerStatus::Lapsed, SellerStatus::Dormant].map(Word::as_str);
    let protected = recruits::table
        .filter(recruits::seller_id.eq(sellers::id))
        .filter(recruits::status.eq(open).or(recruits::status.eq(review)))
        .filter(recruits::protected_until.ge(today));
    let held = sellers::partner_id
        .is_not_null()
        .and(sellers::status.ne(lapsed))
        .and(sellers::status.ne(dormant));
    sellers::table.filter(not(exists(protected))).filter(not(held)).into_boxed()
}

/// Of those, the ones that a partner may be told of: who came into the programme by another's
/// registration is that one's to know, until the partner has had it itself.
fn told_to<'q>(query: Query<'q>, partner: &PartnerId) -> Query<'q> {
    let partner = partner.to_string();
    let brought_by_another = recruits::table
        .filter(recruits::seller_id.eq(sellers::id))
        .filter(recruits::partner_id.ne(partner.clone()))
        .filter(recruits::received_at.le(sellers::created_at))
        // Who registers by an id alone brings nobody.
        .filter(recruits::submitted.is_null().or(recruits::submitted.not_like("{\"id\":%")));
    let had = recruits::table
        .filter(recruits::seller_id.eq(sellers::id))
        .filter(recruits::partner_id.eq(partner))
        .filter(recruits::protected_until.is_not_null());
    query.filter(not(exists(brought_by_another)).or(exists(had)))
}

/// A page of the pool, as a partner may see it or, without one, all of it. Asked with the programme's
/// sight, since a partner's own does not show what is another's.
pub fn list(
    tx: &mut Tx<'_>,
    listing: &Listing,
    (today, partner): (NaiveDate, Option<&PartnerId>),
) -> Result<Page<FreeSeller>, StorageError> {
    let mut query = free(today);
    if let Some(partner) = partner {
        query = told_to(query, partner);
    }
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let columns = (sellers::id, sellers::name, sellers::city);
    let query = query
        .select((columns, place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, |(id, name, city): (String, String, String)| {
        let unreadable = || StorageError::Failed(format!("seller {id}: its name or city"));
        Ok(FreeSeller {
            name: Name::parse(&name).ok_or_else(unreadable)?,
            city: City::parse(&city).ok_or_else(unreadable)?,
            id: SellerId::parse(&id).ok_or_else(unreadable)?,
        })
    })
}

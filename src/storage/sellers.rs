//! Sellers, by what they are found again, and corrections that wait for a second person.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{Eq, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::connection::AnyConnection;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::prepared::Prepared;
use super::schema::{recruits, sales, seller_corrections, seller_keys, sellers};
use crate::domain::identity::Traits;
use crate::domain::recruit::RecruitStatus;
use crate::domain::{
    Category, City, Cnic, Email, MemberId, Name, Ntn, PartnerId, Phone, Seller, SellerId,
    SellerStatus, StarRating, UserId, Word,
};

const COLUMNS: &[Column] = &[
    // What was sold, and to whom it is credited, is for the platform.
    Column::new(
        "last_new_sale_on",
        Kind::Date,
        "(SELECT MAX(s.paid_on) FROM sales AS s WHERE s.seller_id = sellers.id \
         AND s.status = 'confirmed' AND s.kind = 'new')",
    ),
    Column::new(
        "last_renewal_on",
        Kind::Date,
        "(SELECT MAX(s.paid_on) FROM sales AS s WHERE s.seller_id = sellers.id \
         AND s.status = 'confirmed' AND s.kind = 'renewal')",
    ),
    Column::within(
        "credited_to",
        Kind::Text,
        (
            "EXISTS (SELECT 1 FROM sales AS s JOIN sale_credits AS c ON c.sale_id = s.id \
             WHERE s.seller_id = sellers.id AND s.status = 'confirmed' AND c.partner_id",
            ")",
        ),
    ),
    Column::new("name", Kind::Text, "sellers.name").sorted(),
    Column::new("city", Kind::Text, "sellers.city").sorted(),
    Column::new(
        "status",
        Kind::Word(&["prospect", "active", "lapsed", "dormant"]),
        "sellers.status",
    )
    .sorted(),
    Column::new("partner_id", Kind::Text, "sellers.partner_id"),
    Column::new("member_id", Kind::Text, "sellers.member_id"),
    Column::new("star_rating", Kind::Whole, "sellers.star_rating"),
    Column::new("verified_on", Kind::Date, "sellers.verified_on"),
    Column::new("membership_ends_on", Kind::Date, "sellers.membership_ends_on"),
    Column::new("created_at", Kind::Instant, "sellers.created_at").sorted(),
];

/// How many of the columns are for the platform alone.
const FOR_PLATFORM_ALONE: usize = 3;

/// What may be asked of the list of sellers, by a partner's people or by the platform's.
pub fn listed(by_partner: bool) -> &'static Listed {
    if by_partner { &LISTED_FOR_PARTNERS } else { &LISTED }
}

/// What the platform may ask of the list.
pub const LISTED: Listed = Listed {
    name: "sellers",
    id: "sellers.id",
    columns: COLUMNS,
    searched: &[
        "sellers.id",
        "sellers.name",
        "sellers.city",
        "sellers.member_id",
        "sellers.contact_name",
        "sellers.phone",
        "sellers.email",
        "sellers.ntn",
        "sellers.cnic",
    ],
};

/// What is masked is not searched either, or a search would tell it digit by digit.
pub const LISTED_FOR_PARTNERS: Listed = Listed {
    name: "sellers",
    id: "sellers.id",
    columns: COLUMNS.split_at(FOR_PLATFORM_ALONE).1,
    searched: &[
        "sellers.id",
        "sellers.name",
        "sellers.city",
        "sellers.member_id",
        "sellers.contact_name",
    ],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sellers, treat_none_as_null = true)]
struct Row {
    id: String,
    name: String,
    city: String,
    phone: Option<String>,
    email: Option<String>,
    ntn: Option<String>,
    cnic: Option<String>,
    member_id: Option<String>,
    contact_name: Option<String>,
    categories: String,
    star_rating: Option<i32>,
    status: String,
    partner_id: Option<String>,
    verified_on: Option<NaiveDate>,
    membership_ends_on: Option<NaiveDate>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Seller> for Row {
    fn from(seller: &Seller) -> Self {
        let Seller {
            id,
            name,
            city,
            phone,
            email,
            ntn,
            cnic,
            member_id,
            contact_name,
            categories,
            star_rating,
            status,
            partner,
            verified_on,
            membership_ends_on,
            version,
            created_at,
            updated_at,
        } = seller;
        let categories: Vec<&str> = categories.iter().map(Category::as_str).collect();
        Self {
            id: id.to_string(),
            name: name.to_string(),
            city: city.to_string(),
            phone: phone.as_ref().map(ToString::to_string),
            email: email.as_ref().map(ToString::to_string),
            ntn: ntn.as_ref().map(ToString::to_string),
            cnic: cnic.as_ref().map(ToString::to_string),
            member_id: member_id.as_ref().map(ToString::to_string),
            contact_name: contact_name.as_ref().map(ToString::to_string),
            categories: serde_json::json!(categories).to_string(),
            star_rating: star_rating.map(|stars| i32::from(stars.get())),
            status: status.as_str().to_owned(),
            partner_id: partner.as_ref().map(ToString::to_string),
            verified_on: *verified_on,
            membership_ends_on: *membership_ends_on,
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Seller {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            name,
            city,
            phone,
            email,
            ntn,
            cnic,
            member_id,
            contact_name,
            categories,
            star_rating,
            status,
            partner_id,
            verified_on,
            membership_ends_on,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("seller {id}: {what}"));
        let categories: Vec<String> =
            serde_json::from_str(&categories).map_err(|_| unreadable("categories"))?;
        let categories = categories.iter().map(|category| Category::parse(category));
        let stars = |stars: i32| u64::try_from(stars).ok().and_then(StarRating::new);
        Ok(Self {
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            city: City::parse(&city).ok_or_else(|| unreadable("city"))?,
            phone: read(phone, Phone::parse, || unreadable("phone"))?,
            email: read(email, Email::parse, || unreadable("e-mail"))?,
            ntn: read(ntn, Ntn::parse, || unreadable("ntn"))?,
            cnic: read(cnic, Cnic::parse, || unreadable("cnic"))?,
            member_id: read(member_id, MemberId::parse, || unreadable("member id"))?,
            contact_name: read(contact_name, Name::parse, || unreadable("contact"))?,
            categories: categories
                .collect::<Option<_>>()
                .ok_or_else(|| unreadable("categories"))?,
            star_rating: star_rating
                .map(|value| stars(value).ok_or_else(|| unreadable("stars")))
                .transpose()?,
            status: SellerStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            partner: read(partner_id, PartnerId::parse, || unreadable("partner"))?,
            verified_on,
            membership_ends_on,
            id: SellerId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a seller with the keys by which it is found again. Who is to hold it, `holders` says.
pub fn insert(
    tx: &mut Tx<'_>,
    seller: &Seller,
    keys: &BTreeSet<String>,
) -> Result<(), StorageError> {
    diesel::insert_into(sellers::table).values(Row::from(seller)).execute(tx.connection)?;
    insert_keys(tx, &seller.id, keys)
}

/// Writes a seller over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, seller: &Seller) -> Result<bool, StorageError> {
    let before = sellers::table
        .filter(sellers::id.eq(seller.id.as_str()))
        .filter(sellers::version.eq(seller.version - 1));
    Ok(diesel::update(before).set(Row::from(seller)).execute(tx.connection)? == 1)
}

/// Gives a seller other keys, because its name or city is another.
pub fn replace_keys(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    keys: &BTreeSet<String>,
) -> Result<(), StorageError> {
    let old = seller_keys::table.filter(seller_keys::seller_id.eq(seller.as_str()));
    diesel::delete(old).execute(tx.connection)?;
    insert_keys(tx, seller, keys)
}

fn insert_keys(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    keys: &BTreeSet<String>,
) -> Result<(), StorageError> {
    let row = |key| (seller_keys::seller_id.eq(seller.as_str()), seller_keys::key.eq(key));
    let rows: Vec<_> = keys.iter().map(row).collect();
    let insert = diesel::insert_into(seller_keys::table);
    match tx.connection {
        AnyConnection::Sqlite(sqlite) => insert.values(rows).execute(sqlite)?,
        AnyConnection::Postgres(postgres) => insert.values(rows).execute(postgres)?,
    };
    Ok(())
}

type Query<'q> = sellers::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: a partner sees whom it holds or protects.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    let Some(partner) = tx.scope().partner() else { return query };
    let live = [RecruitStatus::Open, RecruitStatus::InReview].map(Word::as_str);
    let protected = recruits::table
        .filter(recruits::seller_id.eq(sellers::id))
        .filter(recruits::partner_id.eq(partner.to_string()))
        .filter(recruits::status.eq(live[0]).or(recruits::status.eq(live[1])));
    let held = sellers::partner_id.eq(partner.to_string());
    query.filter(diesel::dsl::exists(protected).or(held))
}

/// The seller with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &SellerId) -> Result<Option<Seller>, StorageError> {
    let query = seen(tx, sellers::table.filter(sellers::id.eq(id.as_str())).into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Seller::try_from).transpose()
}

/// Sellers that the platform calls so, in either case.
fn is_called(member: &MemberId) -> Eq<SqlLiteral<Nullable<Text>>, String> {
    sql::<Nullable<Text>>("lower(sellers.member_id)").eq(member.as_str().to_ascii_lowercase())
}

/// The seller that the platform calls so, where the scope may see it.
pub fn by_member_id(tx: &mut Tx<'_>, member: &MemberId) -> Result<Option<Seller>, StorageError> {
    let named = sellers::table.filter(is_called(member));
    let query = seen(tx, named.into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Seller::try_from).transpose()
}

/// The seller with that tax number, where the scope may see it.
pub fn by_ntn(tx: &mut Tx<'_>, ntn: &Ntn) -> Result<Option<Seller>, StorageError> {
    let numbered = sellers::table.filter(sellers::ntn.eq(ntn.as_str().to_owned()));
    let query = seen(tx, numbered.into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Seller::try_from).transpose()
}

/// A page of the sellers that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Seller>, StorageError> {
    let mut query = seen(tx, sellers::table.into_boxed());
    let listed = listed(tx.scope().partner().is_some());
    for condition in conditions(listed, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(listed, listing.sort), id(listed)))
        .order(order(listed, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Seller::try_from)
}

/// The sellers that somebody with these traits may be: that share a number, an address, or one of the
/// keys. Asked with the programme's sight.
pub fn candidates(
    tx: &mut Tx<'_>,
    traits: &Traits<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<Seller>, StorageError> {
    let Traits { name: _, city: _, phone, email, ntn, cnic, member_id } = traits;
    let keyed = seller_keys::table
        .filter(seller_keys::key.eq_any(in_tens(keys)))
        .select(seller_keys::seller_id);
    let mut query = sellers::table.filter(sellers::id.eq_any(keyed)).into_boxed();
    if let Some(phone) = phone {
        query = query.or_filter(sellers::phone.eq(phone.as_str().to_owned()));
    }
    if let Some(email) = email {
        query = query.or_filter(sellers::email.eq(email.as_str().to_owned()));
    }
    if let Some(ntn) = ntn {
        query = query.or_filter(sellers::ntn.eq(ntn.as_str().to_owned()));
    }
    if let Some(cnic) = cnic {
        query = query.or_filter(sellers::cnic.eq(cnic.as_str().to_owned()));
    }
    if let Some(member) = member_id {
        query = query.or_filter(is_called(member));
    }
    let query = Prepared::kept(query.select(Row::as_select()).order(sellers::id));
    let rows: Vec<Row> = query.load(tx.connection)?;
    rows.into_iter().map(Seller::try_from).collect()
}

/// Keys, the last one as often as it takes to make them tens: so there are few queries with them.
fn in_tens(keys: &BTreeSet<String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.iter().cloned().collect();
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_multiple_of(10), last);
    }
    keys
}

/// Gives a seller's sales the day of its verification: those that have none, or, where it is
/// corrected, all.
pub fn verify_sales(
    tx: &mut Tx<'_>,
    seller: &Seller,
    is_correction: bool,
) -> Result<(), StorageError> {
    let of_seller = sales::table
        .filter(sales::seller_id.eq(seller.id.as_str()))
        .filter(sales::status.ne("void"))
        .filter(sales::verified_on.is_null().or(is_correction.into_sql::<Bool>()));
    diesel::update(of_seller)
        .set((
            sales::verified_on.eq(seller.verified_on),
            sales::version.eq(sales::version + 1),
            sales::updated_at.eq(seller.updated_at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// A day of verification that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The day that it would be, or none.
    pub verified_on: Option<NaiveDate>,
    /// Who said so.
    pub proposed_by: UserId,
}

/// The correction of a seller's verification that waits for a second person.
pub fn correction(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Option<Correction>, StorageError> {
    let found: Option<(Option<NaiveDate>, String)> = seller_corrections::table
        .filter(seller_corrections::seller_id.eq(seller.as_str()))
        .select((seller_corrections::verified_on, seller_corrections::proposed_by))
        .first(tx.connection)
        .optional()?;
    let unreadable = || StorageError::Failed(format!("seller {seller}: its correction"));
    let read = |(verified_on, by): (Option<NaiveDate>, String)| {
        let proposed_by = UserId::parse(&by).ok_or_else(unreadable)?;
        Ok(Correction { verified_on, proposed_by })
    };
    found.map(read).transpose()
}

/// Keeps a correction until a second person says the same.
pub fn insert_correction(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    (correction, at): (&Correction, NaiveDateTime),
) -> Result<(), StorageError> {
    let Correction { verified_on, proposed_by } = correction;
    diesel::insert_into(seller_corrections::table)
        .values((
            seller_corrections::seller_id.eq(seller.as_str()),
            seller_corrections::verified_on.eq(verified_on),
            seller_corrections::proposed_by.eq(proposed_by.as_str()),
            seller_corrections::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Takes a correction away: it holds now, or another replaces it.
pub fn delete_correction(tx: &mut Tx<'_>, seller: &SellerId) -> Result<(), StorageError> {
    let old = seller_corrections::table.filter(seller_corrections::seller_id.eq(seller.as_str()));
    diesel::delete(old).execute(tx.connection)?;
    Ok(())
}

/// Reads an optional column by a domain type's door.
fn read<T>(
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).ok_or_else(unreadable)).transpose()
}

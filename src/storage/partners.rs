//! Partners, and what their parents and standing were.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{partner_parents, partner_statuses, partners};
use crate::domain::{
    City, Code, Currency, Name, Ntn, Partner, PartnerId, PartnerStatus, UserId, Word,
};

/// What may be asked of the list of partners.
pub const LISTED: Listed = Listed {
    name: "partners",
    id: "partners.id",
    columns: &[
        Column::new("code", Kind::Text, "partners.code").sorted(),
        Column::new("name", Kind::Text, "partners.name").sorted(),
        Column::new("city", Kind::Text, "partners.city").sorted(),
        Column::new("status", Kind::Text, "partners.status").sorted(),
        Column::new("payout_currency", Kind::Text, "partners.payout_currency"),
        Column::new("tier", Kind::Text, "partners.tier"),
        Column::new("created_at", Kind::Instant, "partners.created_at").sorted(),
    ],
    searched: &["partners.id", "partners.code", "partners.name", "partners.city"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = partners, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    name: String,
    city: String,
    payout_currency: String,
    tier: Option<String>,
    territories: String,
    ntn: Option<String>,
    status: String,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Partner> for Row {
    fn from(partner: &Partner) -> Self {
        let Partner {
            id,
            code,
            name,
            city,
            payout_currency,
            tier,
            territories,
            ntn,
            status,
            version,
            created_at,
            updated_at,
        } = partner;
        let territories: Vec<&str> = territories.iter().map(Name::as_str).collect();
        Self {
            id: id.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            city: city.to_string(),
            payout_currency: payout_currency.code().to_owned(),
            tier: tier.as_ref().map(ToString::to_string),
            territories: serde_json::json!(territories).to_string(),
            ntn: ntn.as_ref().map(ToString::to_string),
            status: status.as_str().to_owned(),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Partner {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            code,
            name,
            city,
            payout_currency,
            tier,
            territories,
            ntn,
            status,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("partner {id}: {what}"));
        let territories: Vec<String> =
            serde_json::from_str(&territories).map_err(|_| unreadable("territories"))?;
        let territories = territories.iter().map(|name| Name::parse(name));
        Ok(Self {
            code: Code::parse(&code).ok_or_else(|| unreadable("code"))?,
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            city: City::parse(&city).ok_or_else(|| unreadable("city"))?,
            payout_currency: Currency::parse(&payout_currency)
                .ok_or_else(|| unreadable("payout currency"))?,
            tier: read(tier, Name::parse, || unreadable("tier"))?,
            territories: territories
                .collect::<Option<_>>()
                .ok_or_else(|| unreadable("territories"))?,
            ntn: read(ntn, Ntn::parse, || unreadable("ntn"))?,
            status: PartnerStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            id: PartnerId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a partner.
pub fn insert(tx: &mut Tx<'_>, partner: &Partner) -> Result<(), StorageError> {
    diesel::insert_into(partners::table).values(Row::from(partner)).execute(tx.connection)?;
    Ok(())
}

/// Writes a partner over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, partner: &Partner) -> Result<bool, StorageError> {
    let before = partners::table
        .filter(partners::id.eq(partner.id.as_str()))
        .filter(partners::version.eq(partner.version - 1));
    Ok(diesel::update(before).set(Row::from(partner)).execute(tx.connection)? == 1)
}

/// The partner with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &PartnerId) -> Result<Option<Partner>, StorageError> {
    first(tx, partners::table.filter(partners::id.eq(id.as_str())).into_boxed())
}

/// The partner with that code, where the scope may see it.
pub fn by_code(tx: &mut Tx<'_>, code: &Code) -> Result<Option<Partner>, StorageError> {
    first(tx, partners::table.filter(partners::code.eq(code.as_str())).into_boxed())
}

/// How many partners are named by one query.
const AT_ONCE: usize = 1_000;

/// The partners with those ids, of those that the scope may see.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<Partner>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let query = seen(tx, partners::table.filter(partners::id.eq_any(some)).into_boxed());
        let rows: Vec<Row> = query.select(Row::as_select()).load(tx.connection)?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// The codes and names of partners, by id, of those that the scope may see.
pub fn names(
    tx: &mut Tx<'_>,
    ids: &[&str],
) -> Result<Vec<(PartnerId, String, String)>, StorageError> {
    let mut named = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let query = seen(tx, partners::table.filter(partners::id.eq_any(some)).into_boxed());
        let query = query.select((partners::id, partners::code, partners::name));
        for (id, code, name) in query.load::<(String, String, String)>(tx.connection)? {
            let unreadable = || StorageError::Failed(format!("partner {id}: its id"));
            named.push((PartnerId::parse(&id).ok_or_else(unreadable)?, code, name));
        }
    }
    Ok(named)
}

type Query<'q> = partners::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(partners::id.eq(partner.to_string())),
        None => query,
    }
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Partner>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Partner::try_from).transpose()
}

/// A page of the partners that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Partner>, StorageError> {
    let mut query = seen(tx, partners::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Partner::try_from)
}

/// A partner's upper partner from a day on; none from a day on which it stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Whose.
    pub partner: PartnerId,
    /// From this day on, until the next.
    pub from: NaiveDate,
    /// The upper partner.
    pub parent: Option<PartnerId>,
}

/// Adds an upper partner from a day on.
pub fn insert_parent(
    tx: &mut Tx<'_>,
    parent: &Parent,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    let Parent { partner, from, parent } = parent;
    diesel::insert_into(partner_parents::table)
        .values((
            partner_parents::partner_id.eq(partner.as_str()),
            partner_parents::effective_from.eq(from),
            partner_parents::parent_id.eq(parent.as_ref().map(PartnerId::as_str)),
            partner_parents::created_by.eq(by.as_str()),
            partner_parents::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Every partner's upper partners, by partner and day.
pub fn parents(tx: &mut Tx<'_>) -> Result<Vec<Parent>, StorageError> {
    above(tx, partner_parents::table.into_boxed())
}

/// Those of some partners, by partner and day.
pub fn parents_of(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<Parent>, StorageError> {
    above(tx, partner_parents::table.filter(partner_parents::partner_id.eq_any(ids)).into_boxed())
}

fn above(
    tx: &mut Tx<'_>,
    query: partner_parents::BoxedQuery<'_, super::connection::MultiBackend>,
) -> Result<Vec<Parent>, StorageError> {
    let rows: Vec<(String, NaiveDate, Option<String>)> = query
        .select((
            partner_parents::partner_id,
            partner_parents::effective_from,
            partner_parents::parent_id,
        ))
        .order((partner_parents::partner_id, partner_parents::effective_from))
        .load(tx.connection)?;
    let unreadable = |id: &str| StorageError::Failed(format!("partner {id}: its parents"));
    let parent = |(id, from, parent): (String, NaiveDate, Option<String>)| {
        let partner = PartnerId::parse(&id).ok_or_else(|| unreadable(&id))?;
        let parent = read(parent, PartnerId::parse, || unreadable(&id))?;
        Ok(Parent { partner, from, parent })
    };
    rows.into_iter().map(parent).collect()
}

/// Keeps what a partner's standing became, and why.
pub fn insert_status(
    tx: &mut Tx<'_>,
    partner: &Partner,
    reason: Option<&str>,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    diesel::insert_into(partner_statuses::table)
        .values((
            partner_statuses::partner_id.eq(partner.id.as_str()),
            partner_statuses::status.eq(partner.status.as_str()),
            partner_statuses::reason.eq(reason),
            partner_statuses::created_by.eq(by.as_str()),
            partner_statuses::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Reads an optional column by a domain type's door.
pub(super) fn read<T>(
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).ok_or_else(unreadable)).transpose()
}

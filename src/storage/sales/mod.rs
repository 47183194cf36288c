//! Sales, and whose they are.

mod row;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use self::row::Row;
use super::connection::MultiBackend;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{
    Column, Filter, Kind, Listed, Listing, Page, Rows, Value, conditions, id, load, order, place,
};
use super::schema::{products, recruits, sale_credits, sales};
use crate::domain::recruit::RecruitStatus;
use crate::domain::{
    Amount, Code, Credit, PartnerId, Sale, SaleId, SaleStatus, SellerId, Share, Text, Word,
    split_part,
};

/// The condition on credits, which a partner's people ask of their own alone.
const CREDITED: Column = Column::within(
    "partner_id",
    Kind::Text,
    ("EXISTS (SELECT 1 FROM sale_credits AS c WHERE c.sale_id = sales.id AND c.partner_id", ")"),
);

const COLUMNS: &[Column] = &[
    Column::new("external_id", Kind::Text, "sales.external_id").sorted(),
    Column::new("seller_id", Kind::Text, "sales.seller_id"),
    CREDITED,
    Column::new("status", Kind::Word(&["recorded", "confirmed", "void"]), "sales.status").sorted(),
    Column::new("kind", Kind::Word(&["new", "renewal", "upgrade", "add_on"]), "sales.kind"),
    Column::within(
        "product",
        Kind::Text,
        ("EXISTS (SELECT 1 FROM products AS p WHERE p.id = sales.product_id AND p.code", ")"),
    ),
    Column::new("currency", Kind::Text, "sales.currency"),
    Column::new("source", Kind::Text, "sales.source"),
    Column::new("city", Kind::Text, "sales.city"),
    Column::new("event_id", Kind::Text, "sales.event_id"),
    Column::new("paid_on", Kind::Date, "sales.paid_on").sorted(),
    Column::new("verified_on", Kind::Date, "sales.verified_on"),
    Column::new("created_at", Kind::Instant, "sales.created_at").sorted(),
    // The event that the recruit came of, which may be another partner's: for the platform alone.
    Column::within(
        "recruit_event_id",
        Kind::Text,
        ("EXISTS (SELECT 1 FROM recruits AS r WHERE r.id = sales.recruit_id AND r.event_id", ")"),
    ),
];

/// What the platform's people may ask of the list of sales.
pub const LISTED: Listed = Listed {
    name: "sales",
    id: "sales.id",
    columns: COLUMNS,
    searched: &[
        "sales.id",
        "sales.external_id",
        "(SELECT s.name FROM sellers AS s WHERE s.id = sales.seller_id)",
    ],
};

/// What a partner's people may ask of it: a seller's name only where they see the seller.
pub const LISTED_FOR_PARTNERS: Listed = Listed {
    name: "sales",
    id: "sales.id",
    columns: match COLUMNS.split_last() {
        Some((_, own)) => own,
        None => COLUMNS,
    },
    searched: &["sales.id", "sales.external_id"],
};

/// Adds a sale with its credits.
pub fn insert(tx: &mut Tx<'_>, sale: &Sale) -> Result<(), StorageError> {
    diesel::insert_into(sales::table).values(Row::from(sale)).execute(tx.connection)?;
    insert_credits(tx, sale)
}

/// Writes a sale, but for its credits, over the version before it; `false` where that is not there any
/// more.
pub fn update(tx: &mut Tx<'_>, sale: &Sale) -> Result<bool, StorageError> {
    let before = sales::table
        .filter(sales::id.eq(sale.id.as_str()))
        .filter(sales::version.eq(sale.version - 1));
    Ok(diesel::update(before).set(Row::from(sale)).execute(tx.connection)? == 1)
}

/// Writes a recorded sale's credits anew.
pub fn replace_credits(tx: &mut Tx<'_>, sale: &Sale) -> Result<(), StorageError> {
    let old = sale_credits::table.filter(sale_credits::sale_id.eq(sale.id.as_str()));
    diesel::delete(old).execute(tx.connection)?;
    insert_credits(tx, sale)
}

fn insert_credits(tx: &mut Tx<'_>, sale: &Sale) -> Result<(), StorageError> {
    for (position, credit) in (0..).zip(&sale.credits) {
        let share = i32::try_from(credit.share.parts()).unwrap_or(i32::MAX);
        diesel::insert_into(sale_credits::table)
            .values((
                sale_credits::sale_id.eq(sale.id.as_str()),
                sale_credits::partner_id.eq(credit.partner.as_str()),
                sale_credits::position.eq::<i32>(position),
                sale_credits::share_parts.eq(share),
            ))
            .execute(tx.connection)?;
    }
    Ok(())
}

type Query<'q> = sales::BoxedQuery<'q, MultiBackend>;

/// Narrows a query to what the scope may see: a partner's people, the sales that it is credited on.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => {
            let own = sale_credits::table
                .filter(sale_credits::partner_id.eq(partner.to_string()))
                .select(sale_credits::sale_id);
            query.filter(sales::id.eq_any(own))
        }
        None => query,
    }
}

/// The sale with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &SaleId) -> Result<Option<Sale>, StorageError> {
    first(tx, sales::table.filter(sales::id.eq(id.to_string())).into_boxed())
}

/// The sale that is called so where it was made.
pub fn by_external_id(tx: &mut Tx<'_>, id: &Code) -> Result<Option<Sale>, StorageError> {
    first(tx, sales::table.filter(sales::external_id.eq(id.to_string())).into_boxed())
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Sale>, StorageError> {
    let row: Option<Row> =
        seen(tx, query).select(Row::as_select()).get_result(tx.connection).optional()?;
    Ok(whole(tx, row.into_iter().collect())?.pop())
}

/// The confirmed sales of a seller, by the days of payment.
pub fn confirmed_of(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Vec<Sale>, StorageError> {
    let query = sales::table
        .filter(sales::seller_id.eq(seller.to_string()))
        .filter(sales::status.eq(SaleStatus::Confirmed.as_str()))
        .into_boxed();
    let rows: Vec<Row> = seen(tx, query)
        .select(Row::as_select())
        .order((sales::paid_on, sales::external_id))
        .load(tx.connection)?;
    whole(tx, rows)
}

/// Every sale that was confirmed and not voided, by its name: what a closing is given.
pub fn all_confirmed(tx: &mut Tx<'_>) -> Result<Vec<Sale>, StorageError> {
    let query = sales::table.filter(sales::status.eq(SaleStatus::Confirmed.as_str())).into_boxed();
    let rows: Vec<Row> =
        seen(tx, query).select(Row::as_select()).order(sales::external_id).load(tx.connection)?;
    whole(tx, rows)
}

/// How the last recruit of a seller that was won had come about.
pub fn source_of_won(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Option<Text>, StorageError> {
    let source: Option<String> = recruits::table
        .filter(recruits::seller_id.eq(seller.as_str()))
        .filter(recruits::status.eq(RecruitStatus::Won.as_str()))
        .order(recruits::seq.desc())
        .select(recruits::source)
        .first(tx.connection)
        .optional()?;
    Ok(source.and_then(|source| Text::parse(&source)))
}

/// The day of the earliest sale.
pub fn earliest_paid_on(tx: &mut Tx<'_>) -> Result<Option<NaiveDate>, StorageError> {
    Ok(sales::table.select(diesel::dsl::min(sales::paid_on)).get_result(tx.connection)?)
}

/// A page of the sales that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Sale>, StorageError> {
    let mut listing = listing.clone();
    if let Some(partner) = tx.scope().partner() {
        let own = Value::Text(partner.to_string());
        let others = |filter: &Filter| match filter {
            Filter::Among(column, values) => column.name == CREDITED.name && !values.contains(&own),
            Filter::Compared(..) => false,
        };
        // Whether another partner is credited too is not theirs to know, so it is not asked.
        if listing.filters.iter().any(others) {
            return Ok(Page { rows: Vec::new(), next: None, count: listing.counts.then_some(0) });
        }
        listing.filters.retain(|filter| match filter {
            Filter::Among(column, _) | Filter::Compared(column, _, _) => {
                column.name != CREDITED.name
            }
        });
    }
    let listed = if tx.scope().partner().is_some() { &LISTED_FOR_PARTNERS } else { &LISTED };
    let mut query = seen(tx, sales::table.into_boxed());
    for condition in conditions(listed, &listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(listed, listing.sort), id(listed)))
        .order(order(listed, listing.sort));
    let rows: Rows<Row> = load(tx, &listing, query)?;
    Page::of(&listing, rows, Ok::<Row, StorageError>)?.over(|rows| whole(tx, rows))
}

/// The sales of rows, with what their products are called and whose they are.
fn whole(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<Sale>, StorageError> {
    let (codes, mut credits) = (product_codes(tx, &rows)?, credits_of(tx, &rows)?);
    let own = tx.scope().partner().cloned();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let shares = credits.remove(&row.id).unwrap_or_default();
        let code = codes.get(row.product()).cloned();
        let missing = || StorageError::Failed(format!("sale {}: its product", row.id));
        let code = code.ok_or_else(missing)?;
        let mut sale = row.sale(code)?;
        sale.credits = split(sale.amount.amount, shares);
        if let Some(own) = &own {
            sale.credits.retain(|credit| credit.partner == *own);
        }
        all.push(sale);
    }
    Ok(all)
}

/// Shares with their parts of an amount, in the order that decides who gets a unit left over.
pub fn split(amount: Amount, shares: Vec<(PartnerId, Share)>) -> Vec<Credit> {
    let all: Vec<Share> = shares.iter().map(|(_, share)| *share).collect();
    let credit = |(position, (partner, share))| {
        let part = split_part(amount, all.iter().copied(), position);
        Credit { partner, share, part }
    };
    shares.into_iter().enumerate().map(credit).collect()
}

fn product_codes(tx: &mut Tx<'_>, rows: &[Row]) -> Result<HashMap<String, Code>, StorageError> {
    let ids: Vec<&str> = rows.iter().map(Row::product).collect();
    let found: Vec<(String, String)> = products::table
        .filter(products::id.eq_any(ids))
        .select((products::id, products::code))
        .load(tx.connection)?;
    let read = |(id, code): (String, String)| Code::parse(&code).map(|code| (id, code));
    Ok(found.into_iter().filter_map(read).collect())
}

type Shares = HashMap<String, Vec<(PartnerId, Share)>>;

/// All shares of sales, since each part depends on all; what is another partner's is not shown.
fn credits_of(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Shares, StorageError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let found = tx.as_programme(|tx| -> Result<Vec<(String, String, i32)>, StorageError> {
        Ok(sale_credits::table
            .filter(sale_credits::sale_id.eq_any(ids))
            .order((sale_credits::sale_id, sale_credits::position))
            .select((sale_credits::sale_id, sale_credits::partner_id, sale_credits::share_parts))
            .load(tx.connection)?)
    })?;
    let mut all = Shares::new();
    for (sale, partner, parts) in found {
        let unreadable = || StorageError::Failed(format!("sale {sale}: its credits"));
        let partner = PartnerId::parse(&partner).ok_or_else(unreadable)?;
        let share = Share::from_parts(parts.into()).ok_or_else(unreadable)?;
        all.entry(sale).or_default().push((partner, share));
    }
    Ok(all)
}

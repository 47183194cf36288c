//! Products.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::money::money;
use super::schema::products;
use crate::domain::{Code, Name, Product, ProductId, ProductKind, Term, Word};

/// What may be asked of the list of products.
pub const LISTED: Listed = Listed {
    name: "products",
    id: "products.id",
    columns: &[
        Column::new("code", Kind::Text, "products.code").sorted(),
        Column::new("name", Kind::Text, "products.name").sorted(),
        Column::new("kind", Kind::Word(&["membership", "add_on"]), "products.kind"),
        Column::new("currency", Kind::Text, "products.price_currency"),
        Column::new("term_months", Kind::Whole, "products.term_months"),
        Column::new("created_at", Kind::Instant, "products.created_at").sorted(),
    ],
    searched: &["products.id", "products.code", "products.name"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    name: String,
    kind: String,
    price_amount: i64,
    price_currency: String,
    term_months: Option<i32>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Product> for Row {
    fn from(product: &Product) -> Self {
        let Product { id, code, name, kind, price, term, version, created_at, updated_at } =
            product;
        Self {
            id: id.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            kind: kind.as_str().to_owned(),
            price_amount: price.amount.minor(),
            price_currency: price.currency.code().to_owned(),
            term_months: term.map(|term| i32::from(term.months())),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Product {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            code,
            name,
            kind,
            price_amount,
            price_currency,
            term_months,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("product {id}: {what}"));
        let term = |months: i32| Term::of_months(months.into()).ok_or_else(|| unreadable("term"));
        Ok(Self {
            code: Code::parse(&code).ok_or_else(|| unreadable("code"))?,
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            kind: ProductKind::parse(&kind).ok_or_else(|| unreadable("kind"))?,
            price: money(price_amount, &price_currency).ok_or_else(|| unreadable("price"))?,
            term: term_months.map(term).transpose()?,
            id: ProductId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a product.
pub fn insert(tx: &mut Tx<'_>, product: &Product) -> Result<(), StorageError> {
    diesel::insert_into(products::table).values(Row::from(product)).execute(tx.connection)?;
    Ok(())
}

/// Writes a product over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, product: &Product) -> Result<bool, StorageError> {
    let before = products::table
        .filter(products::id.eq(product.id.as_str()))
        .filter(products::version.eq(product.version - 1));
    Ok(diesel::update(before).set(Row::from(product)).execute(tx.connection)? == 1)
}

/// The product with that id.
pub fn by_id(tx: &mut Tx<'_>, id: &ProductId) -> Result<Option<Product>, StorageError> {
    first(tx, products::table.filter(products::id.eq(id.to_string())).into_boxed())
}

/// The product with that code.
pub fn by_code(tx: &mut Tx<'_>, code: &Code) -> Result<Option<Product>, StorageError> {
    first(tx, products::table.filter(products::code.eq(code.to_string())).into_boxed())
}

type Query<'q> = products::BoxedQuery<'q, super::connection::MultiBackend>;

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Product>, StorageError> {
    let query = query.select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Product::try_from).transpose()
}

/// A page of the products, which everybody sees.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Product>, StorageError> {
    let mut query = products::table.into_boxed();
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Product::try_from)
}

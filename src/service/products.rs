//! Products: what the platform sells.

use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use crate::domain::{Code, Money, Name, Product, ProductId, ProductKind, Term, Word};
use crate::storage::{Tx, products};

pub use crate::storage::products::LISTED;

/// A product to be made.
#[derive(Debug, Clone)]
pub struct NewProduct {
    /// What it is called in plans and files.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What kind of product it is.
    pub kind: ProductKind,
    /// What it costs.
    pub price: Money,
    /// For how long a membership runs.
    pub term: Option<Term>,
}

/// What changes of a product: what is there.
#[derive(Debug, Clone, Default)]
pub struct ProductChanges {
    /// Its name.
    pub name: Option<Name>,
    /// What it costs from now on; what was sold before was sold at its own amount.
    pub price: Option<Money>,
    /// For how long a membership runs, or without an end.
    pub term: Option<Option<Term>>,
}

/// Makes a product.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewProduct) -> Result<Product, ServiceError> {
    if products::by_code(tx, &new.code)?.is_some() {
        let detail = format!("{} is the code of another product", new.code);
        return Err(ServiceError::Conflict("code_taken", detail));
    }
    let NewProduct { code, name, kind, price, term } = new.clone();
    let product = Product {
        id: new_id(),
        code,
        name,
        kind,
        price,
        term,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    check(&product)?;
    products::insert(tx, &product).map_err(ServiceError::meanwhile)?;
    audit::note(tx, by, &Change::of("products.create", (None, &product)))?;
    Ok(product)
}

/// A product.
pub fn get(tx: &mut Tx<'_>, id: &ProductId) -> Result<Product, ServiceError> {
    products::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the products.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Product>, ServiceError> {
    Ok(products::list(tx, listing)?)
}

/// Changes a product; `seen` is the version that the caller has seen.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&ProductId, Option<i32>),
    changes: &ProductChanges,
) -> Result<Product, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let ProductChanges { name, price, term } = changes.clone();
    let product = Product {
        name: name.unwrap_or_else(|| before.name.clone()),
        price: price.unwrap_or(before.price),
        term: term.unwrap_or(before.term),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    check(&product)?;
    ServiceError::stale_unless(products::update(tx, &product)?)?;
    audit::note(tx, by, &Change::of("products.change", (Some(&before), &product)))?;
    Ok(product)
}

/// What holds between the fields of a product.
fn check(product: &Product) -> Result<(), ServiceError> {
    if product.price.amount.minor() < 0 {
        return Err(ServiceError::invalid("/price/amount", "negative", "is below zero"));
    }
    if product.kind != ProductKind::Membership && product.term.is_some() {
        let message = "is for memberships alone; leave it out";
        return Err(ServiceError::invalid("/term_months", "not_a_membership", message));
    }
    Ok(())
}

impl Recorded for Product {
    const KIND: &'static str = "product";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        json!({
            "code": self.code.as_str(),
            "name": self.name.as_str(),
            "kind": self.kind.as_str(),
            "price": audit::money(self.price),
            "term_months": self.term.map(Term::months),
        })
    }
}

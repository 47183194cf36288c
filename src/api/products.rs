//! `/products`: what the platform sells.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{Anyone, FinancePeople};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created};
use crate::domain::{OfProduct, Product, Term, Word};
use crate::service::listing::Listed;
use crate::service::products::{self, NewProduct, ProductChanges};
use crate::service::{App, By, Tx};

/// A product to be made.
#[derive(Debug)]
pub struct ProductRequest;
type ProductSent = Sent<ProductRequest>;

impl Body for ProductRequest {
    type Command = NewProduct;

    fn read(fields: &mut Fields) -> Option<NewProduct> {
        let code = fields.required("code");
        let name = fields.required("name");
        let kind = fields.required("kind");
        let price = fields.required("price");
        let term = fields.optional::<Option<Term>>("term_months");
        Some(NewProduct {
            code: code?,
            name: name?,
            kind: kind?,
            price: price?,
            term: term.flatten(),
        })
    }
}

/// What changes of a product.
#[derive(Debug)]
pub struct ProductPatchRequest;
type ProductPatchSent = Sent<ProductPatchRequest>;

impl Body for ProductPatchRequest {
    type Command = ProductChanges;

    fn read(fields: &mut Fields) -> Option<ProductChanges> {
        Some(ProductChanges {
            name: fields.optional("name"),
            price: fields.optional("price"),
            term: fields.optional("term_months"),
        })
    }
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductResponse {
    id: String,
    code: String,
    name: String,
    kind: &'static str,
    price: MoneyResponse,
    term_months: Option<u16>,
    created_at: String,
    updated_at: String,
}

impl Row for ProductResponse {
    const LISTED: &'static Listed = &products::LISTED;
}

impl From<&Product> for ProductResponse {
    fn from(product: &Product) -> Self {
        let Product { id, code, name, kind, price, term, version: _, created_at, updated_at } =
            product;
        Self {
            id: id.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            kind: kind.as_str(),
            price: MoneyResponse::from(*price),
            term_months: term.map(Term::months),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// Make a product.
#[utoipa::path(post, path = "/products", tag = "products", request_body = ProductSent,
    responses((status = 201, body = ProductResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, ProductRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |_: &By, product: Product| {
        let place = format!("products/{}", product.id);
        created(&place, product.version, &ProductResponse::from(&product))
    };
    request.run(app, products::create, answer).await
}

/// The products.
#[utoipa::path(get, path = "/products", tag = "products",
    responses((status = 200, body = ListResponse<ProductResponse>)))]
pub async fn list(
    asked: Asked<ProductResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |_: &By, product| ProductResponse::from(&product);
    read::page((asked, app, caller), products::list, show).await
}

/// A product.
#[utoipa::path(get, path = "/products/{id}", tag = "products", params(("id" = String, Path)),
    responses((status = 200, body = ProductResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfProduct>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |_: &By, product: Product| (product.version, ProductResponse::from(&product));
    read::one((&request, app, caller), move |tx, _| products::get(tx, &id), show).await
}

/// Change a product: its name, its price from now on, its term.
#[utoipa::path(patch, path = "/products/{id}", tag = "products", params(("id" = String, Path)),
    request_body = ProductPatchSent,
    responses((status = 200, body = ProductResponse), (status = 404)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<FinancePeople, ProductPatchRequest>,
    at: At<OfProduct>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &ProductChanges| {
        products::change(tx, by, (&id, seen), changes)
    };
    let answer =
        |_: &By, product: Product| changed(product.version, &ProductResponse::from(&product));
    request.run(app, work, answer).await
}

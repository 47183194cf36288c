//! `/recruits/pool`: sellers that are free to register.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::asked::{Asked, Row};
use super::super::caller::Allowed;
use super::super::error::ApiError;
use super::super::policies::Anyone;
use super::super::read::{self, ListResponse};
use crate::service::listing::Listed;
use crate::service::recruits::{self, FreeSeller, POOL};
use crate::service::{App, By};

/// A seller that nobody protects or holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreeSellerResponse {
    seller_id: String,
    name: String,
    city: String,
}

impl Row for FreeSellerResponse {
    const LISTED: &'static Listed = &POOL;
}

impl FreeSellerResponse {
    fn of(_: &By, seller: FreeSeller) -> Self {
        let FreeSeller { id, name, city } = seller;
        Self { seller_id: id.to_string(), name: name.to_string(), city: city.to_string() }
    }
}

/// The public pool: a partner's people see what the platform brought into it, and what was theirs.
#[utoipa::path(get, path = "/recruits/pool", tag = "recruits",
    responses((status = 200, body = ListResponse<FreeSellerResponse>)))]
pub async fn list(
    asked: Asked<FreeSellerResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    read::page((asked, app, caller), recruits::pool, FreeSellerResponse::of).await
}

//! `/partners/{id}/tax-profiles`: what is withheld from a partner and what it adds, from a day on.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nothing, Sent};
use super::caller::{Allowed, At, Part};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{FinanceAndOwners, FinancePeople, MoneyReaders};
use super::read::{self, ListResponse};
use super::write::{Write, created, done};
use crate::domain::{OfPartner, OfTaxProfile, TaxProfile, Word};
use crate::service::listing::Listed;
use crate::service::listing::Listing;
use crate::service::tax_profiles::{self, NewTaxProfile};
use crate::service::{App, By, Tx};

/// A partner's taxes from a day on.
#[derive(Debug)]
pub struct TaxProfileRequest;
type TaxProfileSent = Sent<TaxProfileRequest>;

impl Body for TaxProfileRequest {
    type Command = NewTaxProfile;

    fn read(fields: &mut Fields) -> Option<NewTaxProfile> {
        let from = fields.required("from");
        let withholding = fields.required("withholding_percent");
        let withhold_on = fields.required("withhold_on");
        let sales_tax = fields.required("sales_tax_percent");
        Some(NewTaxProfile {
            from: from?,
            withholding: withholding?,
            withhold_on: withhold_on?,
            sales_tax: sales_tax?,
        })
    }
}

/// A partner's taxes from a day on; in force once confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxProfileResponse {
    id: String,
    partner_id: String,
    from: String,
    withholding_percent: String,
    withhold_on: &'static str,
    sales_tax_percent: String,
    prepared_by: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<String>,
    created_at: String,
}

impl Row for TaxProfileResponse {
    const LISTED: &'static Listed = &tax_profiles::LISTED;
}

impl From<&TaxProfile> for TaxProfileResponse {
    fn from(profile: &TaxProfile) -> Self {
        let TaxProfile {
            id,
            partner,
            from,
            withholding,
            withhold_on,
            sales_tax,
            prepared_by,
            confirmed,
            created_at,
        } = profile;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            from: from.to_string(),
            withholding_percent: withholding.to_string(),
            withhold_on: withhold_on.as_str(),
            sales_tax_percent: sales_tax.to_string(),
            prepared_by: prepared_by.to_string(),
            confirmed_by: confirmed.as_ref().map(|(by, _)| by.to_string()),
            confirmed_at: confirmed.as_ref().map(|(_, at)| instant(*at)),
            created_at: instant(*created_at),
        }
    }
}

/// State a partner's taxes; a second person confirms them. Until then they can be stated anew.
#[utoipa::path(post, path = "/partners/{id}/tax-profiles", tag = "partners",
    params(("id" = String, Path)), request_body = TaxProfileSent,
    responses((status = 201, body = TaxProfileResponse), (status = 200, body = TaxProfileResponse),
        (status = 404), (status = 409)))]
pub async fn prepare(
    app: web::Data<App>,
    request: Write<FinanceAndOwners, TaxProfileRequest>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, new: &NewTaxProfile| {
        tax_profiles::prepare(tx, by, &id, new)
    };
    let answer = |_: &By, (profile, new): (TaxProfile, bool)| {
        let (place, body) =
            (format!("partners/{}/tax-profiles", profile.partner), (&profile).into());
        let body: TaxProfileResponse = body;
        if new { created(&place, 1, &body) } else { done(&body) }
    };
    request.run(app, work, answer).await
}

/// A partner's taxes, by day.
#[utoipa::path(get, path = "/partners/{id}/tax-profiles", tag = "partners",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<TaxProfileResponse>), (status = 404)))]
pub async fn list(
    asked: Asked<TaxProfileResponse>,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, profile| TaxProfileResponse::from(&profile);
    let load =
        move |tx: &mut Tx<'_>, _: &By, listing: &Listing| tax_profiles::list(tx, &id, listing);
    read::page((asked, app, caller), load, show).await
}

/// Confirm taxes that somebody else stated.
#[utoipa::path(post, path = "/partners/{id}/tax-profiles/{tax_id}/confirm", tag = "partners",
    params(("id" = String, Path), ("tax_id" = String, Path)),
    responses((status = 200, body = TaxProfileResponse), (status = 404), (status = 409)))]
pub async fn confirm(
    app: web::Data<App>,
    request: Write<FinancePeople, Nothing>,
    at: At<OfPartner>,
    part: Part<OfTaxProfile>,
) -> Result<HttpResponse, ApiError> {
    let (partner, id) = (at.id()?, part.id()?);
    let work =
        move |tx: &mut Tx<'_>, by: &By, (): &()| tax_profiles::confirm(tx, by, &partner, &id);
    let answer = |_: &By, profile: TaxProfile| done(&TaxProfileResponse::from(&profile));
    request.run(app, work, answer).await
}

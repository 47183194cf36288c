//! `/sellers`: the legal entities that may buy a membership.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Anyone, Field, Managers};
use super::read::{self, ListResponse, Versioned};
use super::write::{Seen, Write, changed, created, refused};
use crate::domain::{
    Category, Cnic, Email, MemberId, Name, Note, Ntn, OfSeller, PartnerId, Phone, Seller,
    StarRating, Word,
};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::sellers::{self, Changes, Holding, NewSeller, SellerChanges, SellerDetails};
use crate::service::{App, By, ServiceError, Tx};

/// What is known of a seller: the fields that a registration has too.
pub(super) fn details(fields: &mut Fields) -> Option<SellerDetails> {
    let name = fields.required("name");
    let city = fields.required("city");
    let phone = fields.optional::<Option<Phone>>("phone");
    let email = fields.optional::<Option<Email>>("email");
    let ntn = fields.optional::<Option<Ntn>>("ntn");
    let cnic = fields.optional::<Option<Cnic>>("cnic");
    let member_id = fields.optional::<Option<MemberId>>("member_id");
    let contact_name = fields.optional::<Option<Name>>("contact_name");
    let categories = fields.optional::<Vec<Category>>("categories");
    Some(SellerDetails {
        name: name?,
        city: city?,
        phone: phone.flatten(),
        email: email.flatten(),
        ntn: ntn.flatten(),
        cnic: cnic.flatten(),
        member_id: member_id.flatten(),
        contact_name: contact_name.flatten(),
        categories: categories.unwrap_or_default(),
    })
}

/// A seller to be made.
#[derive(Debug)]
pub struct SellerRequest;
type SellerSent = Sent<SellerRequest>;

impl Body for SellerRequest {
    type Command = NewSeller;

    fn read(fields: &mut Fields) -> Option<NewSeller> {
        let details = details(fields);
        let star_rating = fields.optional::<Option<StarRating>>("star_rating");
        let status = fields.optional("status");
        let partner = fields.optional::<Option<PartnerId>>("partner_id");
        let verified_on = fields.optional::<Option<NaiveDate>>("verified_on");
        let membership_ends_on = fields.optional::<Option<NaiveDate>>("membership_ends_on");
        Some(NewSeller {
            details: details?,
            star_rating: star_rating.flatten(),
            status,
            partner: partner.flatten(),
            verified_on: verified_on.flatten(),
            membership_ends_on: membership_ends_on.flatten(),
        })
    }
}

/// What changes of a seller.
#[derive(Debug)]
pub struct SellerPatchRequest;
type SellerPatchSent = Sent<SellerPatchRequest>;

impl Body for SellerPatchRequest {
    type Command = SellerChanges;

    fn read(fields: &mut Fields) -> Option<SellerChanges> {
        Some(SellerChanges {
            name: fields.optional("name"),
            city: fields.optional("city"),
            phone: fields.optional("phone"),
            email: fields.optional("email"),
            ntn: fields.optional("ntn"),
            cnic: fields.optional("cnic"),
            member_id: fields.optional("member_id"),
            contact_name: fields.optional("contact_name"),
            categories: fields.optional("categories"),
            star_rating: fields.optional("star_rating"),
            status: fields.optional("status"),
            verified_on: fields.optional("verified_on"),
            membership_ends_on: fields.optional("membership_ends_on"),
        })
    }
}

/// A seller's holder from a day on, and why.
#[derive(Debug)]
pub struct TransferRequest;
type TransferSent = Sent<TransferRequest>;

impl Body for TransferRequest {
    type Command = (PartnerId, NaiveDate, Note);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let partner = fields.required("partner_id");
        let effective_on = fields.required("effective_on");
        let reason = fields.required("reason");
        Some((partner?, effective_on?, reason?))
    }
}

/// A seller.
#[derive(Debug, Serialize, ToSchema)]
pub struct SellerResponse {
    id: String,
    name: String,
    city: String,
    /// Masked, as are the e-mail address and the numbers, for all but the holder and the platform.
    phone: Option<String>,
    email: Option<String>,
    ntn: Option<String>,
    cnic: Option<String>,
    member_id: Option<String>,
    contact_name: Option<String>,
    categories: Vec<String>,
    star_rating: Option<u8>,
    status: &'static str,
    /// Who holds it; a partner's people are told of their own partner only.
    partner_id: Option<String>,
    verified_on: Option<NaiveDate>,
    membership_ends_on: Option<NaiveDate>,
    created_at: String,
    updated_at: String,
}

impl Row for SellerResponse {
    const LISTED: &'static Listed = &sellers::LISTED;
    const LISTED_FOR_PARTNERS: &'static Listed = &sellers::LISTED_FOR_PARTNERS;
}

impl SellerResponse {
    /// A seller as somebody may see it.
    fn of(by: &By, seller: &Seller) -> Self {
        let is_whole = seller.is_whole_to(&by.actor);
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
            version: _,
            created_at,
            updated_at,
        } = seller;
        let shown = |whole: String, masked: String| if is_whole { whole } else { masked };
        Self {
            id: id.to_string(),
            name: name.to_string(),
            city: city.to_string(),
            phone: phone.as_ref().map(|phone| shown(phone.to_string(), phone.masked())),
            email: email.as_ref().map(|email| shown(email.to_string(), email.masked())),
            ntn: ntn.as_ref().map(|ntn| shown(ntn.to_string(), ntn.masked())),
            cnic: cnic.as_ref().map(|cnic| shown(cnic.to_string(), cnic.masked())),
            member_id: member_id.as_ref().map(ToString::to_string),
            contact_name: contact_name.as_ref().map(ToString::to_string),
            categories: categories.iter().map(ToString::to_string).collect(),
            star_rating: star_rating.map(StarRating::get),
            status: status.as_str(),
            partner_id: partner.as_ref().filter(|_| is_whole).map(ToString::to_string),
            verified_on: *verified_on,
            membership_ends_on: *membership_ends_on,
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// A time in which a partner held a seller.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderResponse {
    partner_id: String,
    /// From this day on.
    from: NaiveDate,
    /// Until, and not on, this day; null is for ever.
    until: Option<NaiveDate>,
    /// The sale that made it so; null is a transfer.
    sale_id: Option<String>,
}

impl From<Holding> for HolderResponse {
    fn from(holding: Holding) -> Self {
        let Holding { seller: _, partner, from, until, sale } = holding;
        let sale_id = sale.map(|sale| sale.to_string());
        Self { partner_id: partner.to_string(), from, until, sale_id }
    }
}

/// Make a seller.
#[utoipa::path(post, path = "/sellers", tag = "sellers", request_body = SellerSent,
    responses((status = 201, body = SellerResponse), (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Managers, SellerRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, seller: Seller| {
        let place = format!("sellers/{}", seller.id);
        created(&place, seller.version, &SellerResponse::of(by, &seller))
    };
    request.run(app, sellers::create, answer).await
}

/// The sellers: a partner's people see whom it holds or protects.
#[utoipa::path(get, path = "/sellers", tag = "sellers",
    responses((status = 200, body = ListResponse<SellerResponse>)))]
pub async fn list(
    asked: Asked<SellerResponse>,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let show = |by: &By, seller| SellerResponse::of(by, &seller);
    read::page((asked, app, caller), sellers::list, show).await
}

/// A seller.
#[utoipa::path(get, path = "/sellers/{id}", tag = "sellers", params(("id" = String, Path)),
    responses((status = 200, body = SellerResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfSeller>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, seller: Seller| (seller.version, SellerResponse::of(by, &seller));
    read::one((&request, app, caller), move |tx, _| sellers::get(tx, &id), show).await
}

/// Who held a seller; a partner's people see when their own partner did.
#[utoipa::path(get, path = "/sellers/{id}/holders", tag = "sellers",
    params(("id" = String, Path)),
    responses((status = 200, body = ListResponse<HolderResponse>), (status = 404)))]
pub async fn holders(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfSeller>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, held: Vec<Holding>| ListResponse::<HolderResponse>::whole(held);
    read::figures((&request, app, caller), move |tx, _| sellers::history(tx, &id), show).await
}

/// Change a seller. Partners' people change its phone, e-mail address and contact.
#[utoipa::path(patch, path = "/sellers/{id}", tag = "sellers", params(("id" = String, Path)),
    request_body = SellerPatchSent,
    responses((status = 200, body = SellerResponse), (status = 404), (status = 409)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<Field, SellerPatchRequest>,
    at: At<OfSeller>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &SellerChanges| {
        sellers::change(tx, by, (&id, seen), changes)
    };
    let answer = |by: &By, changes: Changes| match changes {
        Changes::Made(seller) => answer(by, *seller),
        Changes::NeedsSecondPerson => {
            let detail = "The day of verification is set; another person has to send the same \
                          correction.";
            Ok(refused(by, ServiceError::Conflict("needs_second_person", detail.to_owned())))
        }
    };
    request.run(app, work, answer).await
}

/// Give a seller another holder from a day on.
#[utoipa::path(post, path = "/sellers/{id}/transfer", tag = "sellers",
    params(("id" = String, Path)), request_body = TransferSent,
    responses((status = 200, body = SellerResponse), (status = 404), (status = 409)))]
pub async fn transfer(
    app: web::Data<App>,
    request: Write<Managers, TransferRequest>,
    at: At<OfSeller>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, asked: &(PartnerId, NaiveDate, Note)| {
        let (partner, from, reason) = asked;
        sellers::transfer(tx, by, &id, (partner, *from, reason))
    };
    request.run(app, work, answer).await
}

fn answer(by: &By, seller: Seller) -> Result<Answer, ServiceError> {
    changed(seller.version, &SellerResponse::of(by, &seller))
}

//! `/sales`: what sellers paid, whose it is, and who confirmed it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Row};
use super::body::{Body, Fields, Nested, Nothing, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{FinancePeople, SaleReaders};
use super::read::{self, ListResponse, Versioned};
use super::write::{NeedsKey, Seen, Write, changed, created, done};
use crate::domain::{Actor, Credit, Currency, EventId, Money, Note, OfSale, Sale, SaleId, Word};
use crate::service::idempotency::Answer;
use crate::service::listing::Listed;
use crate::service::sales::{self, Glimpse, NewSale, SaleChanges, StatedShare};
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// A partner's share of a sale; the shares add up to 100.
#[derive(Debug)]
pub struct CreditRequest;

impl Body for CreditRequest {
    type Command = StatedShare;

    fn read(fields: &mut Fields) -> Option<StatedShare> {
        let partner = fields.required("partner_id");
        let share = fields.required("share");
        partner.zip(share)
    }
}

type CreditsSent = Option<Vec<Nested<CreditRequest>>>;

fn stated(sent: Option<CreditsSent>) -> Option<Vec<StatedShare>> {
    sent.flatten().map(|credits| credits.into_iter().map(|Nested(credit)| credit).collect())
}

/// A sale to be recorded.
#[derive(Debug)]
pub struct SaleRequest;
type SaleSent = Sent<SaleRequest>;

impl Body for SaleRequest {
    type Command = NewSale;

    fn read(fields: &mut Fields) -> Option<NewSale> {
        let external_id = fields.required("external_id");
        let seller = fields.required("seller_id");
        let kind = fields.required("kind");
        let product = fields.required("product");
        let amount = fields.required("amount");
        let paid_on = fields.required("paid_on");
        let credits = fields.optional::<CreditsSent>("credits");
        let source = fields.optional::<Option<_>>("source");
        let event = fields.optional::<Option<EventId>>("event_id");
        let note = fields.optional::<Option<Note>>("note");
        Some(NewSale {
            external_id: external_id?,
            seller: seller?,
            kind: kind?,
            product: product?,
            amount: amount?,
            paid_on: paid_on?,
            credits: stated(credits),
            source: source.flatten(),
            event: event.flatten(),
            note: note.flatten(),
        })
    }

    fn beside(tx: &mut Tx<'_>, by: &By, fields: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
        glimpse(tx, by, fields)
    }
}

/// What is wrong with those of a sale's fields that can be read.
fn glimpse(tx: &mut Tx<'_>, by: &By, fields: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
    let seen = Glimpse {
        seller: fields.optional("seller_id"),
        product: fields.optional("product"),
        amount: fields.optional("amount"),
        paid_on: fields.optional("paid_on"),
        credits: stated(fields.optional("credits")),
        event: fields.optional::<Option<EventId>>("event_id").flatten(),
    };
    sales::faults(tx, by, &seen)
}

/// What changes of a sale that is not confirmed yet.
#[derive(Debug)]
pub struct SalePatchRequest;
type SalePatchSent = Sent<SalePatchRequest>;

impl Body for SalePatchRequest {
    type Command = SaleChanges;

    fn read(fields: &mut Fields) -> Option<SaleChanges> {
        Some(SaleChanges {
            seller: fields.optional("seller_id"),
            kind: fields.optional("kind"),
            product: fields.optional("product"),
            amount: fields.optional("amount"),
            paid_on: fields.optional("paid_on"),
            credits: stated(fields.optional("credits")),
            source: fields.optional("source"),
            event: fields.optional("event_id"),
            note: fields.optional("note"),
        })
    }

    fn beside(tx: &mut Tx<'_>, by: &By, fields: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
        glimpse(tx, by, fields)
    }
}

/// The sales to be confirmed, all or none.
#[derive(Debug)]
pub struct ConfirmRequest;
type ConfirmSent = Sent<ConfirmRequest>;

impl Body for ConfirmRequest {
    type Command = Vec<SaleId>;

    fn read(fields: &mut Fields) -> Option<Vec<SaleId>> {
        fields.required("ids")
    }
}

/// Why something is made void.
#[derive(Debug)]
pub struct VoidRequest;
type VoidSent = Sent<VoidRequest>;

impl Body for VoidRequest {
    type Command = Note;

    fn read(fields: &mut Fields) -> Option<Note> {
        fields.required("reason")
    }
}

/// A sale. A partner's people see their own share alone, and not what the platform says about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SaleResponse {
    id: String,
    external_id: String,
    seller_id: String,
    kind: &'static str,
    product: String,
    amount: MoneyResponse,
    paid_on: String,
    credits: Vec<CreditResponse>,
    source: String,
    city: String,
    event_id: Option<String>,
    note: Option<String>,
    verified_on: Option<String>,
    status: &'static str,
    recorded_by: Option<String>,
    confirmed_by: Option<String>,
    confirmed_at: Option<String>,
    voided_by: Option<String>,
    voided_at: Option<String>,
    void_reason: Option<String>,
    recruit_id: Option<String>,
    created_at: String,
    updated_at: String,
}

impl Row for SaleResponse {
    const LISTED: &'static Listed = &sales::LISTED;
    const LISTED_FOR_PARTNERS: &'static Listed = &sales::LISTED_FOR_PARTNERS;
}

/// A partner's share of a sale, and its part of the amount.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreditResponse {
    partner_id: String,
    share: String,
    part: MoneyResponse,
}

impl CreditResponse {
    fn of(Credit { partner, share, part }: &Credit, currency: Currency) -> Self {
        let part = MoneyResponse::from(Money { amount: *part, currency });
        Self { partner_id: partner.to_string(), share: share.to_string(), part }
    }
}

impl SaleResponse {
    /// A sale as somebody may see it.
    pub fn of(actor: &Actor, sale: &Sale) -> Self {
        let of_platform = actor.partner().is_none();
        let (confirmed, voided) = (sale.confirmed.as_ref(), sale.voided.as_ref());
        let currency = sale.amount.currency;
        let told = |text: Option<String>| text.filter(|_| of_platform);
        Self {
            id: sale.id.to_string(),
            external_id: sale.external_id.to_string(),
            seller_id: sale.seller.to_string(),
            kind: sale.kind.as_str(),
            product: sale.product_code.to_string(),
            amount: MoneyResponse::from(sale.amount),
            paid_on: sale.paid_on.to_string(),
            credits: sale.credits.iter().map(|of| CreditResponse::of(of, currency)).collect(),
            source: sale.source.to_string(),
            city: sale.city.to_string(),
            event_id: told(sale.event.as_ref().map(ToString::to_string)),
            note: told(sale.note.as_ref().map(ToString::to_string)),
            verified_on: sale.verified_on.map(|day| day.to_string()),
            status: sale.status.as_str(),
            recorded_by: told(Some(sale.recorded_by.to_string())),
            confirmed_by: told(confirmed.map(|confirmed| confirmed.by.to_string())),
            confirmed_at: confirmed.map(|confirmed| instant(confirmed.at)),
            voided_by: told(voided.map(|voided| voided.by.to_string())),
            voided_at: voided.map(|voided| instant(voided.at)),
            void_reason: told(voided.map(|voided| voided.reason.to_string())),
            recruit_id: told(sale.recruit.as_ref().map(ToString::to_string)),
            created_at: instant(sale.created_at),
            updated_at: instant(sale.updated_at),
        }
    }
}

/// The sales that were confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedResponse {
    data: Vec<SaleResponse>,
}

/// Record a sale. The same body again is a 200 with the first; another with its `external_id` a 409.
#[utoipa::path(post, path = "/sales", tag = "sales", request_body = SaleSent,
    responses((status = 201, body = SaleResponse), (status = 200, body = SaleResponse),
        (status = 409), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<FinancePeople, SaleRequest, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let answer = |by: &By, (sale, is_new): (Sale, bool)| {
        let (place, body) = (format!("sales/{}", sale.id), SaleResponse::of(&by.actor, &sale));
        if is_new { created(&place, sale.version, &body) } else { changed(sale.version, &body) }
    };
    request.run(app, sales::record, answer).await
}

/// The sales: a partner's people see those that it is credited on.
#[utoipa::path(get, path = "/sales", tag = "sales",
    responses((status = 200, body = ListResponse<SaleResponse>)))]
pub async fn list(
    asked: Asked<SaleResponse>,
    app: web::Data<App>,
    caller: Allowed<SaleReaders>,
) -> Result<HttpResponse, ApiError> {
    let show = |by: &By, sale| SaleResponse::of(&by.actor, &sale);
    read::page((asked, app, caller), sales::list, show).await
}

/// A sale.
#[utoipa::path(get, path = "/sales/{id}", tag = "sales", params(("id" = String, Path)),
    responses((status = 200, body = SaleResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<SaleReaders>,
    at: At<OfSale>,
) -> Result<Versioned, ApiError> {
    let id = at.id()?;
    let show = |by: &By, sale: Sale| (sale.version, SaleResponse::of(&by.actor, &sale));
    read::one((&request, app, caller), move |tx, _| sales::get(tx, &id), show).await
}

/// Change a sale that is not confirmed yet.
#[utoipa::path(patch, path = "/sales/{id}", tag = "sales", params(("id" = String, Path)),
    request_body = SalePatchSent,
    responses((status = 200, body = SaleResponse), (status = 404), (status = 409), (status = 422)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<FinancePeople, SalePatchRequest>,
    at: At<OfSale>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, changes: &SaleChanges| {
        sales::change(tx, by, (&id, seen), changes)
    };
    request.run(app, work, answer).await
}

/// Confirm a sale that another person recorded.
#[utoipa::path(post, path = "/sales/{id}/confirm", tag = "sales", params(("id" = String, Path)),
    responses((status = 200, body = SaleResponse), (status = 404), (status = 409),
        (status = 422)))]
pub async fn confirm(
    app: web::Data<App>,
    request: Write<FinancePeople, Nothing>,
    at: At<OfSale>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (): &()| sales::confirm(tx, by, (&id, seen));
    request.run(app, work, answer).await
}

/// Confirm many sales, all or none.
#[utoipa::path(post, path = "/sales/confirm", tag = "sales", request_body = ConfirmSent,
    responses((status = 200, body = ConfirmedResponse), (status = 409), (status = 422)))]
pub async fn confirm_all(
    app: web::Data<App>,
    request: Write<FinancePeople, ConfirmRequest>,
) -> Result<HttpResponse, ApiError> {
    let work =
        |tx: &mut Tx<'_>, by: &By, ids: &Vec<SaleId>| sales::confirm_all(tx, by, ids.as_slice());
    let answer = |by: &By, all: Vec<Sale>| {
        let data = all.iter().map(|sale| SaleResponse::of(&by.actor, sale)).collect();
        done(&ConfirmedResponse { data })
    };
    request.run(app, work, answer).await
}

/// Make a sale void, for ever; what its confirmation did is undone.
#[utoipa::path(post, path = "/sales/{id}/void", tag = "sales", params(("id" = String, Path)),
    request_body = VoidSent,
    responses((status = 200, body = SaleResponse), (status = 404), (status = 409)))]
pub async fn void(
    app: web::Data<App>,
    request: Write<FinancePeople, VoidRequest>,
    at: At<OfSale>,
    Seen(seen): Seen,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work =
        move |tx: &mut Tx<'_>, by: &By, reason: &Note| sales::void(tx, by, (&id, seen), reason);
    request.run(app, work, answer).await
}

fn answer(by: &By, sale: Sale) -> Result<Answer, ServiceError> {
    changed(sale.version, &SaleResponse::of(&by.actor, &sale))
}

//! `/recruits/batch`: what a phone has gathered without a connection.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{RecruitResponse, registration};
use crate::api::body::{Body, Fault, Fields, FromJson, Nested, Sent, error_of};
use crate::api::error::ApiError;
use crate::api::policies::Field;
use crate::api::write::{NeedsKey, Write, done};
use crate::domain::ClientRef;
use crate::service::recruits::{self, Item, ItemDone, NewRecruit, Registered, Unregistered};
use crate::service::{App, By, ServiceError, Tx};

/// The most registrations that a batch may have.
const MOST_ITEMS: usize = 500;

/// A registration of a batch: as one alone, but with a `client_ref`.
#[derive(Debug)]
pub struct BatchedRecruitRequest;

impl Body for BatchedRecruitRequest {
    type Command = NewRecruit;

    fn read(fields: &mut Fields) -> Option<NewRecruit> {
        let client_ref = fields.required::<ClientRef>("client_ref");
        registration(fields, client_ref.clone()).filter(|_| client_ref.is_some())
    }
}

/// An item is read by itself, so that one with a fault leaves the others.
struct Read(Item<Vec<Fault>>);

impl FromJson for Read {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let client_ref = value.get("client_ref").and_then(Value::as_str);
        let client_ref = client_ref.and_then(ClientRef::parse);
        let new = Nested::<BatchedRecruitRequest>::from_json(value).map(|Nested(new)| new);
        Ok(Self(Item { client_ref, new }))
    }

    fn schema() -> RefOr<Schema> {
        Nested::<BatchedRecruitRequest>::schema()
    }
}

/// Up to 500 registrations, in the order of their capture.
#[derive(Debug)]
pub struct RecruitBatchRequest;
type RecruitBatchSent = Sent<RecruitBatchRequest>;

impl Body for RecruitBatchRequest {
    type Command = Vec<Item<Vec<Fault>>>;

    const MOST_BYTES: usize = 1 << 20;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let items = fields.required::<Vec<Read>>("items")?;
        if items.len() > MOST_ITEMS {
            let message = format!("are more than {MOST_ITEMS}; send the rest in another batch");
            fields.fault("items", Fault::value("too_many", message));
            return None;
        }
        Some(items.into_iter().map(|Read(item)| item).collect())
    }
}

/// What became of a batch, item by item in its order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResponse {
    results: Vec<ResultResponse>,
}

/// What became of an item: as if it had been sent alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultResponse {
    client_ref: Option<String>,
    status: u16,
    /// Whether an item before it was captured later.
    out_of_order: bool,
    /// The record, where it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<RecruitResponse>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Value>,
}

impl ResultResponse {
    fn of(by: &By, item: ItemDone<Vec<Fault>>) -> Self {
        let ItemDone { client_ref, out_of_order, done } = item;
        let (status, body, problem) = match done {
            Ok(Registered::New(recruit)) => (201, Some(RecruitResponse::of(by, *recruit)), None),
            Ok(Registered::Again(recruit)) => (200, Some(RecruitResponse::of(by, *recruit)), None),
            Ok(Registered::Refused(_)) => problem(by, &Registered::refusal().into()),
            Err(Unregistered::Unreadable(faults)) => problem(by, &error_of(faults)),
            Err(Unregistered::Refused(error)) => problem(by, &error.into()),
        };
        let client_ref = client_ref.map(|client_ref| client_ref.to_string());
        Self { client_ref, status, out_of_order, body, problem }
    }
}

fn problem(by: &By, error: &ApiError) -> (u16, Option<RecruitResponse>, Option<Value>) {
    let request_id = by.on_behalf.request_id.as_deref().unwrap_or_default();
    let problem = serde_json::from_slice(&error.problem(request_id)).ok();
    (error.status().as_u16(), None, problem)
}

/// Register many sellers; each is answered as if it had been sent alone.
#[utoipa::path(post, path = "/recruits/batch", tag = "recruits", request_body = RecruitBatchSent,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, body = BatchResponse), (status = 413), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Field, RecruitBatchRequest, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, items: &Vec<Item<Vec<Fault>>>| {
        recruits::register_all(tx, by, items)
    };
    let answer = |by: &By, items: Vec<ItemDone<Vec<Fault>>>| -> Result<_, ServiceError> {
        let results = items.into_iter().map(|item| ResultResponse::of(by, item)).collect();
        done(&BatchResponse { results })
    };
    request.run(app, work, answer).await
}

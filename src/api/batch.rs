//! Many records in one request: what a phone has kept while it had no connection.

use std::marker::PhantomData;

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::body::{Body, Fault, Fields, FromJson, Nested, error_of};
use super::error::ApiError;
use super::further::{others, with_others};
use super::write::done;
use crate::domain::ClientRef;
use crate::service::batch::{Further, Item, ItemDone, Undone};
use crate::service::idempotency::Answer;
use crate::service::{By, ServiceError};

/// The most items of a batch.
const MOST: usize = 500;

/// An item, which is read by itself: what it has wrong stops none of the others.
pub type BatchItem<B> = Item<<B as Body>::Command, Vec<Fault>>;

/// What became of each item.
pub type Done<T> = Vec<ItemDone<T, Vec<Fault>>>;

/// Items, each with an effect and an answer of its own.
#[derive(Debug)]
pub struct Batch<B>(PhantomData<B>);

impl<B: Body> Body for Batch<B> {
    type Command = Vec<BatchItem<B>>;

    const MOST_BYTES: usize = 1 << 20;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let items = fields.required::<Vec<Read<B>>>("items")?;
        if items.len() > MOST {
            let message = format!("are more than {MOST}; send the rest in another batch");
            fields.fault("items", Fault::value("too_many", message));
        }
        Some(items.into_iter().map(|Read(item)| item).collect())
    }
}

struct Read<B: Body>(BatchItem<B>);

impl<B: Body> FromJson for Read<B> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let client_ref = value.get("client_ref").and_then(Value::as_str);
        let client_ref = client_ref.and_then(ClientRef::parse);
        let captured_at = value.get("captured_at").cloned();
        let captured_at = captured_at.and_then(|at| NaiveDateTime::from_json(at).ok());
        let sent = value.clone();
        let further = Further::by(move |tx, by| others::<B>(tx, by, &sent));
        let command = Nested::<B>::from_json(value).map(|Nested(command)| command);
        Ok(Self(Item { client_ref, captured_at, command, further }))
    }

    fn schema() -> RefOr<Schema> {
        Nested::<B>::schema()
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
    /// The phone's own name of it.
    client_ref: Option<String>,
    /// The status that it would have had alone.
    status: u16,
    /// Whether an item before it was captured later.
    out_of_order: bool,
    /// The record, where it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    /// Why it was not, as a problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Value>,
}

/// What an item that had an effect is answered.
#[derive(Debug)]
pub enum Shown<R> {
    /// A new record.
    Created(R),
    /// One that was there before.
    Again(R),
    /// A refusal, though its work is kept.
    Refused(ServiceError),
}

impl<R> Shown<R> {
    /// A record that is new or was there before.
    pub fn of(record: R, is_new: bool) -> Self {
        if is_new { Self::Created(record) } else { Self::Again(record) }
    }
}

/// The answer to a batch.
pub fn answer<T, R: Serialize>(
    by: &By,
    items: Done<T>,
    show: impl Fn(T) -> Shown<R>,
) -> Result<Answer, ServiceError> {
    let one = |ItemDone { client_ref, out_of_order, done }| {
        let (status, body, problem) = match done.map(&show) {
            Ok(Shown::Created(record)) => (201, Some(json(&record)?), None),
            Ok(Shown::Again(record)) => (200, Some(json(&record)?), None),
            Ok(Shown::Refused(error)) | Err(Undone::Refused(error)) => problem(by, &error.into())?,
            Err(Undone::Unreadable(faults, others)) => {
                problem(by, &with_others(error_of(faults), others))?
            }
        };
        let client_ref = client_ref.map(|client_ref: ClientRef| client_ref.to_string());
        Ok(ResultResponse { client_ref, status, out_of_order, body, problem })
    };
    let results = items.into_iter().map(one).collect::<Result<_, ServiceError>>()?;
    done(&BatchResponse { results })
}

fn json(record: &impl Serialize) -> Result<Value, ServiceError> {
    serde_json::to_value(record).map_err(unwritten)
}

fn problem(by: &By, error: &ApiError) -> Result<(u16, Option<Value>, Option<Value>), ServiceError> {
    let request_id = by.on_behalf.request_id.as_deref().unwrap_or_default();
    let problem = serde_json::from_slice(&error.problem(request_id)).map_err(unwritten)?;
    Ok((error.status().as_u16(), None, Some(problem)))
}

fn unwritten(error: serde_json::Error) -> ServiceError {
    ServiceError::Internal(format!("an answer: {error}"))
}

//! Many records in one request: what a phone has kept while it had no connection.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{Body, Fault, Fields, Tried};
use super::error::ApiError;
use super::write::done;
use crate::service::batch::Item;
use crate::service::idempotency::Answer;
use crate::service::{By, ServiceError};

/// The most items of a batch.
const MOST: usize = 500;

/// Items, each with an effect and an answer of its own.
#[derive(Debug)]
pub struct Batch<B>(PhantomData<B>);

impl<B: Body> Body for Batch<B> {
    type Command = Vec<Item<B::Command>>;

    const MOST_BYTES: usize = 1 << 20;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let items = fields.required::<Vec<Tried<B>>>("items")?;
        if items.len() > MOST {
            fields.fault("items", Fault::value("too_many", format!("has more than {MOST} items")));
        }
        Some(items.into_iter().map(|Tried(item)| item).collect())
    }
}

/// What became of one item.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemResponse {
    /// Its place in the batch, from 0 on.
    index: usize,
    /// The status that it would have had alone.
    status: u16,
    /// The record; null where it was refused.
    record: Option<Value>,
    /// Why it was refused, as a problem; null where it was not.
    problem: Option<Value>,
}

/// What became of each item, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResponse {
    data: Vec<ItemResponse>,
}

/// The answer to a batch: of each item the record, and whether it is a new one, or why there is none.
pub fn answer<T, R: Serialize>(
    by: &By,
    items: Vec<Result<(T, bool), ServiceError>>,
    show: impl Fn(&T) -> R,
) -> Result<Answer, ServiceError> {
    let request_id = by.on_behalf.request_id.as_deref().unwrap_or_default();
    let failed = |error| ServiceError::Internal(format!("an answer: {error}"));
    let mut data = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let (status, record, problem) = match item {
            Ok((record, new)) => {
                let record = serde_json::to_value(show(&record)).map_err(failed)?;
                (if new { 201 } else { 200 }, Some(record), None)
            }
            Err(error) => {
                let error = ApiError::from(error);
                let problem = serde_json::from_slice(&error.problem(request_id)).map_err(failed)?;
                (error.status().as_u16(), None, Some(problem))
            }
        };
        data.push(ItemResponse { index, status, record, problem });
    }
    done(&BatchResponse { data })
}

//! What else is wrong with a body that is refused, so that whoever sends it hears of everything at once.

use serde_json::Value;

use super::body::{Body, Fields, FromJson, Nested};
use super::error::ApiError;
use crate::service::references;
use crate::service::{By, Invalid, ServiceError, Tx, joined};

/// The faults of a body, and beside them what else is wrong with it.
pub(super) fn with_others(error: ApiError, others: Vec<Invalid>) -> ApiError {
    match error {
        ApiError::Malformed(faults) => ApiError::Malformed(joined(faults, others)),
        ApiError::Service(ServiceError::Invalid(faults)) => {
            ServiceError::Invalid(joined(faults, others)).into()
        }
        error => error,
    }
}

/// What else is wrong with a body that is refused: what shows beside the records, and the ids that are of
/// nothing.
pub(super) fn others<B: Body>(
    tx: &mut Tx<'_>,
    by: &By,
    body: &Value,
) -> Result<Vec<Invalid>, ServiceError> {
    let object = body.as_object().cloned().unwrap_or_default();
    let others = B::beside(tx, by, &mut Fields::of(object))?;
    Ok(joined(others, references::unknown(tx, Nested::<B>::named(body))?))
}

/// The same of a body as it was sent.
pub(super) fn others_in<B: Body>(
    tx: &mut Tx<'_>,
    by: &By,
    bytes: &[u8],
) -> Result<Vec<Invalid>, ServiceError> {
    others::<B>(tx, by, &serde_json::from_slice(bytes).unwrap_or_default())
}

//! Work beside the threads that serve requests.

use actix_web::web;

use super::error::PageError;
use crate::service::ServiceError;

/// Runs what waits for the database, or hashes.
pub(super) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, PageError> {
    let done = web::block(work).await.map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(done?)
}

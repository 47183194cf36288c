//! A visitor's code as a picture.

use super::super::error::ServiceError;
use crate::domain::Code;
use crate::formats::qr::{self, NoPicture};

/// As SVG.
pub fn svg(code: &Code) -> Result<String, ServiceError> {
    qr::svg(code.as_str()).map_err(failed)
}

/// As PNG.
pub fn png(code: &Code) -> Result<Vec<u8>, ServiceError> {
    qr::png(code.as_str()).map_err(failed)
}

fn failed(error: NoPicture) -> ServiceError {
    ServiceError::Internal(format!("a picture of a code: {error}"))
}

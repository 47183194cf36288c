//! A request's JSON body: of the right type, not too large, and in time.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::body;
use super::error::ApiError;

/// The most bytes of a usual body.
const MOST_BYTES: usize = 256 << 10;
/// The time that any body has, and the bytes that earn it one more second.
const TIME: Duration = Duration::from_secs(10);
const BYTES_A_SECOND: usize = 8 << 10;

/// A body read into its struct, with the bytes that it was read from.
#[derive(Debug)]
pub struct JsonBody<T> {
    /// The body.
    pub body: T,
    /// What was sent, for the request's fingerprint.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.content_type().eq_ignore_ascii_case("application/json");
        let payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(ApiError::NotJson);
            }
            let bytes = collect(payload, MOST_BYTES).await?;
            Ok(Self { body: body::read(&bytes)?, bytes })
        })
    }
}

/// Collects a body of at most so many bytes. A sender that drips is cut off.
async fn collect(mut payload: Payload, most: usize) -> Result<Bytes, ApiError> {
    let begin = Instant::now();
    let mut bytes = BytesMut::new();
    loop {
        let earned = Duration::from_secs((bytes.len() / BYTES_A_SECOND) as u64);
        let next = timeout_at(begin + TIME + earned, payload.next()).await;
        let Some(part) = next.map_err(|_| ApiError::TooSlow)? else { return Ok(bytes.freeze()) };
        let part = part.map_err(|_| ApiError::NotJson)?;
        if bytes.len() + part.len() > most {
            return Err(ApiError::TooLarge(most));
        }
        bytes.extend_from_slice(&part);
    }
}

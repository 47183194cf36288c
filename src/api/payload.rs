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

/// How long a body may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimits {
    /// The time that any body has.
    pub time: Duration,
    /// The bytes that earn it one more second.
    pub bytes_a_second: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), bytes_a_second: 8 << 10 }
    }
}

impl BodyLimits {
    /// Those that the server was given.
    fn of(request: &HttpRequest) -> Self {
        request.app_data::<Self>().copied().unwrap_or_default()
    }

    /// The time of a body of which so many bytes have come.
    fn time_of(self, bytes: usize) -> Duration {
        let earned = bytes.checked_div(self.bytes_a_second).unwrap_or(0);
        self.time + Duration::from_secs(earned as u64)
    }
}

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
        let (payload, limits) = (payload.take(), BodyLimits::of(request));
        Box::pin(async move {
            if !is_json {
                return Err(ApiError::NotJson);
            }
            let bytes = collect(payload, MOST_BYTES, limits).await?;
            Ok(Self { body: body::read(&bytes)?, bytes })
        })
    }
}

/// Collects a body of at most so many bytes. A sender that drips is cut off.
async fn collect(mut payload: Payload, most: usize, limits: BodyLimits) -> Result<Bytes, ApiError> {
    let begin = Instant::now();
    let mut bytes = BytesMut::new();
    loop {
        let next = timeout_at(begin + limits.time_of(bytes.len()), payload.next()).await;
        let Some(part) = next.map_err(|_| ApiError::TooSlow)? else { return Ok(bytes.freeze()) };
        let part = part.map_err(|_| ApiError::NotJson)?;
        if bytes.len() + part.len() > most {
            return Err(ApiError::TooLarge(most));
        }
        bytes.extend_from_slice(&part);
    }
}

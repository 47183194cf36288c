//! A request's JSON body: of the right type, not too large, and in time.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{RefOr, Required};

use super::body::{self, Body};
use super::described;
use super::error::ApiError;
use super::route::Taken;

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
    pub(super) fn of(request: &HttpRequest) -> Self {
        request.app_data::<Self>().copied().unwrap_or_default()
    }

    /// The time of a body of which so many bytes have come.
    fn time_of(self, bytes: usize) -> Duration {
        let earned = bytes.checked_div(self.bytes_a_second).unwrap_or(0);
        self.time + Duration::from_secs(earned as u64)
    }
}

/// A body without a caller before it, as in signing in.
#[derive(Debug)]
pub struct JsonBody<B: Body>(pub B::Command);

impl<B: Body> FromRequest for JsonBody<B> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (object, bytes) = read::<B>(&request, payload).await?;
            Ok(Self(body::command::<B>(object, &bytes)?))
        })
    }
}

impl<B: Body> Taken for JsonBody<B> {
    fn tell(operation: &mut Operation) {
        described::refuses(operation, [400, 408, 413, 415, 422, 503]);
        if B::MAY_BE_ABSENT
            && let Some(RefOr::T(body)) = &mut operation.request_body
        {
            body.required = Some(Required::False);
        }
    }
}

/// Reads a request's body, and gives the bytes that it was read from.
pub(super) async fn read<B: Body>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<(Map<String, Value>, Bytes), ApiError> {
    let is_json = request.content_type().eq_ignore_ascii_case("application/json");
    let bytes = collect(payload, B::MOST_BYTES, BodyLimits::of(request)).await?;
    if B::MAY_BE_ABSENT && bytes.is_empty() {
        return Ok((Map::new(), bytes));
    }
    if !is_json {
        return Err(ApiError::NotJson);
    }
    Ok((body::read(&bytes)?, bytes))
}

/// Collects a body of at most so many bytes. A sender that drips is cut off.
async fn collect(payload: Payload, most: usize, limits: BodyLimits) -> Result<Bytes, ApiError> {
    let whole = Pieces::of(payload, most, limits).next(most.saturating_add(1)).await?;
    Ok(whole.unwrap_or_default())
}

/// A body as it comes.
pub(super) struct Pieces {
    payload: Payload,
    most: usize,
    limits: BodyLimits,
    begin: Instant,
    taken: usize,
}

impl Pieces {
    /// A body of at most so many bytes. A sender that drips is cut off.
    pub(super) fn of(payload: Payload, most: usize, limits: BodyLimits) -> Self {
        Self { payload, most, limits, begin: Instant::now(), taken: 0 }
    }

    /// The next piece, of about so many bytes where there are as many; none behind the last.
    pub(super) async fn next(&mut self, about: usize) -> Result<Option<Bytes>, ApiError> {
        let mut piece = BytesMut::new();
        while piece.len() < about {
            let until = self.begin + self.limits.time_of(self.taken);
            let next = timeout_at(until, self.payload.next()).await;
            let Some(part) = next.map_err(|_| ApiError::TooSlow)? else { break };
            let part = part.map_err(|_| ApiError::NotJson)?;
            self.taken = self.taken.saturating_add(part.len());
            if self.taken > self.most {
                return Err(ApiError::TooLarge(self.most));
            }
            piece.extend_from_slice(&part);
        }
        Ok((!piece.is_empty()).then(|| piece.freeze()))
    }
}

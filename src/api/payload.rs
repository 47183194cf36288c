//! A request's JSON body: of the right type, not too large, and in time.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{RefOr, Required};

use super::body::{Body, command};
use super::described;
use super::distinct::Distinct;
use super::error::ApiError;
use super::route::Taken;
use crate::service::Invalid;

/// How deep JSON may be nested.
const DEEPEST: usize = 32;

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
    /// The time of a body of which so many bytes have come.
    fn time_of(self, bytes: usize) -> Duration {
        let earned = bytes.checked_div(self.bytes_a_second).unwrap_or(0);
        self.time + Duration::from_secs(earned as u64)
    }
}

/// Gives a request's body its deadline, whoever reads it, be it the API or a page: a sender that drips is
/// cut off.
pub(super) fn keep_in_time(request: &mut ServiceRequest) {
    let limits = request.app_data::<BodyLimits>().copied().unwrap_or_default();
    let payload = request.take_payload();
    request.set_payload(in_time(payload, limits));
}

/// A body that breaks off where it does not come in time, which runs from when it is first read.
fn in_time(payload: Payload, limits: BodyLimits) -> Payload {
    if matches!(payload, Payload::None) {
        return payload;
    }
    let parts =
        stream::unfold((payload, None, 0usize), move |(mut payload, begin, taken)| async move {
            let begin = begin.unwrap_or_else(Instant::now);
            let part = match timeout_at(begin + limits.time_of(taken), payload.next()).await {
                Ok(part) => part?,
                Err(_) => Err(PayloadError::Io(io::ErrorKind::TimedOut.into())),
            };
            let taken = taken.saturating_add(part.as_ref().map_or(0, Bytes::len));
            Some((part, (payload, Some(begin), taken)))
        });
    // Readers may ask again behind the end.
    Payload::Stream { payload: Box::pin(parts.fuse()) }
}

/// Why a body that broke off cannot be read.
fn unread(error: &PayloadError) -> ApiError {
    match error {
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => ApiError::TooSlow,
        _ => ApiError::NotJson,
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
            Ok(Self(command::<B>(object, &bytes)?))
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
    let bytes = collect(payload, B::MOST_BYTES).await?;
    if B::MAY_BE_ABSENT && bytes.is_empty() {
        return Ok((Map::new(), bytes));
    }
    if !is_json {
        return Err(ApiError::NotJson);
    }
    Ok((object(&bytes)?, bytes))
}

/// Reads a body's object from bytes.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let whole = |code, message: String| {
        ApiError::Malformed(vec![Invalid { pointer: String::new(), code, message }])
    };
    if depth(bytes) > DEEPEST {
        return Err(whole("too_deep", format!("is nested deeper than {DEEPEST}")));
    }
    let unreadable = |error| whole("not_json", format!("cannot be read: {error}"));
    serde_json::from_slice::<Distinct>(bytes).map_err(unreadable)?;
    serde_json::from_slice(bytes).map_err(unreadable)
}

/// How deep arrays and objects are nested in a JSON text.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Collects a body of at most so many bytes.
async fn collect(payload: Payload, most: usize) -> Result<Bytes, ApiError> {
    let whole = Pieces::of(payload, most).next(most.saturating_add(1)).await?;
    Ok(whole.unwrap_or_default())
}

/// A body as it comes.
pub(super) struct Pieces {
    payload: Payload,
    most: usize,
    taken: usize,
}

impl Pieces {
    /// A body of at most so many bytes.
    pub(super) fn of(payload: Payload, most: usize) -> Self {
        Self { payload, most, taken: 0 }
    }

    /// The next piece, of about so many bytes where there are as many; none behind the last.
    pub(super) async fn next(&mut self, about: usize) -> Result<Option<Bytes>, ApiError> {
        let mut piece = BytesMut::new();
        while piece.len() < about {
            let Some(part) = self.payload.next().await else { break };
            let part = part.map_err(|error| unread(&error))?;
            self.taken = self.taken.saturating_add(part.len());
            if self.taken > self.most {
                return Err(ApiError::TooLarge(self.most));
            }
            piece.extend_from_slice(&part);
        }
        Ok((!piece.is_empty()).then(|| piece.freeze()))
    }
}

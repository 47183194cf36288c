//! Which answers are compressed: large text, with gzip, for clients that ask for it.
//!
//! The middleware of actix compresses whatever is not encoded yet, and refuses a request that takes
//! neither of its encodings. So the edge first settles what a client asks for, and what shall go out as
//! it is passes the middleware under the name of `identity`, which the edge takes off.

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use actix_web::middleware::Next;

/// Below, the packet is the same one, and compressing only costs.
const SMALLEST: u64 = 1 << 10;
/// What is worth it. Problems are small, and tables are for programs, which stream them.
const TEXT: [&str; 4] = ["application/json", "text/css", "text/html", "text/javascript"];
const GZIP: HeaderValue = HeaderValue::from_static("gzip");
/// Brotli only for what was compressed when the program was built.
const BOTH: HeaderValue = HeaderValue::from_static("gzip, br");
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// Leaves gzip of what the client asks for, with brotli where it takes both, or nothing.
pub(super) fn settle(headers: &mut HeaderMap) {
    let asks = |wanted| {
        headers
            .get_all(ACCEPT_ENCODING)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|encoding| is(wanted, encoding))
    };
    let left = match (asks("gzip"), asks("br")) {
        (true, true) => Some(BOTH),
        (true, false) => Some(GZIP),
        (false, _) => None,
    };
    headers.remove(ACCEPT_ENCODING);
    if let Some(left) = left {
        headers.insert(ACCEPT_ENCODING, left);
    }
}

/// Whether this is the wanted encoding, and not with a weight of zero.
fn is(wanted: &str, encoding: &str) -> bool {
    let (name, weight) = encoding.split_once(';').unwrap_or((encoding, "q=1"));
    let weight = weight.trim().strip_prefix("q=").unwrap_or_default();
    let is_nothing = weight.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    name.trim().eq_ignore_ascii_case(wanted) && !is_nothing
}

/// Marks what shall go out as it is.
pub(super) async fn only_large_text<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    if response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response);
    }
    if !is_large(response.response().body().size()) || !is_text(response.headers()) {
        response.headers_mut().insert(CONTENT_ENCODING, IDENTITY);
    }
    Ok(response)
}

fn is_large(size: BodySize) -> bool {
    matches!(size, BodySize::Sized(bytes) if bytes >= SMALLEST)
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    TEXT.contains(&kind)
}

/// Takes the mark off again.
pub(super) fn tidy(headers: &mut HeaderMap) {
    if headers.get(CONTENT_ENCODING) == Some(&IDENTITY) {
        headers.remove(CONTENT_ENCODING);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_left_where_it_is_asked_for() {
        for (asked, left) in [
            ("gzip", Some(GZIP)),
            ("br, GZIP;q=0.5, *", Some(BOTH)),
            ("br;q=0, gzip", Some(GZIP)),
            ("gzip ; q=1", Some(GZIP)),
            ("gzip;q=0", None),
            ("gzip;q=0.000", None),
            ("br", None),
            ("identity;q=0", None),
            ("*", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(asked));
            settle(&mut headers);
            assert_eq!(headers.get(ACCEPT_ENCODING), left.as_ref(), "{asked}");
        }
    }
}

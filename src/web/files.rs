//! The pages' files: made by `build.rs`, named by what is in them, kept by browsers for ever.

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ContentEncoding,
    HeaderValue, VARY,
};
use actix_web::{HttpRequest, HttpResponse};

use super::answer::POLICY;
use super::error::PageError;

/// A file, and its compressed forms.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// All that lie under `/static`.
static FILES: &[&File] = &[
    &SAATHI_CSS,
    &PHONE_CSS,
    &ICON_SVG,
    &SAATHI_WEBMANIFEST,
    &PHONE_JS,
    &SENDING_JS,
    &UNKEPT_JS,
    &RECEIPT_JS,
    &TODAY_JS,
    &RECRUIT_JS,
    &CHECK_IN_JS,
    &MINE_JS,
    &UNSENT_JS,
    &DOOR_JS,
    &CAMERA_JS,
    &DESK_JS,
    &IMPORT_JS,
];

/// The same name is always the same bytes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file under `/static`.
pub(super) async fn file(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let file = FILES.iter().find(|file| file.path == request.path()).ok_or(PageError::NotFound)?;
    Ok(sent(&request, file, FOR_EVER))
}

/// The service worker's script, which a browser asks for again with every start.
pub(super) async fn worker(request: HttpRequest) -> HttpResponse {
    let mut response = sent(&request, &SW_JS, "no-cache");
    // It binds what the worker fetches; other files have none of their own.
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn sent(request: &HttpRequest, file: &File, keep: &'static str) -> HttpResponse {
    let asked = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes = |encoding: &str| asked.is_some_and(|asked| asked.contains(encoding));
    let mut response = HttpResponse::Ok();
    response.content_type(file.kind);
    response.insert_header((CACHE_CONTROL, keep)).insert_header((VARY, "accept-encoding"));
    if takes("br") {
        response.insert_header((CONTENT_ENCODING, ContentEncoding::Brotli)).body(file.brotli)
    } else if takes("gzip") {
        response.insert_header((CONTENT_ENCODING, ContentEncoding::Gzip)).body(file.gzip)
    } else {
        response.body(file.plain)
    }
}

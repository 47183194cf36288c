//! Where a request comes from: a form of our own page, or elsewhere.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};

use super::error::PageError;

/// Refuses what did not come from one of our own pages. Browsers say so in `Sec-Fetch-Site`; over plain
/// HTTP and before 2023 some only say the `Origin`.
pub(super) fn own_page(request: &HttpRequest) -> Result<(), PageError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_own = match header("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => header(ORIGIN.as_str())
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(_, host)| Some(host) == header(HOST.as_str())),
    };
    if is_own { Ok(()) } else { Err(PageError::Foreign) }
}

/// A path of ours, and nothing that leads elsewhere.
pub(super) fn own_path(next: Option<&str>) -> Option<&str> {
    let next = next?;
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (next.starts_with('/') && !next.starts_with("//") && is_plain).then_some(next)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_our_own_pages_send_forms() {
        for (headers, own) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://saathi.test")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "http://saathi.test")], true),
            (&[("origin", "https://saathi.test.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            let request = TestRequest::post().insert_header(("host", "saathi.test"));
            let add = |request: TestRequest, header: &(&'static str, &'static str)| {
                request.insert_header(*header)
            };
            let request = headers.iter().fold(request, add).to_http_request();
            assert_eq!(own_page(&request).is_ok(), own, "{headers:?}");
        }
    }

    #[test]
    fn only_our_own_paths_are_gone_to() {
        for (next, own) in [
            ("/m/recruit?x=1", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\r\nb", false),
            ("", false),
        ] {
            assert_eq!(own_path(Some(next)).is_some(), own, "{next}");
        }
        assert_eq!(own_path(None), None);
    }
}

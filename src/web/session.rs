//! Who reads a page: the one place that knows how a browser's session is kept.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::header::{HOST, HeaderValue, ORIGIN, X_FORWARDED_FOR};
use actix_web::{FromRequest, HttpRequest, web};

use super::background::in_background;
use super::error::PageError;
use super::origin;
use crate::domain::{Role, SessionId, User};
use crate::service::audit::OnBehalf;
use crate::service::sessions::Recognised;
use crate::service::web_sessions::csrf_token;
use crate::service::{App, By, ServiceError};

/// The cookie that the API takes too: sent to this host only, over TLS, and never to a script; on the
/// loopback, where there is no TLS, it has a plain name.
const NAME: &str = "__Host-saathi";
const NAME_ON_LOOPBACK: &str = "saathi";
/// How long a browser keeps it; the server ends the session by itself.
const KEPT: Duration = Duration::days(30);

/// Somebody who has signed in with this browser.
#[derive(Debug)]
pub(super) struct Visitor {
    /// Who it is, what it can see, and when it asks.
    pub(super) by: By,
    pub(super) user: User,
    /// What its forms carry, and no other site can know.
    pub(super) csrf: String,
    session: SessionId,
}

impl Visitor {
    /// Refuses roles other than those.
    pub(super) fn is_one_of(&self, roles: &[Role]) -> Result<(), PageError> {
        let may = roles.contains(&self.user.role);
        if may { Ok(()) } else { Err(ServiceError::Forbidden.into()) }
    }

    /// Whether that is the session of this request.
    pub(super) fn is_in(&self, session: &SessionId) -> bool {
        self.session == *session
    }

    /// Refuses a form that is not from one of this visitor's own pages.
    pub(super) fn sent(&self, request: &HttpRequest, csrf: &str) -> Result<(), PageError> {
        origin::own_page(request)?;
        if csrf == self.csrf { Ok(()) } else { Err(PageError::Foreign) }
    }
}

impl FromRequest for Visitor {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { visitor(&request).await })
    }
}

async fn visitor(request: &HttpRequest) -> Result<Visitor, PageError> {
    let app = app_of(request)?;
    let cookie = request.cookie(name_for(request)).ok_or(PageError::SignedOut)?;
    let token = cookie.value().to_owned();
    let csrf = csrf_token(&token);
    let recorded_at = app.clock.real_time().naive_utc();
    let found = in_background(move || app.authenticate_web(&token, None)).await?;
    let Recognised { actor, user, credential: access, now } = found;
    let on_behalf = OnBehalf { user: Some(user.id.clone()), ..nobody(request) };
    Ok(Visitor {
        by: By { actor, on_behalf, now, recorded_at },
        user,
        csrf,
        session: access.session,
    })
}

/// Signs in, and gives the cookie of the session.
pub(super) async fn begin(
    request: &HttpRequest,
    (email, password): (String, String),
) -> Result<(User, Cookie<'static>), PageError> {
    let app = app_of(request)?;
    let who = nobody(request);
    let address = address_of(request)?;
    let signed_in =
        in_background(move || app.sign_in_web(&email, &password, (&address, &who))).await?;
    Ok((signed_in.user, kept(request, signed_in.token)))
}

/// Ends all of a visitor's sessions but this one.
pub(super) async fn end_others(request: &HttpRequest, visitor: Visitor) -> Result<(), PageError> {
    let app = app_of(request)?;
    let Visitor { by, user, session, .. } = visitor;
    in_background(move || app.end_other_web_sessions(&session, &user, &by.on_behalf)).await
}

/// Signs out, and gives the cookie that takes the session's place.
pub(super) async fn end(
    request: &HttpRequest,
    visitor: Visitor,
) -> Result<Cookie<'static>, PageError> {
    let app = app_of(request)?;
    let Visitor { by, user, session, .. } = visitor;
    in_background(move || app.sign_out_web(&session, &user, &by.on_behalf)).await?;
    let mut cookie = kept(request, String::new());
    cookie.set_max_age(Duration::ZERO);
    Ok(cookie)
}

fn kept(request: &HttpRequest, token: String) -> Cookie<'static> {
    let name = name_for(request);
    Cookie::build(name, token)
        .path("/")
        .secure(name == NAME)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish()
}

/// Whether the browser that sends a form will keep a session: it takes the cookie over TLS, or from the
/// loopback. Whoever asks over TLS in front of a proxy says so in the `Origin`.
pub(super) fn can_be_kept(request: &HttpRequest) -> bool {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    name_for(request) == NAME_ON_LOOPBACK
        || !origin.is_some_and(|origin| origin.starts_with("http://"))
}

/// The cookie's name, by the name that the browser has asked for.
fn name_for(request: &HttpRequest) -> &'static str {
    let host = request.headers().get(HOST).and_then(|value| value.to_str().ok());
    let host = host.unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let on_loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    if on_loopback { NAME_ON_LOOPBACK } else { NAME }
}

/// Whoever asks, before it is known who that is.
pub(super) fn nobody(request: &HttpRequest) -> OnBehalf {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    OnBehalf { user: None, request_id: id.map(str::to_owned) }
}

/// From which address a request comes.
pub(super) fn address_of(request: &HttpRequest) -> Result<String, PageError> {
    let lines = request.headers().get_all(X_FORWARDED_FOR).map(HeaderValue::as_bytes);
    Ok(app_of(request)?.client_of(request.peer_addr(), lines))
}

/// The application that a request is for.
pub(super) fn app_of(request: &HttpRequest) -> Result<web::Data<App>, PageError> {
    let app = request.app_data::<web::Data<App>>().cloned();
    app.ok_or_else(|| PageError::Internal("no application".to_owned()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_session_is_kept_over_tls_and_on_the_loopback() {
        for (host, origin, kept) in [
            ("saathi.test", "https://saathi.test", true),
            ("saathi.test:8080", "http://saathi.test:8080", false),
            ("192.168.1.4:8080", "http://192.168.1.4:8080", false),
            ("127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("localhost", "http://localhost", true),
        ] {
            let request =
                TestRequest::post().insert_header((HOST, host)).insert_header((ORIGIN, origin));
            assert_eq!(can_be_kept(&request.to_http_request()), kept, "{origin}");
        }
        assert!(can_be_kept(&TestRequest::post().to_http_request()));
    }
}

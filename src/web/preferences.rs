//! The language and the colours of a browser, kept in cookies.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::answer::go_to;
use super::error::PageError;
use super::origin;
use super::texts::Language;

const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const A_YEAR: Duration = Duration::days(365);

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// Those that the device prefers.
    AsDevice,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::AsDevice, Self::Light, Self::Dark];

    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::AsDevice => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Preferences {
    pub(super) language: Language,
    pub(super) theme: Theme,
}

impl Preferences {
    /// What the cookies say; without one, what the browser asks for.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let cookie = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let language = cookie(LANGUAGE).and_then(|code| Language::parse(&code));
        let theme = cookie(THEME).and_then(|word| theme(&word));
        Self {
            language: language.unwrap_or_else(|| asked_for(request)),
            theme: theme.unwrap_or(Theme::AsDevice),
        }
    }
}

fn theme(word: &str) -> Option<Theme> {
    Theme::ALL.into_iter().find(|theme| theme.as_str() == word)
}

fn asked_for(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let codes = header.unwrap_or_default().split([',', ';', '-']);
    codes.map(str::trim).find_map(Language::parse).unwrap_or(Language::English)
}

/// A choice, and the page to come back to.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    language: Option<String>,
    theme: Option<String>,
    next: Option<String>,
}

/// Keeps a choice.
pub(super) async fn choose(
    request: HttpRequest,
    chosen: web::Form<Chosen>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    let mut response = go_to(origin::own_path(chosen.next.as_deref()).unwrap_or("/"));
    let language = chosen.language.as_deref().and_then(Language::parse);
    let theme = chosen.theme.as_deref().and_then(theme);
    let language = language.map(|language| kept(LANGUAGE, language.texts().code));
    for cookie in [language, theme.map(|theme| kept(THEME, theme.as_str()))].into_iter().flatten() {
        let added = response.add_cookie(&cookie);
        added.map_err(|error| PageError::Internal(error.to_string()))?;
    }
    Ok(response)
}

fn kept(name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .max_age(A_YEAR)
        .same_site(SameSite::Lax)
        .http_only(true)
        .finish()
}

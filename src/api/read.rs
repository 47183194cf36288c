//! A request that only reads: one record with its version, or a page of a list.

use actix_web::body::BoxBody;
use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::Operation;

use super::asked::{Asked, Row};
use super::caller::{Allowed, in_background};
use super::described;
use super::error::ApiError;
use super::route::Given;
use super::write::{etag, no_parameters};
use crate::domain::{Scope, parse_date};
use crate::service::listing::{self, Listing, Page};
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListResponse<T> {
    /// The rows.
    pub data: Vec<T>,
    /// The `cursor` of the next page; null on the last.
    pub next_cursor: Option<String>,
}

impl<T> ListResponse<T> {
    /// All of a list on one page.
    pub fn whole(all: impl IntoIterator<Item: Into<T>>) -> Self {
        Self { data: all.into_iter().map(Into::into).collect(), next_cursor: None }
    }
}

/// The answer with one record, which has the record's version in its `ETag`.
#[derive(Debug)]
pub struct Versioned(HttpResponse);

impl Responder for Versioned {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Given for Versioned {
    fn tell(operation: &mut Operation) {
        for (_, response) in described::successes(operation) {
            described::carries(response, described::ETAG);
        }
    }
}

/// One record as a caller may see it, with the version in its `ETag`.
pub async fn one<P, T: Send + 'static, R: Serialize>(
    (request, app, caller): (&HttpRequest, web::Data<App>, Allowed<P>),
    load: impl FnOnce(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
    show: impl FnOnce(&By, T) -> (i32, R),
) -> Result<Versioned, ApiError> {
    no_parameters(request)?;
    let (by, found) = looked_up(app, caller.by, load).await?;
    let (version, body) = show(&by, found);
    Ok(Versioned(HttpResponse::Ok().insert_header((ETAG, etag(version))).json(body)))
}

/// Something that is computed, and has no version.
pub async fn figures<P, T: Send + 'static, R: Serialize>(
    (request, app, caller): (&HttpRequest, web::Data<App>, Allowed<P>),
    load: impl FnOnce(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
    show: impl FnOnce(&By, T) -> R,
) -> Result<HttpResponse, ApiError> {
    no_parameters(request)?;
    let (by, found) = loaded(app, caller.by, load).await?;
    Ok(HttpResponse::Ok().json(show(&by, found)))
}

/// A page of a list, by the query's parameters.
pub async fn page<P, T: Send + 'static, R: Row>(
    (asked, app, caller): (Asked<R>, web::Data<App>, Allowed<P>),
    load: impl FnOnce(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
    show: impl Fn(&By, T) -> R,
) -> Result<HttpResponse, ApiError> {
    let sent = asked.parameters()?;
    let is_of_partner = caller.by.actor.partner().is_some();
    let listed = if is_of_partner { R::LISTED_FOR_PARTNERS } else { R::LISTED };
    let listing = listing::read(listed, &sent).map_err(ApiError::Malformed)?;
    // A partner's own rows are found first and put in order then, however many they are.
    let is_quick = listing.is_quick() && !is_of_partner;
    let load = move |tx: &mut Tx<'_>, by: &By| load(tx, by, &listing);
    let (by, page) = match is_quick {
        true => looked_up(app, caller.by, load).await?,
        false => loaded(app, caller.by, load).await?,
    };
    let next_cursor = listing::next_cursor(listed, &sent, &page);
    let data = page.rows.into_iter().map(|row| show(&by, row)).collect();
    Ok(HttpResponse::Ok().json(ListResponse::<R> { data, next_cursor }))
}

/// The query's parameters in their order.
pub fn parameters(request: &HttpRequest) -> Result<Vec<(String, String)>, ApiError> {
    let unreadable = |_| {
        let (pointer, message) = ("?".to_owned(), "the query cannot be read".to_owned());
        ApiError::Malformed(vec![Invalid { pointer, code: "query", message }])
    };
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    Ok(query.map_err(unreadable)?.into_inner())
}

/// The day that the query asks for by a parameter, if any; it takes no other.
pub fn day_asked(request: &HttpRequest, parameter: &str) -> Result<Option<NaiveDate>, ApiError> {
    let fault = |name: &str, code, message: &str| {
        let (pointer, message) = (format!("?{name}"), message.to_owned());
        ApiError::Malformed(vec![Invalid { pointer, code, message }])
    };
    match parameters(request)?.as_slice() {
        [] => Ok(None),
        [(name, value)] if name == parameter => {
            let message = "is not a date like 2026-07-31";
            parse_date(value).map(Some).ok_or_else(|| fault(parameter, "parameter", message))
        }
        sent => {
            let unknown = sent.iter().find(|(name, _)| name != parameter);
            let (name, code) = unknown
                .map_or((parameter, "twice"), |(name, _)| (name.as_str(), "unknown_parameter"));
            Err(fault(name, code, &format!("this path takes one parameter, `{parameter}`")))
        }
    }
}

/// Loads a few rows by their keys as [`loaded`] does, where a connection is free on this thread: asking
/// for another one takes longer than reading them.
async fn looked_up<T: Send + 'static>(
    app: web::Data<App>,
    by: By,
    load: impl FnOnce(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
) -> Result<(By, T), ApiError> {
    let scope = by.actor.scope();
    let work = move |tx: &mut Tx<'_>| {
        let found = load(tx, &by)?;
        Ok((by, found))
    };
    match app.database.read_at_once(&scope, work) {
        Ok(found) => Ok(found?),
        Err(work) => in_turn(app, scope, work).await,
    }
}

/// Loads in one snapshot, with the caller's sight.
pub async fn loaded<T: Send + 'static>(
    app: web::Data<App>,
    by: By,
    load: impl FnOnce(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
) -> Result<(By, T), ApiError> {
    let scope = by.actor.scope();
    let work = move |tx: &mut Tx<'_>| {
        let found = load(tx, &by)?;
        Ok((by, found))
    };
    in_turn(app, scope, work).await
}

/// Reads beside the threads that serve requests.
async fn in_turn<T: Send + 'static>(
    app: web::Data<App>,
    scope: Scope,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = app.turn_to_read().await?;
    in_background(move || {
        let _turn = turn;
        app.database.read(&scope, work)
    })
    .await
}

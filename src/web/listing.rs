//! Lists as pages: search, filters and order stand in the address, so that a view can be kept and sent.

use std::fmt::Write;

use actix_web::{HttpRequest, web};

use super::background::in_background;
use super::error::PageError;
use super::session::{Visitor, app_of};
use crate::service::listing::{self, Listed, Listing, Page};
use crate::service::{By, ServiceError, Tx};

/// The parameter that asks for a view as a file, all of its pages in one.
const FORMAT: &str = "format";
/// The parameter that says what has just been done, of a page that a form came back to.
pub(super) const TOLD: &str = "told";
/// How many pages a file has at most, and how many rows each of them.
const PAGES_OF_FILE: usize = 250;
const ROWS_OF_PAGE: &str = "200";

/// A page of a list, and what was asked of it.
#[derive(Debug)]
pub(super) struct View<T> {
    pub(super) rows: Vec<T>,
    /// Whether it is asked for as a file, and has all rows.
    pub(super) is_file: bool,
    asked: Vec<(String, String)>,
    cursor: Option<String>,
    path: String,
}

impl<T: Send + 'static> View<T> {
    /// Loads what an address asks for. Fields of a form that were left empty ask for nothing.
    pub(super) async fn load(
        of: (&HttpRequest, &Visitor),
        listed: &'static Listed,
        load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
    ) -> Result<Self, PageError> {
        Self::load_in(of, (listed, None), load).await
    }

    /// The same, in an order of its own where none is asked for.
    pub(super) async fn load_by(
        of: (&HttpRequest, &Visitor),
        (listed, usual): (&'static Listed, &str),
        load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
    ) -> Result<Self, PageError> {
        Self::load_in(of, (listed, Some(usual)), load).await
    }

    async fn load_in(
        (request, visitor): (&HttpRequest, &Visitor),
        (listed, usual): (&'static Listed, Option<&str>),
        load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
    ) -> Result<Self, PageError> {
        let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let query = query.map_err(|error| PageError::Malformed(error.to_string()))?;
        let mut asked = query.into_inner();
        let is_file = asked.iter().any(|(name, value)| name == FORMAT && value == "csv");
        let is_question = |name: &str| name != FORMAT && name != TOLD;
        asked.retain(|(name, value)| !value.is_empty() && is_question(name));
        if let (Some(usual), true) = (usual, asked.iter().all(|(name, _)| name != "sort")) {
            asked.push(("sort".to_owned(), usual.to_owned()));
        }
        let (app, by, query) = (app_of(request)?, visitor.by.clone(), asked.clone());
        let (rows, cursor) = in_background(move || {
            app.database.read(&by.actor.scope(), |tx| match is_file {
                true => Ok((all(tx, &by, (listed, query), load)?, None)),
                false => one(listed, &query, |listing| load(tx, &by, listing)),
            })
        })
        .await?;
        Ok(Self { rows, is_file, asked, cursor, path: request.path().to_owned() })
    }
}

/// The page that a query asks for, and the cursor of the one that follows.
fn one<T>(
    listed: &'static Listed,
    query: &[(String, String)],
    load: impl FnOnce(&Listing) -> Result<Page<T>, ServiceError>,
) -> Result<(Vec<T>, Option<String>), ServiceError> {
    let listing = listing::read(listed, query).map_err(ServiceError::Invalid)?;
    let page = load(&listing)?;
    let cursor = listing::next_cursor(listed, query, &page);
    Ok((page.rows, cursor))
}

/// All pages from the first on, for a file.
fn all<T>(
    tx: &mut Tx<'_>,
    by: &By,
    (listed, mut query): (&'static Listed, Vec<(String, String)>),
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError>,
) -> Result<Vec<T>, ServiceError> {
    query.retain(|(name, _)| !matches!(name.as_str(), "cursor" | "limit"));
    query.push(("limit".to_owned(), ROWS_OF_PAGE.to_owned()));
    let mut rows = Vec::new();
    for _ in 0..PAGES_OF_FILE {
        let (some, cursor) = one(listed, &query, |listing| load(tx, by, listing))?;
        rows.extend(some);
        let Some(cursor) = cursor else { return Ok(rows) };
        query.retain(|(name, _)| name != "cursor");
        query.push(("cursor".to_owned(), cursor));
    }
    let detail = "the list has too many rows for one file; narrow it down";
    Err(ServiceError::Unprocessable("too_many", detail.to_owned()))
}

impl<T> View<T> {
    /// What was asked of a field.
    pub(super) fn asked(&self, name: &str) -> &str {
        let asked = self.asked.iter().find(|(asked, _)| asked == name);
        asked.map_or("", |(_, value)| value.as_str())
    }

    /// Whether rows were left out.
    pub(super) fn is_filtered(&self) -> bool {
        self.asked.iter().any(|(name, _)| !matches!(name.as_str(), "sort" | "limit"))
    }

    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }

    /// The same view of other rows.
    pub(super) fn map<U>(self, read: impl FnMut(T) -> U) -> View<U> {
        let Self { rows, is_file, asked, cursor, path } = self;
        View { rows: rows.into_iter().map(read).collect(), is_file, asked, cursor, path }
    }

    /// What was asked beside some fields, so that a form can ask it again.
    pub(super) fn asked_beside(&self, fields: &[&str]) -> Vec<&(String, String)> {
        let is_beside = |name: &str| name != "cursor" && !fields.contains(&name);
        self.asked.iter().filter(|(name, _)| is_beside(name)).collect()
    }

    /// Whether this is all that was asked for, and not one page of it.
    pub(super) fn is_whole(&self) -> bool {
        self.cursor.is_none() && self.asked("cursor").is_empty()
    }

    /// The address of exactly this view as a file.
    pub(super) fn as_file(&self) -> String {
        self.with(FORMAT, "csv")
    }

    /// The address of the page that follows.
    pub(super) fn next(&self) -> Option<String> {
        self.cursor.as_ref().map(|cursor| self.with("cursor", cursor))
    }

    /// The address of the same view in the order of a field; once more, from the end.
    pub(super) fn sorted_by(&self, name: &str) -> String {
        let descends = if self.asked("sort") == name { "-" } else { "" };
        self.with("sort", &format!("{descends}{name}"))
    }

    /// In which order a field stands, as `aria-sort` says it.
    pub(super) fn order_of(&self, name: &str) -> &'static str {
        match self.asked("sort").strip_prefix('-') {
            Some(sort) if sort == name => "descending",
            None if self.asked("sort") == name => "ascending",
            _ => "none",
        }
    }

    fn with(&self, name: &str, value: &str) -> String {
        let is_kept = |(asked, _): &&(String, String)| asked != name && asked != "cursor";
        let mut address = format!("{}?{name}={}", self.path, encoded(value));
        for (name, value) in self.asked.iter().filter(is_kept) {
            // Writing to a string cannot fail.
            let _written = write!(address, "&{}={}", encoded(name), encoded(value));
        }
        address
    }
}

/// Text as a part of an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _written = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(asked: &[(&str, &str)]) -> View<()> {
        let asked = asked.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let cursor = Some("c1".into());
        View { rows: Vec::new(), is_file: false, asked, cursor, path: "/partners".into() }
    }

    #[test]
    fn the_next_page_keeps_what_was_asked() {
        let view = view(&[("q", "سیال & co"), ("cursor", "c0"), ("sort", "-name")]);
        let next = "/partners?cursor=c1&q=%D8%B3%DB%8C%D8%A7%D9%84%20%26%20co&sort=-name";
        assert_eq!(view.next().as_deref(), Some(next));
        assert!(view.is_filtered());
    }

    #[test]
    fn a_file_is_of_all_pages_of_the_view() {
        let view = view(&[("q", "x"), ("cursor", "c0"), ("sort", "-name")]);
        assert_eq!(view.as_file(), "/partners?format=csv&q=x&sort=-name");
        assert_eq!(view.asked_beside(&["q"]), [&("sort".to_owned(), "-name".to_owned())]);
        assert!(!view.is_whole());
    }

    #[test]
    fn a_column_sorts_one_way_and_then_the_other() {
        assert_eq!(view(&[]).sorted_by("name"), "/partners?sort=name");
        assert_eq!(view(&[("sort", "name")]).sorted_by("name"), "/partners?sort=-name");
        assert_eq!(view(&[("sort", "-name")]).sorted_by("name"), "/partners?sort=name");
        assert_eq!(view(&[("sort", "-name")]).order_of("name"), "descending");
        assert!(!view(&[("sort", "name")]).is_filtered());
    }
}

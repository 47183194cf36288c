//! Lists as pages: search, filters and order stand in the address, so that a view can be kept and sent.

use std::fmt::Write;

use actix_web::{HttpRequest, web};

use super::background::in_background;
use super::error::PageError;
use super::session::{Visitor, app_of};
use crate::domain::in_link;
use crate::service::listing::{self, Listed, Listing, Page};
use crate::service::{By, ServiceError, Tx};

/// A page of a list, and what was asked of it.
#[derive(Debug)]
pub(super) struct View<T> {
    pub(super) rows: Vec<T>,
    /// How many there are on all pages.
    pub(super) count: u64,
    asked: Vec<(String, String)>,
    cursor: Option<String>,
    path: String,
}

/// What an address asks for. Fields of a form that were left empty ask for nothing.
pub(super) fn asked(request: &HttpRequest) -> Result<Vec<(String, String)>, PageError> {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let query = query.map_err(|error| PageError::Malformed(error.to_string()))?;
    let mut asked = query.into_inner();
    asked.retain(|(_, value)| !value.is_empty());
    Ok(asked)
}

/// All rows that somebody asks for, page by page; too many of them are refused.
pub(super) fn all<T>(
    listed: &Listed,
    asked: &[(String, String)],
    pages: usize,
    mut load: impl FnMut(&Listing) -> Result<Page<T>, ServiceError>,
) -> Result<Vec<T>, ServiceError> {
    let (mut rows, mut asked) = (Vec::new(), asked.to_vec());
    for _ in 0..pages {
        let listing = listing::read(listed, &asked).map_err(ServiceError::Invalid)?;
        let page = load(&listing)?;
        asked.retain(|(name, _)| name != "cursor");
        let cursor = listing::next_cursor(listed, &asked, &page);
        rows.extend(page.rows);
        let Some(cursor) = cursor else { return Ok(rows) };
        asked.push(("cursor".to_owned(), cursor));
    }
    let detail = "these are too many for one file; ask for fewer".to_owned();
    Err(ServiceError::Unprocessable("too_many", detail))
}

impl<T: Send + 'static> View<T> {
    /// Loads what is asked for.
    pub(super) async fn of(
        (request, visitor): (&HttpRequest, &Visitor),
        (listed, asked): (&'static Listed, Vec<(String, String)>),
        load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
    ) -> Result<Self, PageError> {
        let listing = listing::read(listed, &asked).map_err(ServiceError::Invalid)?;
        let (app, by) = (app_of(request)?, visitor.by.clone());
        let (page, count) = in_background(move || {
            app.database.read(&by.actor.scope(), |tx| {
                let page = load(tx, &by, &listing)?;
                let is_whole = listing.behind.is_none() && page.next.is_none();
                let all = if is_whole { None } else { load(tx, &by, &listing.counting())?.count };
                Ok::<_, ServiceError>((page, all))
            })
        })
        .await?;
        let cursor = listing::next_cursor(listed, &asked, &page);
        let shown = u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
        let count = count.unwrap_or(shown);
        Ok(Self { rows: page.rows, count, asked, cursor, path: request.path().to_owned() })
    }
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

    /// How many rows are on this page.
    pub(super) fn shown(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
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

    /// The address of all rows of the view, as a file.
    pub(super) fn as_file(&self) -> String {
        self.with("format", "csv")
    }

    /// What was asked beside some fields.
    pub(super) fn asked_beside(&self, fields: &[&str]) -> Vec<(String, String)> {
        let is_beside = |(name, _): &&(String, String)| !fields.contains(&name.as_str());
        self.asked.iter().filter(is_beside).cloned().collect()
    }

    fn with(&self, name: &str, value: &str) -> String {
        let is_kept = |(asked, _): &&(String, String)| asked != name && asked != "cursor";
        let mut address = format!("{}?{name}={}", self.path, in_link(value));
        for (name, value) in self.asked.iter().filter(is_kept) {
            // Writing to a string cannot fail.
            let _written = write!(address, "&{}={}", in_link(name), in_link(value));
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(asked: &[(&str, &str)]) -> View<()> {
        let asked = asked.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        View {
            rows: Vec::new(),
            count: 0,
            asked,
            cursor: Some("c1".into()),
            path: "/partners".into(),
        }
    }

    #[test]
    fn the_next_page_keeps_what_was_asked() {
        let view = view(&[("q", "سیال & co"), ("cursor", "c0"), ("sort", "-name")]);
        let next = "/partners?cursor=c1&q=%D8%B3%DB%8C%D8%A7%D9%84%20%26%20co&sort=-name";
        assert_eq!(view.next().as_deref(), Some(next));
        assert!(view.is_filtered());
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

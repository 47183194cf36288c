//! Lists as tables: one page for all of them, with search, filters and order in the address, and the same
//! view as a file.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono_tz::Tz;

use super::answer::page;
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::listing::{self, View};
use super::session::{Visitor, app_of};
use super::texts::{Language, Line, Texts};
use super::written;
use crate::domain::Money;
use crate::service::exports::{self, Value};
use crate::service::listing::{Listed, Listing, Page};
use crate::service::{By, ServiceError, Tx};

/// How many pages of rows a file has at most.
const PAGES: usize = 250;
/// How many rows are read at once for it.
const AT_ONCE: &str = "200";

/// What a cell shows.
pub(super) enum Cell {
    Nothing,
    Text(String),
    /// Text that stands on one line.
    Short(String),
    Code(String),
    /// Text that leads somewhere.
    Link {
        to: String,
        text: String,
    },
    /// A state: how good it is, and its word.
    State {
        tone: Line,
        text: String,
    },
    Money(Money),
}

impl Cell {
    pub(super) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A day.
    pub(super) fn day(day: chrono::NaiveDate) -> Self {
        Self::Short(day.to_string())
    }

    /// The text, where there is any.
    pub(super) fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_string()))
    }

    fn value(self) -> Value {
        match self {
            Self::Nothing => Value::Empty,
            Self::Money(money) => Value::Amount(money),
            Self::Text(text)
            | Self::Short(text)
            | Self::Code(text)
            | Self::Link { text, .. }
            | Self::State { text, .. } => Value::Text(text),
        }
    }
}

/// By what cells are written.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) t: &'static Texts,
    pub(super) language: Language,
    pub(super) zone: Tz,
}

impl Manner {
    pub(super) fn at(&self, at: chrono::NaiveDateTime) -> Cell {
        Cell::Short(written::day_and_time(at, self.zone))
    }
}

/// A column: its name, by what the list is sorted for it, and what it shows of a row.
pub(super) struct Column<T> {
    pub(super) name: fn(&Texts) -> Line,
    pub(super) sort: Option<Line>,
    pub(super) is_figure: bool,
    pub(super) cell: fn(&T, &Manner) -> Cell,
}

impl<T> Column<T> {
    pub(super) const fn new(name: fn(&Texts) -> Line, cell: fn(&T, &Manner) -> Cell) -> Self {
        Self { name, sort: None, is_figure: false, cell }
    }

    /// The same, by which the list can be sorted.
    pub(super) const fn sorted(self, by: Line) -> Self {
        Self { sort: Some(by), ..self }
    }

    /// The same, whose cells are figures.
    pub(super) const fn figures(self) -> Self {
        Self { is_figure: true, ..self }
    }
}

/// The words of a filter, each with what it is called.
type Words = Vec<(Line, Line)>;

/// A filter by one of several words.
pub(super) struct Filter {
    pub(super) field: Line,
    pub(super) name: fn(&Texts) -> Line,
    pub(super) words: fn(Language) -> Words,
}

/// Something to do: what it is called, and where.
type Step = fn(&Texts) -> (Line, Line);

/// What is around a list.
pub(super) struct Shape<T: 'static> {
    /// The file's name, without its ending.
    pub(super) file: Line,
    pub(super) title: fn(&Texts) -> Line,
    pub(super) searches: bool,
    /// The order where none is asked for.
    pub(super) order: Line,
    pub(super) filters: &'static [Filter],
    pub(super) columns: &'static [Column<T>],
    /// What to do where there is nothing yet, and where.
    pub(super) empty: Option<Step>,
    /// What else can be done here, and where.
    pub(super) action: Option<Step>,
}

/// A list as a page, or, where the address asks for it, as a file.
pub(super) async fn list<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    listed: &'static Listed,
    shape: &'static Shape<T>,
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of_visitor(request, visitor);
    let zone = app_of(request)?.clock.zone();
    let manner = Manner { t: frame.t, language: frame.language, zone };
    let mut asked = listing::asked(request)?;
    if !asked.iter().any(|(name, _)| name == "sort") {
        asked.push(("sort".to_owned(), shape.order.to_owned()));
    }
    if asked.iter().any(|(name, _)| name == "format") {
        return file((request, visitor), (listed, asked), (shape, manner), load).await;
    }
    let view = View::of((request, visitor), (listed, asked), load).await?;
    page(&ListPage::of(frame, shape, manner, view))
}

/// Every row of a view, as a file.
async fn file<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    (listed, mut asked): (&'static Listed, Vec<(String, String)>),
    (shape, manner): (&'static Shape<T>, Manner),
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    asked.retain(|(name, _)| !matches!(name.as_str(), "format" | "cursor" | "limit"));
    asked.push(("limit".to_owned(), AT_ONCE.to_owned()));
    let (app, by) = (app_of(request)?, visitor.by.clone());
    let bytes = in_background(move || {
        let scope = by.actor.scope();
        let rows = app.database.read(&scope, |tx| {
            listing::all(listed, &asked, PAGES, |listing| load(tx, &by, listing))
        })?;
        let names: Vec<Line> = shape.columns.iter().map(|column| (column.name)(manner.t)).collect();
        let cells =
            |row: &T| shape.columns.iter().map(|c| (c.cell)(row, &manner).value()).collect();
        exports::table(&names, &rows.iter().map(cells).collect::<Vec<_>>())
    })
    .await?;
    Ok(csv(shape.file, bytes))
}

/// A table as a file to be kept.
pub(super) fn csv(name: Line, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// A filter as it is shown: its field, its name, and its words with their names and whether it is asked.
struct Choice {
    field: Line,
    name: Line,
    words: Vec<(Line, Line, bool)>,
}

struct Head {
    name: Line,
    sort: Option<(String, Line)>,
    is_figure: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    title: Line,
    searched: Option<String>,
    choices: Vec<Choice>,
    /// What was asked beside what the form shows, and what of that leaves rows out.
    kept: Vec<(String, String)>,
    only: Vec<(String, String)>,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    count: String,
    next: Option<String>,
    file: String,
    is_filtered: bool,
    empty: Option<(Line, Line)>,
    action: Option<(Line, Line)>,
}

impl ListPage {
    fn of<T>(frame: Frame, shape: &'static Shape<T>, manner: Manner, view: View<T>) -> Self {
        let t = frame.t;
        let choice = |filter: &Filter| Choice {
            field: filter.field,
            name: (filter.name)(t),
            words: (filter.words)(frame.language)
                .into_iter()
                .map(|(word, name)| (word, name, view.asked(filter.field) == word))
                .collect(),
        };
        let head = |column: &Column<T>| Head {
            name: (column.name)(t),
            sort: column.sort.map(|by| (view.sorted_by(by), view.order_of(by))),
            is_figure: column.is_figure,
        };
        let shown: Vec<Line> =
            shape.filters.iter().map(|filter| filter.field).chain(["q", "cursor"]).collect();
        let cells =
            |row: &T| shape.columns.iter().map(|column| (column.cell)(row, &manner)).collect();
        let next = view.next();
        let count = if next.is_some() { t.desk.lists.first } else { t.lists.count };
        Self {
            title: (shape.title)(t),
            searched: shape.searches.then(|| view.asked("q").to_owned()),
            choices: shape.filters.iter().map(choice).collect(),
            kept: view.asked_beside(&shown),
            only: view.asked_beside(&[shown.as_slice(), &["sort", "limit"]].concat()),
            heads: shape.columns.iter().map(head).collect(),
            rows: view.rows.iter().map(cells).collect(),
            count: count(view.count()),
            next,
            file: view.as_file(),
            is_filtered: view.is_filtered(),
            empty: shape.empty.map(|of| of(t)),
            action: shape.action.map(|of| of(t)),
            frame,
        }
    }

    fn is_figure(&self, place: &usize) -> bool {
        self.heads.get(*place).is_some_and(|head| head.is_figure)
    }
}

//! Lists as tables: a form that narrows them, columns that sort, their count, and exactly that view as a
//! file. All of it stands in the address, and a list may stand on a page that holds more.

mod shape;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::background::in_background;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::listing::{self, View};
use super::sections::sections;
use super::session::{Visitor, app_of};
use super::shown;
use super::texts::{Line, Texts};
use crate::service::exports;
use crate::service::listing::{Listed, Listing, MOST_COUNTED, Page};
use crate::service::{By, ServiceError, Tx};

pub(super) use shape::{Cell, Column, Field, Manner, Shape, Words};
use shape::{Input, Look, Of};

/// The parameter that asks for a view as a file.
const FORMAT: &str = "format";
/// The parameter that says what has just been done, on a page that a form came back to.
pub(super) const TOLD: &str = "told";
/// How many pages of rows a file has at most, and how many rows each of them.
const PAGES: usize = 250;
const AT_ONCE: &str = "200";

/// What an address asks for of a list: a page of it, or all of it as a file.
pub(super) enum Asked {
    Page(List),
    File(HttpResponse),
}

/// A page that is a list and no more; or its file.
pub(super) async fn list<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    listed: &'static Listed,
    shape: &'static Shape<T>,
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of_visitor(request, visitor);
    match asked((request, visitor), &frame, (listed, shape), load).await? {
        Asked::File(file) => Ok(file),
        Asked::Page(list) => page(&ListPage { sections: sections(&frame, visitor), frame, list }),
    }
}

/// What an address asks for of a list.
pub(super) async fn asked<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    frame: &Frame,
    (listed, shape): (&'static Listed, &'static Shape<T>),
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<Asked, PageError> {
    let manner = Manner::of(frame, app_of(request)?.clock.zone());
    let mut asked = listing::asked(request)?;
    let is_file = asked.iter().any(|(name, _)| name == FORMAT);
    asked.retain(|(name, _)| name != FORMAT && name != TOLD);
    if !asked.iter().any(|(name, _)| name == "sort") {
        asked.push(("sort".to_owned(), shape.order.to_owned()));
    }
    if is_file {
        let file = file((request, visitor), (listed, asked), (shape, manner), load).await?;
        return Ok(Asked::File(file));
    }
    let view = View::of((request, visitor), (listed, asked), load).await?;
    Ok(Asked::Page(List::of(frame.path.clone(), (shape, &manner), &view)))
}

/// Every row of a view, as a file that is called as its address.
async fn file<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    (listed, mut asked): (&'static Listed, Vec<(String, String)>),
    (shape, manner): (&'static Shape<T>, Manner),
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    asked.retain(|(name, _)| name != "cursor" && name != "limit");
    asked.push(("limit".to_owned(), AT_ONCE.to_owned()));
    let (app, by) = (app_of(request)?, visitor.by.clone());
    let bytes = in_background(move || {
        let rows = app.database.read(&by.actor.scope(), |tx| {
            listing::all(listed, &asked, PAGES, |listing| load(tx, &by, listing))
        })?;
        let names = |column: &Column<T>| column.of.names((column.name)(manner.t));
        let names: Vec<Line> = shape.columns.iter().flat_map(names).collect();
        let values = |row: &T| {
            let value = |column: &Column<T>| column.of.values((column.cell)(row, &manner));
            shape.columns.iter().flat_map(value).collect()
        };
        exports::table(&names, &rows.iter().map(values).collect::<Vec<_>>())
    })
    .await?;
    Ok(csv(&request.path().trim_matches('/').replace('/', "-"), bytes))
}

/// A table as a file to be kept.
pub(super) fn csv(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
}

/// A list as it is shown.
#[derive(Template)]
#[template(path = "table.html")]
pub(super) struct List {
    t: &'static Texts,
    pub(super) title: Line,
    pub(super) action: Option<(Line, Line)>,
    /// Where it is without any filter.
    path: String,
    fields: Vec<Narrowing>,
    /// What was asked beside what the form shows, and what of that leaves rows out.
    kept: Vec<(String, String)>,
    only: Vec<(String, String)>,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    count: String,
    /// The page that follows, and this view as a file.
    next: Option<String>,
    file: String,
    is_filtered: bool,
    /// What is said where there is nothing yet, and what to do then.
    none: Line,
    next_step: Option<(Line, Line)>,
}

/// A field as it is shown, with what was asked of it.
struct Narrowing {
    name: Line,
    label: Line,
    /// The type of its input, or the words to choose from.
    kind: Line,
    words: Option<Words>,
    value: String,
}

impl Narrowing {
    fn of<T>(field: &Field, manner: &Manner, view: &View<T>) -> Self {
        let (kind, words) = match field.input {
            Input::Typed(kind) => (kind, None),
            Input::Choice(words) => ("", Some(words(manner.language))),
        };
        let value = view.asked(field.name).to_owned();
        Self { name: field.name, label: (field.label)(manner.t), kind, words, value }
    }
}

/// The head of a column.
struct Head {
    name: Line,
    /// Where the list is in its order, and in which order it is now.
    sort: Option<(String, Line)>,
    is_figure: bool,
}

impl Head {
    fn of<T, R>(column: &Column<T>, manner: &Manner, view: &View<R>) -> Self {
        Self {
            name: (column.name)(manner.t),
            sort: column.sort.map(|by| (view.sorted_by(by), view.order_of(by))),
            is_figure: column.of != Of::Words,
        }
    }
}

impl List {
    fn of<T>(path: String, (shape, manner): (&Shape<T>, &Manner), view: &View<T>) -> Self {
        let t = manner.t;
        let fields = shape.fields.iter().map(|field| field.name);
        let shown: Vec<Line> = fields.chain(["cursor"]).collect();
        let cells = |row: &T| -> Vec<Cell> {
            shape.columns.iter().map(|column| (column.cell)(row, manner)).collect()
        };
        Self {
            t,
            title: (shape.title)(t),
            action: shape.action.map(|of| of(t)),
            path,
            fields: shape.fields.iter().map(|of| Narrowing::of(of, manner, view)).collect(),
            kept: view.asked_beside(&shown),
            only: view.asked_beside(&[shown.as_slice(), &["sort", "limit"]].concat()),
            heads: shape.columns.iter().map(|of| Head::of(of, manner, view)).collect(),
            rows: view.rows.iter().map(cells).collect(),
            count: count(t, view),
            next: view.next(),
            file: view.as_file(),
            is_filtered: view.is_filtered(),
            none: (shape.none)(t),
            next_step: shape.next_step.map(|of| of(t)),
        }
    }
}

/// How many rows there are, and how many of them are on this page.
fn count<T>(t: &Texts, view: &View<T>) -> String {
    let (here, all) = (view.shown(), view.count);
    if all > MOST_COUNTED {
        (t.desk.lists.of_more_than)(here, &shown::count(MOST_COUNTED))
    } else if here < all {
        (t.desk.lists.of_all)(here, &shown::count(all))
    } else {
        (t.lists.count)(here)
    }
}

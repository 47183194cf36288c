//! Lists about money: a search, a table whose columns sort, its count, and exactly that view as a file.
//! They stand on pages that hold more, such as what comes next, or a form.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};

use super::background::in_background;
use super::error::PageError;
use super::listing::{self, View};
use super::session::{Visitor, app_of};
use super::shown::Shown;
use super::texts::{Line, Texts};
use crate::domain::Money;
use crate::service::exports::{Value, table};
use crate::service::listing::{Listed, Listing, Page};
use crate::service::{By, ServiceError, Tx};

/// The parameter that asks for a view as a file.
const FORMAT: &str = "format";
/// The parameter that says what has just been done, on a page that a form came back to.
pub(super) const TOLD: &str = "told";
/// How many pages a file has at most, and how many rows each of them.
const PAGES: usize = 250;
const AT_ONCE: &str = "200";

/// The rows that an address asks for: a page of them, or all, for a file.
#[derive(Debug)]
pub(super) enum Rows<T> {
    Page(View<T>),
    File(Vec<T>),
}

/// Loads what an address asks for, in an order of its own where none is asked for.
pub(super) async fn load<T: Send + 'static>(
    of: (&HttpRequest, &Visitor),
    (listed, usual): (&'static Listed, &str),
    load: impl Fn(&mut Tx<'_>, &By, &Listing) -> Result<Page<T>, ServiceError> + Send + 'static,
) -> Result<Rows<T>, PageError> {
    let mut asked = listing::asked(of.0)?;
    let is_file = asked.iter().any(|(name, _)| name == FORMAT);
    asked.retain(|(name, _)| name != FORMAT && name != TOLD);
    if asked.iter().all(|(name, _)| name != "sort") {
        asked.push(("sort".to_owned(), usual.to_owned()));
    }
    if !is_file {
        return View::of(of, (listed, asked), load).await.map(Rows::Page);
    }
    asked.retain(|(name, _)| name != "cursor" && name != "limit");
    asked.push(("limit".to_owned(), AT_ONCE.to_owned()));
    let (app, by) = (app_of(of.0)?, of.1.by.clone());
    let rows = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| {
            listing::all(listed, &asked, PAGES, |listing| load(tx, &by, listing))
        })
    });
    rows.await.map(Rows::File)
}

/// What a list is of.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) title: Line,
    /// Where it is without any filter.
    pub(super) path: String,
    pub(super) fields: Vec<Field>,
    pub(super) heads: Vec<Head>,
    /// What is said where there is nothing yet, and where to go then.
    pub(super) empty: Line,
    pub(super) next_step: Option<(Line, Line)>,
}

/// A list as it is shown.
#[derive(Debug)]
pub(super) struct List {
    pub(super) title: Line,
    pub(super) path: String,
    pub(super) fields: Vec<Field>,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) empty: Line,
    pub(super) next_step: Option<(Line, Line)>,
    pub(super) count: String,
    /// The page that follows, and this view as a file.
    pub(super) next: Option<String>,
    pub(super) file: String,
    pub(super) is_filtered: bool,
    /// What was asked beside the fields of its form, so that it stays.
    pub(super) beside: Vec<(String, String)>,
    /// Whether it is the file that is asked for.
    pub(super) is_file: bool,
}

impl List {
    /// The rows in their shape.
    pub(super) fn of<T>(
        t: &Texts,
        shape: Shape,
        rows: Rows<T>,
        cells: impl FnMut(T) -> Vec<Cell>,
    ) -> Self {
        let Shape { title, path, fields, heads, empty, next_step } = shape;
        let list = Self {
            title,
            path,
            fields,
            heads,
            rows: Vec::new(),
            empty,
            next_step,
            count: String::new(),
            next: None,
            file: String::new(),
            is_filtered: false,
            beside: Vec::new(),
            is_file: true,
        };
        match rows {
            Rows::File(rows) => Self { rows: rows.into_iter().map(cells).collect(), ..list },
            Rows::Page(view) => list.of_view(t, view, cells),
        }
    }

    fn of_view<T>(mut self, t: &Texts, view: View<T>, cells: impl FnMut(T) -> Vec<Cell>) -> Self {
        for field in &mut self.fields {
            field.value = view.asked(field.name).to_owned();
        }
        for head in &mut self.heads {
            head.sorts = head.by.map(|by| (view.sorted_by(by), view.order_of(by)));
        }
        let next = view.next();
        let is_whole = next.is_none() && view.asked("cursor").is_empty();
        let count = if is_whole { t.lists.count } else { t.money.on_this_page };
        let shown: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
        let beside = view.asked_beside(&[shown.as_slice(), &["cursor"]].concat());
        Self {
            count: count(view.count()),
            next,
            file: view.as_file(),
            is_filtered: view.is_filtered(),
            beside,
            rows: view.rows.into_iter().map(cells).collect(),
            is_file: false,
            ..self
        }
    }

    /// The list as a file of that name.
    pub(super) fn sent(&self, name: &str) -> Result<HttpResponse, PageError> {
        let columns: Vec<&str> = self.heads.iter().flat_map(column).collect();
        let cells = |row: &Vec<Cell>| {
            self.heads.iter().zip(row).flat_map(|(head, cell)| values(head, cell)).collect()
        };
        let rows: Vec<Vec<Value>> = self.rows.iter().map(cells).collect();
        let file = table(&columns, &rows)?;
        Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .body(file))
    }
}

/// A field by which a list is narrowed.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Line,
    pub(super) label: Line,
    pub(super) input: Input,
    /// What was asked of it.
    pub(super) value: String,
}

/// What is put into a field.
#[derive(Debug)]
pub(super) enum Input {
    /// Words, a month or a day: the type of an input.
    Typed(Line),
    /// One of these values, each with its name.
    Choice(Vec<(Line, Line)>),
}

impl Field {
    /// A search for words.
    pub(super) fn search(label: Line) -> Self {
        Self::typed("q", label, "search")
    }

    /// Something that is typed.
    pub(super) fn typed(name: Line, label: Line, kind: Line) -> Self {
        Self { name, label, input: Input::Typed(kind), value: String::new() }
    }

    /// One of a few.
    pub(super) fn choice(name: Line, label: Line, values: Vec<(Line, Line)>) -> Self {
        Self { name, label, input: Input::Choice(values), value: String::new() }
    }
}

/// The head of a column.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) name: Line,
    of: Of,
    by: Option<Line>,
    /// Where the list is in its order, and in which order it is now.
    pub(super) sorts: Option<(String, Line)>,
}

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Words,
    Numbers,
    /// In a file its currency has a column of its own, so that the figure is a number.
    Money,
}

impl Head {
    /// Of words.
    pub(super) fn new(name: Line) -> Self {
        Self { name, of: Of::Words, by: None, sorts: None }
    }

    /// Of numbers.
    pub(super) fn numbers(name: Line) -> Self {
        Self { of: Of::Numbers, ..Self::new(name) }
    }

    /// Of money.
    pub(super) fn money(name: Line) -> Self {
        Self { of: Of::Money, ..Self::new(name) }
    }

    /// The same, by which the list is sorted.
    pub(super) fn sorted(self, by: Line) -> Self {
        Self { by: Some(by), ..self }
    }

    pub(super) fn is_figure(&self) -> bool {
        self.of != Of::Words
    }
}

/// What stands in a place of a table.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) look: Look,
    /// Where it leads to.
    pub(super) to: Option<String>,
}

/// How it stands there.
#[derive(Debug, Clone)]
pub(super) enum Look {
    /// Words.
    Text(String),
    /// A code, a date, a number: from left to right.
    Code(String),
    /// A state, and how good it is.
    State(Line, Line),
    /// Money.
    Money(Shown),
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl ToString) -> Self {
        Self { look: Look::Text(text.to_string()), to: None }
    }

    /// A code, a date or a number.
    pub(super) fn code(text: impl ToString) -> Self {
        Self { look: Look::Code(text.to_string()), to: None }
    }

    /// A state, and how good it is.
    pub(super) fn state((tone, name): (Line, Line)) -> Self {
        Self { look: Look::State(tone, name), to: None }
    }

    /// Money.
    pub(super) fn money(money: Money) -> Self {
        Self { look: Look::Money(Shown(money)), to: None }
    }

    /// The same, leading somewhere.
    pub(super) fn leading(self, to: String) -> Self {
        Self { to: Some(to), ..self }
    }
}

/// What a column is called in a file.
fn column(head: &Head) -> Vec<&'static str> {
    if head.of == Of::Money { vec![head.name, ""] } else { vec![head.name] }
}

fn values(head: &Head, cell: &Cell) -> Vec<Value> {
    match &cell.look {
        Look::Text(text) | Look::Code(text) => {
            let blank = (head.of == Of::Money).then_some(Value::Empty);
            std::iter::once(Value::Text(text.clone())).chain(blank).collect()
        }
        Look::State(_, name) => vec![Value::Text((*name).to_owned())],
        Look::Money(Shown(money)) => {
            vec![Value::Amount(*money), Value::Text(money.currency.code().to_owned())]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency};

    #[test]
    fn money_is_a_number_beside_its_currency_in_a_file() {
        let currency = Currency::parse("PKR").unwrap();
        let money = Money { amount: Amount::parse("-12.50", currency).unwrap(), currency };
        let head = Head::money("Net");
        let expected = [Value::Amount(money), Value::Text("PKR".to_owned())];
        assert_eq!(values(&head, &Cell::money(money)), expected);
        assert_eq!(values(&head, &Cell::text("")).len(), column(&head).len());
        assert_eq!(values(&Head::new("Name"), &Cell::text("x")).len(), 1);
    }
}

//! Lists of one shape: a search, a table whose columns sort, its count, and exactly that view as a file.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::error::PageError;
use super::listing::View;
use super::shown::Shown;
use super::texts::{Line, Texts};
use crate::domain::Money;
use crate::service::exports::{Value, table};

/// A list, and what its page says beside its rows.
#[derive(Debug)]
pub(super) struct List {
    pub(super) title: Line,
    /// Where it is without any filter.
    pub(super) path: String,
    pub(super) fields: Vec<Field>,
    pub(super) heads: Vec<Head>,
    pub(super) view: View<Vec<Cell>>,
    /// What to do where there is nothing yet.
    pub(super) empty: Line,
    pub(super) next_step: Option<(Line, Line)>,
}

/// A field by which a list is narrowed.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Line,
    pub(super) label: Line,
    pub(super) input: Input,
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
        Self { name: "q", label, input: Input::Typed("search") }
    }

    /// Something that is typed.
    pub(super) fn typed(name: Line, label: Line, kind: Line) -> Self {
        Self { name, label, input: Input::Typed(kind) }
    }

    /// One of a few.
    pub(super) fn choice(name: Line, label: Line, values: Vec<(Line, Line)>) -> Self {
        Self { name, label, input: Input::Choice(values) }
    }
}

/// The head of a column.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) name: Line,
    pub(super) sorts: Option<Line>,
    pub(super) of: Of,
}

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Words,
    Numbers,
    /// In a file its currency has a column of its own, so that the figure is a number.
    Money,
}

impl Head {
    /// Of words.
    pub(super) fn new(name: Line) -> Self {
        Self { name, sorts: None, of: Of::Words }
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
    pub(super) fn sorted(self, sorts: Line) -> Self {
        Self { sorts: Some(sorts), ..self }
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

impl List {
    /// The names of the fields of its form, so that what else was asked stays.
    fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }

    /// What was asked beside the form's fields.
    pub(super) fn beside(&self) -> Vec<&(String, String)> {
        self.view.asked_beside(&self.field_names())
    }

    /// How many rows there are, or are on this page.
    pub(super) fn count(&self, t: &Texts) -> String {
        let count = self.view.count();
        if self.view.is_whole() { (t.lists.count)(count) } else { (t.money.on_this_page)(count) }
    }

    /// The file of this view.
    pub(super) fn file(&self, name: &str) -> Result<HttpResponse, PageError> {
        let columns: Vec<&str> = self.heads.iter().flat_map(column).collect();
        let cells = |row: &Vec<Cell>| {
            self.heads.iter().zip(row).flat_map(|(head, cell)| values(head, cell)).collect()
        };
        let rows: Vec<Vec<Value>> = self.view.rows.iter().map(cells).collect();
        let file = table(&columns, &rows)?;
        Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .body(file))
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

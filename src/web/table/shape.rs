//! What a list is of: by what it is narrowed, its columns, and what stands in them.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use crate::domain::Money;
use crate::service::exports::Value;
use crate::web::frame::Frame;
use crate::web::shown::{Shown, minute};
use crate::web::texts::{Language, Line, Texts};

/// A text of the reader's language.
pub(in crate::web) type Named = fn(&Texts) -> Line;
/// Something to do: what it is called, and where.
pub(in crate::web) type Step = fn(&Texts) -> (Line, Line);
/// Words, each with what it is called.
pub(in crate::web) type Words = Vec<(Line, Line)>;

/// What a list is of.
pub(in crate::web) struct Shape<T: 'static> {
    pub(in crate::web) title: Named,
    /// The order where none is asked for.
    pub(in crate::web) order: Line,
    pub(in crate::web) fields: &'static [Field],
    pub(in crate::web) columns: &'static [Column<T>],
    /// What is said where there is nothing yet, and what to do then.
    pub(in crate::web) none: Named,
    pub(in crate::web) next_step: Option<Step>,
    /// What else can be done here.
    pub(in crate::web) action: Option<Step>,
}

/// A field by which a list is narrowed.
pub(in crate::web) struct Field {
    pub(super) name: Line,
    pub(super) label: Named,
    pub(super) input: Input,
}

/// What is put into a field.
pub(super) enum Input {
    /// Words, a month or a day: the type of an input.
    Typed(Line),
    /// One of these words.
    Choice(fn(Language) -> Words),
}

impl Field {
    /// A search for words.
    pub(in crate::web) const SEARCH: Self = Self::typed("q", |t| t.lists.search, "search");

    /// Something that is typed.
    pub(in crate::web) const fn typed(name: Line, label: Named, kind: Line) -> Self {
        Self { name, label, input: Input::Typed(kind) }
    }

    /// One of a few words.
    pub(in crate::web) const fn choice(
        name: Line,
        label: Named,
        words: fn(Language) -> Words,
    ) -> Self {
        Self { name, label, input: Input::Choice(words) }
    }
}

/// A column: its name, by what the list is sorted for it, and what it shows of a row.
pub(in crate::web) struct Column<T> {
    pub(super) name: Named,
    pub(super) sort: Option<Line>,
    pub(super) of: Of,
    pub(super) cell: fn(&T, &Manner) -> Cell,
}

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Words,
    Figures,
    /// In a file its currency has a column of its own, so that the figure is a number.
    Money,
}

impl<T> Column<T> {
    /// Of words.
    pub(in crate::web) const fn new(name: Named, cell: fn(&T, &Manner) -> Cell) -> Self {
        Self { name, sort: None, of: Of::Words, cell }
    }

    /// The same, by which the list can be sorted.
    pub(in crate::web) const fn sorted(self, by: Line) -> Self {
        Self { sort: Some(by), ..self }
    }

    /// The same, whose cells are figures.
    pub(in crate::web) const fn figures(self) -> Self {
        Self { of: Of::Figures, ..self }
    }

    /// The same, whose cells are money.
    pub(in crate::web) const fn money(self) -> Self {
        Self { of: Of::Money, ..self }
    }
}

impl Of {
    /// What a column is called in a file.
    pub(super) fn names(self, name: Line) -> Vec<Line> {
        if self == Self::Money { vec![name, ""] } else { vec![name] }
    }

    /// What stands in it there.
    pub(super) fn values(self, cell: Cell) -> Vec<Value> {
        let value = match cell.look {
            Look::Nothing => Value::Empty,
            Look::Text(text) | Look::Code(text) => Value::Text(text),
            Look::State(_, name) => Value::Text(name.to_owned()),
            Look::Money(Shown(money)) => {
                let currency = money.currency.code().to_owned();
                return vec![Value::Amount(money), Value::Text(currency)];
            }
        };
        if self == Self::Money { vec![value, Value::Empty] } else { vec![value] }
    }
}

/// What stands in a place of a table.
#[derive(Debug, Clone)]
pub(in crate::web) struct Cell {
    pub(super) look: Look,
    /// Where it leads to.
    pub(super) to: Option<String>,
}

/// How it stands there.
#[derive(Debug, Clone)]
pub(super) enum Look {
    Nothing,
    Text(String),
    /// A code, a day, a number: on one line, from left to right.
    Code(String),
    /// A state: how good it is, and its word.
    State(Line, Line),
    Money(Shown),
}

impl Cell {
    /// What is not there.
    pub(in crate::web) const NOTHING: Self = Self { look: Look::Nothing, to: None };

    /// Words.
    pub(in crate::web) fn text(text: impl ToString) -> Self {
        Self { look: Look::Text(text.to_string()), to: None }
    }

    /// A code, a day or a number.
    pub(in crate::web) fn code(text: impl ToString) -> Self {
        Self { look: Look::Code(text.to_string()), to: None }
    }

    /// A state, and how good it is.
    pub(in crate::web) fn state((tone, name): (Line, Line)) -> Self {
        Self { look: Look::State(tone, name), to: None }
    }

    /// Money.
    pub(in crate::web) fn money(money: Money) -> Self {
        Self { look: Look::Money(Shown(money)), to: None }
    }

    /// The words, where there are any.
    pub(in crate::web) fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::NOTHING, Self::text)
    }

    /// The code, the day or the number, where there is one.
    pub(in crate::web) fn maybe_code(text: Option<impl ToString>) -> Self {
        text.map_or(Self::NOTHING, Self::code)
    }

    /// The same, leading somewhere.
    pub(in crate::web) fn leading(self, to: String) -> Self {
        Self { to: Some(to), ..self }
    }
}

/// By what cells are written.
#[derive(Clone, Copy)]
pub(in crate::web) struct Manner {
    pub(in crate::web) t: &'static Texts,
    pub(in crate::web) language: Language,
    zone: Tz,
}

impl Manner {
    pub(super) fn of(frame: &Frame, zone: Tz) -> Self {
        Self { t: frame.t, language: frame.language, zone }
    }

    /// A day and its minute.
    pub(in crate::web) fn at(&self, at: NaiveDateTime) -> Cell {
        Cell::code(minute(&at, self.zone))
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
        let expected = [Value::Amount(money), Value::Text("PKR".to_owned())];
        assert_eq!(Of::Money.values(Cell::money(money)), expected);
        assert_eq!(Of::Money.values(Cell::NOTHING).len(), Of::Money.names("Net").len());
        assert_eq!(Of::Words.values(Cell::text("x")), [Value::Text("x".to_owned())]);
    }
}

//! Lists: which rows, in which order, from where on.
//!
//! Each table's file says what of it may be asked in a [`Listed`]; a [`Listing`] is one such question,
//! and [`conditions`], [`order`] and [`place`] are its SQL. Names and SQL come from the program alone;
//! what somebody sent is always bound.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::RunQueryDsl;
use diesel::dsl::sql;
use diesel::expression::{BoxableExpression, SqlLiteral};
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamp, Untyped};

use super::connection::{AnyConnection, MultiBackend};
use super::database::Tx;
use super::error::StorageError;
use super::prepared::{Counted, Prepared};

/// What values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, and ids: one that is malformed is simply nobody's.
    Text,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// A month, which is text.
    Month,
    /// A whole number.
    Whole,
    /// True or false.
    Flag,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, an id or a word.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// An instant.
    Instant(NaiveDateTime),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Flag(bool),
}

/// Something by which a list may be filtered.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What it is called.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// The SQL before the comparison: a column, or the beginning of a subquery.
    before: &'static str,
    /// The SQL behind it.
    behind: &'static str,
    /// Whether the list can be sorted by it; it has a value in every row then.
    pub sorts: bool,
}

impl Column {
    /// A column by which a list is filtered.
    pub const fn new(name: &'static str, kind: Kind, sql: &'static str) -> Self {
        Self { name, kind, before: sql, behind: "", sorts: false }
    }

    /// A condition on rows of another table: what stands before the comparison, and behind it.
    pub const fn within(
        name: &'static str,
        kind: Kind,
        (before, behind): (&'static str, &'static str),
    ) -> Self {
        Self { name, kind, before, behind, sorts: false }
    }

    /// The same, by which the list can be sorted too: every row has a value.
    pub const fn sorted(self) -> Self {
        Self { sorts: true, ..self }
    }
}

/// What may be asked of a list.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// What the list is called, so that no cursor of it fits another.
    pub name: &'static str,
    /// The id's column, which is unique and sorts by creation.
    pub id: &'static str,
    /// By what it can be filtered.
    pub columns: &'static [Column],
    /// The columns that `q` searches.
    pub searched: &'static [&'static str],
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `[gte]`
    AtLeast,
    /// `[gt]`
    MoreThan,
    /// `[lte]`
    AtMost,
    /// `[lt]`
    LessThan,
}

impl Comparison {
    fn sql(self) -> &'static str {
        match self {
            Self::AtLeast => " >= ",
            Self::MoreThan => " > ",
            Self::AtMost => " <= ",
            Self::LessThan => " < ",
        }
    }
}

/// A condition on a column.
#[derive(Debug, Clone)]
pub enum Filter {
    /// It is one of these.
    Among(Column, Vec<Value>),
    /// It compares so.
    Compared(Column, Comparison, Value),
}

impl Filter {
    /// Whether its SQL is the same for all values.
    fn is_plain(&self) -> bool {
        match self {
            Self::Among(_, values) => values.len() == 1,
            Self::Compared(..) => true,
        }
    }
}

/// How many rows of a list are counted: beyond them nobody waits for a number.
pub const MOST_COUNTED: u64 = 10_000;
/// How many rows are mostly asked for; each is a text of its own.
const USUAL_LIMITS: [usize; 4] = [20, 50, 100, 200];

/// The order of a list.
#[derive(Debug, Clone, Copy)]
pub struct Sort {
    /// By which column; none is the order of creation.
    pub column: Option<Column>,
    /// From the last to the first.
    pub descends: bool,
}

/// The row behind which a page begins: the value that it is sorted by, and its id.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The value of the sorted column; none in the order of creation.
    pub value: Option<Value>,
    /// The row's id.
    pub id: String,
}

/// A question for one page.
#[derive(Debug, Clone)]
pub struct Listing {
    /// All of these hold.
    pub filters: Vec<Filter>,
    /// One of the searched columns has this in it.
    pub search: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Where the page begins.
    pub behind: Option<Behind>,
    /// How many rows.
    pub limit: usize,
    /// Whether no row is asked for, but how many there are.
    pub counts: bool,
}

impl Listing {
    /// Whether it asks for a few rows in the order of their ids, whatever is in them.
    pub fn is_quick(&self) -> bool {
        self.filters.is_empty() && self.search.is_none() && self.sort.column.is_none()
    }

    /// The question how many rows there are on all pages together.
    pub fn counting(&self) -> Self {
        let sort = Sort { column: None, descends: false };
        Self { sort, behind: None, counts: true, ..self.clone() }
    }

    /// Whether its SQL is among the few that are asked again and again.
    fn is_plain(&self) -> bool {
        let is_usual = USUAL_LIMITS.contains(&self.limit);
        is_usual && self.filters.len() <= 1 && self.filters.iter().all(Filter::is_plain)
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The place of the last row, where more follow.
    pub next: Option<(String, String)>,
    /// How many rows there are on all pages, where that alone was asked; no more than
    /// [`MOST_COUNTED`] and one are counted.
    pub count: Option<u64>,
}

/// The rows of a page, each with its [`place`] and id, or how many there are of all.
#[derive(Debug, Clone)]
pub struct Rows<R> {
    /// One more than asked for, where there are more.
    pub rows: Vec<(R, String, String)>,
    count: Option<u64>,
}

impl<T> Page<T> {
    /// The page of rows that were loaded.
    pub fn of<R, E>(
        listing: &Listing,
        Rows { mut rows, count }: Rows<R>,
        read: impl Fn(R) -> Result<T, E>,
    ) -> Result<Self, E> {
        let more = rows.len() > listing.limit;
        rows.truncate(listing.limit);
        let last = rows.last().map(|(_, place, id)| (place.clone(), id.clone()));
        let rows = rows.into_iter().map(|(row, _, _)| read(row)).collect::<Result<_, _>>()?;
        Ok(Self { rows, next: last.filter(|_| more), count })
    }

    /// The same page of other values.
    pub fn map<U>(self, read: impl FnMut(T) -> U) -> Page<U> {
        let rows = self.rows.into_iter().map(read).collect();
        Page { rows, next: self.next, count: self.count }
    }

    /// The same page of other values, which are read of all rows together.
    pub fn over<U, E>(self, read: impl FnOnce(Vec<T>) -> Result<Vec<U>, E>) -> Result<Page<U>, E> {
        Ok(Page { rows: read(self.rows)?, next: self.next, count: self.count })
    }
}

/// A condition in SQL over a table `T`.
pub type Condition<'q, T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = Bool> + 'q>;

/// How many rows to load: one more than asked for, which tells whether there are more.
fn rows_of(listing: &Listing) -> i64 {
    i64::try_from(listing.limit).unwrap_or(i64::MAX - 1) + 1
}

/// Loads the rows of a list, or counts them, by a query that has no limit yet. A plain question's SQL stays prepared; one
/// with much in it does not, as there is no end of such.
pub fn load<'q, Q, R>(tx: &mut Tx<'_>, listing: &Listing, query: Q) -> Result<Rows<R>, StorageError>
where
    Prepared<Q>: LoadQuery<'q, AnyConnection, (R, String, String)>,
    Counted<Q>: LoadQuery<'q, AnyConnection, i64>,
{
    if listing.counts {
        let most = i64::try_from(MOST_COUNTED).unwrap_or(i64::MAX - 1) + 1;
        let count: i64 = Counted::of(query, most).get_result(tx.connection)?;
        return Ok(Rows { rows: Vec::new(), count: u64::try_from(count).ok() });
    }
    let rows =
        Prepared::limited(query, rows_of(listing), listing.is_plain()).load(tx.connection)?;
    Ok(Rows { rows, count: None })
}

/// What must hold for the page's rows.
pub fn conditions<T: 'static>(listed: &Listed, listing: &Listing) -> Vec<Condition<'static, T>> {
    let mut all: Vec<Condition<'static, T>> = listing.filters.iter().map(condition).collect();
    all.extend(listing.search.as_deref().map(|text| found_in(listed, text)));
    all.extend(listing.behind.as_ref().map(|behind| behind_of(listed, listing.sort, behind)));
    all
}

/// The order in SQL; the id decides between equals.
pub fn order(listed: &Listed, sort: Sort) -> SqlLiteral<Untyped> {
    let direction = if sort.descends { "DESC" } else { "ASC" };
    let first = sort.column.map(|column| format!("{} {direction}, ", column.before));
    sql(&format!("{}{} {direction}", first.unwrap_or_default(), listed.id))
}

/// The value that the list is sorted by, as text.
pub fn place(listed: &Listed, sort: Sort) -> SqlLiteral<Text> {
    let column = sort.column.map_or(listed.id, |column| column.before);
    sql(&format!("CAST({column} AS TEXT)"))
}

/// The id of a row.
pub fn id(listed: &Listed) -> SqlLiteral<Text> {
    sql(listed.id)
}

fn condition<T: 'static>(filter: &Filter) -> Condition<'static, T> {
    match filter {
        Filter::Compared(column, comparison, value) => compared(column, comparison.sql(), value),
        Filter::Among(column, values) => {
            let each = values.iter().map(|value| compared(column, " = ", value));
            either(each)
        }
    }
}

fn compared<T: 'static>(column: &Column, with: &str, value: &Value) -> Condition<'static, T> {
    bound(sql(&format!("{}{with}", column.before)), value, column.behind)
}

/// `q` has no wildcards; capital and small letters of ASCII are the same on both databases.
fn found_in<T: 'static>(listed: &Listed, text: &str) -> Condition<'static, T> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = Value::Text(format!("%{}%", escaped.to_lowercase()));
    let columns = listed.searched.iter();
    either(
        columns
            .map(|column| bound(sql(&format!("lower({column}) LIKE ")), &pattern, " ESCAPE '\\'")),
    )
}

fn behind_of<T: 'static>(listed: &Listed, sort: Sort, behind: &Behind) -> Condition<'static, T> {
    let with = if sort.descends { " < " } else { " > " };
    let id = Value::Text(behind.id.clone());
    let later = bound(sql(&format!("{}{with}", listed.id)), &id, "");
    let (Some(column), Some(value)) = (&sort.column, &behind.value) else { return later };
    let equal: Condition<'static, T> = compared(column, " = ", value);
    let further: Condition<'static, T> = compared(column, with, value);
    use diesel::BoolExpressionMethods as _;
    Box::new(further.or(Box::new(equal.and(later)) as Condition<'static, T>))
}

fn either<T: 'static>(all: impl Iterator<Item = Condition<'static, T>>) -> Condition<'static, T> {
    use diesel::BoolExpressionMethods as _;
    let any = all.reduce(|one, other| Box::new(one.or(other)) as Condition<'static, T>);
    any.unwrap_or_else(|| Box::new(sql::<Bool>("1 = 0")))
}

fn bound<T: 'static>(
    before: SqlLiteral<Bool>,
    value: &Value,
    behind: &str,
) -> Condition<'static, T> {
    match value.clone() {
        Value::Text(text) => Box::new(before.bind::<Text, _>(text).sql(behind)),
        Value::Date(date) => Box::new(before.bind::<Date, _>(date).sql(behind)),
        Value::Instant(at) => Box::new(before.bind::<Timestamp, _>(at).sql(behind)),
        Value::Whole(number) => Box::new(before.bind::<BigInt, _>(number).sql(behind)),
        Value::Flag(flag) => Box::new(before.bind::<Bool, _>(flag).sql(behind)),
    }
}

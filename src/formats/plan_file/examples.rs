//! The examples of a plan file, beside its versions or in one of them; nothing is computed from them.

use std::collections::BTreeMap;

use super::fields::{At, Object, Reader};
use crate::domain::{Amount, Name, Period};
use crate::formats::json::Node;

/// The most examples that a file carries, since all of them are run whenever one looks at a plan.
const MOST: usize = 100;

/// The fields of an example.
const EXAMPLE: [&str; 7] = ["name", "partners", "rates", "sales", "refunds", "through", "expect"];

/// The fields by which entries are told apart.
const FIELDS: [&str; 7] = ["period", "partner", "sale", "rule", "from_partner", "window", "entry"];

/// The same, and what the entries come to.
const EXPECTATION: [&str; 8] =
    ["period", "partner", "sale", "rule", "from_partner", "window", "entry", "amount"];

/// The columns of sales, those of section 3.
pub const SALE: [&str; 12] = [
    "sale",
    "partner",
    "seller",
    "kind",
    "product",
    "source",
    "city",
    "amount",
    "currency",
    "paid_on",
    "verified_on",
    "credits",
];
/// Those of refunds.
pub const REFUND: [&str; 4] = ["refund", "sale", "amount", "refunded_on"];
/// Those of exchange rates.
pub const RATE: [&str; 4] = ["date", "base", "quote", "rate"];
/// Those of partners.
pub const PARTNER: [&str; 4] = ["partner", "parent", "plan", "from"];

/// Facts, and what they must earn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub name: Name,
    /// The last period that is closed.
    pub through: Period,
    /// The facts, not yet checked.
    pub facts: ExampleFacts,
    /// What they must earn; at least one.
    pub expected: Vec<Expectation>,
}

/// The facts of an example, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFacts {
    /// The partners; none where everybody is on the plan.
    pub partners: Vec<Row>,
    /// The exchange rates.
    pub rates: Vec<Row>,
    /// The sales.
    pub sales: Vec<Row>,
    /// The refunds.
    pub refunds: Vec<Row>,
}

/// A row of a table by its columns.
pub type Row = BTreeMap<String, String>;

/// What all entries with those fields must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The fields of an entry, as the file has them.
    pub of: Row,
    /// How much.
    pub amount: Amount,
}

/// The examples of a plan and then those of its versions, as far as they can be read.
pub(super) fn of_plan(reader: &mut Reader, at: &At<'_>) -> Vec<Example> {
    let mut all = of_object(reader, at);
    if let Some(versions) = at.field("versions")
        && let Node::List(nodes) = versions.node
    {
        for (number, node) in nodes.iter().enumerate() {
            let version = At { path: format!("{}/{number}", versions.path), node };
            all.extend(of_object(reader, &version));
        }
    }
    if all.len() > MOST {
        let message = format!("are {} in all; a plan carries at most {MOST}", all.len());
        reader.checks.fault(&format!("{}/examples", at.path), "", message);
    }
    all
}

/// The examples of one object, as far as they can be read.
pub(super) fn of_object(reader: &mut Reader, at: &At<'_>) -> Vec<Example> {
    let Some(at) = at.field("examples") else { return Vec::new() };
    // That it is no list was told by the reader of the object.
    let Node::List(nodes) = at.node else { return Vec::new() };
    let numbered = nodes.iter().enumerate();
    let places = numbered.map(|(number, node)| At { path: format!("{}/{number}", at.path), node });
    places.filter_map(|at| example(reader, &at)).collect()
}

fn example(reader: &mut Reader, at: &At<'_>) -> Option<Example> {
    let object = reader.object(at, &EXAMPLE)?;
    let name = reader.required(&object, "name", |reader, at| {
        let text = reader.string(at, "a string")?;
        let message = "must be 1 to 200 characters of plain text";
        Name::parse(text).or_else(|| reader.refuse(at, message))
    });
    let partners = rows(reader, &object, "partners", &PARTNER);
    let rates = rows(reader, &object, "rates", &RATE);
    let sales = rows(reader, &object, "sales", &SALE);
    let refunds = rows(reader, &object, "refunds", &REFUND);
    let through = reader.required(&object, "through", |reader, at| {
        let text = reader.string(at, "a month such as \"2026-09\"")?;
        let message = "is not a month up to 2199-12, written like 2026-09";
        let month = Period::parse(text).filter(|month| *month <= Period::LAST);
        month.or_else(|| reader.refuse(at, message))
    });
    let expected = reader
        .required(&object, "expect", |reader, at| reader.list(at, Some("member"), expectation));
    let facts =
        ExampleFacts { partners: partners?, rates: rates?, sales: sales?, refunds: refunds? };
    Some(Example { name: name?, through: through?, facts, expected: expected? })
}

fn expectation(reader: &mut Reader, at: &At<'_>) -> Option<Expectation> {
    let object = reader.object(at, &EXPECTATION)?;
    let amount = reader.required(&object, "amount", Reader::signed_amount);
    let of = texts(reader, &object, &FIELDS);
    Some(Expectation { of: of?, amount: amount? })
}

/// The rows of a table, none where it is absent.
fn rows(
    reader: &mut Reader,
    object: &Object<'_>,
    table: &str,
    columns: &[&str],
) -> Option<Vec<Row>> {
    let read = reader.optional(object, table, |reader, at| {
        reader.list(at, None, |reader, at| row(reader, at, columns))
    });
    read.map(Option::unwrap_or_default)
}

/// A row, whose columns are strings.
fn row(reader: &mut Reader, at: &At<'_>, columns: &[&str]) -> Option<Row> {
    let object = reader.object(at, columns)?;
    texts(reader, &object, columns)
}

/// Those of the fields that are there, all of them strings.
fn texts(reader: &mut Reader, object: &Object<'_>, names: &[&str]) -> Option<Row> {
    let read = |name: &&str| {
        let text = reader.optional(object, name, |reader, at| reader.string(at, "a string"))?;
        Some(text.map(|text| ((*name).to_owned(), text.to_owned())))
    };
    let all: Vec<Option<_>> = names.iter().map(read).collect();
    let all: Option<Vec<_>> = all.into_iter().collect();
    Some(all?.into_iter().flatten().collect())
}

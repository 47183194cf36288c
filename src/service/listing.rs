//! What somebody asks of a list, read from the parameters of a query.
//!
//! `docs/API.md`, "Manners": filters by a field's name, ranges as `paid_on[gte]`, `sort`, `q`, `limit` and
//! `cursor`, which fits only the question that it came from.

use chrono::{DateTime, NaiveDateTime};
use sha2::{Digest, Sha256};

use super::error::{Invalid, ServiceError};
use crate::domain::{Period, hex, parse_date, unhex};
use crate::storage::listing::{Behind, Filter, Sort, Value};

pub use crate::storage::listing::{Column, Comparison, Kind, Listed, Listing, MOST_COUNTED, Page};

/// How many rows a page has where nothing is asked.
pub const USUAL: usize = 50;
/// How many rows a page has at most.
pub const MOST: usize = 200;
/// How many values a parameter may list.
pub const MOST_VALUES: usize = 200;
/// The longest value of a parameter.
const LONGEST: usize = 1_000;
/// How columns with an order compare, by what stands behind their names.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("gte", Comparison::AtLeast),
    ("gt", Comparison::MoreThan),
    ("lte", Comparison::AtMost),
    ("lt", Comparison::LessThan),
];
/// How many bytes of a question's hash a cursor carries.
const MARK: usize = 8;

/// What the program itself asks of a list.
pub fn question(listed: &Listed, asked: &[(&str, &str)]) -> Result<Listing, ServiceError> {
    let asked: Vec<(String, String)> =
        asked.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    read(listed, &asked).map_err(ServiceError::Invalid)
}

/// Reads the parameters of a list, or says all that is wrong with them.
pub fn read(listed: &Listed, parameters: &[(String, String)]) -> Result<Listing, Vec<Invalid>> {
    let mut reader = Reader { listed, faults: Vec::new() };
    let mut listing = Listing {
        filters: Vec::new(),
        search: None,
        sort: Sort { column: None, descends: false },
        behind: None,
        limit: USUAL,
        counts: false,
    };
    let mut cursor = None;
    let mut seen = std::collections::BTreeSet::new();
    for (name, value) in parameters {
        if !seen.insert(name.as_str()) {
            reader.fault(name, "twice", "comes twice; list its values with commas");
        } else if value.len() > LONGEST {
            reader.fault(name, "too_long", "is too long");
        } else if name == "cursor" {
            cursor = Some(value);
        } else {
            reader.parameter(&mut listing, name, value);
        }
    }
    if let Some(cursor) = cursor {
        listing.behind = reader.cursor(parameters, listing.sort, cursor);
    }
    if reader.faults.is_empty() { Ok(listing) } else { Err(reader.faults) }
}

/// The cursor of the page that follows.
pub fn next_cursor<T>(
    listed: &Listed,
    parameters: &[(String, String)],
    page: &Page<T>,
) -> Option<String> {
    let (place, id) = page.next.as_ref()?;
    let mut bytes = mark(listed, parameters);
    bytes.extend_from_slice(format!("{place}\0{id}").as_bytes());
    Some(hex(&bytes))
}

/// What a cursor is bound to: the list, its filters and its order.
fn mark(listed: &Listed, parameters: &[(String, String)]) -> Vec<u8> {
    let bound = |(name, _): &&(String, String)| name != "cursor" && name != "limit";
    let mut asked: Vec<&(String, String)> = parameters.iter().filter(bound).collect();
    asked.sort();
    let mut hash = Sha256::new().chain_update(listed.name);
    for (name, value) in asked {
        hash.update(format!("\0{name}\0{value}"));
    }
    hash.finalize().iter().take(MARK).copied().collect()
}

struct Reader<'a> {
    listed: &'a Listed,
    faults: Vec<Invalid>,
}

impl Reader<'_> {
    fn fault(&mut self, name: &str, code: &'static str, message: impl Into<String>) {
        let pointer = format!("?{name}");
        self.faults.push(Invalid { pointer, code, message: message.into() });
    }

    fn parameter(&mut self, listing: &mut Listing, name: &str, value: &str) {
        match name {
            "limit" => match value.parse() {
                Ok(limit) if (1..=MOST).contains(&limit) => listing.limit = limit,
                _ => self.fault(name, "limit", format!("is not a number from 1 to {MOST}")),
            },
            "sort" => self.sort(listing, value),
            "q" if !self.listed.searched.is_empty() => {
                listing.search = Some(value.trim().to_owned()).filter(|text| !text.is_empty());
            }
            _ => self.filter(listing, name, value),
        }
    }

    fn sort(&mut self, listing: &mut Listing, value: &str) {
        let (name, descends) = match value.strip_prefix('-') {
            Some(name) => (name, true),
            None => (value, false),
        };
        let column = self.listed.columns.iter().find(|column| column.sorts && column.name == name);
        if column.is_none() && name != "id" {
            let names: Vec<&str> = sorts(self.listed).collect();
            return self.fault("sort", "unknown_sort", format!("is none of {}", names.join(", ")));
        }
        listing.sort = Sort { column: column.copied(), descends };
    }

    fn filter(&mut self, listing: &mut Listing, name: &str, value: &str) {
        let (field, suffix) = match name.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            Some((field, suffix)) => (field, Some(suffix)),
            None => (name, None),
        };
        let column = self.listed.columns.iter().find(|column| column.name == field).copied();
        let Some(column) = column else { return self.unknown(name) };
        let Some(suffix) = suffix else { return self.among(listing, column, value) };
        let known = comparisons(column.kind).iter().find(|(known, _)| *known == suffix);
        let Some((_, comparison)) = known else { return self.unknown(name) };
        if let Some(value) = self.value(name, column.kind, value) {
            listing.filters.push(Filter::Compared(column, *comparison, value));
        }
    }

    fn among(&mut self, listing: &mut Listing, column: Column, text: &str) {
        let texts: Vec<&str> = text.split(',').collect();
        if texts.len() > MOST_VALUES {
            return self.fault(column.name, "too_many", format!("lists more than {MOST_VALUES}"));
        }
        let values: Vec<Value> =
            texts.into_iter().filter_map(|t| self.value(column.name, column.kind, t)).collect();
        listing.filters.push(Filter::Among(column, values));
    }

    fn unknown(&mut self, name: &str) {
        let known = self.listed.columns.iter().map(|column| column.name);
        let all = known.chain(["limit", "cursor", "sort", "q"]);
        let nearest = all.min_by_key(|known| strsim::levenshtein(known, name));
        let hint = nearest.map_or_else(String::new, |nearest| format!("; is it `{nearest}`?"));
        let message = format!("is not a parameter of this list{hint}");
        self.fault(name, "unknown_parameter", message);
    }

    fn value(&mut self, name: &str, kind: Kind, text: &str) -> Option<Value> {
        let read = read_value(kind, text);
        if read.is_none() {
            let expected = match kind {
                Kind::Text => "text".to_owned(),
                Kind::Word(words) => format!("one of {}", words.join(", ")),
                Kind::Date => "a date like 2026-07-31".to_owned(),
                Kind::Instant => "an instant like 2026-07-31T09:00:00Z".to_owned(),
                Kind::Month => "a month like 2026-07".to_owned(),
                Kind::Whole => "a whole number".to_owned(),
                Kind::Flag => "true or false".to_owned(),
            };
            self.fault(name, "parameter", format!("is not {expected}"));
        }
        read
    }

    fn cursor(
        &mut self,
        parameters: &[(String, String)],
        sort: Sort,
        cursor: &str,
    ) -> Option<Behind> {
        let behind = unhex(cursor).and_then(|bytes| {
            let (marked, place) = bytes.split_at_checked(MARK)?;
            let place = std::str::from_utf8(place).ok()?;
            let (value, id) = place.rsplit_once('\0')?;
            let value = match sort.column {
                Some(column) => Some(read_place(column.kind, value)?),
                None => None,
            };
            let fits = marked == mark(self.listed, parameters);
            fits.then(|| Behind { value, id: id.to_owned() })
        });
        if behind.is_none() {
            let message = "is not a cursor of this list with these filters and this order; \
                           take `next_cursor` as it came, or begin without";
            self.fault("cursor", "cursor", message);
        }
        behind
    }
}

/// By what a list can be sorted.
pub fn sorts(listed: &Listed) -> impl Iterator<Item = &'static str> {
    let columns = listed.columns.iter().filter(|column| column.sorts);
    std::iter::once("id").chain(columns.map(|column| column.name))
}

/// How values of that kind can be compared, by what stands behind a column's name.
pub fn comparisons(kind: Kind) -> &'static [(&'static str, Comparison)] {
    match kind {
        Kind::Date | Kind::Instant | Kind::Whole => COMPARISONS,
        Kind::Text | Kind::Word(_) | Kind::Month | Kind::Flag => &[],
    }
}

fn read_value(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text => (!text.contains('\0')).then(|| Value::Text(text.to_owned())),
        Kind::Word(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
        Kind::Date => parse_date(text).map(Value::Date),
        Kind::Month => Period::parse(text).map(|_| Value::Text(text.to_owned())),
        Kind::Instant => {
            let at = DateTime::parse_from_rfc3339(text).ok()?;
            Some(Value::Instant(at.naive_utc()))
        }
        Kind::Whole => text.parse().ok().map(Value::Whole),
        Kind::Flag => text.parse().ok().map(Value::Flag),
    }
}

/// Reads a value as the database writes it.
fn read_place(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text | Kind::Word(_) | Kind::Month => Some(Value::Text(text.to_owned())),
        Kind::Instant => {
            let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
            Some(Value::Instant(at))
        }
        kind => read_value(kind, text),
    }
}

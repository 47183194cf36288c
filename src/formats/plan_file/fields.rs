//! Fields of a plan file, each read by its kind; whatever is wrong becomes a fault with its path.
//!
//! A reader answers `None` where it noted a fault, and its caller reads on: all the faults of a
//! file are reported together.

use std::collections::HashSet;

use crate::commission::plan::PlanFaultKind;
use crate::commission::plan::check::PlanChecks;
use crate::domain::{Amount, Code, Currency, Days, DecimalFault, Percent, Text, parse_date};
use crate::formats::json::{Node, shown};

/// A value and the way to it.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    /// The JSON pointer.
    pub(super) path: String,
    /// The value.
    pub(super) node: &'a Node,
}

impl<'a> At<'a> {
    /// Its field `name`, where it is an object that has one.
    pub(super) fn field(&self, name: &str) -> Option<At<'a>> {
        let Node::Object(fields) = self.node else { return None };
        Object { path: self.path.clone(), fields }.get(name)
    }
}

/// An object and the way to it.
#[derive(Debug)]
pub(super) struct Object<'a> {
    path: String,
    fields: &'a [(String, Node)],
}

impl<'a> Object<'a> {
    /// The path of its field `name`, there or not.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}/{}", self.path, escaped(name))
    }

    /// The field `name`; the first where there are two.
    pub(super) fn get(&self, name: &str) -> Option<At<'a>> {
        let (_, node) = self.fields.iter().find(|(field, _)| field == name)?;
        Some(At { path: self.path(name), node })
    }
}

/// A field's name in a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    shown(name).replace('~', "~0").replace('/', "~1")
}

/// What reads a plan file.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// The faults so far, and the checks between fields.
    pub(super) checks: PlanChecks,
    /// The plan's currency, where it could be read.
    pub(super) currency: Option<Currency>,
}

impl Reader {
    /// Notes that the value at `at` is wrong.
    pub(super) fn refuse<T>(&mut self, at: &At<'_>, message: impl Into<String>) -> Option<T> {
        self.refuse_as(PlanFaultKind::Value, at, message)
    }

    /// Notes that the value at `at` is wrong in that way.
    fn refuse_as<T>(
        &mut self,
        kind: PlanFaultKind,
        at: &At<'_>,
        message: impl Into<String>,
    ) -> Option<T> {
        self.checks.fault_of(kind, &at.path, at.node.shown(), message);
        None
    }

    /// Notes that a value of another JSON type was `wanted`.
    pub(super) fn wrong_type<T>(&mut self, at: &At<'_>, wanted: &str) -> Option<T> {
        let message = match at.node {
            Node::Null => format!("null is refused; give {wanted}, or leave an optional field out"),
            other => format!("must be {wanted}, not {}", other.in_words()),
        };
        self.refuse_as(PlanFaultKind::WrongType, at, message)
    }

    /// An object whose fields are all `known` and there once.
    pub(super) fn object<'a>(&mut self, at: &At<'a>, known: &[&str]) -> Option<Object<'a>> {
        let Node::Object(fields) = at.node else {
            return self.wrong_type(at, "an object in braces");
        };
        let object = Object { path: at.path.clone(), fields };
        let mut seen = HashSet::new();
        for (name, node) in fields {
            let at = At { path: object.path(name), node };
            if !known.contains(&name.as_str()) {
                let message = unknown("field", name, known);
                self.refuse_as::<()>(PlanFaultKind::UnknownField, &at, message);
            } else if !seen.insert(name) {
                let message = "is a duplicate field; keep one of them";
                self.refuse_as::<()>(PlanFaultKind::UnknownField, &at, message);
            }
        }
        Some(object)
    }

    /// A field that must be there.
    pub(super) fn required<'a, T>(
        &mut self,
        object: &Object<'a>,
        name: &str,
        read: impl FnOnce(&mut Self, &At<'a>) -> Option<T>,
    ) -> Option<T> {
        match object.get(name) {
            Some(at) => read(self, &at),
            None => {
                self.checks.fault_of(
                    PlanFaultKind::Missing,
                    &object.path(name),
                    "",
                    format!("`{name}` is missing; it must be given"),
                );
                None
            }
        }
    }

    /// A field that may be absent: `Some(None)` where it is, `None` where it is faulty.
    pub(super) fn optional<'a, T>(
        &mut self,
        object: &Object<'a>,
        name: &str,
        read: impl FnOnce(&mut Self, &At<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match object.get(name) {
            Some(at) => read(self, &at).map(Some),
            None => Some(None),
        }
    }

    /// A list, each member read by `read`; `None` for those that are faulty. An empty one is
    /// refused where it needs a `member`.
    pub(super) fn members<'a, T>(
        &mut self,
        at: &At<'a>,
        member: Option<&str>,
        mut read: impl FnMut(&mut Self, &At<'a>) -> Option<T>,
    ) -> Option<Vec<Option<T>>> {
        let Node::List(nodes) = at.node else { return self.wrong_type(at, "a list in brackets") };
        if let Some(member) = member {
            self.checks.not_empty(&at.path, nodes.len(), member);
        }
        let member_at = |(index, node)| At { path: format!("{}/{index}", at.path), node };
        Some(nodes.iter().enumerate().map(|pair| read(self, &member_at(pair))).collect())
    }

    /// A list all of whose members could be read.
    pub(super) fn list<'a, T>(
        &mut self,
        at: &At<'a>,
        member: Option<&str>,
        read: impl FnMut(&mut Self, &At<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.members(at, member, read)?.into_iter().collect()
    }

    /// A string.
    pub(super) fn string<'a>(&mut self, at: &At<'a>, wanted: &str) -> Option<&'a str> {
        match at.node {
            Node::Text(text) => Some(text),
            _ => self.wrong_type(at, wanted),
        }
    }

    /// A code or name.
    pub(super) fn code(&mut self, at: &At<'_>) -> Option<Code> {
        let text = self.string(at, "a string")?;
        let message = "must be 1 to 64 of the letters A to Z and a to z, digits, and . _ / -";
        Code::parse(text).or_else(|| self.refuse(at, message))
    }

    /// A text of a fact.
    pub(super) fn text(&mut self, at: &At<'_>) -> Option<Text> {
        let text = self.string(at, "a string")?;
        Text::parse(text).or_else(|| self.refuse(at, "is longer than 100 characters"))
    }

    /// One of a few words, as `parse` knows them and `known` lists them.
    pub(super) fn word<T>(
        &mut self,
        at: &At<'_>,
        what: &str,
        known: &[&str],
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(at, &format!("one of {}", quoted(known)))?;
        parse(text).or_else(|| self.refuse(at, unknown(what, text, known)))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: &At<'_>) -> Option<bool> {
        match at.node {
            Node::Bool(value) => Some(*value),
            _ => self.wrong_type(at, "true or false, without quotes"),
        }
    }

    /// A day of the calendar.
    pub(super) fn date(&mut self, at: &At<'_>) -> Option<chrono::NaiveDate> {
        let text = self.string(at, "a date such as \"2026-07-01\"")?;
        let message = "is not a day of the calendar, written like 2026-07-01";
        parse_date(text).or_else(|| self.refuse(at, message))
    }

    /// A JSON integer that `parse` takes; `bounds` says which those are.
    pub(super) fn integer<T>(
        &mut self,
        at: &At<'_>,
        bounds: &str,
        parse: impl FnOnce(u64) -> Option<T>,
    ) -> Option<T> {
        let Node::Integer(value) = at.node else {
            let wanted = format!("a whole number from {bounds}, without quotes or a point");
            return self.wrong_type(at, &wanted);
        };
        let value = u64::try_from(*value).ok().and_then(parse);
        value.or_else(|| self.refuse(at, format!("is out of range: from {bounds}")))
    }

    /// A number of days.
    pub(super) fn days(&mut self, at: &At<'_>) -> Option<Days> {
        self.integer(at, "0 to 36500", Days::new)
    }

    /// The text of a decimal without a sign, not yet judged by its kind.
    pub(super) fn decimal<'a>(&mut self, at: &At<'a>) -> Option<&'a str> {
        let text = self.string(at, "a string in quotes such as \"12.50\"")?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if digits(whole) && digits(fraction) {
            return Some(text);
        }
        let message = "is not a number such as 12.50: digits with at most one point between them, \
                       no sign, exponent, comma or space";
        self.refuse(at, message)
    }

    /// An amount of the plan's currency. Where that could not be read, only what no currency
    /// allows is a fault, and the minor units are those of the finest currency.
    pub(super) fn amount(&mut self, at: &At<'_>) -> Option<Amount> {
        let text = self.decimal(at)?;
        self.of_currency(at, text)
    }

    /// The same, which may be below zero.
    pub(super) fn signed_amount(&mut self, at: &At<'_>) -> Option<Amount> {
        let text = self.string(at, "a string in quotes such as \"-12.50\"")?;
        self.of_currency(at, text)
    }

    fn of_currency(&mut self, at: &At<'_>, text: &str) -> Option<Amount> {
        let decimals = self.currency.map_or(Currency::MOST_DECIMALS, Currency::decimals);
        match (Amount::parse_bytes(text.as_bytes(), decimals), self.currency) {
            (Ok(amount), _) => Some(amount),
            (Err(DecimalFault::OutOfRange { .. }), None) => None,
            (Err(DecimalFault::TooManyDecimals { .. }), Some(currency)) => {
                self.refuse(at, format!("has more decimals than {currency} has, {decimals}"))
            }
            (Err(fault), _) => self.refuse(at, fault.to_string()),
        }
    }

    /// A percentage.
    pub(super) fn percent(&mut self, at: &At<'_>) -> Option<Percent> {
        let text = self.decimal(at)?;
        match Percent::parse(text) {
            Ok(percent) => Some(percent),
            Err(fault) => self.refuse(at, fault.to_string()),
        }
    }

    /// A count, which is whole; so is `10.0`.
    pub(super) fn count(&mut self, at: &At<'_>) -> Option<i64> {
        let text = self.decimal(at)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.bytes().any(|digit| digit != b'0') {
            return self.refuse(at, "is a count of sales and must be a whole number");
        }
        let count = whole.parse().ok().filter(|count| *count <= Amount::MAX.minor());
        count.or_else(|| self.refuse(at, "is out of range: at most 10^15"))
    }
}

/// The message for a word that is none of `known`, with the nearest one where one is near.
fn unknown(what: &str, text: &str, known: &[&str]) -> String {
    // Nothing near a known word is long, and the distance costs the product of both lengths.
    let near = |word: &&&str| {
        let distance = strsim::damerau_levenshtein(text, word);
        (distance <= 1 + word.len() / 4).then_some(distance)
    };
    let candidates = known.iter().filter(|_| text.len() <= 64);
    let nearest = candidates.filter_map(|word| near(&word).map(|distance| (distance, word))).min();
    match nearest {
        Some((_, word)) => format!("is an unknown {what}; did you mean `{word}`?"),
        None => format!("is an unknown {what}; known are {}", quoted(known)),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

//! JSON as it stands in a file: duplicate fields are kept, and 30 is not 30.0.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::domain::printable;

/// The longest value that a message repeats, in characters.
const LONGEST_SHOWN: usize = 60;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without point or exponent, and not beyond 64 bits.
    Integer(i128),
    /// Any other number. No figure of a plan is read from one, so that its text is enough.
    Float(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object: its fields in order, duplicates too.
    Object(Vec<(String, Node)>),
}

/// Reads one JSON value and nothing after it. The error names line and column.
pub(super) fn parse(text: &str) -> Result<Node, serde_json::Error> {
    serde_json::from_str(text)
}

impl Node {
    /// What it is, in words.
    pub(super) fn in_words(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "true or false",
            Node::Integer(_) => "a number",
            Node::Float(_) => "a number with a point or an exponent",
            Node::Text(_) => "a string",
            Node::List(_) => "a list",
            Node::Object(_) => "an object",
        }
    }

    /// The value for a message: one line, not too long, a string without its quotes.
    pub(super) fn shown(&self) -> String {
        match self {
            Node::Null => "null".to_owned(),
            Node::Bool(value) => value.to_string(),
            Node::Integer(value) => value.to_string(),
            Node::Float(value) => value.clone(),
            Node::Text(text) => shown(text),
            Node::List(members) if members.is_empty() => "[]".to_owned(),
            Node::List(_) => "[…]".to_owned(),
            Node::Object(fields) if fields.is_empty() => "{}".to_owned(),
            Node::Object(_) => "{…}".to_owned(),
        }
    }
}

/// `text` for a message.
pub(super) fn shown(text: &str) -> String {
    printable(text, LONGEST_SHOWN)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Integer(i128::from(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Integer(i128::from(value)))
    }

    // The signature is serde's; the number is only ever shown in the message that refuses it.
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(format!("{value:?}")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = list.next_element()? {
            members.push(member);
        }
        Ok(Node::List(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Object(fields))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Integer(value) => serializer.serialize_i128(*value),
            Node::Float(text) | Node::Text(text) => serializer.serialize_str(text),
            Node::List(members) => serializer.collect_seq(members),
            Node::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, node)| (name, node)))
            }
        }
    }
}

/// The value as JSON over several lines, its fields in their order. No [`Node::Float`] is written.
pub(super) fn write(node: &Node) -> String {
    // Strings, whole numbers and names that are strings can always be written.
    serde_json::to_string_pretty(node).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_duplicates_and_the_kinds_of_numbers() {
        let node = parse(r#"{"a": 30, "a": 30.0, "b": [3e1, -1, "x", null, true]}"#).unwrap();
        let list = Node::List(vec![
            Node::Float("30.0".into()),
            Node::Integer(-1),
            Node::Text("x".into()),
            Node::Null,
            Node::Bool(true),
        ]);
        let fields = vec![
            ("a".to_owned(), Node::Integer(30)),
            ("a".to_owned(), Node::Float("30.0".into())),
            ("b".to_owned(), list),
        ];
        assert_eq!(node, Node::Object(fields));
    }

    #[test]
    fn refuses_what_is_not_one_json_value() {
        for text in ["", "{", "{} {}", "{} x", "[1,]", "{'a': 1}", "01", "NaN", "\"\\ud800\""] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn shows_a_value_in_one_short_line() {
        assert_eq!(Node::Text("a\nb\u{1b}".into()).shown(), "a\\nb\\u{1b}");
        assert_eq!(shown(&"س".repeat(100)).chars().count(), LONGEST_SHOWN + 1);
        assert_eq!(Node::List(vec![Node::Null]).shown(), "[…]");
    }
}

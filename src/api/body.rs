//! Request bodies: strict JSON, every fault at once.
//!
//! `docs/API.md`, "Manners". A body's struct has a [`Field`] for each field and an [`Unknown`] for
//! the rest, so that reading never stops at the first fault; a [`Reading`] then collects the fields
//! into a command and the faults into the answer.

use std::collections::BTreeMap;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny};
use serde_json::Value;

use super::distinct::Distinct;
use super::error::ApiError;
use crate::service::{Invalid, ServiceError};

/// How deep JSON may be nested.
const DEEPEST: usize = 32;

/// Why a JSON value is not what a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldFault {
    /// Another JSON type than the field has; which it has, in words.
    Type(&'static str),
    /// The right type, but not a valid value: a stable code, and what to do.
    Value(&'static str, String),
}

/// What can be read from a JSON value.
pub trait FromJson: Sized {
    /// Reads the value.
    fn from_json(value: Value) -> Result<Self, FieldFault>;
}

impl FromJson for String {
    fn from_json(value: Value) -> Result<Self, FieldFault> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(FieldFault::Type("a string")),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Value) -> Result<Self, FieldFault> {
        value.as_bool().ok_or(FieldFault::Type("true or false"))
    }
}

impl FromJson for i64 {
    fn from_json(value: Value) -> Result<Self, FieldFault> {
        value.as_i64().ok_or(FieldFault::Type("a whole number"))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Value) -> Result<Self, FieldFault> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Value) -> Result<Self, FieldFault> {
        let Value::Array(members) = value else { return Err(FieldFault::Type("a list")) };
        members.into_iter().map(T::from_json).collect()
    }
}

/// A field of a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It was read.
    Given(T),
    /// It cannot be read.
    Faulty(FieldFault),
}

impl<'de, T: FromJson> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(T::from_json(value).map_or_else(Self::Faulty, Self::Given))
    }
}

/// The fields of a body that are none of its own.
pub type Unknown = BTreeMap<String, IgnoredAny>;

/// The faults of a body as its fields are read.
#[derive(Debug, Default)]
pub struct Reading {
    malformed: Vec<Invalid>,
    invalid: Vec<Invalid>,
}

impl Reading {
    /// Begins with the fields that nobody knows; `known` are those that there are.
    pub fn new(unknown: &Unknown, known: &[&str]) -> Self {
        let fault = |name: &String| {
            let nearest = known.iter().min_by_key(|known| strsim::levenshtein(known, name));
            let hint = nearest.map_or_else(String::new, |nearest| format!("; is it `{nearest}`?"));
            let message = format!("is not a field of this request{hint}");
            Invalid { pointer: pointer(name), code: "unknown_field", message }
        };
        Self { malformed: unknown.keys().map(fault).collect(), invalid: Vec::new() }
    }

    /// A field that must be there.
    pub fn required<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        if matches!(field, Field::Absent) {
            let message = "is missing".to_owned();
            self.invalid.push(Invalid { pointer: pointer(name), code: "required", message });
        }
        self.optional(name, field)
    }

    /// A field that may be absent.
    pub fn optional<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        match field {
            Field::Absent => None,
            Field::Given(value) => Some(value),
            Field::Faulty(fault) => {
                self.fault(name, fault);
                None
            }
        }
    }

    fn fault(&mut self, name: &str, fault: FieldFault) {
        let pointer = pointer(name);
        match fault {
            FieldFault::Type(expected) => {
                let message = format!("is not {expected}");
                self.malformed.push(Invalid { pointer, code: "wrong_type", message });
            }
            FieldFault::Value(code, message) => {
                self.invalid.push(Invalid { pointer, code, message });
            }
        }
    }

    /// The command that the fields make, or all faults: what is malformed is a 400, and only where
    /// nothing is, what is invalid is a 422.
    pub fn finish<T>(self, command: Option<T>) -> Result<T, ApiError> {
        let Self { mut malformed, invalid } = self;
        match command {
            Some(command) if malformed.is_empty() && invalid.is_empty() => Ok(command),
            _ if malformed.is_empty() => Err(ServiceError::Invalid(invalid).into()),
            _ => {
                malformed.extend(invalid);
                Err(ApiError::Malformed(malformed))
            }
        }
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Reads a body's struct from bytes.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let whole = |code, message: String| {
        ApiError::Malformed(vec![Invalid { pointer: String::new(), code, message }])
    };
    if depth(bytes) > DEEPEST {
        return Err(whole("too_deep", format!("is nested deeper than {DEEPEST}")));
    }
    let unreadable = |error| whole("not_json", format!("cannot be read: {error}"));
    serde_json::from_slice::<Distinct>(bytes).map_err(unreadable)?;
    let value: T = serde_json::from_slice(bytes).map_err(unreadable)?;
    if holds_nul(bytes) {
        return Err(whole("nul", "holds the character NUL, which no text may".to_owned()));
    }
    Ok(value)
}

/// Whether a text of a JSON text has the character NUL, which JSON can only escape.
fn holds_nul(bytes: &[u8]) -> bool {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        if escaped && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"u0000")) {
            return true;
        }
        escaped = !escaped && *byte == b'\\';
    }
    false
}

/// How deep arrays and objects are nested in a JSON text.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct NewThing {
        #[serde(default)]
        code: Field<String>,
        #[serde(default)]
        count: Field<i64>,
        #[serde(flatten)]
        unknown: Unknown,
    }

    fn thing(text: &str) -> Result<(String, Option<i64>), ApiError> {
        let body: NewThing = read(text.as_bytes())?;
        let mut reading = Reading::new(&body.unknown, &["code", "count"]);
        let code = reading.required("code", body.code);
        let count = reading.optional("count", body.count);
        reading.finish(code.map(|code| (code, count)))
    }

    fn codes(text: &str) -> Vec<(String, &'static str)> {
        match thing(text).unwrap_err() {
            ApiError::Malformed(faults) | ApiError::Service(ServiceError::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn all_faults_come_at_once() {
        assert_eq!(thing(r#"{"code": "A", "count": 3}"#).unwrap(), ("A".to_owned(), Some(3)));
        let found = codes(r#"{"kode": "A", "count": "3"}"#);
        let expected =
            [("/kode", "unknown_field"), ("/count", "wrong_type"), ("/code", "required")];
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn what_is_no_json_is_refused_as_a_whole() {
        let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
        for (text, code) in [
            ("", "not_json"),
            ("{", "not_json"),
            ("[]", "not_json"),
            (r#"{"code":"A"} x"#, "not_json"),
            (r#"{"code":"A","code":"B"}"#, "not_json"),
            (r#"{"code":"A","more":[{"a":1,"a":2}]}"#, "not_json"),
            (r#"{"code":"A\u0000"}"#, "nul"),
            (deep.as_str(), "too_deep"),
        ] {
            assert_eq!(codes(text), [(String::new(), code)], "{text}");
        }
        assert!(thing(r#"{"code":"[[[{{{\"["}"#).is_ok());
    }
}

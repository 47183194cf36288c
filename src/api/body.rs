//! Request bodies: strict JSON, every fault at once.
//!
//! `docs/API.md`, "Manners". A [`Body`] says in one place which fields a request has, what each takes and
//! the command that they make; reading goes on after a fault, so that the answer has them all, and the
//! description of the API is made from the same place. What a field takes is in `fields`.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::error::ApiError;
use super::fields::{string, text};
use super::nul;
use crate::domain::{Id, IdKind};
use crate::service::references::Reference;
use crate::service::{By, Invalid, ServiceError, Tx};

/// A fault of a value, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place below the value, as a JSON pointer; empty for the value itself.
    pointer: String,
    code: &'static str,
    message: String,
    /// Whether the value cannot be read at all, a 400; otherwise it is not valid, a 422.
    malformed: bool,
}

impl Fault {
    /// Another JSON type than it must have; which that is, in words.
    pub fn wrong_type(expected: &str) -> Vec<Self> {
        let message = format!("is not {expected}");
        vec![Self { pointer: String::new(), code: "wrong_type", message, malformed: true }]
    }

    /// The right type, but not a valid value: a stable code, and what to do.
    pub fn value(code: &'static str, message: impl Into<String>) -> Vec<Self> {
        let message = message.into();
        vec![Self { pointer: String::new(), code, message, malformed: false }]
    }

    /// A fault that another reader found, with its place below the body.
    pub fn found(pointer: String, code: &'static str, message: String, malformed: bool) -> Self {
        Self { pointer, code, message, malformed }
    }

    pub(super) fn below(self, name: &str) -> Self {
        Self { pointer: format!("{}{}", pointer(name), self.pointer), ..self }
    }
}

/// What can be read from a JSON value.
pub trait FromJson: Sized {
    /// Reads the value, or says all that is wrong with it.
    fn from_json(value: Value) -> Result<Self, Vec<Fault>>;

    /// How the value is described to clients.
    fn schema() -> RefOr<Schema>;

    /// The ids of records that the value names, with their places in it.
    fn named(_: &Value) -> Vec<Reference> {
        Vec::new()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }

    fn schema() -> RefOr<Schema> {
        match T::schema() {
            RefOr::T(Schema::Object(mut object)) => {
                if let SchemaType::Type(of) = object.schema_type {
                    object.schema_type = SchemaType::Array(vec![of, Type::Null]);
                }
                object.into()
            }
            other => OneOfBuilder::new()
                .item(ObjectBuilder::new().schema_type(Type::Null))
                .item(other)
                .into(),
        }
    }

    fn named(value: &Value) -> Vec<Reference> {
        T::named(value)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let Value::Array(members) = value else { return Err(Fault::wrong_type("a list")) };
        let (mut read, mut faults) = (Self::new(), Vec::new());
        for (at, member) in members.into_iter().enumerate() {
            match T::from_json(member) {
                Ok(value) => read.push(value),
                Err(found) => {
                    faults.extend(found.into_iter().map(|fault| fault.below(&at.to_string())));
                }
            }
        }
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }

    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(T::schema()).into()
    }

    fn named(value: &Value) -> Vec<Reference> {
        let members = value.as_array().into_iter().flatten().enumerate();
        members.flat_map(|(at, member)| below(&at.to_string(), T::named(member))).collect()
    }
}

/// Any id of the right kind; one that is malformed is taken for one that does not exist.
impl<T: IdKind> FromJson for Id<T> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("unknown_id", "is not the id of anything that you can see"))
    }

    fn schema() -> RefOr<Schema> {
        string().pattern(Some(format!("^{}_[0-9a-f]{{32}}$", T::PREFIX))).into()
    }

    fn named(value: &Value) -> Vec<Reference> {
        let id = value.as_str().and_then(Self::parse);
        let named = |id: Self| Reference { pointer: String::new(), id: id.to_string() };
        id.map(named).into_iter().collect()
    }
}

/// An object of a request: which fields it has, and the command that they make.
pub trait Body: 'static {
    /// What the fields make.
    type Command: Send + Sync + 'static;

    /// The most bytes that a request of this kind may have.
    const MOST_BYTES: usize = 256 << 10;

    /// Whether no body at all stands for an object without fields.
    const MAY_BE_ABSENT: bool = false;

    /// Reads every field, and only then makes the command; `None` where a field that is needed has a
    /// fault. Asked for no object at all, it names the fields for the description of the API.
    fn read(fields: &mut Fields) -> Option<Self::Command>;

    /// What else is wrong, where some fields have faults: what shows only beside the records, of the
    /// fields that can be read. It is told with the rest, so that nobody mends a request twice; that an id
    /// is of nothing is told of all bodies.
    fn beside(_: &mut Tx<'_>, _: &By, _: &mut Fields) -> Result<Vec<Invalid>, ServiceError> {
        Ok(Vec::new())
    }

    /// Makes the command from the whole body, which a format with a reader of its own overrides; the
    /// bytes are those that the object was read from.
    fn read_whole(object: Map<String, Value>, _: &[u8]) -> Result<Self::Command, Vec<Fault>>
    where
        Self: Sized,
    {
        Fields::of(object).settle::<Self>()
    }
}

/// An object inside a request.
#[derive(Debug)]
pub struct Nested<B: Body>(pub B::Command);

impl<B: Body> FromJson for Nested<B> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let Value::Object(object) = value else { return Err(Fault::wrong_type("an object")) };
        Fields::of(object).settle::<B>().map(Self)
    }

    fn schema() -> RefOr<Schema> {
        described::<B>()
    }

    fn named(value: &Value) -> Vec<Reference> {
        let Value::Object(object) = value else { return Vec::new() };
        let mut fields = Fields { gathers: true, ..Fields::of(object.clone()) };
        let _no_command = B::read(&mut fields);
        fields.named
    }
}

/// A body that says nothing.
#[derive(Debug)]
pub struct Nothing;

impl Body for Nothing {
    type Command = ();

    const MAY_BE_ABSENT: bool = true;

    fn read(_: &mut Fields) -> Option<()> {
        Some(())
    }
}

/// The body of a request in the description of the API. Handlers name it by an alias without parameters,
/// which is all that their description can name.
#[derive(Debug)]
pub struct Sent<B>(PhantomData<B>);

impl<B: Body> PartialSchema for Sent<B> {
    fn schema() -> RefOr<Schema> {
        described::<B>()
    }
}

impl<B: Body> ToSchema for Sent<B> {
    fn name() -> Cow<'static, str> {
        let last = |path: &'static str| path.rsplit("::").next().unwrap_or(path);
        match std::any::type_name::<B>().split_once('<') {
            None => Cow::Borrowed(last(std::any::type_name::<B>())),
            Some((of, item)) => {
                Cow::Owned(format!("{}{}", last(item.trim_end_matches('>')), last(of)))
            }
        }
    }
}

/// The schema of an object is what its own reading asks for.
fn described<B: Body>() -> RefOr<Schema> {
    let mut fields = Fields::default();
    let _no_command = B::read(&mut fields);
    let mut object =
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for field in fields.known {
        object = object.property(field.name, (field.schema)());
        if field.required {
            object = object.required(field.name);
        }
    }
    object.into()
}

/// A field that was asked for.
#[derive(Debug)]
struct Known {
    name: &'static str,
    required: bool,
    schema: fn() -> RefOr<Schema>,
}

/// The fields of an object, and their faults as they are read.
#[derive(Debug, Default)]
pub struct Fields {
    object: Map<String, Value>,
    known: Vec<Known>,
    faults: Vec<Fault>,
    /// Whether the ids are gathered that the fields name.
    gathers: bool,
    named: Vec<Reference>,
}

impl Fields {
    pub(super) fn of(object: Map<String, Value>) -> Self {
        Self { object, ..Self::default() }
    }

    /// A field that must be there.
    pub fn required<T: FromJson>(&mut self, name: &'static str) -> Option<T> {
        if !self.object.contains_key(name) {
            self.fault(name, Fault::value("required", "is missing"));
        }
        self.take(name, true)
    }

    /// A field that may be absent.
    pub fn optional<T: FromJson>(&mut self, name: &'static str) -> Option<T> {
        self.take(name, false)
    }

    fn take<T: FromJson>(&mut self, name: &'static str, required: bool) -> Option<T> {
        self.known.push(Known { name, required, schema: T::schema });
        let value = self.object.remove(name)?;
        if self.gathers {
            self.named.extend(below(name, T::named(&value)));
        }
        match T::from_json(value) {
            Ok(value) => Some(value),
            Err(faults) => {
                self.fault(name, faults);
                None
            }
        }
    }

    /// A field that is missing, since none of those is there that can stand in its place. Nothing is
    /// said where it was sent and has a fault of its own.
    pub fn missing(&mut self, name: &'static str, message: &str) {
        let place = pointer(name);
        if !self.faults.iter().any(|fault| fault.pointer.starts_with(&place)) {
            self.fault(name, Fault::value("required", message));
        }
    }

    /// A fault of a field that shows only beside others.
    pub fn fault(&mut self, name: &str, faults: Vec<Fault>) {
        self.faults.extend(faults.into_iter().map(|fault| fault.below(name)));
    }

    /// The object's command, or all of its faults.
    fn settle<B: Body>(mut self) -> Result<B::Command, Vec<Fault>> {
        let command = B::read(&mut self);
        let unknown = self.object.keys().map(|name| unknown_field(name, &self.known));
        let mut faults: Vec<Fault> = unknown.chain(self.faults).collect();
        faults.sort_by_key(|fault| !fault.malformed);
        command.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

fn unknown_field(name: &str, known: &[Known]) -> Fault {
    let names = known.iter().map(|field| field.name);
    let nearest = names.min_by_key(|known| strsim::levenshtein(known, name));
    let hint = nearest.map_or_else(String::new, |nearest| format!("; is it `{nearest}`?"));
    let message = format!("is not a field of this request{hint}");
    Fault { pointer: pointer(name), code: "unknown_field", message, malformed: true }
}

/// The command of a body, or all faults: what is malformed is a 400, and only where nothing is, what is
/// invalid is a 422.
pub fn command<B: Body>(
    mut object: Map<String, Value>,
    bytes: &[u8],
) -> Result<B::Command, ApiError> {
    let mut faults = nul::taken_out(&mut object, bytes);
    let read = B::read_whole(object, bytes);
    if faults.is_empty() {
        return read.map_err(error_of);
    }
    // Without the character, what is left of the text may be valid or not; that says nothing.
    let others = read.err().into_iter().flatten();
    let others: Vec<Fault> =
        others.filter(|one| faults.iter().all(|nul| nul.pointer != one.pointer)).collect();
    faults.extend(others);
    Err(error_of(faults))
}

fn below(name: &str, named: Vec<Reference>) -> Vec<Reference> {
    let below = |of: Reference| Reference { pointer: pointer(name) + &of.pointer, ..of };
    named.into_iter().map(below).collect()
}

/// All faults of a body as one answer.
pub(super) fn error_of(faults: Vec<Fault>) -> ApiError {
    let malformed = faults.iter().any(|fault| fault.malformed);
    let faults = faults.into_iter().map(|fault| {
        let Fault { pointer, code, message, malformed: _ } = fault;
        Invalid { pointer, code, message }
    });
    if malformed {
        ApiError::Malformed(faults.collect())
    } else {
        ServiceError::Invalid(faults.collect()).into()
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::super::payload::object;
    use super::*;

    struct NewThing;

    impl Body for NewThing {
        type Command = (String, Option<i64>);

        fn read(fields: &mut Fields) -> Option<Self::Command> {
            let code = fields.required("code");
            let count = fields.optional("count");
            fields.optional::<Vec<Nested<Part>>>("parts");
            Some((code?, count))
        }
    }

    struct Part;

    impl Body for Part {
        type Command = String;

        fn read(fields: &mut Fields) -> Option<String> {
            fields.required("code")
        }
    }

    fn thing(text: &str) -> Result<(String, Option<i64>), ApiError> {
        command::<NewThing>(object(text.as_bytes())?, text.as_bytes())
    }

    #[test]
    fn a_body_describes_itself() {
        let schema = serde_json::to_value(described::<NewThing>()).unwrap();
        assert_eq!(schema["required"], serde_json::json!(["code"]));
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["properties"]["count"]["type"], "integer");
        let part = &schema["properties"]["parts"]["items"];
        assert_eq!(part["properties"]["code"]["type"], "string");
        assert_eq!(Sent::<NewThing>::name(), "NewThing");
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
    fn a_fault_inside_says_where() {
        let found = codes(r#"{"code": "A", "parts": [{"code": "B"}, {"code": 3, "kount": 1}, 7]}"#);
        let expected = [
            ("/parts/1/kount", "unknown_field"),
            ("/parts/1/code", "wrong_type"),
            ("/parts/2", "wrong_type"),
        ];
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn the_character_nul_is_told_with_its_place_beside_the_rest() {
        let found = codes(r#"{"code": "A\u0000", "count": "3", "parts": [{"code": "\u0000"}]}"#);
        let expected = [("/code", "nul"), ("/parts/0/code", "nul"), ("/count", "wrong_type")];
        assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        assert_eq!(codes(r#"{"code": "A\u0000"}"#), [("/code".to_owned(), "nul")]);
        assert_eq!(codes(r#"{"code": "A", "a\u0000": 1}"#), [("/a\0".to_owned(), "nul")]);
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
            (deep.as_str(), "too_deep"),
        ] {
            assert_eq!(codes(text), [(String::new(), code)], "{text}");
        }
        assert!(thing(r#"{"code":"[[[{{{\"["}"#).is_ok());
    }
}

//! Whether a JSON value is as a schema says: the part of JSON Schema that the description of the API uses.

use serde_json::{Map, Value};

/// What the schemas may say that this knows, and what tells nothing of values.
const KNOWN: [&str; 19] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "default",
    "description",
    "enum",
    "example",
    "format",
    "items",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "type",
];

/// The schemas of a document.
pub struct Schemas<'a>(pub &'a Value);

impl<'a> Schemas<'a> {
    /// What is behind a reference, where it is one.
    pub fn behind(&self, value: &'a Value) -> &'a Value {
        let place = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        place.map_or(value, |place| self.0.pointer(place).expect("what is referred to"))
    }

    /// What is wrong with a value at a place, by its schema.
    pub fn faults(&self, schema: &'a Value, value: &Value, at: &str) -> Vec<String> {
        let schema = self.behind(schema);
        let Value::Object(said) = schema else { return Vec::new() };
        let unknown = said.keys().find(|word| !KNOWN.contains(&word.as_str()));
        assert_eq!(unknown, None, "a word of schemas that the tests do not know");
        if !is_of_type(said.get("type"), value) {
            return vec![format!("{at}: {value} is no {}", said["type"])];
        }
        let words = said.get("enum").and_then(Value::as_array);
        let mut found = Vec::new();
        if words.is_some_and(|words| !words.contains(value)) {
            found.push(format!("{at}: {value} is none of the words"));
        }
        if let Some(choices) = said.get("oneOf").and_then(Value::as_array) {
            let each = choices.iter().map(|choice| self.faults(choice, value, at));
            let least = each.min_by_key(Vec::len).unwrap_or_default();
            found.extend(least);
        }
        match value {
            Value::Object(object) => found.extend(self.of_object(schema, object, at)),
            Value::Array(members) => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                let each = members.iter().enumerate();
                found.extend(
                    each.flat_map(|(n, one)| self.faults(items, one, &format!("{at}/{n}"))),
                );
            }
            _ => {}
        }
        found
    }

    /// An object has the fields that it must have, and none that is not told.
    fn of_object(&self, schema: &'a Value, object: &Map<String, Value>, at: &str) -> Vec<String> {
        let mut told = Told::default();
        self.tell(schema, &mut told);
        if told.is_open {
            return Vec::new();
        }
        let required = told.required.iter().filter(|name| !object.contains_key(**name));
        let mut found: Vec<_> = required.map(|name| format!("{at}: no {name}")).collect();
        for (name, value) in object {
            let field = told.fields.iter().find(|(known, _)| *known == name);
            match field.map(|(_, schema)| *schema).or(told.others) {
                Some(schema) => found.extend(self.faults(schema, value, &format!("{at}/{name}"))),
                None => found.push(format!("{at}: {name} is not described")),
            }
        }
        found
    }

    /// Gathers the fields of an object with those of its parts.
    fn tell(&self, schema: &'a Value, told: &mut Told<'a>) {
        let schema = self.behind(schema);
        let parts = schema["allOf"].as_array();
        parts.into_iter().flatten().for_each(|part| self.tell(part, told));
        let fields = schema["properties"].as_object();
        told.fields.extend(fields.into_iter().flatten());
        told.required
            .extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        let others = schema.get("additionalProperties");
        told.others = others.filter(|others| others.is_object()).or(told.others);
        // An object of which nothing is told, or one of several kinds, may have any field here.
        let tells_nothing = fields.is_none() && parts.is_none() && others.is_none();
        told.is_open |= tells_nothing || schema.get("oneOf").is_some();
    }
}

/// What is told of an object's fields.
#[derive(Default)]
struct Told<'a> {
    fields: Vec<(&'a String, &'a Value)>,
    required: Vec<&'a str>,
    others: Option<&'a Value>,
    is_open: bool,
}

fn is_of_type(kind: Option<&Value>, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match kind {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_as_its_schema_says_or_its_faults_are_told() {
        let document = json!({"schemas": {"Money": {
            "type": "object", "required": ["amount"], "properties": {"amount": {"type": "string"}},
        }}});
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"},
            "kind": {"type": ["string", "null"], "enum": ["sale", null]},
            "parts": {"type": "array", "items": {"$ref": "#/schemas/Money"}},
            "rate": {"oneOf": [{"type": "null"}, {"$ref": "#/schemas/Money"}]},
        }});
        let faults = |value: Value| Schemas(&document).faults(&schema, &value, "");
        let whole = json!({"id": "x", "kind": null, "parts": [{"amount": "1"}], "rate": null});
        assert_eq!(faults(whole), [""; 0]);
        for (value, fault) in [
            (json!([]), ": [] is no \"object\""),
            (json!({}), ": no id"),
            (json!({"id": 3}), "/id: 3 is no \"string\""),
            (json!({"id": "x", "kind": "none"}), "/kind: \"none\" is none of the words"),
            (json!({"id": "x", "parts": [{}]}), "/parts/0: no amount"),
            (
                json!({"id": "x", "rate": {"amount": 1, "x": 2}}),
                "/rate: {\"amount\":1,\"x\":2} is no \"null\"",
            ),
            (json!({"id": "x", "colour": "red"}), ": colour is not described"),
        ] {
            assert_eq!(faults(value), [fault]);
        }
    }
}

//! The character NUL, which no text may hold, and PostgreSQL cannot keep.

use serde_json::{Map, Value};

use super::body::Fault;

/// Takes the character out of a body's texts, and gives a fault for each place where it was.
pub(super) fn taken_out(object: &mut Map<String, Value>, bytes: &[u8]) -> Vec<Fault> {
    if is_in(bytes) { of_object(object) } else { Vec::new() }
}

fn of_object(object: &mut Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, value) in object {
        if name.contains('\0') {
            faults.push(fault().below(name));
        }
        faults.extend(of_value(value).into_iter().map(|fault| fault.below(name)));
    }
    faults
}

fn of_value(value: &mut Value) -> Vec<Fault> {
    match value {
        Value::String(text) if text.contains('\0') => {
            text.retain(|letter| letter != '\0');
            vec![fault()]
        }
        Value::Array(members) => {
            let faults = members.iter_mut().enumerate().flat_map(|(at, member)| {
                of_value(member).into_iter().map(move |fault| fault.below(&at.to_string()))
            });
            faults.collect()
        }
        Value::Object(object) => of_object(object),
        _ => Vec::new(),
    }
}

fn fault() -> Fault {
    let message = "holds the character NUL, which no text may".to_owned();
    Fault::found(String::new(), "nul", message, true)
}

/// Whether a text of a JSON text has the character NUL, which JSON can only escape.
fn is_in(bytes: &[u8]) -> bool {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        if escaped && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"u0000")) {
            return true;
        }
        escaped = !escaped && *byte == b'\\';
    }
    false
}

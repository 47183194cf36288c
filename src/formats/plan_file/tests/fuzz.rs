//! Whatever the bytes, reading answers, with a plan or with faults.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{read, write};
use super::sample;
use crate::commission::plan::advice::advise;
use crate::commission::plan::sentences::sentences;

/// Values of every JSON type, some of them sound in one field or another.
fn stray() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[-+.0-9e]{0,30}".prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        "[0-9]{1,18}".prop_map(Value::from),
        "[0-9]{1,13}\\.[0-9]{1,2}".prop_map(Value::from),
        Just(json!([{}, [], null, "x"])),
        Just(json!({"from": "0", "percent": "1", "flat": "1", "type": "tiered"})),
    ]
}

/// The number of values in `node`, itself with them.
fn size(node: &Value) -> usize {
    1 + match node {
        Value::Array(members) => members.iter().map(size).sum::<usize>(),
        Value::Object(fields) => fields.values().map(size).sum::<usize>(),
        _ => 0,
    }
}

/// Puts `stray` in the place of the value that comes `index`-th, or says how many were passed.
fn replace(node: &mut Value, index: usize, stray: &Value) -> Option<usize> {
    if index == 0 {
        *node = stray.clone();
        return None;
    }
    let mut index = index - 1;
    let mut parts: Box<dyn Iterator<Item = &mut Value>> = match node {
        Value::Array(members) => Box::new(members.iter_mut()),
        Value::Object(fields) => Box::new(fields.values_mut()),
        _ => return Some(index),
    };
    parts
        .try_for_each(|part| {
            index = replace(part, index, stray).ok_or(())?;
            Ok::<(), ()>(())
        })
        .ok()
        .map(|()| index)
}

/// A plan can be written, explained and advised on; what is none has its faults.
fn answers(bytes: &[u8]) {
    match read(bytes) {
        Ok(plan) => {
            advise(&plan);
            assert!(!sentences(&plan).to_string().is_empty());
            assert_eq!(read(write(&plan).as_bytes()), Ok(plan));
        }
        Err(error) => {
            assert!(!error.faults.is_empty());
            assert!(error.faults.iter().all(|fault| !fault.message.is_empty()));
        }
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        answers(&bytes);
    }

    #[test]
    fn a_plan_with_strange_values(
        changes in proptest::collection::vec((any::<usize>(), stray()), 1..6)
    ) {
        let mut plan = sample();
        for (place, stray) in changes {
            let place = place % size(&plan);
            replace(&mut plan, place, &stray);
        }
        answers(plan.to_string().as_bytes());
    }

    #[test]
    fn a_plan_with_strange_bytes(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4)
    ) {
        let mut bytes = sample().to_string().into_bytes();
        for (place, byte) in changes {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        answers(&bytes);
    }
}

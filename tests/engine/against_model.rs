//! The engine and the independent model agree on random programmes.

use std::collections::BTreeSet;
use std::fmt::Debug;

use crate::engine;
use crate::generate::hold_for_programmes;
use crate::model;

/// What only one of two lists has, a line each; empty where they are the same in the same order.
fn difference<T: Ord + Debug>(model: &[T], engine: &[T]) -> String {
    let (modelled, given) =
        (model.iter().collect::<BTreeSet<_>>(), engine.iter().collect::<BTreeSet<_>>());
    let missing = modelled.difference(&given).map(|row| format!("  only the model:  {row:?}\n"));
    let surplus = given.difference(&modelled).map(|row| format!("  only the engine: {row:?}\n"));
    let lines: String = missing.chain(surplus).collect();
    if lines.is_empty() && model != engine { "  the order differs\n".to_owned() } else { lines }
}

#[test]
fn on_every_entry_and_every_unmatched_credit() {
    hold_for_programmes(0..600, |input, through| {
        let modelled = model::close_through(input, through);
        let given = engine::close_through(input, through);
        let entries = difference(&modelled.entries, &given.entries);
        let unmatched = difference(&modelled.unmatched, &given.unmatched);
        let same = entries.is_empty() && unmatched.is_empty();
        if same { Ok(()) } else { Err(format!("{entries}{unmatched}")) }
    });
}

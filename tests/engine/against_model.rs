//! The engine and the independent model agree on random programmes.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::ops::Range;

use rayon::prelude::*;

use crate::engine;
use crate::generate::programme;
use crate::model;

/// The seeds of random programmes: `SAATHI_SEEDS=1000..20000` widens a test's own.
pub fn seeds(own: Range<u64>) -> Range<u64> {
    let Ok(wanted) = std::env::var("SAATHI_SEEDS") else { return own };
    let bounds = wanted.split_once("..").expect("SAATHI_SEEDS=FROM..TO");
    bounds.0.parse().expect("a first seed")..bounds.1.parse().expect("a last seed")
}

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
    let differing: Vec<String> = seeds(0..600)
        .into_par_iter()
        .filter_map(|seed| {
            let (input, through) = programme(seed);
            let modelled = model::close_through(&input, &through);
            let given = engine::close_through(&input, &through);
            let entries = difference(&modelled.entries, &given.entries);
            let unmatched = difference(&modelled.unmatched, &given.unmatched);
            let differs = !(entries.is_empty() && unmatched.is_empty());
            differs.then(|| format!("seed {seed} through {through}:\n{entries}{unmatched}"))
        })
        .collect();
    let first: String = differing.iter().take(5).map(String::as_str).collect();
    assert!(differing.is_empty(), "{} programmes differ:\n{first}", differing.len());
}

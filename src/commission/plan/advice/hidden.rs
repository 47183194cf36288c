//! Rules that earlier ones leave nothing to.

use super::super::{Kind, Rule, When};
use crate::domain::{Code, Text, Word};

/// The most combinations of a rule's lists that are looked at; a rule with more is taken as seen.
const MOST_CELLS: usize = 4096;

/// How much is compared for one plan. Written by hand, a plan needs a thousandth of it; one that is
/// made to be slow gets no more than this.
pub(super) const MOST_STEPS: usize = 20_000_000;

/// One combination of what a `when` names: `None` is any value that it does not name.
struct Cell<'a> {
    kind: Kind,
    product: Option<&'a Code>,
    source: Option<&'a Text>,
    city: Option<&'a Text>,
}

/// The names of the earlier rules that between them fit every sale that the rule at `index` fits.
/// `None` where they leave some, or where `steps` are used up.
pub(super) fn hidden_by(rules: &[Rule], index: usize, steps: &mut usize) -> Option<Vec<String>> {
    let (earlier, rule) = (rules.get(..index)?, rules.get(index)?);
    let mut names = Vec::new();
    for cell in cells(&rule.when)? {
        let payer = earlier.iter().find(|earlier| {
            *steps = steps.saturating_sub(cost(&earlier.when));
            *steps == 0 || fits(&earlier.when, &cell)
        })?;
        if *steps == 0 {
            return None;
        }
        let name = format!("`{}`", payer.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

fn cells(when: &When) -> Option<Vec<Cell<'_>>> {
    let kinds = when.kinds.as_deref().unwrap_or(Kind::ALL);
    let (products, sources, cities) =
        (named(&when.products), named(&when.sources), named(&when.cities));
    let lengths = [products.len(), sources.len(), cities.len()];
    let number = lengths.iter().try_fold(kinds.len(), |all, one| all.checked_mul(*one))?;
    if number > MOST_CELLS {
        return None;
    }
    let mut cells = Vec::with_capacity(number);
    for kind in kinds {
        for product in &products {
            for source in &sources {
                cells.extend(cities.iter().map(|city| Cell {
                    kind: *kind,
                    product: *product,
                    source: *source,
                    city: *city,
                }));
            }
        }
    }
    Some(cells)
}

fn named<T>(list: &Option<Vec<T>>) -> Vec<Option<&T>> {
    list.as_ref().map_or_else(|| vec![None], |list| list.iter().map(Some).collect())
}

fn cost(when: &When) -> usize {
    let lists = [&when.sources, &when.cities].map(|list| list.as_ref().map_or(0, Vec::len));
    1 + when.products.as_ref().map_or(0, Vec::len) + lists.iter().sum::<usize>()
}

fn fits(when: &When, cell: &Cell<'_>) -> bool {
    when.kinds.as_ref().is_none_or(|kinds| kinds.contains(&cell.kind))
        && has(&when.products, cell.product)
        && has(&when.sources, cell.source)
        && has(&when.cities, cell.city)
}

fn has<T: PartialEq>(list: &Option<Vec<T>>, value: Option<&T>) -> bool {
    list.as_ref().is_none_or(|list| value.is_some_and(|value| list.contains(value)))
}

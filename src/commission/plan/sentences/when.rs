//! Which sales, in words.

use super::super::{Kind, When};
use crate::domain::printable;

/// `new memberships of product verified in “Karachi”`; `all sales` where nothing is named.
pub(super) fn whose(when: &When) -> String {
    let mut words = match &when.kinds {
        Some(kinds) => listed(kinds.iter().map(|kind| kind_in_words(*kind).to_owned()), "and"),
        None if *when == When::default() => return "all sales".to_owned(),
        None => "sales".to_owned(),
    };
    if let Some(products) = &when.products {
        words += &named(" of product", products.iter().map(ToString::to_string));
    }
    if let Some(sources) = &when.sources {
        words += &named(" from source", sources.iter().map(|source| quoted(source.as_str())));
    }
    if let Some(cities) = &when.cities {
        words += &named(" in city", cities.iter().map(|city| quoted(city.as_str())));
    }
    words
}

fn named(what: &str, members: impl Iterator<Item = String>) -> String {
    format!("{what} {}", listed(members, "or"))
}

fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "new memberships",
        Kind::Renewal => "renewals",
        Kind::Upgrade => "upgrades",
        Kind::AddOn => "add-ons",
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", plain(text))
}

/// All of a text in one line, so that it cannot forge lines of what is read here.
pub(super) fn plain(text: &str) -> String {
    printable(text, usize::MAX)
}

/// `a, b and c`.
pub(super) fn listed(members: impl Iterator<Item = String>, and: &str) -> String {
    let members: Vec<String> = members.collect();
    match members.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {and} {last}", most.join(", ")),
    }
}

//! Which column of a file is probably which field.

use std::collections::BTreeSet;

use super::fields::{Field, fields};
use crate::domain::ImportKind;

/// How alike a heading and a name must be at least, of 100.
const ALIKE: usize = 75;
/// Names shorter than this are the same or are not: `tel` is no `cell`.
const SHORTEST_ALIKE: usize = 5;

/// A column of a file, and which field it probably is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The column's heading.
    pub heading: String,
    /// The field, where one is like it.
    pub field: Option<&'static Field>,
    /// How alike they are, from 0 to 100.
    pub certainty: usize,
}

/// For each heading the field that it is probably meant to be; no field for two of them.
pub fn propose(kind: ImportKind, headings: &[String]) -> Vec<Proposal> {
    let fields = fields(kind);
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (column, heading) in headings.iter().enumerate() {
        let heading = plain(heading);
        for (position, field) in fields.iter().enumerate() {
            let likeness = likeness(&heading, field);
            pairs.extend((likeness >= ALIKE).then_some((likeness, column, position)));
        }
    }
    // The most alike first; of equals, in the order of the file and of the fields.
    pairs.sort_by_key(|(likeness, column, field)| (100 - likeness, *column, *field));
    let none = |heading: &String| Proposal { heading: heading.clone(), field: None, certainty: 0 };
    let mut proposals: Vec<Proposal> = headings.iter().map(none).collect();
    let mut given = BTreeSet::new();
    for (likeness, column, position) in pairs {
        if let (Some(proposal), Some(field)) = (proposals.get_mut(column), fields.get(position))
            && proposal.field.is_none()
            && given.insert(position)
        {
            proposal.field = Some(field);
            proposal.certainty = likeness;
        }
    }
    proposals
}

/// How alike a plain heading is to the nearest of a field's names.
fn likeness(heading: &str, field: &Field) -> usize {
    // Its own name comes before what others call something like it.
    if plain(field.name) == heading {
        return 100;
    }
    let names = field.also.iter().copied().chain([field.name]);
    names.map(|name| alike(heading, &plain(name))).max().unwrap_or(0).min(99)
}

fn alike(one: &str, other: &str) -> usize {
    if one == other {
        return 100;
    }
    let (shorter, longer) = {
        let (one, other) = (one.chars().count(), other.chars().count());
        (one.min(other), one.max(other))
    };
    if shorter < SHORTEST_ALIKE {
        return 0;
    }
    (100 * longer.saturating_sub(strsim::levenshtein(one, other))) / longer
}

/// A heading without what does not tell headings apart: case, spaces, signs, vowel marks, and letters
/// that keyboards for Arabic and for Urdu have at different places.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            'ه' | 'ة' | 'ۃ' | 'ھ' => Some('ہ'),
            'أ' | 'إ' | 'ٱ' => Some('ا'),
            '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' => None,
            _ => letter.is_alphanumeric().then_some(letter),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(kind: ImportKind, headings: &[&str]) -> Vec<Option<&'static str>> {
        let headings: Vec<String> = headings.iter().map(|text| (*text).to_owned()).collect();
        propose(kind, &headings).into_iter().map(|p| p.field.map(|field| field.name)).collect()
    }

    #[test]
    fn knows_what_people_call_it() {
        let sellers = |headings: &[&str]| proposed(ImportKind::Sellers, headings);
        assert_eq!(
            sellers(&["Company Name", "CITY", "Mobile No.", "E-Mail", "N.T.N #", "Stars"]),
            [
                Some("name"),
                Some("city"),
                Some("phone"),
                Some("email"),
                Some("ntn"),
                Some("star_rating")
            ]
        );
        assert_eq!(
            sellers(&["کمپنی کا نام", "شہر", "موبائل نمبر", "ای میل", "شناختی كارڈ نمبر"]),
            [Some("name"), Some("city"), Some("phone"), Some("email"), Some("cnic")]
        );
        let sales = proposed(ImportKind::Sales, &["Invoice No", "رقم", "تاریخ", "Partner"]);
        assert_eq!(sales, [Some("external_id"), Some("amount"), Some("paid_on"), Some("credits")]);
        let rates = proposed(ImportKind::ExchangeRates, &["Date", "From", "To", "Rate"]);
        assert_eq!(rates, [Some("date"), Some("base"), Some("quote"), Some("rate")]);
    }

    #[test]
    fn forgives_a_slip_and_no_more() {
        let sellers = |headings: &[&str]| proposed(ImportKind::Sellers, headings);
        assert_eq!(
            sellers(&["Compny Name", "Cty", "Moblie Number"]),
            [Some("name"), None, Some("phone")]
        );
        assert_eq!(sellers(&["Sr.", "Favourite colour", "", "reason"]), [None; 4]);
    }

    #[test]
    fn a_field_goes_to_the_column_that_is_most_like_it() {
        let found = proposed(ImportKind::Sellers, &["Company", "Name", "Seller"]);
        assert_eq!(found, [None, Some("name"), None]);
        let certain =
            propose(ImportKind::Sellers, &["name".to_owned(), "phonne number".to_owned()]);
        assert_eq!(certain[0].certainty, 100);
        assert!((ALIKE..100).contains(&certain[1].certainty));
    }

    #[test]
    fn keyboards_do_not_matter() {
        assert_eq!(plain("كمپني  (نَام)"), plain("کمپنی نام"));
        assert_eq!(plain(" Phone_No. "), "phoneno");
    }
}

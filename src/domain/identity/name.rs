//! How alike two names of companies are.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;

use super::super::bounded::City;
use super::super::user::Name;

/// How alike two names are, from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Similarity(u8);

impl Similarity {
    /// The same.
    pub const SAME: Similarity = Similarity(100);
    /// From where on a manager looks, unless a setting says otherwise.
    pub const DEFAULT_THRESHOLD: Similarity = Similarity(85);

    /// `None` where it is more than 100.
    pub fn new(hundredths: u64) -> Option<Self> {
        u8::try_from(hundredths).ok().filter(|value| *value <= 100).map(Self)
    }

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }

    /// `part` of `whole`, rounded down; two empty names are alike.
    fn of(part: usize, whole: usize) -> Self {
        let hundredths = (part * 100).checked_div(whole).unwrap_or(100);
        Self(u8::try_from(hundredths).unwrap_or(100).min(100))
    }
}

impl fmt::Display for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of 100", self.0)
    }
}

/// How a company is constituted: says nothing about which it is.
const LEGAL_FORMS: [&str; 18] = [
    "pvt",
    "private",
    "ltd",
    "limited",
    "smc",
    "llp",
    "llc",
    "inc",
    "plc",
    "co",
    "company",
    "corp",
    "corporation",
    "ms",
    "messrs",
    "and",
    "the",
    "regd",
];

/// What many companies are called besides: left out where enough of a name stays.
const COMMON_WORDS: [&str; 13] = [
    "industries",
    "international",
    "enterprises",
    "traders",
    "trading",
    "exports",
    "exporters",
    "manufacturing",
    "works",
    "group",
    "sons",
    "brothers",
    "pakistan",
];

/// Abbreviations, and spellings of the commonest name.
const SPELLINGS: [(&str, &str); 22] = [
    ("intl", "international"),
    ("int", "international"),
    ("ind", "industries"),
    ("inds", "industries"),
    ("industry", "industries"),
    ("ent", "enterprises"),
    ("enterprise", "enterprises"),
    ("enterprizes", "enterprises"),
    ("trader", "traders"),
    ("export", "exports"),
    ("exporter", "exporters"),
    ("mfg", "manufacturing"),
    ("mfrs", "manufacturing"),
    ("manufacturers", "manufacturing"),
    ("bros", "brothers"),
    ("brother", "brothers"),
    ("son", "sons"),
    ("pak", "pakistan"),
    ("mohammad", "muhammad"),
    ("mohammed", "muhammad"),
    ("muhammed", "muhammad"),
    ("mohd", "muhammad"),
];

/// The words that tell one company from another, in small letters and in their order.
pub(super) fn telling_words(name: &str) -> Vec<String> {
    let words: Vec<String> = plain_words(name).into_iter().map(usual_spelling).collect();
    let is_form = |word: &String| LEGAL_FORMS.contains(&word.as_str());
    let is_common = |word: &String| COMMON_WORDS.contains(&word.as_str());
    let formless: Vec<String> = words.iter().filter(|word| !is_form(word)).cloned().collect();
    let telling: Vec<String> = formless.iter().filter(|word| !is_common(word)).cloned().collect();
    // "Khan Sons" and "Khan Traders" are two; "Al Noor Surgical" needs no "Industries".
    match (telling.len(), formless.len()) {
        (2.., _) => telling,
        (_, 1..) => formless,
        _ => words,
    }
}

fn usual_spelling(word: String) -> String {
    let usual = SPELLINGS.iter().find(|(written, _)| *written == word);
    usual.map_or(word, |(_, usual)| (*usual).to_owned())
}

/// Letters and digits in small letters, cut at everything else; an apostrophe and the `/` of `M/s`
/// join instead, and so do dots between single letters.
fn plain_words(name: &str) -> Vec<String> {
    let joined: String =
        name.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’' | '.' | '/')).collect();
    let words = joined.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two cities are one, whatever their letters' size and the space within.
pub fn is_same_city(one: &City, other: &City) -> bool {
    folded_city(one.as_str()) == folded_city(other.as_str())
}

pub(super) fn folded_city(city: &str) -> String {
    city.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How alike two names are: by the fewest letters to change, in their own order of words or in the
/// alphabet's, or by the pairs of letters that they share; the best of the three.
pub fn name_similarity(one: &Name, other: &Name) -> Similarity {
    let (one, other) = (telling_words(one.as_str()), telling_words(other.as_str()));
    let written = (one.concat(), other.concat());
    let in_order = (sorted(&one).concat(), sorted(&other).concat());
    by_changes(&written.0, &written.1)
        .max(by_changes(&in_order.0, &in_order.1))
        .max(by_pairs(&written.0, &written.1))
}

fn sorted(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    words.sort_unstable_by_key(|word| Reverse(word.clone()));
    words
}

/// Letters that stay, of the longer text.
fn by_changes(one: &str, other: &str) -> Similarity {
    let longer = one.chars().count().max(other.chars().count());
    Similarity::of(longer.saturating_sub(strsim::osa_distance(one, other)), longer)
}

/// Sørensen's coefficient over pairs of neighbouring letters, in whole numbers.
fn by_pairs(one: &str, other: &str) -> Similarity {
    let (one, other) = (pairs(one), pairs(other));
    let shared: usize =
        one.iter().map(|(pair, count)| *count.min(other.get(pair).unwrap_or(&0))).sum();
    let total = one.values().sum::<usize>() + other.values().sum::<usize>();
    // Without a pair there is nothing to compare by.
    if total == 0 { Similarity(0) } else { Similarity::of(2 * shared, total) }
}

fn pairs(text: &str) -> HashMap<(char, char), usize> {
    let mut pairs = HashMap::new();
    for pair in text.chars().zip(text.chars().skip(1)) {
        *pairs.entry(pair).or_default() += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(one: &str, other: &str) -> u8 {
        let (one, other) = (Name::parse(one).unwrap(), Name::parse(other).unwrap());
        assert_eq!(name_similarity(&one, &other), name_similarity(&other, &one));
        name_similarity(&one, &other).get()
    }

    #[test]
    fn legal_forms_and_marks_tell_nothing() {
        for (one, other) in [
            ("Al-Noor Surgical (Pvt.) Limited", "AL NOOR SURGICAL Pvt Ltd"),
            ("M/s Khan & Sons", "Khan and Sons"),
            ("Al Noor Surgical Industries", "Alnoor Surgical"),
            ("Mohammad Ali & Co.", "Muhammad Ali Company"),
            ("Sports Star", "Star Sports"),
            ("Star Sports Intl.", "Star Sports International"),
        ] {
            assert_eq!(similarity(one, other), 100, "{one} and {other}");
        }
    }

    #[test]
    fn the_threshold_lies_between_misspelt_and_another() {
        let threshold = Similarity::DEFAULT_THRESHOLD.get();
        for (one, other) in [
            ("Al Noor Surgical", "Al Nur Surgical"),
            ("Ittefaq Leather", "Ittifaq Leathers"),
            ("Sialkot Gloves", "Sialkot Glovs"),
            ("Prime Dental Instruments", "Prime Dental Instrument"),
        ] {
            assert!(similarity(one, other) >= threshold, "{one} and {other}");
        }
        for (one, other) in [
            ("Khan Sports", "Khan Surgical"),
            ("Khan Sons", "Khan Traders"),
            ("Alpha Gloves", "Beta Gloves"),
            ("Star Sports", "Moon Sports"),
            ("A", "B"),
        ] {
            assert!(similarity(one, other) < threshold, "{one} and {other}");
        }
    }

    #[test]
    fn a_name_of_nothing_but_forms_keeps_them() {
        assert_eq!(telling_words("The Company"), ["the", "company"]);
        assert_eq!(
            telling_words("Khan International Industries"),
            ["khan", "international", "industries"]
        );
        assert!(telling_words("…").is_empty());
        assert_eq!(similarity("…", "Khan"), 0);
    }

    #[test]
    fn a_city_is_the_same_in_any_letters() {
        let city = |text| City::parse(text).unwrap();
        assert!(is_same_city(&city("Sialkot"), &city(" SIALKOT ")));
        assert!(is_same_city(&city("Sialkot Cantt."), &city("sialkot-cantt")));
        assert!(!is_same_city(&city("Sialkot"), &city("Lahore")));
    }

    #[test]
    fn a_similarity_is_at_most_100() {
        assert_eq!(Similarity::new(100), Some(Similarity::SAME));
        assert_eq!(Similarity::new(101), None);
        assert_eq!(Similarity::new(93).unwrap().to_string(), "93 of 100");
    }
}

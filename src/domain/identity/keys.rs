//! Keys under which sellers with similar names are found by an index.

use std::collections::BTreeSet;

use super::super::bounded::City;
use super::super::user::Name;
use super::name::{folded_city, telling_words};

/// Letters of a skeleton that a key keeps.
const LONGEST: usize = 6;
/// Of the whole name, the letters that two spellings have most often in common.
const BEGINNING: usize = 4;

/// What half of a city makes: says too little to look anybody up by.
const TRADES: [&str; 19] = [
    "surgical",
    "dental",
    "instruments",
    "instrument",
    "sports",
    "sport",
    "gloves",
    "glove",
    "leather",
    "leathers",
    "garments",
    "textile",
    "textiles",
    "footwear",
    "wear",
    "beauty",
    "steel",
    "apparel",
    "products",
];

/// The keys of a seller: two of the same city whose names are alike share at least one, save by rare
/// chance. They are stored beside the seller, and a candidate is compared with whoever has one of its
/// keys. They are made of how a name sounds, so they change when this function does.
pub fn blocking_keys(name: &Name, city: &City) -> BTreeSet<String> {
    let (city, words) = (folded_city(city.as_str()), telling_words(name.as_str()));
    let telling = words.iter().filter(|word| !TRADES.contains(&word.as_str()));
    let whole = beginning(&skeleton(&words.concat()), BEGINNING);
    telling
        .flat_map(|word| nearly(&skeleton(word)))
        .map(|part| format!("{city}:{part}"))
        .chain([format!("{city}^{whole}")])
        .collect()
}

/// A skeleton, and all that are one letter shorter: two that differ in one letter, be it wrong, missing
/// or too much, have one of these in common. Single letters say too little.
fn nearly(skeleton: &str) -> BTreeSet<String> {
    let letters: Vec<char> = skeleton.chars().collect();
    let without = |place: usize| {
        let kept = letters.iter().enumerate().filter(move |(at, _)| *at != place);
        kept.map(|(_, letter)| *letter).take(LONGEST).collect::<String>()
    };
    let shorter = (0..letters.len().min(LONGEST)).map(without);
    let all = shorter.chain([beginning(skeleton, LONGEST)]);
    all.filter(|part| part.chars().nth(1).is_some()).collect()
}

fn beginning(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// How a word sounds, about: its first letter and its consonants, each once in a row. What people in
/// Pakistan write now so, now so, is written one way: `q` and `c` as `k`, `z` as `s`, `ph` as `f`, and
/// every vowel at the beginning as `a`. Other letters than Latin stay as they are.
fn skeleton(word: &str) -> String {
    let simple = word.replace("ph", "f").replace("ck", "k");
    let mut sounds = String::new();
    for (place, letter) in simple.chars().enumerate() {
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if place == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => continue,
            'q' | 'c' => 'k',
            'z' => 's',
            'v' => 'w',
            other => other,
        };
        if !sounds.ends_with(sound) {
            sounds.push(sound);
        }
    }
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str, city: &str) -> BTreeSet<String> {
        blocking_keys(&Name::parse(name).unwrap(), &City::parse(city).unwrap())
    }

    #[test]
    fn alike_names_share_a_key() {
        for (one, other) in [
            ("Al-Noor Surgical (Pvt.) Limited", "Alnoor Surgical Industries"),
            ("Al Noor Surgical", "Al Nur Surgical"),
            ("Ittefaq Leather", "Ittifaq Leathers"),
            ("Star Sports", "Sports Star"),
            ("Qasim Gloves", "Kasim Gloves"),
            ("Usman & Sons", "Osman Sons"),
            ("Mohammad Zafar", "Muhammad Safar"),
            ("Sialkot Surgical", "SIALKOT  surgicals"),
            ("Comet Sports", "Comekt Sports"),
            ("Sublime Gloves", "Subime Gloves"),
            ("Leatherfield", "Leathsrfield"),
            ("Hilbro Instruments", "Hibro Instruments"),
        ] {
            let shared = keys(one, "Sialkot").intersection(&keys(other, "SIALKOT")).count();
            assert!(shared > 0, "{one} and {other}");
        }
    }

    #[test]
    fn a_trade_or_another_city_is_no_key() {
        for (one, other) in [("Khan Surgical", "Alpha Surgical"), ("Star Gloves", "Prime Gloves")] {
            assert!(keys(one, "Sialkot").is_disjoint(&keys(other, "Sialkot")), "{one} and {other}");
        }
        assert!(keys("Khan Surgical", "Sialkot").is_disjoint(&keys("Khan Surgical", "Lahore")));
        let expected = ["sialkot:al", "sialkot:nr", "sialkot^alnr"];
        assert!(keys("Al Noor Surgical", "Sialkot").iter().eq(expected));
    }

    #[test]
    fn every_name_has_a_key() {
        for name in ["Surgical", "…", "A", "کوہ نور"] {
            assert!(!keys(name, "Sialkot").is_empty(), "{name}");
        }
    }
}

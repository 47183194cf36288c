//! What of a candidate and of a known seller is the same.

use std::fmt;

use super::super::bounded::City;
use super::super::cnic::Cnic;
use super::super::ntn::Ntn;
use super::super::phone::Phone;
use super::super::seller::MemberId;
use super::super::user::{Email, Name};
use super::super::word::Word;
use super::name::{Similarity, is_same_city, name_similarity};

/// By what a seller is known.
#[derive(Debug, Clone, Copy)]
pub struct Traits<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Its city.
    pub city: &'a City,
    /// Its phone.
    pub phone: Option<&'a Phone>,
    /// Its e-mail address.
    pub email: Option<&'a Email>,
    /// Its tax number.
    pub ntn: Option<&'a Ntn>,
    /// Its owner's identity card.
    pub cnic: Option<&'a Cnic>,
    /// The platform's name of it.
    pub member_id: Option<&'a MemberId>,
}

/// What makes it certain that two are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certain {
    /// The tax number.
    Ntn,
    /// The identity card.
    Cnic,
    /// The platform's member id.
    MemberId,
}

impl Word for Certain {
    const ALL: &'static [Self] = &[Certain::Ntn, Certain::Cnic, Certain::MemberId];

    fn as_str(self) -> &'static str {
        match self {
            Certain::Ntn => "ntn",
            Certain::Cnic => "cnic",
            Certain::MemberId => "member_id",
        }
    }
}

/// What makes it likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same phone; family firms share one.
    Phone,
    /// The same e-mail address.
    Email,
    /// A similar name in the same city.
    Name(Similarity),
}

impl Likeness {
    /// How much it says, from 0 to 100.
    pub fn score(self) -> u8 {
        match self {
            Likeness::Phone => 90,
            Likeness::Email => 95,
            Likeness::Name(similarity) => similarity.get(),
        }
    }
}

impl Likeness {
    /// A likeness from the words that say it.
    pub fn parse(text: &str) -> Option<Self> {
        let similar = |hundredths: u64| Similarity::new(hundredths).map(Self::Name);
        let names = (0..=100).rev().filter_map(similar);
        [Self::Phone, Self::Email].into_iter().chain(names).find(|one| one.to_string() == text)
    }
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Likeness::Phone => f.write_str("the same phone number"),
            Likeness::Email => f.write_str("the same e-mail address"),
            Likeness::Name(Similarity::SAME) => f.write_str("the same name in the same city"),
            Likeness::Name(similarity) => {
                write!(f, "a similar name in the same city ({similarity})")
            }
        }
    }
}

/// Whether two are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// They have nothing in common that counts.
    None,
    /// They may be: a manager looks. The strongest likeness comes first.
    Uncertain(Vec<Likeness>),
    /// They are: the registration is refused.
    Certain(Certain),
}

impl Match {
    /// How sure it is, from 0 to 100.
    pub fn score(&self) -> u8 {
        match self {
            Match::None => 0,
            Match::Uncertain(likenesses) => {
                likenesses.iter().map(|likeness| likeness.score()).max().unwrap_or(0)
            }
            Match::Certain(_) => 100,
        }
    }
}

/// What of a candidate and a known seller is the same; names count from `threshold` on.
pub fn compare(candidate: &Traits<'_>, known: &Traits<'_>, threshold: Similarity) -> Match {
    if let Some(certain) = certain(candidate, known) {
        return Match::Certain(certain);
    }
    let mut likenesses = Vec::new();
    if is_same(candidate.phone, known.phone) {
        likenesses.push(Likeness::Phone);
    }
    if is_same(candidate.email, known.email) {
        likenesses.push(Likeness::Email);
    }
    if is_same_city(candidate.city, known.city) {
        let similarity = name_similarity(candidate.name, known.name);
        likenesses.extend((similarity >= threshold).then_some(Likeness::Name(similarity)));
    }
    likenesses.sort_by_key(|likeness| std::cmp::Reverse(likeness.score()));
    if likenesses.is_empty() { Match::None } else { Match::Uncertain(likenesses) }
}

fn certain(candidate: &Traits<'_>, known: &Traits<'_>) -> Option<Certain> {
    [
        (is_same(candidate.ntn, known.ntn), Certain::Ntn),
        (is_same(candidate.cnic, known.cnic), Certain::Cnic),
        (is_same_member(candidate.member_id, known.member_id), Certain::MemberId),
    ]
    .into_iter()
    .find_map(|(same, certain)| same.then_some(certain))
}

/// People write the platform's names of sellers in either case.
fn is_same_member(one: Option<&MemberId>, other: Option<&MemberId>) -> bool {
    let same =
        |(one, other): (&MemberId, &MemberId)| one.as_str().eq_ignore_ascii_case(other.as_str());
    one.zip(other).is_some_and(same)
}

/// Two that are not known are not the same.
fn is_same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_some() && one == other
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    /// A seller with everything; the tests leave out or change.
    struct Seller {
        name: Name,
        city: City,
        phone: Phone,
        email: Email,
        ntn: Ntn,
        cnic: Cnic,
        member_id: MemberId,
    }

    fn seller(name: &str, number: u32) -> Seller {
        Seller {
            name: Name::parse(name).unwrap(),
            city: City::parse("Sialkot").unwrap(),
            phone: Phone::parse(&format!("0300{number:07}")).unwrap(),
            email: Email::parse(&format!("s{number}@example.pk")).unwrap(),
            ntn: Ntn::parse(&format!("{number:07}-1")).unwrap(),
            cnic: Cnic::parse(&format!("35202{number:07}1")).unwrap(),
            member_id: MemberId::parse(&format!("M-{number}")).unwrap(),
        }
    }

    impl Seller {
        fn traits(&self) -> Traits<'_> {
            Traits {
                name: &self.name,
                city: &self.city,
                phone: Some(&self.phone),
                email: Some(&self.email),
                ntn: Some(&self.ntn),
                cnic: Some(&self.cnic),
                member_id: Some(&self.member_id),
            }
        }

        /// Only its name and city.
        fn named(&self) -> Traits<'_> {
            Traits {
                phone: None,
                email: None,
                ntn: None,
                cnic: None,
                member_id: None,
                ..self.traits()
            }
        }
    }

    fn compared(candidate: &Traits<'_>, known: &Traits<'_>) -> Match {
        compare(candidate, known, Similarity::DEFAULT_THRESHOLD)
    }

    #[test]
    fn numbers_given_out_once_are_certain() {
        let (one, other) = (seller("Khan Surgical", 1), seller("Alpha Gloves", 2));
        for (candidate, certain) in [
            (Traits { ntn: Some(&one.ntn), ..other.traits() }, Certain::Ntn),
            (Traits { cnic: Some(&one.cnic), ..other.traits() }, Certain::Cnic),
            (Traits { member_id: Some(&one.member_id), ..other.traits() }, Certain::MemberId),
            (one.traits(), Certain::Ntn),
        ] {
            let found = compared(&candidate, &one.traits());
            assert_eq!((found.score(), found), (100, Match::Certain(certain)));
        }
        assert_words::<Certain>(&["ntn", "cnic", "member_id"]);
    }

    #[test]
    fn what_a_family_shares_is_uncertain() {
        let (one, other) = (seller("Khan Surgical", 1), seller("Alpha Gloves", 2));
        for (candidate, likenesses, score) in [
            (Traits { phone: Some(&one.phone), ..other.traits() }, vec![Likeness::Phone], 90),
            (Traits { email: Some(&one.email), ..other.traits() }, vec![Likeness::Email], 95),
            (one.named(), vec![Likeness::Name(Similarity::SAME)], 100),
            (
                Traits { phone: Some(&one.phone), email: Some(&one.email), ..other.named() },
                vec![Likeness::Email, Likeness::Phone],
                95,
            ),
        ] {
            let found = compared(&candidate, &one.traits());
            assert_eq!((found.score(), found), (score, Match::Uncertain(likenesses)));
        }
    }

    #[test]
    fn nothing_in_common_is_no_match() {
        let (one, other) = (seller("Khan Surgical", 1), seller("Alpha Gloves", 2));
        assert_eq!(compared(&other.traits(), &one.traits()), Match::None);
        assert_eq!(Match::None.score(), 0);
        // What neither has is not the same, and a name counts in its own city only.
        assert_eq!(compared(&other.named(), &one.named()), Match::None);
        let lahore = City::parse("Lahore").unwrap();
        let elsewhere = Traits { city: &lahore, ..one.named() };
        assert_eq!(compared(&elsewhere, &one.traits()), Match::None);
    }

    #[test]
    fn a_likeness_says_what_it_is() {
        for (likeness, words) in [
            (Likeness::Phone, "the same phone number"),
            (Likeness::Email, "the same e-mail address"),
            (Likeness::Name(Similarity::SAME), "the same name in the same city"),
            (
                Likeness::Name(Similarity::new(93).unwrap()),
                "a similar name in the same city (93 of 100)",
            ),
        ] {
            assert_eq!(likeness.to_string(), words);
            assert_eq!(Likeness::parse(words), Some(likeness));
        }
    }
}

//! Why a manager is to look at a registration.

use std::fmt;

use super::super::identity::Likeness;

/// Why a manager is to look at a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewReason {
    /// It resembles known sellers: in what, one for each as far as they have room, and how many more.
    Resembles(Vec<Likeness>, usize),
    /// Its partner registered more than so many on one day.
    OverDailyCap(u32),
}

impl ReviewReason {
    /// The longest that is kept of one.
    const LONGEST: usize = 200;

    /// That it resembles these, the most alike first: as many as have room are said whole.
    pub fn resembles(likenesses: &[Likeness]) -> Self {
        let said = |count: usize| {
            let (whole, rest) = likenesses.split_at_checked(count)?;
            Some(Self::Resembles(whole.to_vec(), rest.len()))
        };
        let fits = |reason: &Self| reason.kept().chars().count() <= Self::LONGEST;
        let longest = (0..=likenesses.len()).rev().filter_map(said).find(fits);
        longest.unwrap_or_else(|| Self::Resembles(Vec::new(), likenesses.len()))
    }

    /// As it is kept, and as the API says it: in English.
    pub fn kept(&self) -> String {
        self.to_string()
    }

    /// A reason from what is kept of it. Older ones name the seller behind each likeness, and may end in
    /// one that was cut off, which is left out.
    pub fn parse(kept: &str) -> Option<Self> {
        let cap = kept.strip_prefix("more than ");
        if let Some(cap) = cap.and_then(|rest| rest.strip_suffix(" registrations of one day")) {
            return cap.parse().ok().map(Self::OverDailyCap);
        }
        let more = |text: &str| text.strip_prefix("and ")?.strip_suffix(" more")?.parse().ok();
        let likeness = |text: &str| {
            Likeness::parse(text.split_once(": ").map_or(text, |(likeness, _)| likeness))
        };
        let likenesses: Vec<_> = kept.split("; ").filter_map(likeness).collect();
        let more = kept.split("; ").find_map(more).unwrap_or(0);
        (!likenesses.is_empty()).then_some(Self::Resembles(likenesses, more))
    }
}

impl fmt::Display for ReviewReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resembles(known, more) => {
                for (place, likeness) in known.iter().enumerate() {
                    let between = if place > 0 { "; " } else { "" };
                    write!(f, "{between}{likeness}")?;
                }
                if *more > 0 { write!(f, "; and {more} more") } else { Ok(()) }
            }
            Self::OverDailyCap(cap) => write!(f, "more than {cap} registrations of one day"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::identity::Similarity;
    use super::*;

    #[test]
    fn a_reason_is_read_from_what_is_kept_of_it() {
        let similar = Likeness::Name(Similarity::new(93).unwrap());
        let few = [Likeness::Phone, similar];
        for reason in [ReviewReason::OverDailyCap(30), ReviewReason::resembles(&few)] {
            assert_eq!(ReviewReason::parse(&reason.kept()), Some(reason));
        }
        let words = "the same phone number; a similar name in the same city (93 of 100)";
        assert_eq!(ReviewReason::resembles(&few).kept(), words);
        let older = "the same phone number: sel_00000000000000000000000000000001; the same e-m";
        let read = ReviewReason::Resembles(vec![Likeness::Phone], 0);
        assert_eq!(ReviewReason::parse(older), Some(read));
        for strange in ["", "somebody asked for it", "more than many registrations of one day"] {
            assert_eq!(ReviewReason::parse(strange), None);
        }
    }

    #[test]
    fn reasons_are_whole_and_the_rest_is_counted() {
        let similar = Likeness::Name(Similarity::new(93).unwrap());
        let reason = ReviewReason::resembles(&[similar; 9]);
        assert_eq!(reason, ReviewReason::Resembles(vec![similar; 4], 5));
        assert!(reason.kept().ends_with("(93 of 100); and 5 more"), "{}", reason.kept());
        assert!(reason.kept().len() <= 200);
        assert_eq!(ReviewReason::parse(&reason.kept()), Some(reason));
    }
}

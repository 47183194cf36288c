//! Why a manager is to look at a registration.

use std::fmt;

use super::super::identity::Likeness;
use super::super::ids::SellerId;

/// Why a manager is to look at a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewReason {
    /// It resembles these known sellers.
    Resembles(Vec<(SellerId, Likeness)>),
    /// Its partner registered more than so many on one day.
    OverDailyCap(u32),
}

impl ReviewReason {
    /// The longest that is kept of one.
    const LONGEST: usize = 200;

    /// As it is kept, and as the API says it: in English, cut where it is long.
    pub fn kept(&self) -> String {
        self.to_string().chars().take(Self::LONGEST).collect()
    }

    /// A reason from what is kept of it; a resemblance that was cut off is left out.
    pub fn parse(kept: &str) -> Option<Self> {
        let cap = kept.strip_prefix("more than ");
        if let Some(cap) = cap.and_then(|rest| rest.strip_suffix(" registrations of one day")) {
            return cap.parse().ok().map(Self::OverDailyCap);
        }
        let resemblance = |text: &str| {
            let (likeness, seller) = text.split_once(": ")?;
            Some((SellerId::parse(seller)?, Likeness::parse(likeness)?))
        };
        let resembles: Vec<_> = kept.split("; ").filter_map(resemblance).collect();
        (!resembles.is_empty()).then_some(Self::Resembles(resembles))
    }
}

impl fmt::Display for ReviewReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resembles(known) => known.iter().enumerate().try_for_each(|(place, one)| {
                let ((seller, likeness), between) = (one, if place > 0 { "; " } else { "" });
                write!(f, "{between}{likeness}: {seller}")
            }),
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
        let likenesses = [Likeness::Phone, similar, Likeness::Email, Likeness::Phone];
        let known = |count: usize| {
            let numbered = (1u128..).zip(likenesses);
            numbered.take(count).map(|(id, one)| (SellerId::from_bits(id), one)).collect()
        };
        for (reason, read) in [
            (ReviewReason::OverDailyCap(30), ReviewReason::OverDailyCap(30)),
            (ReviewReason::Resembles(known(2)), ReviewReason::Resembles(known(2))),
            // The third does not fit whole.
            (ReviewReason::Resembles(known(4)), ReviewReason::Resembles(known(2))),
        ] {
            assert_eq!(ReviewReason::parse(&reason.kept()), Some(read));
            assert!(reason.kept().len() <= 200);
        }
        let words = ReviewReason::Resembles(known(2)).to_string();
        assert!(words.starts_with("the same phone number: sel_"), "{words}");
        assert!(words.contains("; a similar name in the same city (93 of 100): sel_"), "{words}");
        for strange in ["", "somebody asked for it", "more than many registrations of one day"] {
            assert_eq!(ReviewReason::parse(strange), None);
        }
    }
}

//! What a seller can be.

use super::code::Code;
use super::word::Word;

/// The platform's own name of a seller that is a member.
pub type MemberId = Code;

/// Where a seller stands with the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SellerStatus {
    /// Has not paid yet.
    Prospect,
    /// Is a member.
    Active,
    /// Was a member, and let it run out.
    Lapsed,
    /// Ran out so long ago that it counts as new again.
    Dormant,
}

impl Word for SellerStatus {
    const ALL: &'static [Self] = &[
        SellerStatus::Prospect,
        SellerStatus::Active,
        SellerStatus::Lapsed,
        SellerStatus::Dormant,
    ];

    fn as_str(self) -> &'static str {
        match self {
            SellerStatus::Prospect => "prospect",
            SellerStatus::Active => "active",
            SellerStatus::Lapsed => "lapsed",
            SellerStatus::Dormant => "dormant",
        }
    }
}

/// The stars that the platform gives a seller, 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StarRating(u8);

impl StarRating {
    /// `None` where there are more than five.
    pub fn new(stars: u64) -> Option<Self> {
        u8::try_from(stars).ok().filter(|stars| *stars <= 5).map(Self)
    }

    /// How many.
    pub fn get(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words_and_stars() {
        assert_words::<SellerStatus>(&["prospect", "active", "lapsed", "dormant"]);
        assert_eq!(StarRating::new(5).map(StarRating::get), Some(5));
        assert_eq!(StarRating::new(0).map(StarRating::get), Some(0));
        assert_eq!((StarRating::new(6), StarRating::new(256)), (None, None));
    }
}

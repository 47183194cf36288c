//! The words of check-ins.

use super::super::word::Word;

/// Where a check-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckInStatus {
    /// Was sent, and not looked at yet.
    Submitted,
    /// A manager wants it mended.
    Returned,
    /// A manager agrees.
    Approved,
}

impl Word for CheckInStatus {
    const ALL: &'static [Self] =
        &[CheckInStatus::Submitted, CheckInStatus::Returned, CheckInStatus::Approved];

    fn as_str(self) -> &'static str {
        match self {
            CheckInStatus::Submitted => "submitted",
            CheckInStatus::Returned => "returned",
            CheckInStatus::Approved => "approved",
        }
    }
}

/// What a manager decides of a check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewDecision {
    /// Agrees.
    Approve,
    /// Wants it mended.
    Return,
}

impl Word for ReviewDecision {
    const ALL: &'static [Self] = &[ReviewDecision::Approve, ReviewDecision::Return];

    fn as_str(self) -> &'static str {
        match self {
            ReviewDecision::Approve => "approve",
            ReviewDecision::Return => "return",
        }
    }
}

/// What kind of thing stood in the way, as an app may offer them; a blocker itself is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockerCategory {
    /// The membership costs too much.
    Price,
    /// Papers are missing.
    Documents,
    /// Somebody else was there first.
    Competitor,
    /// Could not get there.
    Travel,
    /// Something technical.
    System,
    /// Anything else.
    Other,
}

impl Word for BlockerCategory {
    const ALL: &'static [Self] = &[
        BlockerCategory::Price,
        BlockerCategory::Documents,
        BlockerCategory::Competitor,
        BlockerCategory::Travel,
        BlockerCategory::System,
        BlockerCategory::Other,
    ];

    fn as_str(self) -> &'static str {
        match self {
            BlockerCategory::Price => "price",
            BlockerCategory::Documents => "documents",
            BlockerCategory::Competitor => "competitor",
            BlockerCategory::Travel => "travel",
            BlockerCategory::System => "system",
            BlockerCategory::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn have_their_words() {
        assert_words::<CheckInStatus>(&["submitted", "returned", "approved"]);
        assert_words::<ReviewDecision>(&["approve", "return"]);
        assert_words::<BlockerCategory>(&[
            "price",
            "documents",
            "competitor",
            "travel",
            "system",
            "other",
        ]);
    }
}

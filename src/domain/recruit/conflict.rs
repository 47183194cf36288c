//! Conflicts: two partners that claim one seller.

use chrono::NaiveDateTime;

use super::super::bounded::{Evidence, Note};
use super::super::id::{PartnerId, UserId};
use super::super::ids::{ConflictId, RecruitId};
use super::super::percent::Share;
use super::super::word::Word;

/// How a conflict is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Whoever has the seller keeps it.
    Keep,
    /// It passes to the one who claims it.
    Transfer,
    /// Both get a share of the sale; finance states the credits.
    Split,
}

impl Word for Verdict {
    const ALL: &'static [Self] = &[Verdict::Keep, Verdict::Transfer, Verdict::Split];

    fn as_str(self) -> &'static str {
        match self {
            Verdict::Keep => "keep",
            Verdict::Transfer => "transfer",
            Verdict::Split => "split",
        }
    }
}

/// A partner's share in a proposed split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedShare {
    /// Whose.
    pub partner: PartnerId,
    /// How much.
    pub share: Share,
}

/// What a manager decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// How.
    pub verdict: Verdict,
    /// The shares of a split, which add up to 100.
    pub shares: Vec<ProposedShare>,
    /// Why.
    pub reason: Note,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// What one side says of a contested seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What it claims, and why.
    pub claim: Note,
    /// What it shows for that.
    pub evidence: Vec<Evidence>,
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

impl Side {
    /// The most pieces of evidence of a side.
    pub const MOST_EVIDENCE: usize = 10;
}

/// A partner's claim to a seller that it was refused, or that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its id.
    pub id: ConflictId,
    /// Who claims.
    pub partner: PartnerId,
    /// The registration that it is about.
    pub recruit: RecruitId,
    /// What its partner says.
    pub filed: Side,
    /// The registration that stands against it, where there is one.
    pub against: Option<RecruitId>,
    /// What the partner says whose registration that is. It raises no version: nothing tells the
    /// claimant that somebody answered.
    pub answer: Option<Side>,
    /// How it was decided.
    pub ruling: Option<Ruling>,
    /// Rises with every change.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words() {
        assert_words::<Verdict>(&["keep", "transfer", "split"]);
    }
}

//! Lines of a statement that its partner does not agree with.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::ids::{AdjustmentId, DisputeId, EntryId, StatementId};
use crate::domain::word::Word;
use crate::domain::{Amount, Currency, Note, PartnerId, UserId};

/// A line of a draft statement that its partner does not agree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// The statement.
    pub statement: StatementId,
    /// Whose.
    pub partner: PartnerId,
    /// The line.
    pub entry: EntryId,
    /// What should stand there.
    pub claim: Claim,
    /// The plan's currency, that of all amounts.
    pub currency: Currency,
    /// Why.
    pub reason: Note,
    /// What bears it out: texts and links.
    pub evidence: Evidence,
    /// What the line comes to.
    pub line: Amount,
    /// What is held of it: all, where it is above zero.
    pub held: Amount,
    /// Who of the partner opened it.
    pub opened_by: UserId,
    /// By which day it is to be decided; older ones have none.
    pub answer_by: Option<NaiveDate>,
    /// What became of it; the last decision, where that has lapsed.
    pub decided: Option<Decided>,
    /// Rises with every change.
    pub version: i32,
    /// When it was opened.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Dispute {
    /// What of a line is held while it is in dispute.
    pub fn held_of(line: Amount) -> Amount {
        line.max(Amount::ZERO)
    }

    /// Whether it is to be decided: nobody has, or what was decided has lapsed.
    pub fn is_open(&self) -> bool {
        self.decided.as_ref().is_none_or(|decided| decided.has_lapsed)
    }

    /// Whether nobody has decided it in time.
    pub fn is_overdue_on(&self, today: NaiveDate) -> bool {
        self.is_open() && self.answer_by.is_some_and(|day| day < today)
    }

    /// What comes back by an adjustment where the line comes to `amount`: what was held, and the
    /// difference. `None` where that is out of range.
    pub fn comes_back(&self, amount: Amount) -> Option<Amount> {
        let parts = [amount.minor(), -self.line.minor(), self.held.minor()].map(i128::from);
        parts.iter().sum::<i128>().try_into().ok()
    }
}

/// What bears out what somebody says: a few texts and links, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence(Vec<Note>);

impl Evidence {
    /// The most pieces.
    pub const MOST: usize = 10;

    /// Pieces of evidence; `None` where they are too many.
    pub fn new(pieces: Vec<Note>) -> Option<Self> {
        (pieces.len() <= Self::MOST).then_some(Self(pieces))
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Note] {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a partner says should stand in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// This amount.
    Amount(Amount),
    /// What these words say.
    Words(Note),
}

/// What became of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which way.
    pub decision: Decision,
    /// What the line comes to.
    pub amount: Amount,
    /// Why.
    pub reason: Note,
    /// What bears it out: texts and links.
    pub evidence: Evidence,
    /// Who decided, and when.
    pub by: (UserId, NaiveDateTime),
    /// What it comes back by; none where nothing does.
    pub adjustment: Option<AdjustmentId>,
    /// Whether that adjustment never comes: it was withdrawn, or nobody approved it before its period was
    /// closed.
    pub has_lapsed: bool,
}

/// Which way a dispute is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// The partner is right.
    Uphold,
    /// In part.
    Partial,
    /// The line stands.
    Deny,
}

impl Word for Decision {
    const ALL: &'static [Self] = &[Decision::Uphold, Decision::Partial, Decision::Deny];

    fn as_str(self) -> &'static str {
        match self {
            Decision::Uphold => "uphold",
            Decision::Partial => "partial",
            Decision::Deny => "deny",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Id;
    use crate::domain::word::assert_words;

    fn minor(minor: i64) -> Amount {
        Amount::try_from(minor).unwrap()
    }

    fn of_line(line: i64) -> Dispute {
        let at = NaiveDate::MIN.and_time(chrono::NaiveTime::MIN);
        Dispute {
            id: Id::from_bits(1),
            statement: Id::from_bits(2),
            partner: Id::from_bits(3),
            entry: Id::from_bits(4),
            claim: Claim::Amount(minor(0)),
            currency: Currency::parse("USD").unwrap(),
            reason: Note::parse("wrong").unwrap(),
            evidence: Evidence::default(),
            line: minor(line),
            held: Dispute::held_of(minor(line)),
            opened_by: Id::from_bits(5),
            answer_by: None,
            decided: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn what_was_held_comes_back_with_the_difference() {
        for (line, decided, back) in [
            (50_000, 80_000, 80_000),
            (50_000, 50_000, 50_000),
            (50_000, 20_000, 20_000),
            (50_000, 0, 0),
            // A line below zero is not held: it was taken off already.
            (-50_000, -50_000, 0),
            (-50_000, 0, 50_000),
        ] {
            assert_eq!(of_line(line).comes_back(minor(decided)), Some(minor(back)), "{line}");
        }
    }

    #[test]
    fn one_that_nobody_has_decided_is_overdue_after_its_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let mut dispute = of_line(50_000);
        assert!(!dispute.is_overdue_on(day(30)));
        dispute.answer_by = Some(day(23));
        assert!(!dispute.is_overdue_on(day(23)));
        assert!(dispute.is_overdue_on(day(24)));
        dispute.decided = Some(Decided {
            decision: Decision::Deny,
            amount: minor(50_000),
            reason: Note::parse("as it stands").unwrap(),
            evidence: Evidence::default(),
            by: (Id::from_bits(6), dispute.created_at),
            adjustment: None,
            has_lapsed: false,
        });
        assert!(!dispute.is_overdue_on(day(24)));
        dispute.decided.as_mut().unwrap().has_lapsed = true;
        assert!(dispute.is_overdue_on(day(24)));
    }

    #[test]
    fn words_are_those_of_the_contract() {
        assert_words::<Decision>(&["uphold", "partial", "deny"]);
    }
}

//! What a host asks the platform for towards an event, and how that goes on: it is decided, shown by a
//! proof of what was spent, and settled.

use chrono::{NaiveDate, NaiveDateTime};

use super::super::bounded::Note;
use super::super::currency::Currency;
use super::super::id::{PartnerId, UserId};
use super::super::ids::{EventId, FundingId};
use super::super::money::Amount;
use super::super::user::Name;
use super::super::word::Word;

/// Where a funding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FundingStatus {
    /// A manager has to decide.
    Requested,
    /// It is granted, and what it was spent on is to be shown.
    Approved,
    /// It is not granted.
    Refused,
    /// The host does not want it any more.
    Withdrawn,
    /// What was spent was shown, and finance has to look at it.
    Proven,
    /// The proof was accepted.
    Settled,
}

impl Word for FundingStatus {
    const ALL: &'static [Self] = &[
        FundingStatus::Requested,
        FundingStatus::Approved,
        FundingStatus::Refused,
        FundingStatus::Withdrawn,
        FundingStatus::Proven,
        FundingStatus::Settled,
    ];

    fn as_str(self) -> &'static str {
        match self {
            FundingStatus::Requested => "requested",
            FundingStatus::Approved => "approved",
            FundingStatus::Refused => "refused",
            FundingStatus::Withdrawn => "withdrawn",
            FundingStatus::Proven => "proven",
            FundingStatus::Settled => "settled",
        }
    }
}

/// What is done with a funding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FundingStep {
    /// A manager grants it.
    Approve,
    /// A manager does not.
    Refuse,
    /// The host lets go of it.
    Withdraw,
    /// The host shows what was spent.
    Prove,
    /// Finance does not accept the proof; another one can be shown.
    Return,
    /// Finance accepts the proof.
    Settle,
}

impl FundingStatus {
    /// Where a step leads from here; `None` where it cannot be taken.
    pub fn after(self, step: FundingStep) -> Option<Self> {
        use FundingStatus::{Approved, Proven, Refused, Requested, Settled, Withdrawn};
        match (self, step) {
            (Requested, FundingStep::Approve) | (Proven, FundingStep::Return) => Some(Approved),
            (Requested, FundingStep::Refuse) => Some(Refused),
            (Requested | Approved, FundingStep::Withdraw) => Some(Withdrawn),
            (Approved, FundingStep::Prove) => Some(Proven),
            (Proven, FundingStep::Settle) => Some(Settled),
            _ => None,
        }
    }
}

/// How a request is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FundingDecision {
    /// It is granted, wholly or in part.
    Approve,
    /// It is not.
    Refuse,
}

impl Word for FundingDecision {
    const ALL: &'static [Self] = &[FundingDecision::Approve, FundingDecision::Refuse];

    fn as_str(self) -> &'static str {
        match self {
            FundingDecision::Approve => "approve",
            FundingDecision::Refuse => "refuse",
        }
    }
}

impl From<FundingDecision> for FundingStep {
    fn from(decision: FundingDecision) -> Self {
        match decision {
            FundingDecision::Approve => FundingStep::Approve,
            FundingDecision::Refuse => FundingStep::Refuse,
        }
    }
}

/// What becomes of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofReview {
    /// It shows what it must.
    Accept,
    /// It does not.
    Return,
}

impl Word for ProofReview {
    const ALL: &'static [Self] = &[ProofReview::Accept, ProofReview::Return];

    fn as_str(self) -> &'static str {
        match self {
            ProofReview::Accept => "accept",
            ProofReview::Return => "return",
        }
    }
}

impl From<ProofReview> for FundingStep {
    fn from(review: ProofReview) -> Self {
        match review {
            ProofReview::Accept => FundingStep::Settle,
            ProofReview::Return => FundingStep::Return,
        }
    }
}

/// What a manager decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedFunding {
    /// How much is granted; none where it was refused.
    pub approved: Option<Amount>,
    /// Why.
    pub reason: Note,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// What a host shows of what it spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingProof {
    /// How much, in the funding's currency.
    pub spent: Amount,
    /// When it was paid.
    pub spent_on: NaiveDate,
    /// What the receipt is found by.
    pub reference: Name,
    /// What more there is to say.
    pub note: Option<Note>,
    /// Who shows it.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// What finance said of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedProof {
    /// Why.
    pub reason: Note,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// What a host asked the platform for towards an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    /// Its id.
    pub id: FundingId,
    /// Towards which event.
    pub event: EventId,
    /// Which host.
    pub partner: PartnerId,
    /// How much.
    pub requested: Amount,
    /// Of which currency all of its amounts are.
    pub currency: Currency,
    /// For what.
    pub purpose: Note,
    /// Who asked.
    pub requested_by: UserId,
    /// Where it stands.
    pub status: FundingStatus,
    /// How it was decided.
    pub decided: Option<DecidedFunding>,
    /// What was shown last.
    pub proof: Option<FundingProof>,
    /// What was said of a proof last.
    pub reviewed: Option<ReviewedProof>,
    /// Rises with every change.
    pub version: i32,
    /// When it was asked for.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Funding {
    /// What the platform has promised: what was approved, until less of it is settled.
    pub fn promised(&self) -> Amount {
        let approved = self.decided.as_ref().and_then(|decided| decided.approved);
        match self.status {
            FundingStatus::Approved | FundingStatus::Proven => approved.unwrap_or(Amount::ZERO),
            FundingStatus::Settled => self.settled(),
            FundingStatus::Requested | FundingStatus::Refused | FundingStatus::Withdrawn => {
                Amount::ZERO
            }
        }
    }

    /// What the platform bears in the end: what was spent, and never more than was approved.
    pub fn settled(&self) -> Amount {
        let approved = self.decided.as_ref().and_then(|decided| decided.approved);
        let spent = self.proof.as_ref().map(|proof| proof.spent);
        match (self.status, approved, spent) {
            (FundingStatus::Settled, Some(approved), Some(spent)) => approved.min(spent),
            _ => Amount::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn have_their_words() {
        assert_words::<FundingStatus>(&[
            "requested",
            "approved",
            "refused",
            "withdrawn",
            "proven",
            "settled",
        ]);
        assert_words::<FundingDecision>(&["approve", "refuse"]);
        assert_words::<ProofReview>(&["accept", "return"]);
    }

    #[test]
    fn every_step_from_everywhere_leads_where_the_table_says() {
        const STEPS: [(FundingStep, &str); 6] = [
            (FundingStep::Approve, "approve"),
            (FundingStep::Refuse, "refuse"),
            (FundingStep::Withdraw, "withdraw"),
            (FundingStep::Prove, "prove"),
            (FundingStep::Return, "return"),
            (FundingStep::Settle, "settle"),
        ];
        let allowed = [
            "requested approve approved",
            "requested refuse refused",
            "requested withdraw withdrawn",
            "approved withdraw withdrawn",
            "approved prove proven",
            "proven return approved",
            "proven settle settled",
        ];
        let mut found = Vec::new();
        for from in FundingStatus::ALL {
            for (step, word) in STEPS {
                if let Some(to) = from.after(step) {
                    found.push(format!("{} {word} {}", from.as_str(), to.as_str()));
                }
            }
        }
        assert_eq!(found, allowed);
    }

    fn funding(status: FundingStatus, approved: i64, spent: i64) -> Funding {
        let amount = |minor| Amount::try_from(minor).unwrap();
        let day = parse_date("2026-07-31").unwrap();
        let at = day.and_hms_opt(12, 0, 0).unwrap();
        let (reason, by) = (Note::parse("as agreed").unwrap(), UserId::from_bits(1));
        let approved = Some(amount(approved));
        let proof = FundingProof {
            spent: amount(spent),
            spent_on: day,
            reference: Name::parse("receipt 7").unwrap(),
            note: None,
            by: UserId::from_bits(1),
            at,
        };
        Funding {
            id: FundingId::from_bits(1),
            event: EventId::from_bits(1),
            partner: PartnerId::from_bits(1),
            requested: amount(1000),
            currency: Currency::parse("PKR").unwrap(),
            purpose: reason.clone(),
            requested_by: by.clone(),
            status,
            decided: Some(DecidedFunding { approved, reason, by, at }),
            proof: Some(proof),
            reviewed: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn what_is_settled_is_what_was_spent_and_never_more_than_was_approved() {
        for (status, spent, promised, settled) in [
            (FundingStatus::Requested, 700, 0, 0),
            (FundingStatus::Approved, 700, 800, 0),
            (FundingStatus::Proven, 700, 800, 0),
            (FundingStatus::Settled, 700, 700, 700),
            (FundingStatus::Settled, 900, 800, 800),
            (FundingStatus::Refused, 700, 0, 0),
            (FundingStatus::Withdrawn, 700, 0, 0),
        ] {
            let funding = funding(status, 800, spent);
            let found = (funding.promised().minor(), funding.settled().minor());
            assert_eq!(found, (promised, settled), "{status:?}, {spent}");
        }
    }
}

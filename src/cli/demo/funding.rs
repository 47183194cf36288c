//! What the hosts of the demo's events ask for: a funding in each state.

use super::programme::{PartnerPeople, Programme};
use super::stage::{Stage, read, wrong};
use crate::domain::event::{FundingDecision, ProofReview};
use crate::domain::{Amount, Currency, EventId, FundingId, Money, Name, Note};
use crate::service::ServiceError;
use crate::service::fundings::{self, NewFunding, NewFundingDecision, NewProof};

/// What hosts asked for towards the summit: which host, how many rupees, for what, and how far it came.
const ASKED: [(usize, &str, &str, Way); 5] = [
    (0, "400000.00", "Half of the hall and its sound", Way::Settled),
    (1, "180000.00", "Printing, banners and badges", Way::Proven),
    (2, "150000.00", "Buses from Sambrial and Wazirabad", Way::Granted),
    (1, "250000.00", "A dinner for the chamber", Way::Refused),
    (2, "60000.00", "A photographer", Way::Withdrawn),
];

/// How far a funding comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Refused,
    Withdrawn,
    Granted,
    Proven,
    Settled,
}

/// Asks towards the summit, and takes each funding on its way.
pub(super) fn towards(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    event: &EventId,
) -> Result<(), ServiceError> {
    for (host, amount, purpose, way) in ASKED {
        let people = programme.partners.get(host).ok_or_else(|| wrong("no host"))?;
        let id = ask(stage, people, event, (amount, purpose))?;
        go(stage, (programme, people), (&id, way))?;
    }
    Ok(())
}

/// Asks for an amount of rupees; nobody has decided that.
pub(super) fn ask(
    stage: &mut Stage<'_, '_>,
    people: &PartnerPeople,
    event: &EventId,
    (amount, purpose): (&str, &str),
) -> Result<FundingId, ServiceError> {
    let purpose = read(purpose, Note::parse)?;
    let new = NewFunding { event: event.clone(), amount: rupees(amount)?, purpose };
    fundings::request(stage.tx, &stage.by(&people.owner, 9 * 60)?, &new).map(|asked| asked.id)
}

fn go(
    stage: &mut Stage<'_, '_>,
    (programme, people): (&Programme, &PartnerPeople),
    (id, way): (&FundingId, Way),
) -> Result<(), ServiceError> {
    let owner = stage.by(&people.owner, 18 * 60)?;
    if way == Way::Withdrawn {
        let reason = read("A member of the chamber takes the pictures", Note::parse)?;
        fundings::withdraw(stage.tx, &owner, (id, None), &reason)?;
        return Ok(());
    }
    let is_refused = way == Way::Refused;
    let (decision, reason) = if is_refused {
        (FundingDecision::Refuse, "The programme pays for no dinners")
    } else {
        (FundingDecision::Approve, "As agreed with the hosts")
    };
    let decided = NewFundingDecision { decision, amount: None, reason: read(reason, Note::parse)? };
    let manager = stage.by(&programme.manager, 9 * 60 + 30)?;
    fundings::decide(stage.tx, &manager, (id, None), &decided)?;
    if is_refused || way == Way::Granted {
        return Ok(());
    }
    let proof = NewProof {
        amount: rupees(if way == Way::Settled { "392500.00" } else { "176000.00" })?,
        spent_on: stage.day,
        reference: read("Receipt 2026/114", Name::parse)?,
        note: None,
    };
    fundings::prove(stage.tx, &owner, (id, None), &proof)?;
    if way == Way::Settled {
        let reason = read("Receipt and transfer agree", Note::parse)?;
        let by = stage.by(&programme.finance, 19 * 60)?;
        fundings::review(stage.tx, &by, (id, None), (ProofReview::Accept, &reason))?;
    }
    Ok(())
}

fn rupees(amount: &str) -> Result<Money, ServiceError> {
    let currency = read("PKR", Currency::parse)?;
    Ok(Money { amount: Amount::parse(amount, currency).map_err(wrong)?, currency })
}

//! Funding of events: a host's owner asks, a manager decides, the owner shows what was spent, and finance
//! settles. None of them is the same person.
//!
//! `docs/API.md`, "Funding of events"; which step may follow which is in `domain/event/funding.rs`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use crate::domain::event::{
    DecidedFunding, Funding, FundingDecision, FundingProof, FundingStatus, FundingStep,
    ProofReview, ReviewedProof,
};
use crate::domain::{
    Amount, Currency, EventId, FundingId, Money, Name, Note, NoticeKind, PartnerId, Role, Word,
};
use crate::storage::{Tx, events, fundings};

pub use crate::storage::fundings::LISTED;

/// What a host asks for.
#[derive(Debug, Clone)]
pub struct NewFunding {
    /// Towards which event.
    pub event: EventId,
    /// How much.
    pub amount: Money,
    /// For what.
    pub purpose: Note,
}

/// What a manager decides.
#[derive(Debug, Clone)]
pub struct NewFundingDecision {
    /// Which way.
    pub decision: FundingDecision,
    /// How much is granted; all of it where that is not said.
    pub amount: Option<Money>,
    /// Why.
    pub reason: Note,
}

/// What a host shows of what it spent.
#[derive(Debug, Clone)]
pub struct NewProof {
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub spent_on: NaiveDate,
    /// What the receipt is found by.
    pub reference: Name,
    /// What more there is to say.
    pub note: Option<Note>,
}

/// Asks for something towards an event that one's partner hosts.
pub fn request(tx: &mut Tx<'_>, by: &By, new: &NewFunding) -> Result<Funding, ServiceError> {
    let partner = by.actor.partner().ok_or(ServiceError::Forbidden)?;
    let event = events::by_id(tx, &new.event)?
        .filter(|event| event.hosts.iter().any(|host| host.partner == *partner));
    let Some(event) = event else {
        let message = "is not the id of an event that your partner hosts";
        return Err(ServiceError::invalid("/event_id", "unknown_id", message));
    };
    let currency = event.cost.map_or(new.amount.currency, |cost| cost.currency);
    let requested = in_currency(new.amount, currency, "that of the event's cost")?;
    let funding = Funding {
        id: new_id(),
        event: event.id,
        partner: partner.clone(),
        requested,
        currency,
        purpose: new.purpose.clone(),
        requested_by: by.actor.user().clone(),
        status: FundingStatus::Requested,
        decided: None,
        proof: None,
        reviewed: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    fundings::insert(tx, &funding)?;
    say(tx, by, To::Everybody(Role::Manager), (NoticeKind::FundingRequested, &funding))?;
    audit::note(tx, by, &Change::of("fundings.request", (None, &funding)))?;
    Ok(funding)
}

/// A funding that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &FundingId) -> Result<Funding, ServiceError> {
    fundings::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// The fundings of an event that the caller may see, the oldest first.
pub fn of_event(tx: &mut Tx<'_>, event: &EventId) -> Result<Vec<Funding>, ServiceError> {
    Ok(fundings::of_event(tx, event)?)
}

/// A page of the fundings that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Funding>, ServiceError> {
    Ok(fundings::list(tx, listing)?)
}

/// Grants a request, wholly or in part, or refuses it; by somebody else than who asked.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&FundingId, Option<i32>),
    new: &NewFundingDecision,
) -> Result<Funding, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    by.is_second_to(&before.requested_by)?;
    let status = after(&before, new.decision.into())?;
    let decided = DecidedFunding {
        approved: granted(&before, new)?,
        reason: new.reason.clone(),
        by: by.actor.user().clone(),
        at: by.at(),
    };
    let funding = Funding { status, decided: Some(decided), ..next(&before, by) };
    store(tx, &funding)?;
    say(tx, by, To::OwnersOf(&funding.partner), (NoticeKind::FundingDecided, &funding))?;
    let change = Change::of("fundings.decide", (Some(&before), &funding)).because(&new.reason);
    audit::note(tx, by, &change)?;
    Ok(funding)
}

/// How much is granted: nothing where it is refused, and never more than was asked for.
fn granted(before: &Funding, new: &NewFundingDecision) -> Result<Option<Amount>, ServiceError> {
    let invalid = |message: &str| Err(ServiceError::invalid("/amount", "out_of_range", message));
    match (new.decision, new.amount) {
        (FundingDecision::Refuse, None) => Ok(None),
        (FundingDecision::Refuse, Some(_)) => invalid("is granted only where it is approved"),
        (FundingDecision::Approve, None) => Ok(Some(before.requested)),
        (FundingDecision::Approve, Some(money)) => {
            let amount = in_currency(money, before.currency, "that of the request")?;
            if amount > before.requested {
                return invalid("is more than was asked for");
            }
            Ok(Some(amount))
        }
    }
}

/// Lets go of a funding that was not shown to be spent.
pub fn withdraw(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&FundingId, Option<i32>),
    reason: &Note,
) -> Result<Funding, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let status = after(&before, FundingStep::Withdraw)?;
    let funding = Funding { status, ..next(&before, by) };
    // A partner's own sight adds rows and does not change them.
    tx.as_programme(|tx| store(tx, &funding))?;
    let change = Change::of("fundings.withdraw", (Some(&before), &funding)).because(reason);
    audit::note(tx, by, &change)?;
    Ok(funding)
}

/// Shows what was spent.
pub fn prove(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&FundingId, Option<i32>),
    new: &NewProof,
) -> Result<Funding, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let status = after(&before, FundingStep::Prove)?;
    if new.spent_on > by.now.today {
        let message = "is a day that has not come yet";
        return Err(ServiceError::invalid("/spent_on", "in_the_future", message));
    }
    let proof = FundingProof {
        spent: in_currency(new.amount, before.currency, "that of the funding")?,
        spent_on: new.spent_on,
        reference: new.reference.clone(),
        note: new.note.clone(),
        by: by.actor.user().clone(),
        at: by.at(),
    };
    let funding = Funding { status, proof: Some(proof), reviewed: None, ..next(&before, by) };
    tx.as_programme(|tx| store(tx, &funding))?;
    say(tx, by, To::Everybody(Role::Finance), (NoticeKind::FundingProven, &funding))?;
    audit::note(tx, by, &Change::of("fundings.prove", (Some(&before), &funding)))?;
    Ok(funding)
}

/// Accepts a proof, which settles the funding, or returns it; by somebody who neither showed it nor granted
/// the funding.
pub fn review(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&FundingId, Option<i32>),
    (review, reason): (ProofReview, &Note),
) -> Result<Funding, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let status = after(&before, review.into())?;
    let shown = before.proof.as_ref().map(|proof| &proof.by);
    let granted = before.decided.as_ref().map(|decided| &decided.by);
    for first in shown.into_iter().chain(granted) {
        by.is_second_to(first)?;
    }
    let user = by.actor.user().clone();
    let reviewed = ReviewedProof { reason: reason.clone(), by: user, at: by.at() };
    let funding = Funding { status, reviewed: Some(reviewed), ..next(&before, by) };
    store(tx, &funding)?;
    say(tx, by, To::OwnersOf(&funding.partner), (NoticeKind::FundingReviewed, &funding))?;
    audit::note(tx, by, &Change::of("fundings.review", (Some(&before), &funding)).because(reason))?;
    Ok(funding)
}

/// Where a step leads, or why it cannot be taken.
fn after(funding: &Funding, step: FundingStep) -> Result<FundingStatus, ServiceError> {
    funding.status.after(step).ok_or_else(|| {
        let detail = format!("the funding is {}", funding.status.as_str());
        ServiceError::Conflict("status", detail)
    })
}

/// The version behind one.
fn next(before: &Funding, by: &By) -> Funding {
    Funding { version: before.version + 1, updated_at: by.at(), ..before.clone() }
}

fn store(tx: &mut Tx<'_>, funding: &Funding) -> Result<(), ServiceError> {
    ServiceError::stale_unless(fundings::update(tx, funding)?)
}

fn in_currency(money: Money, currency: Currency, whose: &str) -> Result<Amount, ServiceError> {
    if money.currency == currency {
        return Ok(money.amount);
    }
    let message = format!("is not in {currency}, {whose}");
    Err(ServiceError::invalid("/amount/currency", "other_currency", message))
}

fn say(
    tx: &mut Tx<'_>,
    by: &By,
    to: To<'_>,
    (kind, funding): (NoticeKind, &Funding),
) -> Result<(), ServiceError> {
    let notice = Notice {
        kind,
        subject_kind: "funding",
        subject_id: funding.id.as_str(),
        data: json!({
            "event_id": funding.event.as_str(),
            "status": funding.status.as_str(),
        }),
    };
    tell(tx, by.at(), to, &notice)?;
    Ok(())
}

impl Recorded for Funding {
    const KIND: &'static str = "funding";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        let money =
            |amount: Amount| format!("{} {}", amount.in_currency(self.currency), self.currency);
        let proof = |proof: &FundingProof| {
            json!({
                "spent": money(proof.spent),
                "spent_on": proof.spent_on.to_string(),
                "reference": proof.reference.as_str(),
                "note": proof.note.as_ref().map(Note::as_str),
            })
        };
        let approved = self.decided.as_ref().and_then(|decided| decided.approved);
        json!({
            "event_id": self.event.as_str(),
            "requested": money(self.requested),
            "purpose": self.purpose.as_str(),
            "status": self.status.as_str(),
            "approved": approved.map(money),
            "proof": self.proof.as_ref().map(proof),
        })
    }
}

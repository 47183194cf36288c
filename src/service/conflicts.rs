//! Conflicts: what a partner claims that was refused a seller, and how a manager decides.

use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::partners::unknown_partner;
use super::recruits::{self, NewRecruit, Registered, Whom};
use super::sellers;
use crate::domain::recruit::{
    Conflict, Decision, ProposedShare, Recruit, RecruitStatus, Ruling, Verdict,
};
use crate::domain::{ConflictId, Note, PartnerId, RecruitId, Share, Word};
use crate::storage::{Tx, conflicts, partners, recruits as stored};

pub use crate::storage::conflicts::LISTED;

/// A claim to be filed.
#[derive(Debug, Clone)]
pub struct NewConflict {
    /// The registration that it is about.
    pub recruit: RecruitId,
    /// What is claimed, and why.
    pub claim: Note,
}

/// A decision to be made.
#[derive(Debug, Clone)]
pub struct NewRuling {
    /// How.
    pub verdict: Verdict,
    /// The shares of a split.
    pub shares: Vec<ProposedShare>,
    /// Why.
    pub reason: Note,
}

fn conflict(code: &'static str, detail: impl Into<String>) -> ServiceError {
    ServiceError::Conflict(code, detail.into())
}

/// Files a claim about a registration that was refused, or waits.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewConflict) -> Result<Conflict, ServiceError> {
    let Some(recruit) = stored::by_id(tx, &new.recruit)? else {
        let message = "is not the id of a recruit that you can see";
        return Err(ServiceError::invalid("/recruit_id", "unknown_id", message));
    };
    if !matches!(recruit.status, RecruitStatus::Refused | RecruitStatus::InReview) {
        let detail = format!("the recruit is {}: nobody contests it", recruit.status.as_str());
        return Err(conflict("not_contested", detail));
    }
    if conflicts::of_recruit(tx, &recruit.id)?.is_some() {
        return Err(conflict("already_filed", "there is a conflict about it"));
    }
    let filed = Conflict {
        id: new_id(),
        partner: recruit.partner,
        recruit: recruit.id,
        claim: new.claim.clone(),
        filed_by: by.actor.user().clone(),
        filed_at: by.at(),
        ruling: None,
        version: 1,
    };
    conflicts::insert(tx, &filed).map_err(sellers::meanwhile)?;
    audit::note(tx, by, &Change::of("conflicts.create", (None, &filed)))?;
    Ok(filed)
}

/// A conflict that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &ConflictId) -> Result<Conflict, ServiceError> {
    conflicts::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the conflicts that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Conflict>, ServiceError> {
    Ok(conflicts::list(tx, listing)?)
}

/// Decides a conflict, and does what was decided.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &By,
    id: &ConflictId,
    new: &NewRuling,
) -> Result<Conflict, ServiceError> {
    let before = get(tx, id)?;
    if before.ruling.is_some() {
        return Err(conflict("already_decided", "it was decided before"));
    }
    shares_are_whole(tx, new)?;
    if new.verdict == Verdict::Transfer {
        transfer(tx, by, (&before, &new.reason))?;
    }
    let ruling = Ruling {
        verdict: new.verdict,
        shares: new.shares.clone(),
        reason: new.reason.clone(),
        by: by.actor.user().clone(),
        at: by.at(),
    };
    let decided = Conflict { ruling: Some(ruling), version: before.version + 1, ..before };
    ServiceError::stale_unless(conflicts::update(tx, &decided)?)?;
    let claim = recruits::get(tx, &decided.recruit)?;
    let notice = Notice {
        kind: "conflicts.decided",
        subject_kind: "conflict",
        subject_id: decided.id.as_str(),
        data: json!({
            "recruit_id": decided.recruit.as_str(),
            "decision": new.verdict.as_str(),
        }),
    };
    tell(tx, by.at(), To::PersonAndOwners(claim.user.as_ref(), &decided.partner), &notice)?;
    let change = Change::of("conflicts.decide", (None, &decided)).because(&new.reason);
    audit::note(tx, by, &change)?;
    Ok(decided)
}

/// A split has shares that add up to 100, of partners that there are; nothing else has any.
fn shares_are_whole(tx: &mut Tx<'_>, new: &NewRuling) -> Result<(), ServiceError> {
    const WHOLE: i64 = 100_000_000;
    let invalid = |message| Err(ServiceError::invalid("/shares", "shares", message));
    if new.verdict != Verdict::Split {
        return if new.shares.is_empty() { Ok(()) } else { invalid("belong to a split alone") };
    }
    let total: i64 = new.shares.iter().map(|proposed| Share::parts(proposed.share)).sum();
    if new.shares.len() < 2 || total != WHOLE {
        return invalid("are not of two or more partners, adding up to 100");
    }
    for (at, ProposedShare { partner, .. }) in new.shares.iter().enumerate() {
        let twice = new.shares.iter().take(at).any(|before| before.partner == *partner);
        if twice || partners::by_id(tx, partner)?.is_none() {
            return Err(unknown_partner(&format!("/shares/{at}/partner_id")));
        }
    }
    Ok(())
}

/// Gives the seller to the one who claims it, from whoever has it.
fn transfer(
    tx: &mut Tx<'_>,
    by: &By,
    (contested, reason): (&Conflict, &Note),
) -> Result<(), ServiceError> {
    let claim = recruits::get(tx, &contested.recruit)?;
    if claim.status == RecruitStatus::InReview {
        recruits::decide(tx, by, &claim.id, (Decision::Approve, reason))?;
        return Ok(());
    }
    let live = stored::live_protection_of(tx, &claim.seller, by.now.today)?;
    if let Some(live) = live.filter(|live| live.partner != claim.partner) {
        recruits::release(tx, by, &live.id, reason)?;
    }
    let seller = sellers::get(tx, &claim.seller)?;
    if seller.partner.as_ref().is_some_and(|holder| *holder != claim.partner) {
        let from = by.now.today;
        sellers::transfer(tx, by, &seller.id, (&claim.partner, from, reason))?;
        return Ok(());
    }
    match recruits::register_for(tx, by, &claim.partner, &again(&claim))? {
        // Whom the seller resembles is no question any more: who gives it away has decided.
        Registered::New(given) if given.status == RecruitStatus::InReview => {
            recruits::decide(tx, by, &given.id, (Decision::Approve, reason))?;
            Ok(())
        }
        Registered::New(_) | Registered::Again(_) => Ok(()),
        Registered::Refused(_) => Err(Registered::refusal()),
    }
}

/// The registration that was refused, made once more.
fn again(claim: &Recruit) -> NewRecruit {
    NewRecruit {
        partner: Some(claim.partner.clone()),
        whom: Whom::Known(claim.seller.clone()),
        source: claim.source,
        event: claim.event.clone(),
        note: claim.note.clone(),
        captured_at: claim.captured_at,
        client_ref: None,
    }
}

impl Recorded for Conflict {
    const KIND: &'static str = "conflict";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    /// What its partner's people read of it: not who else gets which share.
    fn shown(&self) -> Value {
        let ruling = self.ruling.as_ref();
        json!({
            "recruit_id": self.recruit.as_str(),
            "claim": self.claim.as_str(),
            "decision": ruling.map(|ruling| ruling.verdict.as_str()),
            "share": ruling.and_then(|ruling| own_share(ruling, &self.partner)),
        })
    }
}

fn own_share(ruling: &Ruling, partner: &PartnerId) -> Option<Value> {
    let own = ruling.shares.iter().find(|proposed| proposed.partner == *partner)?;
    Some(json!(own.share.to_string()))
}

//! Conflicts: what a partner claims that was refused a seller, what the other side answers, and how a
//! manager decides. Neither side learns anything of the other.

mod answer;
mod ruling;

use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::recruits;
use crate::domain::recruit::{Conflict, Recruit, RecruitStatus, Ruling, Side};
use crate::domain::{ConflictId, Evidence, Note, NoticeKind, PartnerId, RecruitId, Word};
use crate::storage::{Tx, conflicts, recruits as stored, sellers as companies};

pub use crate::storage::conflicts::LISTED;
pub use answer::{Answered, Asked, answer, asked};
pub use ruling::{NewRuling, decide, split};

/// A claim to be filed.
#[derive(Debug, Clone)]
pub struct NewConflict {
    /// The registration that it is about.
    pub recruit: RecruitId,
    /// What is claimed, and what is shown for it.
    pub side: NewSide,
}

/// What one side says, as it is sent.
#[derive(Debug, Clone)]
pub struct NewSide {
    /// What it claims, and why.
    pub claim: Note,
    /// What it shows for that.
    pub evidence: Vec<Evidence>,
}

impl NewSide {
    /// What was said, by whom and when.
    fn said(&self, by: &By) -> Side {
        let Self { claim, evidence } = self.clone();
        Side { claim, evidence, by: by.actor.user().clone(), at: by.at() }
    }
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
    if !recruit.may_be_claimed() {
        let detail = format!("the recruit is {}: nobody contests it", recruit.status.as_str());
        return Err(conflict("not_contested", detail));
    }
    if about(tx, &recruit.id)?.is_some() {
        return Err(conflict("already_filed", "there is a conflict about it"));
    }
    tx.as_programme(|tx| file(tx, by, (recruit, new)))
}

/// Keeps a claim, and asks the other side for its own.
fn file(
    tx: &mut Tx<'_>,
    by: &By,
    (recruit, new): (Recruit, &NewConflict),
) -> Result<Conflict, ServiceError> {
    let against = against(tx, by, &recruit)?;
    let filed = Conflict {
        id: new_id(),
        partner: recruit.partner,
        recruit: recruit.id,
        filed: new.side.said(by),
        against: against.as_ref().map(|against| against.id.clone()),
        answer: None,
        ruling: None,
        version: 1,
    };
    conflicts::insert(tx, &filed).map_err(ServiceError::meanwhile)?;
    if let Some(against) = &against {
        tell_of(NoticeKind::ConflictAsked, (tx, by), against)?;
    }
    audit::note(tx, by, &Change::of("conflicts.create", (None, &filed)))?;
    Ok(filed)
}

/// The registration of another partner that stands in a claim's way: the one that protects the seller or
/// by which it is held, or for one in review, that of the seller which it resembles most.
fn against(tx: &mut Tx<'_>, by: &By, claim: &Recruit) -> Result<Option<Recruit>, ServiceError> {
    let is_others = |found: &Recruit| found.partner != claim.partner;
    if claim.status == RecruitStatus::InReview {
        let alike = recruits::alike(tx, by, claim)?;
        return Ok(alike.into_iter().filter_map(|alike| alike.protection).find(is_others));
    }
    if let Some(live) = stored::live_protection_of(tx, &claim.seller, by.now.today)? {
        return Ok(Some(live).filter(is_others));
    }
    let seller = companies::by_id(tx, &claim.seller)?;
    match seller.and_then(|seller| seller.partner).filter(|holder| *holder != claim.partner) {
        Some(holder) => Ok(stored::last_won(tx, &holder, &claim.seller)?),
        None => Ok(None),
    }
}

/// Tells the people of a registration what becomes of it, in words that name nobody.
fn tell_of(
    kind: NoticeKind,
    (tx, by): (&mut Tx<'_>, &By),
    recruit: &Recruit,
) -> Result<(), ServiceError> {
    let data = json!({"name": recruit.seller_name.as_str()});
    let notice = Notice { kind, subject_kind: "recruit", subject_id: recruit.id.as_str(), data };
    tell(tx, by.at(), To::PersonAndOwners(recruit.user.as_ref(), &recruit.partner), &notice)?;
    Ok(())
}

/// A conflict that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &ConflictId) -> Result<Conflict, ServiceError> {
    conflicts::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// What is claimed about a registration, where the caller may see it.
pub fn about(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Option<Conflict>, ServiceError> {
    Ok(conflicts::of_recruit(tx, recruit)?)
}

/// A page of the conflicts that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Conflict>, ServiceError> {
    Ok(conflicts::list(tx, listing)?)
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
            "claim": self.filed.claim.as_str(),
            "evidence": evidence(&self.filed),
            "decision": ruling.map(|ruling| ruling.verdict.as_str()),
            "share": ruling.and_then(|ruling| own_share(ruling, &self.partner)),
        })
    }
}

fn evidence(side: &Side) -> Vec<&str> {
    side.evidence.iter().map(Evidence::as_str).collect()
}

fn own_share(ruling: &Ruling, partner: &PartnerId) -> Option<Value> {
    let own = ruling.shares.iter().find(|proposed| proposed.partner == *partner)?;
    Some(json!(own.share.to_string()))
}

//! How a manager decides a conflict, what follows of it, and who is told.

use serde_json::json;

use super::{conflict, get, tell_of};
use crate::domain::recruit::{
    Conflict, Decision, ProposedShare, Recruit, RecruitStatus, Ruling, Verdict,
};
use crate::domain::{ConflictId, Note, NoticeKind, Seller, Share, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::service::partners::unknown_partner;
use crate::service::recruits::{self, NewRecruit, Registered, Whom};
use crate::service::sellers;
use crate::storage::{Tx, conflicts, partners, recruits as stored};

/// What whoever loses a seller reads as the reason: the manager's own words may tell of the other.
const PASSED: &str = "a manager decided about this seller";

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
    tell_claimant(tx, by, (&decided, &claim), new.verdict)?;
    tell_shares(tx, by, (&decided, &claim), &new.shares)?;
    tell_kept(tx, by, &decided, &new.shares)?;
    let change = Change::of("conflicts.decide", (None, &decided)).because(&new.reason);
    audit::note(tx, by, &change)?;
    Ok(decided)
}

/// Decides that both sides get a share: so much the one who claims, and the other the rest.
pub fn split(
    tx: &mut Tx<'_>,
    by: &By,
    id: &ConflictId,
    (share, reason): (Share, &Note),
) -> Result<Conflict, ServiceError> {
    let contested = get(tx, id)?;
    let Some(against) = &contested.against else {
        return Err(conflict("one_sided", "no registration stands against the claim"));
    };
    let other = recruits::get(tx, against)?.partner;
    let rest = Share::from_parts(Share::WHOLE.parts() - share.parts());
    let shares = [(contested.partner, Some(share)), (other, rest)];
    let proposed = |(partner, share)| Some(ProposedShare { partner, share: share? });
    let shares: Vec<_> = shares.into_iter().filter_map(proposed).collect();
    decide(tx, by, id, &NewRuling { verdict: Verdict::Split, shares, reason: reason.clone() })
}

fn tell_claimant(
    tx: &mut Tx<'_>,
    by: &By,
    (decided, claim): (&Conflict, &Recruit),
    verdict: Verdict,
) -> Result<(), ServiceError> {
    let notice = Notice {
        kind: NoticeKind::ConflictDecided,
        subject_kind: "conflict",
        subject_id: decided.id.as_str(),
        data: json!({
            "recruit_id": decided.recruit.as_str(),
            "name": claim.seller_name.as_str(),
            "decision": verdict.as_str(),
        }),
    };
    tell(tx, by.at(), To::PersonAndOwners(claim.user.as_ref(), &decided.partner), &notice)?;
    Ok(())
}

/// Tells the owners of the other partners of a split what is proposed for them.
fn tell_shares(
    tx: &mut Tx<'_>,
    by: &By,
    (decided, claim): (&Conflict, &Recruit),
    shares: &[ProposedShare],
) -> Result<(), ServiceError> {
    let seller = sellers::get(tx, &claim.seller)?;
    for ProposedShare { partner, share } in shares.iter().filter(|s| s.partner != decided.partner) {
        let notice = Notice {
            kind: NoticeKind::ConflictShared,
            subject_kind: "seller",
            subject_id: seller.id.as_str(),
            data: json!({"name": seller.name.as_str(), "share": share.to_string()}),
        };
        tell(tx, by.at(), To::OwnersOf(partner), &notice)?;
    }
    Ok(())
}

/// Tells whoever was asked for its side that its registration stands as it did, where it does.
fn tell_kept(
    tx: &mut Tx<'_>,
    by: &By,
    decided: &Conflict,
    shares: &[ProposedShare],
) -> Result<(), ServiceError> {
    let Some(against) = &decided.against else { return Ok(()) };
    let recruit = recruits::get(tx, against)?;
    let stands = recruit.status.is_live()
        || recruit.status == RecruitStatus::Won
            && sellers::get(tx, &recruit.seller)?.partner.as_ref() == Some(&recruit.partner);
    let has_share = shares.iter().any(|proposed| proposed.partner == recruit.partner);
    if stands && !has_share {
        tell_of(NoticeKind::ConflictKept, (tx, by), &recruit)?;
    }
    Ok(())
}

/// A split has shares that add up to 100, of partners that there are; nothing else has any.
fn shares_are_whole(tx: &mut Tx<'_>, new: &NewRuling) -> Result<(), ServiceError> {
    let invalid = |message| Err(ServiceError::invalid("/shares", "shares", message));
    if new.verdict != Verdict::Split {
        return if new.shares.is_empty() { Ok(()) } else { invalid("belong to a split alone") };
    }
    let total: i64 = new.shares.iter().map(|proposed| Share::parts(proposed.share)).sum();
    if new.shares.len() < 2 || total != Share::WHOLE.parts() {
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
        let neutral = Note::parse(PASSED).ok_or_else(|| ServiceError::Internal(PASSED.into()))?;
        let released = recruits::release(tx, by, &live.id, &neutral)?;
        tell_of(NoticeKind::ConflictPassed, (tx, by), &released)?;
    }
    let seller = sellers::get(tx, &claim.seller)?;
    if seller.partner.as_ref().is_some_and(|holder| *holder != claim.partner) {
        let from = by.now.today;
        sellers::transfer(tx, by, &seller.id, (&claim.partner, from, reason))?;
        return tell_holder(tx, by, &seller);
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

/// Tells whoever held a seller until now that it holds it no more.
fn tell_holder(tx: &mut Tx<'_>, by: &By, seller: &Seller) -> Result<(), ServiceError> {
    let Some(holder) = &seller.partner else { return Ok(()) };
    if let Some(won) = stored::last_won(tx, holder, &seller.id)? {
        return tell_of(NoticeKind::ConflictPassed, (tx, by), &won);
    }
    let notice = Notice {
        kind: NoticeKind::ConflictPassed,
        subject_kind: "seller",
        subject_id: seller.id.as_str(),
        data: json!({"name": seller.name.as_str()}),
    };
    tell(tx, by.at(), To::OwnersOf(holder), &notice)?;
    Ok(())
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

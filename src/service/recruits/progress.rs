//! What is done with a recruit while it lasts, and how it ends.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{get, next, store};
use crate::domain::recruit::{
    Activity, ActivityKind, Decision, Extension, ExtensionRefused, Recruit, RecruitStatus,
    StageMove, StageMoveRefused, StageMoved, extended,
};
use crate::domain::{Note, NoticeKind, RecruitId, Word};
use crate::service::audit::{self, Change};
use crate::service::by::{By, new_id};
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::service::settings;
use crate::storage::{Tx, recruits};

/// Something that was done for a recruit, to be kept.
#[derive(Debug, Clone)]
pub struct NewActivity {
    /// What.
    pub kind: ActivityKind,
    /// When.
    pub happened_at: NaiveDateTime,
    /// A remark.
    pub note: Option<Note>,
}

fn conflict(code: &'static str, detail: impl Into<String>) -> ServiceError {
    ServiceError::Conflict(code, detail.into())
}

/// A recruit that is not over: one that protects its seller, or is won.
fn going_on(tx: &mut Tx<'_>, by: &By, id: &RecruitId) -> Result<Recruit, ServiceError> {
    let recruit = get(tx, id)?;
    if recruit.is_overdue_on(by.now.today) {
        return Err(ended());
    }
    if !recruit.status.is_live() && recruit.status != RecruitStatus::Won {
        let detail = format!("the recruit is {}", recruit.status.as_str());
        return Err(conflict("recruit_over", detail));
    }
    Ok(recruit)
}

fn ended() -> ServiceError {
    conflict(
        "protection_ended",
        "its protection has ended; register the seller again if it is free",
    )
}

/// A recruit that protects its seller.
fn protecting(tx: &mut Tx<'_>, by: &By, id: &RecruitId) -> Result<Recruit, ServiceError> {
    let recruit = going_on(tx, by, id)?;
    if recruit.status.is_live() {
        return Ok(recruit);
    }
    Err(conflict("recruit_over", "the recruit is won, and its seller is held"))
}

/// Moves a recruit's stage on, or loses it.
pub fn move_stage(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    (to, note): (StageMove, Option<&Note>),
) -> Result<Recruit, ServiceError> {
    let before = going_on(tx, by, id)?;
    let moved = to.apply(before.stage, before.status).map_err(|refused| {
        let code = match refused {
            StageMoveRefused::Over => "recruit_over",
            StageMoveRefused::Won => "recruit_won",
            StageMoveRefused::NotForward => "stage_not_forward",
        };
        conflict(code, refused.to_string())
    });
    let (stage, status) = moved?;
    let after = next(&before, by, |recruit| {
        (recruit.stage, recruit.status) = (stage, status);
        recruit.last_activity_at = Some(by.at());
        if status == RecruitStatus::Lost {
            recruit.ended_at = Some(by.at());
            recruit.ended_reason = note.cloned();
        }
    });
    store(tx, &after)?;
    let moved = StageMoved {
        from: Some(before.stage),
        to,
        note: note.cloned(),
        by: Some(by.actor.user().clone()),
        at: by.at(),
    };
    recruits::insert_move(tx, &after, &moved)?;
    audit::note(tx, by, &Change::of("recruits.stage", (Some(&before), &after)).because(note))?;
    Ok(after)
}

/// Keeps what was done for a recruit.
pub fn add_activity(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    new: &NewActivity,
) -> Result<Activity, ServiceError> {
    let before = going_on(tx, by, id)?;
    if new.happened_at > by.at() {
        let message = "is later than now";
        return Err(ServiceError::invalid("/happened_at", "in_the_future", message));
    }
    let actor = &by.actor;
    let activity = Activity {
        id: new_id(),
        recruit: before.id.clone(),
        partner: before.partner.clone(),
        user: actor.partner().map(|_| actor.user().clone()),
        created_by: actor.user().clone(),
        kind: new.kind,
        happened_at: new.happened_at,
        note: new.note.clone(),
        created_at: by.at(),
    };
    recruits::insert_activity(tx, &activity)?;
    let after = next(&before, by, |recruit| {
        // What was done before there was a recruit is no contact with it.
        if new.happened_at >= recruit.begun_at() {
            recruit.last_activity_at = recruit.last_activity_at.max(Some(new.happened_at));
        }
    });
    store(tx, &after)?;
    let change = Change::of("recruits.activity", (None, &after)).because(new.note.as_ref());
    audit::note(tx, by, &change)?;
    Ok(activity)
}

/// Prolongs a recruit's protection, once.
pub fn extend(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    reason: &Note,
) -> Result<Recruit, ServiceError> {
    let before = protecting(tx, by, id)?;
    let Some(until_before) = before.protected_until else { return Err(ended()) };
    let was_extended = recruits::extension(tx, id)?.is_some();
    let rules = settings::in_force(tx, by.now.today)?.recruits;
    let until_after = extended(until_before, was_extended, by.now.today, &rules);
    let until_after = until_after.map_err(|refused| match refused {
        ExtensionRefused::AlreadyExtended => conflict("already_extended", refused.to_string()),
        ExtensionRefused::Ended => ended(),
    })?;
    let after = next(&before, by, |recruit| recruit.protected_until = Some(until_after));
    store(tx, &after)?;
    let extension = Extension {
        reason: reason.clone(),
        until_before,
        until_after,
        by: by.actor.user().clone(),
        at: by.at(),
    };
    recruits::insert_extension(tx, &after, &extension)?;
    audit::note(tx, by, &Change::of("recruits.extend", (Some(&before), &after)).because(reason))?;
    Ok(after)
}

/// Gives a seller back to the pool.
pub fn release(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    reason: &Note,
) -> Result<Recruit, ServiceError> {
    let before = protecting(tx, by, id)?;
    let after = released(tx, by, (&before, reason))?;
    audit::note(tx, by, &Change::of("recruits.release", (Some(&before), &after)).because(reason))?;
    Ok(after)
}

pub(super) fn released(
    tx: &mut Tx<'_>,
    by: &By,
    (before, reason): (&Recruit, &Note),
) -> Result<Recruit, ServiceError> {
    let after = next(before, by, |recruit| {
        recruit.status = RecruitStatus::Released;
        recruit.ended_at = Some(by.at());
        recruit.ended_reason = Some(reason.clone());
    });
    store(tx, &after)?;
    Ok(after)
}

/// Decides a recruit that is in review; a refusal ends its protection.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    (decision, reason): (Decision, &Note),
) -> Result<Recruit, ServiceError> {
    let before = get(tx, id)?;
    let Some(status) = before.status.decided(decision) else {
        let detail = format!("the recruit is {}, and nothing is to decide", before.status.as_str());
        return Err(conflict("not_in_review", detail));
    };
    if decision == Decision::Approve && before.is_overdue_on(by.now.today) {
        return Err(ended());
    }
    let after = next(&before, by, |recruit| {
        recruit.status = status;
        recruit.decided = Some((by.actor.user().clone(), by.at()));
        recruit.decision_reason = Some(reason.clone());
        recruit.ended_at = (status == RecruitStatus::Refused).then(|| by.at());
    });
    store(tx, &after)?;
    let notice = Notice {
        kind: NoticeKind::RecruitDecided,
        subject_kind: "recruit",
        subject_id: after.id.as_str(),
        data: json!({"name": after.seller_name.as_str(), "decision": decision.as_str()}),
    };
    tell(tx, by.at(), To::PersonAndOwners(after.user.as_ref(), &after.partner), &notice)?;
    audit::note(tx, by, &Change::of("recruits.decide", (Some(&before), &after)).because(reason))?;
    Ok(after)
}

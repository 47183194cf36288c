//! What ends recruits from outside: a sale, or the end of a partner.

use super::progress::released;
use super::{get, next, store};
use crate::domain::recruit::{Recruit, RecruitStatus};
use crate::domain::{Note, PartnerId, RecruitId, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::storage::{Tx, recruits};

/// Wins a recruit, since a sale to its seller was confirmed. Asked with the programme's sight.
pub fn win(tx: &mut Tx<'_>, by: &By, id: &RecruitId) -> Result<Recruit, ServiceError> {
    let before = get(tx, id)?;
    if !before.status.may_become(RecruitStatus::Won) {
        let detail = format!("the recruit is {}", before.status.as_str());
        return Err(ServiceError::Conflict("recruit_over", detail));
    }
    let after = next(&before, by, |recruit| recruit.status = RecruitStatus::Won);
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("recruits.win", (Some(&before), &after)))?;
    Ok(after)
}

/// Undoes that a recruit was won, since the sale is void: it is again what it would be without the sale.
pub fn undo_win(tx: &mut Tx<'_>, by: &By, id: &RecruitId) -> Result<Recruit, ServiceError> {
    let before = get(tx, id)?;
    if before.status != RecruitStatus::Won {
        return Ok(before);
    }
    let status = status_without_sale(tx, by, &before)?;
    let after = next(&before, by, |recruit| {
        recruit.status = status;
        if !status.is_live() {
            recruit.ended_at = recruit.ended_at.or(Some(by.at()));
        }
    });
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("recruits.undo_win", (Some(&before), &after)))?;
    Ok(after)
}

fn status_without_sale(
    tx: &mut Tx<'_>,
    by: &By,
    recruit: &Recruit,
) -> Result<RecruitStatus, ServiceError> {
    let was_over = recruit.ended_at.is_some();
    if was_over && recruit.ended_reason.is_some() {
        return Ok(RecruitStatus::Released);
    }
    let protects = recruit.protected_until.is_some_and(|until| by.now.today <= until);
    let is_free = recruits::live_of(tx, &recruit.seller)?.is_none();
    Ok(match (was_over || !protects || !is_free, &recruit.review_reason, &recruit.decided) {
        (true, _, _) => RecruitStatus::Expired,
        (false, Some(_), None) => RecruitStatus::InReview,
        (false, _, _) => RecruitStatus::Open,
    })
}

/// Gives a seller back to the pool, since nothing was done for its recruit for so many days.
pub fn release_idle(
    tx: &mut Tx<'_>,
    by: &By,
    (before, days): (&Recruit, u16),
) -> Result<Recruit, ServiceError> {
    let words = format!("nothing was done for it in {days} days");
    let reason = Note::parse(&words).ok_or_else(|| ServiceError::Internal(words.clone()))?;
    let after = released(tx, by, (before, &reason))?;
    audit::note(tx, by, &Change::of("recruits.release", (Some(before), &after)).because(&reason))?;
    Ok(after)
}

/// Gives all sellers that a partner protects back to the pool, since it leaves; how many.
pub fn release_all_of(
    tx: &mut Tx<'_>,
    by: &By,
    (partner, reason): (&PartnerId, &Note),
) -> Result<usize, ServiceError> {
    let live = recruits::live_of_partner(tx, partner)?;
    for before in &live {
        let after = released(tx, by, (before, reason))?;
        audit::note(
            tx,
            by,
            &Change::of("recruits.release", (Some(before), &after)).because(reason),
        )?;
    }
    Ok(live.len())
}

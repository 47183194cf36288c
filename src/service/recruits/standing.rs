//! How a seller stands to a partner that asks for it, and whom a description may mean.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::identity::{Likeness, Match, Traits, blocking_keys, compare};
use crate::domain::programme::Settings;
use crate::domain::recruit::{Recruit, RecruitStatus};
use crate::domain::{PartnerId, Seller, SellerStatus};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::settings;
use crate::storage::{Tx, holders, recruits, sellers};

/// How a seller stands to a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody protects or holds it.
    Free,
    /// It is the partner's own; its protection's last day, where it has one.
    Yours(Option<NaiveDate>),
    /// It is another's, which is all that the partner may learn.
    Taken,
}

/// How a seller stands to a partner today. Asked with the programme's sight.
pub(super) fn standing(
    tx: &mut Tx<'_>,
    (seller, partner): (&Seller, Option<&PartnerId>),
    (today, settings): (NaiveDate, &Settings),
) -> Result<Standing, ServiceError> {
    if let Some(recruit) = recruits::live_protection_of(tx, &seller.id, today)? {
        return Ok(if Some(&recruit.partner) == partner {
            Standing::Yours(recruit.protected_until)
        } else {
            Standing::Taken
        });
    }
    if has_lapsed(seller, (today, settings)) {
        return Ok(Standing::Free);
    }
    Ok(match holders::holder_on(tx, &seller.id, today)? {
        None => Standing::Free,
        Some(holder) if Some(&holder) == partner => Standing::Yours(None),
        Some(_) => Standing::Taken,
    })
}

/// Who let its membership run out is nobody's, also before somebody writes that down.
fn has_lapsed(seller: &Seller, (today, settings): (NaiveDate, &Settings)) -> bool {
    let gone = |status| matches!(status, SellerStatus::Lapsed | SellerStatus::Dormant);
    let by_now = SellerStatus::on(seller.membership_ends_on, today, &settings.membership);
    gone(seller.status) || gone(by_now)
}

/// Whom a description may mean.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// For certain.
    pub certain: Vec<Seller>,
    /// Perhaps, and because of what; the most alike first.
    pub likely: Vec<(Seller, Likeness)>,
}

/// The known sellers that a description may mean. Asked with the programme's sight.
pub(super) fn matches(
    tx: &mut Tx<'_>,
    traits: &Traits<'_>,
    settings: &Settings,
) -> Result<Matches, ServiceError> {
    let keys: BTreeSet<String> = blocking_keys(traits.name, traits.city);
    let mut found = Matches::default();
    for known in sellers::candidates(tx, traits, &keys)? {
        match compare(traits, &known.traits(), settings.name_threshold) {
            Match::None => {}
            Match::Certain(_) => found.certain.push(known),
            Match::Uncertain(likenesses) => {
                found.likely.extend(likenesses.first().map(|likeness| (known, *likeness)));
            }
        }
    }
    found.likely.sort_by_key(|(_, likeness)| std::cmp::Reverse(likeness.score()));
    Ok(found)
}

/// A known seller that a registration may mean.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The seller.
    pub seller: Seller,
    /// What the two have in common.
    pub likeness: Likeness,
    /// The registration that protects it.
    pub protection: Option<Recruit>,
}

/// The known sellers that a registration may mean beside its own, the most alike first. For the
/// platform, which sees all of them.
pub fn alike(tx: &mut Tx<'_>, by: &By, recruit: &Recruit) -> Result<Vec<Alike>, ServiceError> {
    let own = sellers::by_id(tx, &recruit.seller)?.ok_or(ServiceError::NotFound)?;
    let settings = settings::in_force(tx, by.now.today)?;
    let mut alike = Vec::new();
    for (seller, likeness) in matches(tx, &own.traits(), &settings)?.likely {
        if seller.id != own.id {
            let protection = recruits::live_protection_of(tx, &seller.id, by.now.today)?;
            alike.push(Alike { seller, likeness, protection });
        }
    }
    Ok(alike)
}

/// Writes down that a seller's protection is over, where it is and nobody has; gives it before and after,
/// for the trail.
pub(super) fn expire(
    tx: &mut Tx<'_>,
    by: &By,
    seller: &Seller,
) -> Result<Option<(Recruit, Recruit)>, ServiceError> {
    let live = recruits::live_of(tx, &seller.id)?;
    let Some(before) = live.filter(|recruit| recruit.is_overdue_on(by.now.today)) else {
        return Ok(None);
    };
    let after = expired(&before, by);
    super::store(tx, &after)?;
    Ok(Some((before, after)))
}

fn expired(before: &Recruit, by: &By) -> Recruit {
    super::next(before, by, |recruit| {
        recruit.status = RecruitStatus::Expired;
        recruit.ended_at = Some(by.at());
    })
}

/// Ends protections that are over, for the work of the morning; how many, at most as many as are asked
/// for.
pub fn expire_overdue(tx: &mut Tx<'_>, by: &By, most: u16) -> Result<usize, ServiceError> {
    let overdue = recruits::overdue(tx, by.now.today, most)?;
    for before in &overdue {
        let after = expired(before, by);
        super::store(tx, &after)?;
        audit::note(tx, by, &Change::of("recruits.expire", (Some(before), &after)))?;
    }
    Ok(overdue.len())
}

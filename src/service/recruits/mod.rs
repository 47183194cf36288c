//! Recruits: registrations of sellers, and the protection that they give.

mod lookup;
mod outcome;
mod pipeline;
mod pool;
mod progress;
mod receipt;
mod standing;
mod trail;

use chrono::{NaiveDate, NaiveDateTime};

use super::audit::{self, Change};
use super::batch::{self, AllDone, Item};
use super::by::By;
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::partners::unknown_partner;
use super::sellers::SellerDetails;
use crate::domain::recruit::{Activity, Extension, Recruit, RecruitStatus, Source, StageMoved};
use crate::domain::{ClientRef, EventId, Name, Note, PartnerId, RecruitId, SellerId, UserId, Word};
use crate::storage::{Tx, partners, recruits};

pub use crate::storage::recruits::LISTED;
pub use lookup::{Asked, Found, FoundStatus, lookup};
pub use outcome::{release_all_of, release_idle, undo_win, win};
pub use pipeline::{MOST_DAYS, pipeline, pipeline_days};
pub use pool::{FreeSeller, POOL, pool};
pub use progress::{NewActivity, add_activity, decide, extend, move_stage, release};
pub use standing::{Alike, alike, expire_overdue};

/// Whom a registration means.
#[derive(Debug, Clone)]
pub enum Whom {
    /// A seller that is known.
    Known(SellerId),
    /// Somebody of this description.
    Described(Box<SellerDetails>),
}

/// A registration as it is sent.
#[derive(Debug, Clone)]
pub struct NewRecruit {
    /// For which partner, where the platform registers.
    pub partner: Option<PartnerId>,
    /// Whom it means.
    pub whom: Whom,
    /// How the partner came to it.
    pub source: Source,
    /// At which event.
    pub event: Option<EventId>,
    /// A remark.
    pub note: Option<Note>,
    /// The phone's own time.
    pub captured_at: Option<NaiveDateTime>,
    /// The phone's own name of it.
    pub client_ref: Option<ClientRef>,
}

/// What became of a registration.
#[derive(Debug, Clone)]
pub enum Registered {
    /// It was taken: it is open, or in review and protected meanwhile.
    New(Box<Recruit>),
    /// It was taken before, under the same reference.
    Again(Box<Recruit>),
    /// Its seller is another's; the record of that.
    Refused(Box<Recruit>),
}

impl Registered {
    /// What a refused partner is told: the same whoever has the seller, and however.
    pub fn refusal() -> ServiceError {
        let detail = "This seller cannot be registered now; it may become free later.";
        ServiceError::Conflict("seller_not_available", detail.to_owned())
    }
}

/// Registers in the order in which they come, each by itself: one that is refused leaves the others.
pub fn register_all<F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    items: &[Item<NewRecruit, F>],
) -> AllDone<Registered, F> {
    batch::each(tx, by, items, |tx, new| register(tx, by, new))
}

/// Registers a seller for the caller's partner, or, where the platform does it, for the one it names.
pub fn register(tx: &mut Tx<'_>, by: &By, new: &NewRecruit) -> Result<Registered, ServiceError> {
    let partner = match (by.actor.partner(), &new.partner) {
        (Some(own), None) => own.clone(),
        (Some(own), Some(named)) if own == named => own.clone(),
        (Some(_), Some(_)) => return Err(unknown_partner("/partner_id")),
        (None, Some(named)) => named.clone(),
        (None, None) => {
            let message = "is missing: the platform registers for a partner";
            return Err(ServiceError::invalid("/partner_id", "required", message));
        }
    };
    if let Some(event) = &new.event
        && !recruits::event_is_seen(tx, event)?
    {
        let message = "is not the id of an event that you can see";
        return Err(ServiceError::invalid("/event_id", "unknown_id", message));
    }
    register_for(tx, by, &partner, new)
}

/// Registers a seller for a partner, whoever asks: an event attributes its visitors so. The caller has
/// looked at the event and at whether this may be asked.
pub fn register_for(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    new: &NewRecruit,
) -> Result<Registered, ServiceError> {
    tx.as_programme(|tx| {
        let Some(found) = partners::by_id(tx, partner)? else {
            return Err(unknown_partner("/partner_id"));
        };
        if !found.status.may_write() {
            let detail = format!("{} is {}", found.code, found.status.as_str());
            return Err(ServiceError::Conflict("partner_not_active", detail));
        }
        if let Some(client_ref) = &new.client_ref
            && let Some(recruit) = recruits::by_client_ref(tx, partner, client_ref)?
        {
            return Ok(Registered::Again(Box::new(recruit)));
        }
        receipt::receive(tx, by, partner, new)
    })
}

/// A recruit that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &RecruitId) -> Result<Recruit, ServiceError> {
    recruits::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A recruit with its one extension.
pub fn with_extension(
    tx: &mut Tx<'_>,
    id: &RecruitId,
) -> Result<(Recruit, Option<Extension>), ServiceError> {
    let recruit = get(tx, id)?;
    let extension = recruits::extension(tx, id)?;
    Ok((recruit, extension))
}

/// A page of the recruits that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Recruit>, ServiceError> {
    Ok(recruits::list(tx, listing)?)
}

/// The moves of a recruit's stage.
pub fn moves(tx: &mut Tx<'_>, id: &RecruitId) -> Result<Vec<StageMoved>, ServiceError> {
    get(tx, id)?;
    Ok(recruits::moves(tx, id)?)
}

/// What was done for a recruit.
pub fn activities(tx: &mut Tx<'_>, id: &RecruitId) -> Result<Vec<Activity>, ServiceError> {
    get(tx, id)?;
    Ok(recruits::activities(tx, id)?)
}

/// What some people did last, each with what its recruit is called.
pub fn last_activities<'a>(
    tx: &mut Tx<'_>,
    people: impl Iterator<Item = &'a UserId>,
) -> Result<Vec<(Activity, Name)>, ServiceError> {
    const SHOWN: i64 = 10;
    let people: Vec<&str> = people.map(UserId::as_str).collect();
    let activities = recruits::last_activities(tx, &people, SHOWN)?;
    let mut named = Vec::with_capacity(activities.len());
    for activity in activities {
        let name = get(tx, &activity.recruit)?.seller_name;
        named.push((activity, name));
    }
    Ok(named)
}

/// Changes a recruit's remark; `seen` is the version that the caller has seen.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&RecruitId, Option<i32>),
    note: Option<&Option<Note>>,
) -> Result<Recruit, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let note = note.cloned().unwrap_or_else(|| before.note.clone());
    let after = next(&before, by, |recruit| recruit.note = note);
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("recruits.change", (Some(&before), &after)))?;
    Ok(after)
}

/// The next version of a recruit.
fn next(before: &Recruit, by: &By, change: impl FnOnce(&mut Recruit)) -> Recruit {
    let mut after = Recruit { version: before.version + 1, updated_at: by.at(), ..before.clone() };
    change(&mut after);
    after
}

fn store(tx: &mut Tx<'_>, recruit: &Recruit) -> Result<(), ServiceError> {
    ServiceError::stale_unless(recruits::update(tx, recruit).map_err(ServiceError::meanwhile)?)
}

/// A recruit as it is on a day: one whose protection is over has expired, also before that is written
/// down.
pub fn as_of(recruit: Recruit, today: NaiveDate) -> Recruit {
    if recruit.is_overdue_on(today) {
        Recruit { status: RecruitStatus::Expired, ..recruit }
    } else {
        recruit
    }
}

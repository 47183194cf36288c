//! What concerns a person: telling it, and that it was read.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::audit::{self, Change};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use crate::domain::{NoticeKind, NotificationId, PartnerId, Role, UserId};
use crate::storage::Tx;
use crate::storage::{notifications, users};

pub use crate::storage::notifications::{LISTED, Notification};

/// Who is told.
#[derive(Debug, Clone, Copy)]
pub enum To<'a> {
    /// One person.
    User(&'a UserId),
    /// The active people of a partner.
    PeopleOf(&'a PartnerId),
    /// The active owners of a partner.
    OwnersOf(&'a PartnerId),
    /// A person of a partner, where there is one, and its active owners.
    PersonAndOwners(Option<&'a UserId>, &'a PartnerId),
    /// The platform's active people of a role.
    Everybody(Role),
}

/// What they are told. It tells its readers nothing that they may not see.
#[derive(Debug, Clone)]
pub struct Notice<'a> {
    /// What happened.
    pub kind: NoticeKind,
    /// To which kind of thing.
    pub subject_kind: &'static str,
    /// To which one.
    pub subject_id: &'a str,
    /// What more there is to say: an object.
    pub data: Value,
}

/// Tells people something, and says how many. Whoever acts is told nothing of its own deed only where
/// the caller leaves it out.
pub fn tell(
    tx: &mut Tx<'_>,
    at: NaiveDateTime,
    to: To<'_>,
    notice: &Notice<'_>,
) -> Result<usize, ServiceError> {
    // Whoever asks need not see whom it concerns.
    tx.as_programme(|tx| {
        let people = people(tx, to)?;
        for user in &people {
            let notification = Notification {
                id: new_id(),
                user: user.clone(),
                kind: notice.kind,
                subject_kind: notice.subject_kind.to_owned(),
                subject_id: notice.subject_id.to_owned(),
                data: notice.data.to_string(),
                created_at: at,
                read_at: None,
            };
            notifications::insert(tx, &notification)?;
        }
        Ok(people.len())
    })
}

fn people(tx: &mut Tx<'_>, to: To<'_>) -> Result<Vec<UserId>, ServiceError> {
    const PEOPLE: [Role; 2] = [Role::PartnerStaff, Role::PartnerOwner];
    Ok(match to {
        To::User(user) => vec![user.clone()],
        To::PeopleOf(partner) => users::active(tx, &PEOPLE, Some(partner))?,
        To::OwnersOf(partner) => users::active(tx, &[Role::PartnerOwner], Some(partner))?,
        To::PersonAndOwners(person, partner) => {
            let mut people = users::active(tx, &[Role::PartnerOwner], Some(partner))?;
            people.extend(person.filter(|person| !people.contains(person)).cloned());
            people
        }
        To::Everybody(role) => users::active(tx, &[role], None)?,
    })
}

/// A page of what concerns the caller.
pub fn list(
    tx: &mut Tx<'_>,
    by: &By,
    listing: &Listing,
) -> Result<Page<Notification>, ServiceError> {
    Ok(notifications::list(tx, by.actor.user(), listing)?)
}

/// Keeps that the caller read a notification; reading it again changes nothing.
pub fn read(tx: &mut Tx<'_>, by: &By, id: &NotificationId) -> Result<Notification, ServiceError> {
    let user = by.actor.user();
    let found = notifications::by_id(tx, user, id)?.ok_or(ServiceError::NotFound)?;
    if notifications::read(tx, user, Some(id), by.at())? == 0 {
        return Ok(found);
    }
    note(tx, by, "notifications.read", ("notification", id.as_str()))?;
    Ok(Notification { read_at: Some(by.at()), ..found })
}

/// Keeps that the caller read all of them, and says how many were new.
pub fn read_all(tx: &mut Tx<'_>, by: &By) -> Result<usize, ServiceError> {
    let user = by.actor.user();
    let count = notifications::read(tx, user, None, by.at())?;
    if count > 0 {
        note(tx, by, "notifications.read_all", ("user", user.as_str()))?;
    }
    Ok(count)
}

fn note(
    tx: &mut Tx<'_>,
    by: &By,
    action: &'static str,
    (subject_kind, subject_id): (&'static str, &str),
) -> Result<(), ServiceError> {
    let partner = by.actor.partner();
    audit::note(tx, by, &Change { action, subject_kind, subject_id, partner, ..Change::default() })
}

//! The records of users: who signs in, of a partner or of the platform.
//!
//! An administrator makes and changes all of them, an owner those of its partner. Nobody changes its own
//! role or status, and one administrator at least stays active.

use serde_json::{Value, json};

use super::app::App;
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::partners;
use super::settings;
use crate::domain::{Email, Name, PartnerId, Phone, Role, User, UserId, UserStatus};
use crate::storage::Tx;
use crate::storage::users;

pub use crate::storage::users::LISTED;

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// By which it signs in.
    pub email: Email,
    /// What it is called.
    pub name: Name,
    /// Its number, where it is known.
    pub phone: Option<Phone>,
    /// What it may do.
    pub role: Role,
    /// Its partner; an owner's own where it names none.
    pub partner: Option<PartnerId>,
    /// Whether it can sign in; active where it has a password, and otherwise invited.
    pub status: Option<UserStatus>,
}

/// What changes of a user: what is there.
#[derive(Debug, Clone, Default)]
pub struct PersonChanges {
    /// By which it signs in.
    pub email: Option<Email>,
    /// What it is called.
    pub name: Option<Name>,
    /// Its number, or none.
    pub phone: Option<Option<Phone>>,
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it can sign in.
    pub status: Option<UserStatus>,
}

/// A user that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &UserId) -> Result<User, ServiceError> {
    users::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the users that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<User>, ServiceError> {
    Ok(users::list(tx, listing)?)
}

impl App {
    /// Makes a user, with the hash of its password where it was given one.
    pub fn create_person(
        &self,
        tx: &mut Tx<'_>,
        by: &By,
        new: &NewPerson,
        password_hash: Option<&str>,
    ) -> Result<User, ServiceError> {
        self.may_try_an_address(tx, by)?;
        create(tx, by, new, password_hash)
    }

    /// Changes a user; `seen` is the version that the caller has seen. Another role, status or address
    /// ends all of its sessions at once.
    pub fn change_person(
        &self,
        tx: &mut Tx<'_>,
        by: &By,
        (id, seen): (&UserId, Option<i32>),
        changes: &PersonChanges,
    ) -> Result<User, ServiceError> {
        if changes.email.is_some() {
            self.may_try_an_address(tx, by)?;
        }
        change(tx, by, (id, seen), changes)
    }

    /// Counts an address that an owner would give to somebody, at the rate of lookups: whether it can be
    /// given tells whether somebody has it.
    fn may_try_an_address(&self, tx: &mut Tx<'_>, by: &By) -> Result<(), ServiceError> {
        if by.actor.partner().is_none() {
            return Ok(());
        }
        let rate = settings::in_force(tx, by.now.today)?.recruits.lookups;
        self.lookups.attempt(&format!("{} addresses", by.actor.user()), rate)
    }
}

fn create(
    tx: &mut Tx<'_>,
    by: &By,
    new: &NewPerson,
    password_hash: Option<&str>,
) -> Result<User, ServiceError> {
    let partner = partner_of(tx, by, new)?;
    may_give(by, new.role)?;
    is_free(tx, by, &new.email)?;
    let usual = if password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited };
    let status = new.status.unwrap_or(usual);
    if status == UserStatus::Active && password_hash.is_none() {
        let message = "is missing: an active user has a password";
        return Err(ServiceError::invalid("/password", "required", message));
    }
    let user = User {
        id: new_id(),
        email: new.email.clone(),
        name: new.name.clone(),
        phone: new.phone.clone(),
        role: new.role,
        partner,
        status,
        password_hash: password_hash.map(str::to_owned),
        security_version: 1,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    users::insert(tx, &user)?;
    audit::note(tx, by, &Change::of("users.create", (None, &user)))?;
    Ok(user)
}

/// The partner of a new user: an owner's own, and exactly a partner's roles have one.
fn partner_of(
    tx: &mut Tx<'_>,
    by: &By,
    new: &NewPerson,
) -> Result<Option<PartnerId>, ServiceError> {
    let partner = new.partner.as_ref().or(by.actor.partner());
    if let Some(partner) = &new.partner
        && crate::storage::partners::by_id(tx, partner)?.is_none()
    {
        return Err(partners::unknown_partner("/partner_id"));
    }
    if by.actor.partner().is_none() && new.role.is_of_partner() != partner.is_some() {
        let message = "a partner's role needs its partner, and no other role has one";
        return Err(ServiceError::invalid("/partner_id", "role_and_partner", message));
    }
    Ok(partner.cloned())
}

/// An owner gives its partner's roles alone.
fn may_give(by: &By, role: Role) -> Result<(), ServiceError> {
    if by.actor.partner().is_none() || role.is_of_partner() {
        return Ok(());
    }
    let message = "is not a role of a partner's people, which are all that you can give";
    Err(ServiceError::invalid("/role", "not_yours_to_give", message))
}

/// One address is one user in the whole programme, whosever it is. An owner is not told why it cannot
/// give an address: its bearer may be another partner's.
fn is_free(tx: &mut Tx<'_>, by: &By, email: &Email) -> Result<(), ServiceError> {
    let taken = tx.as_programme(|tx| users::by_email(tx, email))?;
    if taken.is_none() {
        return Ok(());
    }
    if by.actor.partner().is_some() {
        let detail = "this address cannot be given; take another one, or ask an administrator";
        return Err(ServiceError::Conflict("email_refused", detail.to_owned()));
    }
    let detail = format!("{email} is the address of another user");
    Err(ServiceError::Conflict("email_taken", detail))
}

fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&UserId, Option<i32>),
    changes: &PersonChanges,
) -> Result<User, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    let changes = changes.clone();
    let mut user = User {
        email: changes.email.unwrap_or_else(|| before.email.clone()),
        name: changes.name.unwrap_or_else(|| before.name.clone()),
        phone: changes.phone.unwrap_or_else(|| before.phone.clone()),
        role: changes.role.unwrap_or(before.role),
        status: changes.status.unwrap_or(before.status),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    may_change(tx, by, &before, &user)?;
    let same = (user.role, user.status, &user.email) == (before.role, before.status, &before.email);
    user.security_version += i32::from(!same);
    ServiceError::stale_unless(users::update(tx, &user)?)?;
    audit::note(tx, by, &Change::of("users.change", (Some(&before), &user)))?;
    Ok(user)
}

fn may_change(tx: &mut Tx<'_>, by: &By, before: &User, user: &User) -> Result<(), ServiceError> {
    let rank = |user: &User| (user.role, user.status);
    if before.id == *by.actor.user() && rank(before) != rank(user) {
        let detail = "nobody changes its own role or status; ask somebody else".to_owned();
        return Err(ServiceError::Conflict("own_role", detail));
    }
    may_give(by, user.role)?;
    if user.role.is_of_partner() != before.role.is_of_partner() {
        let message = "moves between a partner and the platform; make another user";
        return Err(ServiceError::invalid("/role", "role_and_partner", message));
    }
    may_become(before, user)?;
    if user.email != before.email {
        is_free(tx, by, &user.email)?;
    }
    let governs = |user: &User| rank(user) == (Role::Admin, UserStatus::Active);
    if governs(before) && !governs(user) {
        let others = users::active(tx, &[Role::Admin], None)?;
        if others.iter().all(|other| *other == before.id) {
            let detail = "it is the last active administrator".to_owned();
            return Err(ServiceError::Conflict("last_admin", detail));
        }
    }
    Ok(())
}

/// Active is who has a password, and invited who has none yet.
fn may_become(before: &User, user: &User) -> Result<(), ServiceError> {
    let may = match user.status {
        UserStatus::Active => user.password_hash.is_some(),
        UserStatus::Invited => user.password_hash.is_none(),
        UserStatus::Disabled => true,
    };
    if may || before.status == user.status {
        return Ok(());
    }
    let detail = match user.status {
        UserStatus::Active => "it has no password yet; make it a password link",
        _ => "it has a password already, so that it is not invited any more",
    };
    Err(ServiceError::Conflict("status", detail.to_owned()))
}

impl Recorded for User {
    const KIND: &'static str = "user";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        self.partner.as_ref()
    }

    /// A user as the audit trail shows it: without its hash.
    fn shown(&self) -> Value {
        json!({
            "email": self.email.as_str(),
            "name": self.name.as_str(),
            "phone": self.phone.as_ref().map(Phone::as_str),
            "role": self.role.as_str(),
            "partner_id": self.partner.as_ref().map(PartnerId::as_str),
            "status": self.status.as_str(),
        })
    }
}

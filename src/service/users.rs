//! Users by the command line, and one's own password. The records are in `people`.

use super::app::App;
use super::audit::{self, Change, OnBehalf};
use super::error::ServiceError;
use super::passwords;
use crate::domain::{Code, Email, Name, PartnerId, Role, Scope, User, UserId, UserStatus};
use crate::storage::{partners, password_links, users};

/// A user to be made, with its password.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// By which it signs in.
    pub email: Email,
    /// What it is called.
    pub name: Name,
    /// What it may do.
    pub role: Role,
    /// Its partner's code; exactly a partner's roles have one.
    pub partner: Option<Code>,
    /// Its password.
    pub password: String,
}

impl App {
    /// Makes a user who can sign in at once.
    pub fn add_user(&self, new: NewUser, who: OnBehalf) -> Result<User, ServiceError> {
        passwords::check(&new.password, "/password")?;
        if new.role.is_of_partner() != new.partner.is_some() {
            let message = "a partner's role needs its partner, and no other role has one";
            return Err(ServiceError::invalid("/partner_id", "role_and_partner", message));
        }
        let hash = self.passwords.hash(&new.password)?;
        let id = UserId::from_bits(uuid::Uuid::now_v7().as_u128());
        let at = self.clock.real_time().naive_utc();
        self.database.write(Scope::of_programme(), move |tx| {
            if users::by_email(tx, &new.email)?.is_some() {
                let detail = format!("{} is the address of another user", new.email);
                return Err(ServiceError::Conflict("email_taken", detail));
            }
            let partner = match &new.partner {
                Some(code) => Some(
                    partners::by_code(tx, code)?.map(|partner| partner.id).ok_or_else(|| {
                        let message = format!("{code} is not the code of a partner");
                        ServiceError::invalid("/partner_id", "unknown_partner", message)
                    })?,
                ),
                None => None,
            };
            let user = made(&new, id.clone(), partner, hash.clone(), at);
            users::insert(tx, &user)?;
            audit::record(tx, &who, &Change::of("users.create", (None, &user)), at)?;
            Ok(user)
        })
    }
}

impl App {
    /// The hash of a password that may be chosen; `pointer` says where it stands in the request.
    pub fn hash_new_password(&self, password: &str, pointer: &str) -> Result<String, ServiceError> {
        passwords::check(password, pointer)?;
        self.passwords.hash(password)
    }

    /// Changes a user's password and ends all of its sessions, the asking one too.
    pub fn change_password(
        &self,
        user: User,
        (current, new): (&str, &str),
        who: OnBehalf,
    ) -> Result<(), ServiceError> {
        passwords::check(new, "/new_password")?;
        self.attempts.attempt(user.id.as_str())?;
        if !self.passwords.verify(current, user.password_hash.as_deref()) {
            let message = "is not your password";
            return Err(ServiceError::invalid("/current_password", "wrong_password", message));
        }
        let (hash, at) = (self.passwords.hash(new)?, self.clock.real_time().naive_utc());
        self.database.write(Scope::of_programme(), move |tx| {
            ServiceError::stale_unless(users::set_password(tx, &user, &hash, at)?)?;
            password_links::withdraw_of(tx, &user.id, at)?;
            audit::record(tx, &who, &Change::about("users.change_password", &user), at)
        })
    }
}

pub(super) fn made(
    new: &NewUser,
    id: UserId,
    partner: Option<PartnerId>,
    password_hash: String,
    at: chrono::NaiveDateTime,
) -> User {
    User {
        id,
        email: new.email.clone(),
        name: new.name.clone(),
        phone: None,
        role: new.role,
        partner,
        status: UserStatus::Active,
        password_hash: Some(password_hash),
        security_version: 1,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}

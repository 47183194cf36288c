//! Users: making them.

use serde_json::json;

use super::app::App;
use super::audit::{self, Change, OnBehalf};
use super::error::ServiceError;
use super::passwords;
use crate::domain::{Code, Email, Name, PartnerId, Role, Scope, User, UserId, UserStatus};
use crate::storage::{partners, users};

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
                Some(code) => Some(partners::id_of(tx, code)?.ok_or_else(|| {
                    let message = format!("{code} is not the code of a partner");
                    ServiceError::invalid("/partner_id", "unknown_partner", message)
                })?),
                None => None,
            };
            let user = made(&new, id.clone(), partner, hash.clone(), at);
            users::insert(tx, &user)?;
            let change = Change {
                action: "users.create",
                subject_kind: "user",
                subject_id: user.id.as_str(),
                partner: user.partner.as_ref(),
                after: Some(shown(&user)),
                ..Change::default()
            };
            audit::record(tx, &who, &change, at)?;
            Ok(user)
        })
    }
}

fn made(
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

/// A user as the audit trail shows it: without its hash.
fn shown(user: &User) -> serde_json::Value {
    json!({
        "email": user.email.as_str(),
        "name": user.name.as_str(),
        "role": user.role.as_str(),
        "partner_id": user.partner.as_ref().map(PartnerId::as_str),
        "status": user.status.as_str(),
    })
}

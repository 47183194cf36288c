//! A database of invented data: what makes it one, and the people in it.

use chrono::NaiveDate;

use super::app::App;
use super::by::new_id;
use super::error::ServiceError;
use super::passwords::OF_DEMO;
use crate::domain::{Email, Name, PartnerId, Phone, Role, Scope, User, UserStatus};
use crate::storage::{Tx, demo, users};

pub use crate::storage::demo::Step;

impl App {
    /// How far the demo of this database is filled in, where it is one.
    pub fn demo_step(&self) -> Result<Option<Step>, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| Ok(demo::step(tx)?))
    }

    /// Marks an empty database as a demo, or one as complete.
    pub fn mark_demo(&self, step: Step, today: NaiveDate) -> Result<(), ServiceError> {
        let at = self.clock.real_time().naive_utc();
        self.database.write(Scope::of_programme(), move |tx| -> Result<_, ServiceError> {
            if step == Step::Begun && !users::is_empty(tx)? {
                let detail = "the database has users, and a demo begins with an empty one";
                return Err(ServiceError::Conflict("not_empty", detail.to_owned()));
            }
            Ok(demo::mark(tx, step, (today, at))?)
        })
    }

    /// The hash of the password that everybody in a demo has.
    pub fn demo_password_hash(&self) -> Result<String, ServiceError> {
        self.passwords.hash(OF_DEMO)
    }
}

/// Somebody of a demo.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// By which it signs in.
    pub email: Email,
    /// What it is called.
    pub name: Name,
    /// Its number.
    pub phone: Phone,
    /// What it may do.
    pub role: Role,
    /// Its partner, where its role has one.
    pub partner: Option<PartnerId>,
}

/// Makes somebody who signs in with the demo's password; only a demo takes them.
pub fn add_person(
    tx: &mut Tx<'_>,
    person: DemoPerson,
    (password_hash, at): (&str, chrono::NaiveDateTime),
) -> Result<User, ServiceError> {
    if demo::step(tx)? != Some(Step::Begun) {
        return Err(ServiceError::Internal("a demo's people belong into a demo".to_owned()));
    }
    let DemoPerson { email, name, phone, role, partner } = person;
    let user = User {
        id: new_id(),
        email,
        name,
        phone: Some(phone),
        role,
        partner,
        status: UserStatus::Active,
        password_hash: Some(password_hash.to_owned()),
        security_version: 1,
        version: 1,
        created_at: at,
        updated_at: at,
    };
    users::insert(tx, &user)?;
    Ok(user)
}

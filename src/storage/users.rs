//! Users.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::users;
use crate::domain::{Email, Name, PartnerId, Role, User, UserId, UserStatus};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
struct Row {
    id: String,
    email: String,
    name: String,
    role: String,
    partner_id: Option<String>,
    status: String,
    password_hash: Option<String>,
    security_version: i32,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&User> for Row {
    fn from(user: &User) -> Self {
        let User {
            id,
            email,
            name,
            role,
            partner,
            status,
            password_hash,
            security_version,
            version,
            created_at,
            updated_at,
        } = user;
        Self {
            id: id.to_string(),
            email: email.to_string(),
            name: name.to_string(),
            role: role.as_str().to_owned(),
            partner_id: partner.as_ref().map(ToString::to_string),
            status: status.as_str().to_owned(),
            password_hash: password_hash.clone(),
            security_version: *security_version,
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for User {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            email,
            name,
            role,
            partner_id,
            status,
            password_hash,
            security_version,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("user {id}: {what}"));
        Ok(Self {
            email: Email::parse(&email).ok_or_else(|| unreadable("e-mail"))?,
            name: Name::parse(&name).ok_or_else(|| unreadable("name"))?,
            role: Role::parse(&role).ok_or_else(|| unreadable("role"))?,
            partner: match partner_id {
                Some(text) => Some(PartnerId::parse(&text).ok_or_else(|| unreadable("partner"))?),
                None => None,
            },
            status: UserStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            id: UserId::parse(&id).ok_or_else(|| unreadable("id"))?,
            password_hash,
            security_version,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds a user.
pub fn insert(tx: &mut Tx<'_>, user: &User) -> Result<(), StorageError> {
    diesel::insert_into(users::table).values(Row::from(user)).execute(tx.connection)?;
    Ok(())
}

/// The user with that address, whatever its status.
pub fn by_email(tx: &mut Tx<'_>, email: &Email) -> Result<Option<User>, StorageError> {
    let mine = users::table.filter(users::email.eq(email.as_str()));
    first(tx, mine.into_boxed())
}

/// The user with that id.
pub fn by_id(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>, StorageError> {
    let mine = users::table.filter(users::id.eq(id.as_str()));
    first(tx, mine.into_boxed())
}

/// The first user of a query that the scope may see.
fn first(
    tx: &mut Tx<'_>,
    mut query: users::BoxedQuery<'_, super::connection::MultiBackend>,
) -> Result<Option<User>, StorageError> {
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(users::partner_id.eq(partner.as_str().to_owned()));
    }
    let row = query.select(Row::as_select()).first(tx.connection).optional()?;
    row.map(User::try_from).transpose()
}

/// Whether nobody can sign in yet, so that the first administrator may be made.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, StorageError> {
    let count: i64 = users::table.count().get_result(tx.connection)?;
    Ok(count == 0)
}

/// Stores a new password and ends the user's sessions.
pub fn set_password(
    tx: &mut Tx<'_>,
    user: &User,
    hash: &str,
    at: NaiveDateTime,
) -> Result<bool, StorageError> {
    let same =
        users::table.filter(users::id.eq(user.id.as_str())).filter(users::version.eq(user.version));
    let changed = diesel::update(same)
        .set((
            users::password_hash.eq(hash),
            users::status.eq(UserStatus::Active.as_str()),
            users::security_version.eq(user.security_version + 1),
            users::version.eq(user.version + 1),
            users::updated_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

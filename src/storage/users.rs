//! Users.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::partners::read;
use super::schema::{refresh_families, users};
use crate::domain::{Email, Name, PartnerId, Phone, Role, SessionId, User, UserId, UserStatus};

/// What may be asked of the list of users.
pub const LISTED: Listed = Listed {
    name: "users",
    id: "users.id",
    columns: &[
        Column::new("email", Kind::Text, "users.email").sorted(),
        Column::new("name", Kind::Text, "users.name").sorted(),
        Column::new("role", Kind::Text, "users.role").sorted(),
        Column::new("status", Kind::Text, "users.status").sorted(),
        Column::new("partner_id", Kind::Text, "users.partner_id"),
        Column::new("created_at", Kind::Instant, "users.created_at").sorted(),
    ],
    searched: &["users.id", "users.email", "users.name", "users.phone"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
struct Row {
    id: String,
    email: String,
    name: String,
    phone: Option<String>,
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
            phone,
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
            phone: phone.as_ref().map(ToString::to_string),
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
            phone,
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
            phone: read(phone, Phone::parse, || unreadable("phone"))?,
            role: Role::parse(&role).ok_or_else(|| unreadable("role"))?,
            partner: read(partner_id, PartnerId::parse, || unreadable("partner"))?,
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

/// The user of a session that has not ended by a time.
pub fn of_session(
    tx: &mut Tx<'_>,
    session: &SessionId,
    at: NaiveDateTime,
) -> Result<Option<User>, StorageError> {
    let row = users::table
        .inner_join(refresh_families::table.on(refresh_families::user_id.eq(users::id)))
        .filter(refresh_families::id.eq(session.as_str()))
        .filter(refresh_families::revoked_at.is_null())
        .filter(refresh_families::expires_at.gt(at))
        .select(Row::as_select())
        .get_result(tx.connection)
        .optional()?;
    row.map(User::try_from).transpose()
}

type Query<'q> = users::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(users::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The first user of a query that the scope may see.
fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<User>, StorageError> {
    let query = seen(tx, query);
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(User::try_from).transpose()
}

/// A page of the users that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<User>, StorageError> {
    let mut query = seen(tx, users::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, User::try_from)
}

/// Writes a user over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, user: &User) -> Result<bool, StorageError> {
    let before = users::table
        .filter(users::id.eq(user.id.as_str()))
        .filter(users::version.eq(user.version - 1));
    Ok(diesel::update(before).set(Row::from(user)).execute(tx.connection)? == 1)
}

/// The active users of any of these roles, of one partner where one is given, by id.
pub fn active(
    tx: &mut Tx<'_>,
    roles: &[Role],
    partner: Option<&PartnerId>,
) -> Result<Vec<UserId>, StorageError> {
    let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let active = users::table
        .filter(users::status.eq(UserStatus::Active.as_str()))
        .filter(users::role.eq_any(words))
        .into_boxed();
    let mut query = seen(tx, active);
    if let Some(partner) = partner {
        query = query.filter(users::partner_id.eq(partner.to_string()));
    }
    let ids: Vec<String> = query.order(users::id).select(users::id).load(tx.connection)?;
    ids.iter().map(|id| id_of(id)).collect()
}

fn id_of(id: &str) -> Result<UserId, StorageError> {
    UserId::parse(id).ok_or_else(|| StorageError::Failed(format!("user {id}: its id")))
}

/// How many users are named by one query.
const AT_ONCE: usize = 1_000;

/// What users are called, by id, of those that the scope may see.
pub fn names(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<(UserId, String)>, StorageError> {
    let mut named = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let query = seen(tx, users::table.filter(users::id.eq_any(some)).into_boxed());
        let rows: Vec<(String, String)> =
            query.select((users::id, users::name)).load(tx.connection)?;
        for (id, name) in rows {
            named.push((id_of(&id)?, name));
        }
    }
    Ok(named)
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

//! What concerns a person.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::notifications;
use crate::domain::{NoticeKind, NotificationId, UserId, Word};

/// What may be asked of the list of notifications.
pub const LISTED: Listed = Listed {
    name: "notifications",
    id: "notifications.id",
    columns: &[
        Column::new("kind", Kind::Text, "notifications.kind"),
        Column::new("subject_kind", Kind::Text, "notifications.subject_kind"),
        Column::new("subject_id", Kind::Text, "notifications.subject_id"),
        Column::new("read", Kind::Flag, "(notifications.read_at IS NOT NULL)"),
        Column::new("created_at", Kind::Instant, "notifications.created_at").sorted(),
    ],
    searched: &["notifications.kind", "notifications.subject_id", "notifications.data"],
};

/// Something that concerns a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Whom it concerns.
    pub user: UserId,
    /// What happened.
    pub kind: NoticeKind,
    /// To which kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: String,
    /// What more there is to say, as a JSON object.
    pub data: String,
    /// When.
    pub created_at: NaiveDateTime,
    /// When the person read it.
    pub read_at: Option<NaiveDateTime>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications)]
struct Row {
    id: String,
    user_id: String,
    kind: String,
    subject_kind: String,
    subject_id: String,
    data: String,
    created_at: NaiveDateTime,
    read_at: Option<NaiveDateTime>,
}

impl From<&Notification> for Row {
    fn from(notification: &Notification) -> Self {
        let Notification { id, user, kind, subject_kind, subject_id, data, created_at, read_at } =
            notification;
        Self {
            id: id.to_string(),
            user_id: user.to_string(),
            kind: kind.as_str().to_owned(),
            subject_kind: subject_kind.clone(),
            subject_id: subject_id.clone(),
            data: data.clone(),
            created_at: *created_at,
            read_at: *read_at,
        }
    }
}

impl TryFrom<Row> for Notification {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row { id, user_id, kind, subject_kind, subject_id, data, created_at, read_at } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("notification {id}: {what}"));
        let user = UserId::parse(&user_id).ok_or_else(|| unreadable("user"))?;
        let kind = NoticeKind::parse(&kind).ok_or_else(|| unreadable("kind"))?;
        let id = NotificationId::parse(&id).ok_or_else(|| unreadable("id"))?;
        Ok(Self { id, user, kind, subject_kind, subject_id, data, created_at, read_at })
    }
}

/// Adds a notification.
pub fn insert(tx: &mut Tx<'_>, notification: &Notification) -> Result<(), StorageError> {
    let row = Row::from(notification);
    diesel::insert_into(notifications::table).values(row).execute(tx.connection)?;
    Ok(())
}

/// A person's notification with that id.
pub fn by_id(
    tx: &mut Tx<'_>,
    user: &UserId,
    id: &NotificationId,
) -> Result<Option<Notification>, StorageError> {
    let own = notifications::table
        .filter(notifications::user_id.eq(user.as_str()))
        .filter(notifications::id.eq(id.as_str()));
    let row = own.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Notification::try_from).transpose()
}

/// A page of a person's notifications.
pub fn list(
    tx: &mut Tx<'_>,
    user: &UserId,
    listing: &Listing,
) -> Result<Page<Notification>, StorageError> {
    let own = notifications::table.filter(notifications::user_id.eq(user.to_string()));
    let mut query = own.into_boxed();
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Notification::try_from)
}

/// Keeps that a person read a notification of its own, or all of them; how many were new to it.
pub fn read(
    tx: &mut Tx<'_>,
    user: &UserId,
    which: Option<&NotificationId>,
    at: NaiveDateTime,
) -> Result<usize, StorageError> {
    let mut new = diesel::update(notifications::table)
        .filter(notifications::user_id.eq(user.to_string()))
        .filter(notifications::read_at.is_null())
        .into_boxed();
    if let Some(id) = which {
        new = new.filter(notifications::id.eq(id.to_string()));
    }
    Ok(new.set(notifications::read_at.eq(at)).execute(tx.connection)?)
}

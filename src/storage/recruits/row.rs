//! A recruit as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::recruit::{Recruit, RecruitStatus, Source, Stage};
use crate::domain::{
    City, ClientRef, EventId, Name, Note, PartnerId, RecruitId, SellerId, UserId, Word,
};
use crate::storage::error::StorageError;
use crate::storage::schema::recruits;
use crate::storage::signed;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recruits, treat_none_as_null = true)]
pub(super) struct Row {
    id: String,
    partner_id: String,
    user_id: Option<String>,
    created_by: String,
    seller_id: String,
    seller_name: String,
    seller_city: String,
    submitted: Option<String>,
    source: String,
    event_id: Option<String>,
    note: Option<String>,
    captured_at: Option<NaiveDateTime>,
    received_at: NaiveDateTime,
    client_ref: Option<String>,
    status: String,
    stage: String,
    protected_until: Option<NaiveDate>,
    last_activity_at: Option<NaiveDateTime>,
    review_reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    decision_reason: Option<String>,
    ended_at: Option<NaiveDateTime>,
    ended_reason: Option<String>,
    version: i32,
    updated_at: NaiveDateTime,
    first_contact_hours: i32,
    first_contact_due_at: Option<NaiveDateTime>,
}

impl From<&Recruit> for Row {
    fn from(recruit: &Recruit) -> Self {
        let Recruit {
            id,
            partner,
            user,
            created_by,
            seller,
            seller_name,
            seller_city,
            submitted,
            source,
            event,
            note,
            captured_at,
            received_at,
            first_contact_hours,
            client_ref,
            status,
            stage,
            protected_until,
            last_activity_at,
            review_reason,
            decided,
            decision_reason,
            ended_at,
            ended_reason,
            version,
            updated_at,
        } = recruit;
        let (decided_by, decided_at) = signed::columns(decided.as_ref());
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.as_ref().map(ToString::to_string),
            created_by: created_by.to_string(),
            seller_id: seller.to_string(),
            seller_name: seller_name.to_string(),
            seller_city: seller_city.to_string(),
            submitted: submitted.clone(),
            source: source.as_str().to_owned(),
            event_id: event.as_ref().map(ToString::to_string),
            note: note.as_ref().map(ToString::to_string),
            captured_at: *captured_at,
            received_at: *received_at,
            client_ref: client_ref.as_ref().map(ToString::to_string),
            status: status.as_str().to_owned(),
            stage: stage.as_str().to_owned(),
            protected_until: *protected_until,
            last_activity_at: *last_activity_at,
            review_reason: review_reason.clone(),
            decided_by,
            decided_at,
            decision_reason: decision_reason.as_ref().map(ToString::to_string),
            ended_at: *ended_at,
            ended_reason: ended_reason.as_ref().map(ToString::to_string),
            version: *version,
            updated_at: *updated_at,
            first_contact_hours: i32::try_from(*first_contact_hours).unwrap_or(i32::MAX),
            first_contact_due_at: Some(recruit.first_contact_due()),
        }
    }
}

impl TryFrom<Row> for Recruit {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            user_id,
            created_by,
            seller_id,
            seller_name,
            seller_city,
            submitted,
            source,
            event_id,
            note,
            captured_at,
            received_at,
            client_ref,
            status,
            stage,
            protected_until,
            last_activity_at,
            review_reason,
            decided_by,
            decided_at,
            decision_reason,
            ended_at,
            ended_reason,
            version,
            updated_at,
            first_contact_hours,
            // It follows from the two before.
            first_contact_due_at: _,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("recruit {id}: {what}"));
        let decided = signed::read(decided_by.as_deref(), decided_at);
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            user: read(user_id, UserId::parse, || unreadable("user"))?,
            created_by: UserId::parse(&created_by).ok_or_else(|| unreadable("creator"))?,
            seller: SellerId::parse(&seller_id).ok_or_else(|| unreadable("seller"))?,
            seller_name: Name::parse(&seller_name).ok_or_else(|| unreadable("name"))?,
            seller_city: City::parse(&seller_city).ok_or_else(|| unreadable("city"))?,
            submitted,
            source: Source::parse(&source).ok_or_else(|| unreadable("source"))?,
            event: read(event_id, EventId::parse, || unreadable("event"))?,
            note: read(note, Note::parse, || unreadable("note"))?,
            captured_at,
            received_at,
            first_contact_hours: u32::try_from(first_contact_hours)
                .map_err(|_| unreadable("its first contact"))?,
            client_ref: read(client_ref, ClientRef::parse, || unreadable("reference"))?,
            status: RecruitStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            stage: Stage::parse(&stage).ok_or_else(|| unreadable("stage"))?,
            protected_until,
            last_activity_at,
            review_reason,
            decided: decided.ok_or_else(|| unreadable("who decided"))?,
            decision_reason: read(decision_reason, Note::parse, || unreadable("decision"))?,
            ended_at,
            ended_reason: read(ended_reason, Note::parse, || unreadable("its end"))?,
            id: RecruitId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            updated_at,
        })
    }
}

/// Reads an optional column by a domain type's door.
pub(super) fn read<T>(
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    unreadable: impl Fn() -> StorageError,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).ok_or_else(unreadable)).transpose()
}

//! What was done for a recruit: moves of its stage, activities, and its one extension.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::row::read;
use crate::domain::recruit::{
    Activity, ActivityKind, Extension, Recruit, Stage, StageMove, StageMoved,
};
use crate::domain::{ActivityId, Note, PartnerId, RecruitId, UserId, Word};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{recruit_activities, recruit_extensions, recruit_stage_moves};

/// Keeps a move of a recruit's stage.
pub fn insert_move(
    tx: &mut Tx<'_>,
    recruit: &Recruit,
    moved: &StageMoved,
) -> Result<(), StorageError> {
    let StageMoved { from, to, note, by, at } = moved;
    diesel::insert_into(recruit_stage_moves::table)
        .values((
            recruit_stage_moves::partner_id.eq(recruit.partner.as_str()),
            recruit_stage_moves::recruit_id.eq(recruit.id.as_str()),
            recruit_stage_moves::from_stage.eq(from.map(Stage::as_str)),
            recruit_stage_moves::to_stage.eq(to.as_str()),
            recruit_stage_moves::note.eq(note.as_ref().map(Note::as_str)),
            recruit_stage_moves::moved_by.eq(by.as_ref().map(UserId::as_str)),
            recruit_stage_moves::moved_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

type Move = (Option<String>, String, Option<String>, Option<String>, NaiveDateTime);

/// The moves of a recruit's stage, the first one first.
pub fn moves(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Vec<StageMoved>, StorageError> {
    let rows: Vec<Move> = recruit_stage_moves::table
        .filter(recruit_stage_moves::recruit_id.eq(recruit.as_str()))
        .select((
            recruit_stage_moves::from_stage,
            recruit_stage_moves::to_stage,
            recruit_stage_moves::note,
            recruit_stage_moves::moved_by,
            recruit_stage_moves::moved_at,
        ))
        .order(recruit_stage_moves::seq)
        .load(tx.connection)?;
    let unreadable = || StorageError::Failed(format!("recruit {recruit}: its moves"));
    let moved = |(from, to, note, by, at): Move| {
        Ok(StageMoved {
            from: read(from, Stage::parse, unreadable)?,
            to: StageMove::parse(&to).ok_or_else(unreadable)?,
            note: read(note, Note::parse, unreadable)?,
            by: read(by, UserId::parse, unreadable)?,
            at,
        })
    };
    rows.into_iter().map(moved).collect()
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recruit_activities)]
struct Row {
    id: String,
    partner_id: String,
    recruit_id: String,
    user_id: Option<String>,
    created_by: String,
    kind: String,
    happened_at: NaiveDateTime,
    note: Option<String>,
    created_at: NaiveDateTime,
}

impl From<&Activity> for Row {
    fn from(activity: &Activity) -> Self {
        let Activity {
            id,
            recruit,
            partner,
            user,
            created_by,
            kind,
            happened_at,
            note,
            created_at,
        } = activity;
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            recruit_id: recruit.to_string(),
            user_id: user.as_ref().map(ToString::to_string),
            created_by: created_by.to_string(),
            kind: kind.as_str().to_owned(),
            happened_at: *happened_at,
            note: note.as_ref().map(ToString::to_string),
            created_at: *created_at,
        }
    }
}

impl TryFrom<Row> for Activity {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            recruit_id,
            user_id,
            created_by,
            kind,
            happened_at,
            note,
            created_at,
        } = row;
        let unreadable = || StorageError::Failed(format!("activity {id}: cannot be read"));
        Ok(Self {
            recruit: RecruitId::parse(&recruit_id).ok_or_else(unreadable)?,
            partner: PartnerId::parse(&partner_id).ok_or_else(unreadable)?,
            user: read(user_id, UserId::parse, unreadable)?,
            created_by: UserId::parse(&created_by).ok_or_else(unreadable)?,
            kind: ActivityKind::parse(&kind).ok_or_else(unreadable)?,
            happened_at,
            note: read(note, Note::parse, unreadable)?,
            created_at,
            id: ActivityId::parse(&id).ok_or_else(unreadable)?,
        })
    }
}

/// What some people did last, the last first.
pub fn last_activities(
    tx: &mut Tx<'_>,
    people: &[&str],
    most: i64,
) -> Result<Vec<Activity>, StorageError> {
    let rows: Vec<Row> = recruit_activities::table
        .filter(recruit_activities::user_id.eq_any(people))
        .select(Row::as_select())
        .order((recruit_activities::happened_at.desc(), recruit_activities::id.desc()))
        .limit(most)
        .load(tx.connection)?;
    rows.into_iter().map(Activity::try_from).collect()
}

/// Keeps what was done for a recruit.
pub fn insert_activity(tx: &mut Tx<'_>, activity: &Activity) -> Result<(), StorageError> {
    diesel::insert_into(recruit_activities::table)
        .values(Row::from(activity))
        .execute(tx.connection)?;
    Ok(())
}

/// What was done for a recruit, the last first.
pub fn activities(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Vec<Activity>, StorageError> {
    let rows: Vec<Row> = recruit_activities::table
        .filter(recruit_activities::recruit_id.eq(recruit.as_str()))
        .select(Row::as_select())
        .order((recruit_activities::happened_at.desc(), recruit_activities::id.desc()))
        .load(tx.connection)?;
    rows.into_iter().map(Activity::try_from).collect()
}

/// Keeps the one extension of a recruit's protection.
pub fn insert_extension(
    tx: &mut Tx<'_>,
    recruit: &Recruit,
    extension: &Extension,
) -> Result<(), StorageError> {
    let Extension { reason, until_before, until_after, by, at } = extension;
    diesel::insert_into(recruit_extensions::table)
        .values((
            recruit_extensions::recruit_id.eq(recruit.id.as_str()),
            recruit_extensions::partner_id.eq(recruit.partner.as_str()),
            recruit_extensions::reason.eq(reason.as_str()),
            recruit_extensions::until_before.eq(until_before),
            recruit_extensions::until_after.eq(until_after),
            recruit_extensions::extended_by.eq(by.as_str()),
            recruit_extensions::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// The one extension of a recruit's protection, where there was one.
pub fn extension(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Option<Extension>, StorageError> {
    type Found = (String, NaiveDate, NaiveDate, String, NaiveDateTime);
    let found: Option<Found> = recruit_extensions::table
        .filter(recruit_extensions::recruit_id.eq(recruit.as_str()))
        .select((
            recruit_extensions::reason,
            recruit_extensions::until_before,
            recruit_extensions::until_after,
            recruit_extensions::extended_by,
            recruit_extensions::created_at,
        ))
        .first(tx.connection)
        .optional()?;
    let unreadable = || StorageError::Failed(format!("recruit {recruit}: its extension"));
    let read = |(reason, until_before, until_after, by, at): Found| {
        let reason = Note::parse(&reason).ok_or_else(unreadable)?;
        let by = UserId::parse(&by).ok_or_else(unreadable)?;
        Ok(Extension { reason, until_before, until_after, by, at })
    };
    found.map(read).transpose()
}

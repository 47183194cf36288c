//! What recruits of some time went through, for the report of the pipeline.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::min;
use diesel::prelude::*;

use crate::domain::recruit::{Course, RecruitStatus, StageMove};
use crate::domain::{PartnerId, Word};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{recruit_activities, recruit_stage_moves, recruits};

/// The recruits that were received from one instant until before another, and not refused; of one partner
/// where it is named, and of those that the scope may see.
pub fn courses(
    tx: &mut Tx<'_>,
    (from, until): (NaiveDateTime, NaiveDateTime),
    partner: Option<&PartnerId>,
) -> Result<Vec<Course>, StorageError> {
    let own = tx.scope().partner().map(ToString::to_string);
    let mut query = recruits::table
        .filter(recruits::received_at.ge(from))
        .filter(recruits::received_at.lt(until))
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .into_boxed();
    for partner in own.into_iter().chain(partner.map(ToString::to_string)) {
        query = query.filter(recruits::partner_id.eq(partner));
    }
    let rows: Vec<(String, NaiveDateTime, i32, String)> = query
        .select((
            recruits::id,
            recruits::received_at,
            recruits::first_contact_hours,
            recruits::status,
        ))
        .order(recruits::id)
        .load(tx.connection)?;
    let (mut moves, first) = (moves(tx, (from, until))?, first_activities(tx, (from, until))?);
    let course = |(id, received_at, hours, status): (String, NaiveDateTime, i32, String)| {
        let unreadable = || StorageError::Failed(format!("recruit {id}: its course"));
        Ok(Course {
            received_at,
            first_contact_hours: u32::try_from(hours).map_err(|_| unreadable())?,
            status: RecruitStatus::parse(&status).ok_or_else(unreadable)?,
            moves: moves.remove(&id).unwrap_or_default(),
            first_activity: first.get(&id).copied(),
        })
    };
    rows.into_iter().map(course).collect()
}

type Moves = HashMap<String, Vec<(StageMove, NaiveDateTime)>>;

fn moves(
    tx: &mut Tx<'_>,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> Result<Moves, StorageError> {
    let rows: Vec<(String, String, NaiveDateTime)> = recruit_stage_moves::table
        .inner_join(recruits::table)
        .filter(recruits::received_at.ge(from))
        .filter(recruits::received_at.lt(until))
        .order(recruit_stage_moves::seq)
        .select((
            recruit_stage_moves::recruit_id,
            recruit_stage_moves::to_stage,
            recruit_stage_moves::moved_at,
        ))
        .load(tx.connection)?;
    let mut moves = Moves::new();
    for (recruit, to, at) in rows {
        let unreadable = || StorageError::Failed(format!("recruit {recruit}: its moves"));
        let moved = StageMove::parse(&to).ok_or_else(unreadable)?;
        moves.entry(recruit).or_default().push((moved, at));
    }
    Ok(moves)
}

fn first_activities(
    tx: &mut Tx<'_>,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> Result<HashMap<String, NaiveDateTime>, StorageError> {
    let rows: Vec<(String, Option<NaiveDateTime>)> = recruit_activities::table
        .inner_join(recruits::table)
        .filter(recruits::received_at.ge(from))
        .filter(recruits::received_at.lt(until))
        .filter(
            recruit_activities::happened_at
                .ge(recruits::received_at)
                .or(recruit_activities::happened_at.nullable().ge(recruits::captured_at)),
        )
        .group_by(recruit_activities::recruit_id)
        .select((recruit_activities::recruit_id, min(recruit_activities::happened_at)))
        .load(tx.connection)?;
    Ok(rows.into_iter().filter_map(|(recruit, at)| Some((recruit, at?))).collect())
}

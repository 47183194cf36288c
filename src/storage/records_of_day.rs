//! When a day's records were made, and what they share: by which strange ones are noticed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::check_ins_day::Day;
use super::database::Tx;
use super::error::StorageError;
use super::schema::{check_ins, recruit_activities, recruits, sellers};
use crate::domain::recruit::RecruitStatus;
use crate::domain::{Phone, RecruitId, Word};

/// A recruit of a day, by the phone's time where it said one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The recruit.
    pub recruit: RecruitId,
    /// Who registered it, by id.
    pub user: String,
    /// When, by the phone.
    pub captured_at: Option<DateTime<Utc>>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The seller's number.
    pub phone: Option<Phone>,
}

/// The recruits of a day.
pub fn registered(tx: &mut Tx<'_>, day: Day) -> Result<Vec<Registered>, StorageError> {
    type Found = (String, String, Option<NaiveDateTime>, NaiveDateTime, Option<String>);
    let at = diesel::dsl::sql::<diesel::sql_types::Timestamp>(
        "coalesce(recruits.captured_at, recruits.received_at)",
    );
    let rows: Vec<Found> = recruits::table
        .inner_join(sellers::table)
        .filter(at.clone().ge(day.from))
        .filter(at.lt(day.until))
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .order(recruits::seq)
        .select((
            recruits::id,
            recruits::created_by,
            recruits::captured_at,
            recruits::received_at,
            sellers::phone,
        ))
        .load(tx.connection)?;
    let read = |(id, user, captured_at, received_at, phone): Found| {
        Ok(Registered {
            recruit: recruit(&id)?,
            user,
            captured_at: captured_at.map(|at| at.and_utc()),
            received_at: received_at.and_utc(),
            phone: phone.as_deref().and_then(Phone::parse),
        })
    };
    rows.into_iter().map(read).collect()
}

/// What somebody made elsewhere and sent later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// When it was made, by the phone.
    pub captured_at: DateTime<Utc>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// The recruits that were received on a day, and the reports of other days that were: whose they are, by
/// id, and when the phone says that they were made.
pub fn came(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(String, Came)>, StorageError> {
    type Found = (String, Option<NaiveDateTime>, NaiveDateTime);
    let mut rows: Vec<Found> = recruits::table
        .filter(recruits::received_at.ge(day.from))
        .filter(recruits::received_at.lt(day.until))
        .filter(recruits::captured_at.is_not_null())
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .order(recruits::seq)
        .select((recruits::created_by, recruits::captured_at, recruits::received_at))
        .load(tx.connection)?;
    let reports: Vec<Found> = check_ins::table
        .filter(check_ins::received_at.ge(day.from))
        .filter(check_ins::received_at.lt(day.until))
        .filter(check_ins::captured_at.is_not_null())
        .filter(check_ins::date.ne(day.date))
        .order(check_ins::received_at)
        .select((check_ins::user_id, check_ins::captured_at, check_ins::received_at))
        .load(tx.connection)?;
    rows.extend(reports);
    let came = |(user, captured_at, received_at): Found| {
        let captured_at = captured_at?.and_utc();
        Some((user, Came { captured_at, received_at: received_at.and_utc() }))
    };
    Ok(rows.into_iter().filter_map(came).collect())
}

/// All recruits whose sellers have one of these numbers.
pub fn with_phones(
    tx: &mut Tx<'_>,
    phones: Vec<String>,
) -> Result<Vec<(Phone, RecruitId)>, StorageError> {
    if phones.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Option<String>, String)> = recruits::table
        .inner_join(sellers::table)
        .filter(sellers::phone.eq_any(phones))
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .order(recruits::seq)
        .select((sellers::phone, recruits::id))
        .load(tx.connection)?;
    let mut found = Vec::new();
    for (phone, id) in rows {
        if let Some(phone) = phone.as_deref().and_then(Phone::parse) {
            found.push((phone, recruit(&id)?));
        }
    }
    Ok(found)
}

/// When the activities of a day were, and whose they are, by id.
pub fn activities(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(String, DateTime<Utc>)>, StorageError> {
    let rows: Vec<(String, NaiveDateTime)> = recruit_activities::table
        .filter(recruit_activities::happened_at.ge(day.from))
        .filter(recruit_activities::happened_at.lt(day.until))
        .select((recruit_activities::created_by, recruit_activities::happened_at))
        .load(tx.connection)?;
    Ok(rows.into_iter().map(|(user, at)| (user, at.and_utc())).collect())
}

fn recruit(id: &str) -> Result<RecruitId, StorageError> {
    RecruitId::parse(id).ok_or_else(|| StorageError::Failed(format!("recruit {id}: its id")))
}

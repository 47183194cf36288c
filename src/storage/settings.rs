//! Settings from a day on: rows are added and never changed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::settings;
use crate::domain::UserId;

/// A setting as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSetting {
    /// Its name.
    pub key: String,
    /// Its value as JSON.
    pub value: String,
    /// From this day on.
    pub from: NaiveDate,
}

/// Adds a setting from a day on, with a reason.
pub fn insert(
    tx: &mut Tx<'_>,
    setting: &KeptSetting,
    reason: &str,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<(), StorageError> {
    let KeptSetting { key, value, from } = setting;
    diesel::insert_into(settings::table)
        .values((
            settings::key.eq(key),
            settings::value.eq(value),
            settings::effective_from.eq(from),
            settings::reason.eq(reason),
            settings::set_by.eq(by.as_str()),
            settings::created_at.eq(at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// A setting as it was set, by whom and why; the programme's own rows say neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOnce {
    /// What it was set to, and from which day on.
    pub kept: KeptSetting,
    /// Why.
    pub reason: Option<String>,
    /// By whom.
    pub by: Option<UserId>,
    /// When.
    pub at: NaiveDateTime,
}

/// All settings that were set, in the order of [`all`], with who did and why.
pub fn history(tx: &mut Tx<'_>) -> Result<Vec<SetOnce>, StorageError> {
    type Found = (String, String, NaiveDate, Option<String>, Option<String>, NaiveDateTime);
    let rows: Vec<Found> = settings::table
        .order((settings::effective_from, settings::seq))
        .select((
            settings::key,
            settings::value,
            settings::effective_from,
            settings::reason,
            settings::set_by,
            settings::created_at,
        ))
        .load(tx.connection)?;
    let set_once = |(key, value, from, reason, by, at): Found| {
        let unreadable = || StorageError::Failed(format!("setting {key} from {from} on"));
        let by = by.map(|by| UserId::parse(&by).ok_or_else(unreadable)).transpose()?;
        Ok(SetOnce { kept: kept((key, value, from)), reason, by, at })
    };
    rows.into_iter().map(set_once).collect()
}

/// What a setting was set to, in the order in which it takes effect.
pub fn of_name(tx: &mut Tx<'_>, key: &str) -> Result<Vec<KeptSetting>, StorageError> {
    let rows: Vec<(String, String, NaiveDate)> = settings::table
        .filter(settings::key.eq(key))
        .order((settings::effective_from, settings::seq))
        .select((settings::key, settings::value, settings::effective_from))
        .load(tx.connection)?;
    Ok(rows.into_iter().map(kept).collect())
}

/// The settings as they were when the one of that number was the last, in the order of [`all`].
pub fn through(tx: &mut Tx<'_>, last: i64) -> Result<Vec<KeptSetting>, StorageError> {
    let rows: Vec<(String, String, NaiveDate)> = settings::table
        .filter(settings::seq.le(last))
        .order((settings::effective_from, settings::seq))
        .select((settings::key, settings::value, settings::effective_from))
        .load(tx.connection)?;
    Ok(rows.into_iter().map(kept).collect())
}

/// The number of the setting that was set last; 0 where none was.
pub fn last(tx: &mut Tx<'_>) -> Result<i64, StorageError> {
    let last: Option<i64> = settings::table.select(max(settings::seq)).get_result(tx.connection)?;
    Ok(last.unwrap_or(0))
}

fn kept((key, value, from): (String, String, NaiveDate)) -> KeptSetting {
    KeptSetting { key, value, from }
}

/// All settings that were set, in the order in which they take effect: of one name, each takes the place
/// of those before it.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<KeptSetting>, StorageError> {
    through(tx, i64::MAX)
}

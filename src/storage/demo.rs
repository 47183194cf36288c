//! The mark of a database that holds invented data.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::demo;

/// How far a demo has been filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It has been begun.
    Begun,
    /// All of it is there.
    Complete,
}

impl Step {
    fn number(self) -> i32 {
        match self {
            Self::Begun => 1,
            Self::Complete => 2,
        }
    }
}

/// Marks the database; it stays marked for ever.
pub fn mark(
    tx: &mut Tx<'_>,
    step: Step,
    (today, at): (NaiveDate, NaiveDateTime),
) -> Result<(), StorageError> {
    diesel::insert_into(demo::table)
        .values((demo::step.eq(step.number()), demo::today.eq(today), demo::created_at.eq(at)))
        .execute(tx.connection)?;
    Ok(())
}

/// How far the demo of this database is, where it is one.
pub fn step(tx: &mut Tx<'_>) -> Result<Option<Step>, StorageError> {
    let last: Option<i32> =
        demo::table.select(diesel::dsl::max(demo::step)).get_result(tx.connection)?;
    let begun = Step::Begun.number();
    Ok(last.map(|last| if last == begun { Step::Begun } else { Step::Complete }))
}

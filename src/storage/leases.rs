//! Who does which job now, and how each went the last time.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::jobs;

/// A server's claim on a job, until a real time.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The job.
    pub job: &'a str,
    /// The server.
    pub server: &'a str,
    /// Until when, unless it is renewed.
    pub until: NaiveDateTime,
}

/// How a job went the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// The job.
    pub job: String,
    /// The last business day for which it was done.
    pub done_for: Option<NaiveDate>,
    /// When its last run ended; none where none has.
    pub ended_at: Option<NaiveDateTime>,
    /// How much that run changed.
    pub effects: i32,
    /// Why that run failed, where it did.
    pub error: Option<String>,
}

/// What came of a run.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// When it began.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub ended_at: NaiveDateTime,
    /// The business day for which it is done; none where it failed.
    pub done_for: Option<NaiveDate>,
    /// How much it changed.
    pub effects: i32,
    /// Why it failed.
    pub error: Option<&'a str>,
}

/// Takes a job, which no other server has at `now`; `false` where one has.
pub fn take(tx: &mut Tx<'_>, lease: &Lease<'_>, now: NaiveDateTime) -> Result<bool, StorageError> {
    let is_free = jobs::held_until.is_null().or(jobs::held_until.le(now));
    let own = jobs::held_by.eq(lease.server);
    let free = jobs::table.filter(jobs::name.eq(lease.job)).filter(is_free.or(own));
    let claim = (jobs::held_by.eq(lease.server), jobs::held_until.eq(lease.until));
    if diesel::update(free).set(claim).execute(tx.connection)? == 1 {
        return Ok(true);
    }
    let known = jobs::table.filter(jobs::name.eq(lease.job)).count();
    if known.get_result::<i64>(tx.connection)? > 0 {
        return Ok(false);
    }
    let new = diesel::insert_into(jobs::table).values((jobs::name.eq(lease.job), claim));
    match new.execute(tx.connection).map_err(StorageError::from) {
        Ok(_) => Ok(true),
        // Another server made it in this moment: tried again, it is found.
        Err(StorageError::Refused(_)) => Err(StorageError::Contended),
        Err(error) => Err(error),
    }
}

/// Keeps a job that the server has; `false` where it has lost it. Within the transaction of the work
/// nobody else can take it.
pub fn renew(tx: &mut Tx<'_>, lease: &Lease<'_>) -> Result<bool, StorageError> {
    let own = jobs::table.filter(jobs::name.eq(lease.job)).filter(jobs::held_by.eq(lease.server));
    let renewed = diesel::update(own).set(jobs::held_until.eq(lease.until));
    Ok(renewed.execute(tx.connection)? == 1)
}

/// Lets go of a job, and keeps how it went where it came to an end.
pub fn let_go(
    tx: &mut Tx<'_>,
    (job, server): (&str, &str),
    ended: Option<&Ended<'_>>,
) -> Result<(), StorageError> {
    let own = || jobs::table.filter(jobs::name.eq(job)).filter(jobs::held_by.eq(server));
    if let Some(Ended { started_at, ended_at, done_for, effects, error }) = ended {
        diesel::update(own())
            .set((
                jobs::started_at.eq(started_at),
                jobs::ended_at.eq(ended_at),
                jobs::outcome.eq(if error.is_some() { "failed" } else { "done" }),
                jobs::effects.eq(effects),
                jobs::error.eq(error),
            ))
            .execute(tx.connection)?;
        if let Some(day) = done_for {
            diesel::update(own()).set(jobs::done_for.eq(day)).execute(tx.connection)?;
        }
    }
    let none = (jobs::held_by.eq(None::<String>), jobs::held_until.eq(None::<NaiveDateTime>));
    diesel::update(own()).set(none).execute(tx.connection)?;
    Ok(())
}

type Row = (String, Option<NaiveDate>, Option<NaiveDateTime>, Option<i32>, Option<String>);

/// How each job went the last time, by name.
pub fn last_runs(tx: &mut Tx<'_>) -> Result<Vec<LastRun>, StorageError> {
    let rows: Vec<Row> = jobs::table
        .select((jobs::name, jobs::done_for, jobs::ended_at, jobs::effects, jobs::error))
        .order(jobs::name)
        .load(tx.connection)?;
    let run = |(job, done_for, ended_at, effects, error): Row| LastRun {
        job,
        done_for,
        ended_at,
        effects: effects.unwrap_or_default(),
        error,
    };
    Ok(rows.into_iter().map(run).collect())
}

//! Work that comes due by itself: on a business day of the programme, done once, by one server.
//!
//! What is due is a question to the database, so that doing it again finds nothing. A job goes in parts,
//! each a transaction of its own with what it writes into the audit trail as `system`. A server holds a
//! job by a lease that each part renews; where it lost the lease, the part is undone.

mod check_ins;
mod cleaning;
mod disputes;
mod recruits;
mod sellers;
mod state;
mod telling;

use chrono::{NaiveDateTime, TimeDelta};

use super::app::App;
use super::by::By;
use super::clock::Now;
use super::error::ServiceError;
use crate::domain::{Id, IdKind, Scope, printable};
use crate::storage::leases::{self, Ended, Lease};
use crate::storage::{Tx, due};

pub use crate::storage::leases::LastRun;
pub use state::{JobState, states};

/// For how long a server has a job after each part of it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How much is done in one transaction.
const PART: u16 = 100;

/// A job: its name, when it is due, and a part of it.
#[derive(Debug)]
pub struct Job {
    /// What it is called.
    pub name: &'static str,
    is_due: fn(&mut Tx<'_>, &By, Option<&LastRun>) -> Result<bool, ServiceError>,
    part: fn(&mut Tx<'_>, &By, &str) -> Result<Part, ServiceError>,
}

/// All jobs, in the order in which they are done: what ends comes before what is told of the rest.
pub static JOBS: [Job; 9] = [
    daily("protections", recruits::expire),
    daily("idle_recruits", recruits::leave_idle),
    daily("holders", sellers::change_holders),
    daily("memberships", sellers::run_out),
    daily("protection_notices", recruits::tell_of_ends),
    daily("renewal_notices", sellers::tell_of_renewals),
    daily("dispute_notices", disputes::tell_of_overdue),
    Job { name: "missing_check_ins", is_due: check_ins::is_due, part: check_ins::close_day },
    daily("cleaning", cleaning::clean),
];

const fn daily(
    name: &'static str,
    part: fn(&mut Tx<'_>, &By, &str) -> Result<Part, ServiceError>,
) -> Job {
    Job { name, is_due: is_undone_today, part }
}

fn is_undone_today(_: &mut Tx<'_>, by: &By, last: Option<&LastRun>) -> Result<bool, ServiceError> {
    Ok(last.is_none_or(|last| last.done_for != Some(by.now.today)))
}

/// What a part of a job came to.
#[derive(Debug, Default)]
struct Part {
    /// How much it changed.
    effects: usize,
    /// The id after which the next part begins; none where there is nothing more.
    next: Option<String>,
}

impl Part {
    /// The rest of an answer begins after its last id, if there is a rest.
    fn of<T: IdKind>(effects: usize, ids: &[Id<T>]) -> Self {
        let is_full = ids.len() >= usize::from(PART);
        let next = ids.last().filter(|_| is_full).map(ToString::to_string);
        Self { effects, next }
    }
}

fn wanted(after: &str) -> due::Part<'_> {
    due::Part { after, most: PART }
}

/// What came of asking for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It was done, and changed so much.
    Done(usize),
    /// It is not due, or another server is at it.
    NotNow,
    /// It was told to end before it was done, and is due again.
    Stopped,
}

/// A run of a job on a server.
struct Run<'a> {
    app: &'a App,
    job: &'static Job,
    server: &'a str,
    now: Now,
}

impl App {
    /// Does what a job has to do at `now`, where that is due and no other server is at it. It ends after
    /// a part where it does not go on.
    pub fn run_due(
        &self,
        job: &'static Job,
        (server, now): (&str, Now),
        goes_on: impl Fn() -> bool,
    ) -> Result<Ran, ServiceError> {
        let run = Run { app: self, job, server, now };
        let by = run.by();
        let is_due = self.database.read(&Scope::of_programme(), |tx| is_due(tx, job, &by))?;
        if !is_due || !run.take()? {
            return Ok(Ran::NotNow);
        }
        let started_at = self.clock.real_time().naive_utc();
        match run.all_parts(goes_on) {
            Ok(Some(effects)) => {
                run.end(started_at, Ok(effects))?;
                Ok(Ran::Done(effects))
            }
            Ok(None) => {
                run.let_go()?;
                Ok(Ran::Stopped)
            }
            Err(error) => {
                run.end(started_at, Err(error.to_string()))?;
                Err(error)
            }
        }
    }

    /// How each job went the last time.
    pub fn last_runs(&self) -> Result<Vec<LastRun>, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| Ok(leases::last_runs(tx)?))
    }
}

fn is_due(tx: &mut Tx<'_>, job: &Job, by: &By) -> Result<bool, ServiceError> {
    let runs = leases::last_runs(tx)?;
    (job.is_due)(tx, by, runs.iter().find(|run| run.job == job.name))
}

impl Run<'_> {
    fn by(&self) -> By {
        By::system(self.now, self.app.clock.real_time().naive_utc())
    }

    /// Takes the job, unless another server has it or has just done it.
    fn take(&self) -> Result<bool, ServiceError> {
        let (job, server, by) = (self.job, self.server.to_owned(), self.by());
        self.app.database.write(Scope::of_programme(), move |tx| {
            let (now, until) = (by.recorded_at, by.recorded_at + LEASE);
            let lease = Lease { job: job.name, server: &server, until };
            let is_taken = leases::take(tx, &lease, now)?;
            if is_taken && !is_due(tx, job, &by)? {
                leases::let_go(tx, (job.name, &server), None)?;
                return Ok(false);
            }
            Ok::<_, ServiceError>(is_taken)
        })
    }

    /// How much all parts changed; `None` where it ended before the last.
    fn all_parts(&self, goes_on: impl Fn() -> bool) -> Result<Option<usize>, ServiceError> {
        let (mut effects, mut after) = (0, String::new());
        while goes_on() {
            let part = self.part(after)?;
            effects += part.effects;
            match part.next {
                Some(next) => after = next,
                None => return Ok(Some(effects)),
            }
        }
        Ok(None)
    }

    fn part(&self, after: String) -> Result<Part, ServiceError> {
        let (job, server, by) = (self.job, self.server.to_owned(), self.by());
        self.app.database.write(Scope::of_programme(), move |tx| {
            let until = by.recorded_at + LEASE;
            if !leases::renew(tx, &Lease { job: job.name, server: &server, until })? {
                let detail = format!("another server has taken {}", job.name);
                return Err(ServiceError::Conflict("lease_lost", detail));
            }
            (job.part)(tx, &by, &after)
        })
    }

    fn end(
        &self,
        started_at: NaiveDateTime,
        done: Result<usize, String>,
    ) -> Result<(), ServiceError> {
        const LONGEST_ERROR: usize = 400;
        let (job, server) = (self.job.name, self.server.to_owned());
        let (today, ended_at) = (self.now.today, self.app.clock.real_time().naive_utc());
        let error = done.as_ref().err().map(|error| printable(error, LONGEST_ERROR));
        let effects = done.map_or(0, |effects| i32::try_from(effects).unwrap_or(i32::MAX));
        self.app.database.write(Scope::of_programme(), move |tx| {
            let done_for = error.is_none().then_some(today);
            let error = error.as_deref();
            let ended = Ended { started_at, ended_at, done_for, effects, error };
            Ok(leases::let_go(tx, (job, &server), Some(&ended))?)
        })
    }

    fn let_go(&self) -> Result<(), ServiceError> {
        let (job, server) = (self.job.name, self.server.to_owned());
        self.app
            .database
            .write(Scope::of_programme(), move |tx| Ok(leases::let_go(tx, (job, &server), None)?))
    }
}

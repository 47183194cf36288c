//! How the jobs stand: how each went the last time, and whether one should have been done by now.

use chrono::TimeDelta;

use super::{JOBS, LastRun};
use crate::domain::day_of;
use crate::service::by::By;
use crate::service::clock::{Clock, Now};
use crate::service::error::ServiceError;
use crate::service::settings;
use crate::storage::{Tx, leases};

/// For how long a job may be due before it is overdue: a server looks each minute.
const GRACE: TimeDelta = TimeDelta::minutes(10);

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobState {
    /// What it is called.
    pub name: &'static str,
    /// How it went the last time; none where it never ran.
    pub last: Option<LastRun>,
    /// Whether it should have been done by now.
    pub is_overdue: bool,
}

impl JobState {
    /// Why its last run failed, where it did.
    pub fn error(&self) -> Option<&str> {
        self.last.as_ref()?.error.as_deref()
    }

    /// What to do; none where nothing is to be done.
    pub fn advice(&self) -> Option<&'static str> {
        if self.error().is_some() {
            return Some(
                "it is tried again each minute; if it goes on failing, the server's log has more under its name",
            );
        }
        self.is_overdue.then_some("let `saathi serve` run: it does what is due within a minute")
    }
}

/// How all jobs stand, in the order in which they are done.
pub fn states(tx: &mut Tx<'_>, clock: &Clock) -> Result<Vec<JobState>, ServiceError> {
    let clock = settings::clock_in_force(tx, clock)?;
    let at = clock.now().at - GRACE;
    let before = Now { at, today: day_of(at, clock.zone()) };
    let by = By::system(before, clock.real_time().naive_utc());
    let runs = leases::last_runs(tx)?;
    let mut states = Vec::new();
    for job in &JOBS {
        let last = runs.iter().find(|run| run.job == job.name).cloned();
        let is_overdue = (job.is_due)(tx, &by, last.as_ref())?;
        states.push(JobState { name: job.name, last, is_overdue });
    }
    Ok(states)
}

//! What waits for somebody.

use chrono::NaiveDate;

use super::super::error::ServiceError;
use super::super::settings;
use super::compliance::Reporting;
use crate::domain::check_in::Report;
use crate::domain::{Days, Span, start_of};
use crate::storage::Tx;
use crate::storage::check_ins_day::Person;
use crate::storage::overview::{self as stored, NAMED, Queue, Waiting};

/// What waits for somebody, each kind apart.
#[derive(Debug, Clone, Default)]
pub struct WorkQueue {
    /// The last working day whose cut-off has passed.
    pub reported_on: Option<NaiveDate>,
    /// People whose report of it did not come.
    pub missing: Queue,
    /// People whose report of it came late.
    pub late: Queue,
    /// Recruits that wait for a manager.
    pub awaiting_decision: Queue,
    /// Recruits whose protection ends soon.
    pub protections_ending: Queue,
    /// Recruits that are in verification for long.
    pub verifications_stuck: Queue,
    /// Recruits whose protection ends soon end it until this day.
    pub ending_until: Option<NaiveDate>,
    /// Sellers whose membership ends within the first notice.
    pub renewals_due: Queue,
    /// The last day of that notice.
    pub due_until: Option<NaiveDate>,
}

/// What waits for somebody on a day.
pub(super) fn queue(
    tx: &mut Tx<'_>,
    reporting: &Reporting,
    on: NaiveDate,
) -> Result<WorkQueue, ServiceError> {
    let settings = settings::in_force(tx, on)?;
    let zone = settings.zone;
    let until = |days: Days| Span { first: on, last: days.after(on) };
    let [first_notice, ..] = settings.membership.renewal_notices;
    let [ending, _] = settings.recruits.ending_notices;
    let stuck = chrono::Days::new(settings.recruits.stuck.get().into());
    let stuck = on.checked_sub_days(stuck).unwrap_or(on);
    let (mut missing, mut late) = (Queue::default(), Queue::default());
    for (person, day, report) in reporting.of_last_working(tx)? {
        match report {
            Report::Missing => add(&mut missing, person, day),
            Report::Late => add(&mut late, person, day),
            Report::OnTime => {}
        }
    }
    Ok(WorkQueue {
        reported_on: reporting.last_working,
        missing,
        late,
        awaiting_decision: stored::awaiting_decision(tx, zone)?,
        protections_ending: stored::protections_ending(tx, until(ending))?,
        verifications_stuck: stored::verifications_since(
            tx,
            (start_of(stuck, zone).naive_utc(), zone),
        )?,
        ending_until: Some(ending.after(on)),
        renewals_due: stored::renewals_due(tx, until(first_notice))?,
        due_until: Some(first_notice.after(on)),
    })
}

fn add(queue: &mut Queue, person: &Person, on: NaiveDate) {
    if queue.count < NAMED {
        queue.first.push(Waiting {
            id: person.user.to_string(),
            partner: Some(person.partner.to_string()),
            name: person.name.clone(),
            on,
        });
    }
    queue.count += 1;
}

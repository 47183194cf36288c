//! The evenings of the demo: check-ins with gaps, and a last working day that nobody has looked at yet.

use chrono::{Days, NaiveDate};

use super::field::is_worked;
use super::names::PLANS;
use super::programme::Programme;
use super::stage::{Stage, read};
use crate::domain::check_in::{Blocker, BlockerCategory, Counts, ReviewDecision, Told};
use crate::domain::recruit::Decision;
use crate::domain::{CheckInId, Note, Span, User};
use crate::service::calendar::{self, NewLeave};
use crate::service::check_ins::{self, NewCheckIn};
use crate::service::check_ins_day;
use crate::service::{By, ServiceError};

/// In how many of a hundred cases a check-in is sent, and of those in how many it is late.
const CHECKS_IN: usize = 93;
const LATE: usize = 6;
/// In how many a manager has looked at it the same evening.
const REVIEWED: usize = 80;
/// How many visits too many somebody claims now and then.
const TOO_MANY: u32 = 3;

/// The last working days: who does what on them, by the number of the person.
const MISSING: [usize; 2] = [1, 13];
const SENDS_LATE: [usize; 2] = [2, 17];
const CLAIMS_MORE: usize = 3;
/// Sends the report of the day before the last the next morning, when it is closed already.
const AFTER_LOCK: usize = 4;
const ON_LEAVE: usize = 5;
const ASKS_FOR_LEAVE: usize = 0;
const RETURNED: usize = 9;

/// The last working day that is lived through, and the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastDays {
    pub(super) last: NaiveDate,
    pub(super) before: NaiveDate,
}

impl LastDays {
    /// Those up to a day.
    pub(super) fn until(day: NaiveDate) -> Self {
        let worked = |day: NaiveDate| if is_worked(day) { day } else { day - Days::new(1) };
        let last = worked(day);
        Self { last, before: worked(last - Days::new(1)) }
    }
}

/// How somebody's evening goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evening {
    /// No check-in is sent.
    Silent,
    /// One is sent, perhaps late, with so many visits too many.
    Sends { late: bool, more: u32 },
}

/// The evening's check-ins. The manager looks at most of them, and at none of the last day's.
pub(super) fn check_in(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    last_days: LastDays,
) -> Result<(), ServiceError> {
    let staff = programme.partners.iter().flat_map(|people| &people.staff);
    for (number, person) in staff.enumerate() {
        let evening = evening(stage, number, last_days);
        if let Evening::Sends { late, more } = evening {
            let minute = if late { 21 * 60 + 10 } else { 18 * 60 + 20 };
            let sent = send(stage, person, (stage.day, minute), (minute, more))?;
            if stage.day != last_days.last {
                review(stage, programme, (number, &sent), last_days)?;
            }
        }
        if stage.day == last_days.last && number == AFTER_LOCK {
            send(stage, person, (last_days.before, 18 * 60 + 45), (11 * 60, 0))?;
        }
    }
    Ok(())
}

fn evening(stage: &mut Stage<'_, '_>, number: usize, last_days: LastDays) -> Evening {
    let sends = stage.sequence.percent(CHECKS_IN);
    let late = stage.sequence.percent(LATE);
    let more = if stage.sequence.percent(4) { TOO_MANY } else { 0 };
    let (is_last, is_before) = (stage.day == last_days.last, stage.day == last_days.before);
    let is_silent = (is_last && MISSING.contains(&number))
        || (is_before && number == AFTER_LOCK)
        || ((is_last || is_before) && number == ON_LEAVE);
    if is_silent {
        Evening::Silent
    } else if is_last {
        let more = if number == CLAIMS_MORE { TOO_MANY } else { 0 };
        Evening::Sends { late: SENDS_LATE.contains(&number), more }
    } else if sends || (is_before && number == RETURNED) {
        Evening::Sends { late, more }
    } else {
        Evening::Silent
    }
}

/// Sends the check-in of a day, captured and received at some minutes.
fn send(
    stage: &mut Stage<'_, '_>,
    person: &User,
    (date, captured): (NaiveDate, u32),
    (received, more): (u32, u32),
) -> Result<CheckInId, ServiceError> {
    let by = stage.by(person, received)?;
    let told = told(stage, &by, (date, more))?;
    let captured_at = stage.at_on(date, captured);
    let new = NewCheckIn { date, told, captured_at: Some(captured_at), client_ref: None };
    check_ins::create(stage.tx, &by, &new).map(|(sent, _)| sent.id)
}

fn review(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (number, sent): (usize, &CheckInId),
    last_days: LastDays,
) -> Result<(), ServiceError> {
    let comes_back = stage.day == last_days.before && number == RETURNED;
    if !stage.sequence.percent(REVIEWED) && !comes_back {
        return Ok(());
    }
    let by = stage.by(&programme.manager, 22 * 60)?;
    let comment = read("Which factories were these visits at?", Note::parse)?;
    let decision = if comes_back {
        (ReviewDecision::Return, Some(&comment))
    } else {
        (ReviewDecision::Approve, None)
    };
    check_ins::review(stage.tx, &by, (sent, None), decision)?;
    Ok(())
}

/// What somebody tells of a day: mostly what the records bear out, and now and then visits too many.
fn told(
    stage: &mut Stage<'_, '_>,
    by: &By,
    (date, more): (NaiveDate, u32),
) -> Result<Told, ServiceError> {
    let (recorded, sales_amount) = check_ins_day::prefill(stage.tx, by, date)?;
    let counts = Counts { visits: recorded.visits + more, ..recorded };
    let plan = stage.sequence.one_of(&PLANS).unwrap_or(PLANS[0]);
    let plan = if stage.sequence.percent(40) { plan.1 } else { plan.0 };
    let mut blockers = Vec::new();
    if stage.sequence.percent(12) {
        let categories = [
            BlockerCategory::Price,
            BlockerCategory::Documents,
            BlockerCategory::Competitor,
            BlockerCategory::Travel,
        ];
        let category = stage.sequence.one_of(&categories).unwrap_or(BlockerCategory::Price);
        blockers.push(Blocker { category, note: None, since: None });
    }
    let plan = Some(read(plan, Note::parse)?);
    Ok(Told {
        counts,
        sales_amount,
        blockers,
        plan,
        planned: Vec::new(),
        note: None,
        correction: None,
    })
}

/// On the morning before the last two days somebody is given leave for them; on the last day another one
/// asks for the week after, which nobody has decided.
pub(super) fn leave(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    last_days: LastDays,
) -> Result<(), ServiceError> {
    let staff: Vec<&User> = programme.partners.iter().flat_map(|people| &people.staff).collect();
    let ask = |stage: &mut Stage<'_, '_>, number: usize, days: Span| {
        let Some(person) = staff.get(number) else { return Ok(None) };
        let new = NewLeave { days, reason: Some(read("A wedding in the family", Note::parse)?) };
        calendar::ask(stage.tx, &stage.by(person, 9 * 60 + 10)?, &new).map(Some)
    };
    if stage.day == last_days.before {
        let days = Span { first: last_days.before, last: last_days.last };
        if let Some(leave) = ask(stage, ON_LEAVE, days)? {
            let by = stage.by(&programme.manager, 9 * 60 + 40)?;
            calendar::decide(stage.tx, &by, (&leave.id, Decision::Approve))?;
        }
    }
    if stage.day == last_days.last {
        let first = stage.day + Days::new(8);
        ask(stage, ASKS_FOR_LEAVE, Span { first, last: first + Days::new(2) })?;
    }
    Ok(())
}

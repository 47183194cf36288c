//! A morning's work: what the reports of a day, the registrations in review and the conflicts ask of a
//! manager.
//!
//! `docs/DOMAIN.md`, "Check-ins" and "Recruits".

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde_json::json;

use super::audit::{self, Change};
use super::by::By;
use super::check_ins;
use super::check_ins_day::{self, DayReport, Outcome, PersonDay};
use super::conflicts;
use super::error::ServiceError;
use super::listing::{self, Page};
use super::notifications::{Notice, To, tell};
use super::overview::{self, Reports};
use super::recruits::{self, Alike};
use crate::domain::check_in::{CheckIn, CheckInStatus, Report, ReviewDecision};
use crate::domain::recruit::{Conflict, Recruit};
use crate::domain::{CheckInId, NoticeKind, PartnerId, Span, UserId};
use crate::storage::Tx;

pub use super::naming::Names;

/// How far back it is looked since when somebody is missing.
const BACK: Days = Days::new(30);
/// How many registrations and conflicts are shown; the rest stands in their lists.
const SHOWN: &str = "50";

/// A registration in review, and whom it resembles.
#[derive(Debug, Clone)]
pub struct Case {
    /// The registration.
    pub recruit: Recruit,
    /// The known sellers that it may mean, the most alike first.
    pub alike: Vec<Alike>,
}

/// A conflict, and the registration that it is about.
#[derive(Debug, Clone)]
pub struct Contested {
    /// The claim.
    pub conflict: Conflict,
    /// What was refused, or waits.
    pub recruit: Recruit,
    /// The registration that stands against it.
    pub against: Option<Recruit>,
}

/// What waits on a morning.
#[derive(Debug, Clone)]
pub struct Morning {
    /// The day's reports.
    pub day: DayReport,
    /// For how many expected reports in a row each person that is missing has been so, by its id.
    pub missing_for: HashMap<String, u32>,
    /// Registrations to decide, the longest waiting first.
    pub cases: Page<Case>,
    /// Open conflicts.
    pub conflicts: Page<Contested>,
    /// What partners are called.
    pub names: Names,
    /// When a report of the day was looked at last.
    pub last_review: Option<NaiveDateTime>,
}

/// What waits on a morning: of a day, or of the last working day whose cut-off has passed.
pub fn morning(
    tx: &mut Tx<'_>,
    by: &By,
    asked: Option<NaiveDate>,
) -> Result<Morning, ServiceError> {
    let until = asked.unwrap_or(by.now.today);
    let first = until.checked_sub_days(BACK).unwrap_or(until);
    let recent = overview::reports(tx, by, (Span { first, last: until }, None))?;
    let date = asked.or(recent.last_working).unwrap_or(by.now.today);
    let day = check_ins_day::report(tx, by, date)?;
    Ok(Morning {
        missing_for: missing_for(&day, &recent),
        cases: cases(tx, by)?,
        conflicts: contested(tx, by)?,
        names: Names::of_all_partners(tx)?,
        last_review: reports_of(&day).filter_map(|report| Some(report.reviewed.as_ref()?.1)).max(),
        day,
    })
}

/// The day's reports.
fn reports_of(day: &DayReport) -> impl Iterator<Item = &CheckIn> {
    let people = day.partners.iter().flat_map(|partner| &partner.people);
    people.filter_map(|person| person.check_in.as_ref())
}

/// How many expected reports in a row, back from the day, did not come.
fn missing_for(day: &DayReport, recent: &Reports) -> HashMap<String, u32> {
    let (mut missing_for, mut came) = (HashMap::new(), HashSet::new());
    for (user, date, report) in recent.reports.iter().rev() {
        match report {
            _ if *date > day.date || came.contains(user) => {}
            Report::Missing => *missing_for.entry(user.clone()).or_insert(0) += 1,
            Report::OnTime | Report::Late => {
                came.insert(user.clone());
            }
        }
    }
    missing_for
}

fn cases(tx: &mut Tx<'_>, by: &By) -> Result<Page<Case>, ServiceError> {
    let asked = [("status", "in_review"), ("sort", "received_at"), ("limit", SHOWN)];
    let listing = listing::question(&recruits::LISTED, &asked)?;
    let page = recruits::list(tx, by, &listing)?;
    let mut case = |recruit: Recruit| -> Result<Case, ServiceError> {
        Ok(Case { alike: recruits::alike(tx, by, &recruit)?, recruit })
    };
    page.over(|rows| rows.into_iter().map(&mut case).collect())
}

fn contested(tx: &mut Tx<'_>, by: &By) -> Result<Page<Contested>, ServiceError> {
    let asked = [("status", "open"), ("sort", "filed_at"), ("limit", SHOWN)];
    let listing = listing::question(&conflicts::LISTED, &asked)?;
    let page = conflicts::list(tx, by, &listing)?;
    let mut contested = |conflict: Conflict| -> Result<Contested, ServiceError> {
        let recruit = recruits::get(tx, &conflict.recruit)?;
        let against = match &conflict.against {
            Some(against) => Some(recruits::get(tx, against)?),
            None => None,
        };
        Ok(Contested { conflict, recruit, against })
    };
    page.over(|rows| rows.into_iter().map(&mut contested).collect())
}

/// How many of several came to something, and how many somebody had decided before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Those that were done now.
    pub done: u64,
    /// Those that were not as they had been seen.
    pub passed_over: u64,
}

/// Agrees to check-ins, each by itself: one that somebody else was faster with is passed over.
pub fn accept(tx: &mut Tx<'_>, by: &By, ids: &[CheckInId]) -> Result<Done, ServiceError> {
    let mut done = Done::default();
    for id in ids {
        let review = |tx: &mut Tx<'_>| {
            check_ins::review(tx, by, (id, None), (ReviewDecision::Approve, None))
        };
        match tx.savepoint(review) {
            Ok(_) => done.done += 1,
            Err(ServiceError::Conflict(..) | ServiceError::NotFound | ServiceError::Stale) => {
                done.passed_over += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Agrees to all reports of a day that came in time and in which nothing is to check, as they were at
/// an instant.
pub fn accept_on_time(
    tx: &mut Tx<'_>,
    by: &By,
    (date, seen_at): (NaiveDate, NaiveDateTime),
) -> Result<Done, ServiceError> {
    let day = check_ins_day::report(tx, by, date)?;
    let people = day.partners.iter().flat_map(|partner| &partner.people);
    let plain = people.filter(|person| is_plain(person)).filter_map(|p| p.check_in.as_ref());
    let seen = plain.filter(|report| report.updated_at <= seen_at);
    let ids: Vec<CheckInId> = seen.map(|report| report.id.clone()).collect();
    accept(tx, by, &ids)
}

/// Whether there is something to check in somebody's report: something strange, or figures that are not
/// those of the records, without a word on why.
pub fn is_to_check(person: &PersonDay) -> bool {
    person.anomalies.as_ref().is_some_and(|found| !found.is_empty())
        || person.check_in.as_ref().is_some_and(CheckIn::is_unexplained)
}

/// Whether somebody's report waits, came in time, and holds nothing to check.
pub fn is_plain(person: &PersonDay) -> bool {
    let waits = |report: &CheckIn| report.status == CheckInStatus::Submitted && !report.late;
    !is_to_check(person) && person.check_in.as_ref().is_some_and(waits)
}

/// Reminds people whose report of a day is missing; who has sent it meanwhile is left alone.
pub fn remind(
    tx: &mut Tx<'_>,
    by: &By,
    (date, users): (NaiveDate, &[UserId]),
) -> Result<Done, ServiceError> {
    let day = check_ins_day::report(tx, by, date)?;
    let mut done = Done::default();
    for partner in &day.partners {
        for person in partner.people.iter().filter(|person| users.contains(&person.user)) {
            if person.outcome != Outcome::Expected(Report::Missing) {
                done.passed_over += 1;
                continue;
            }
            let subject_id = person.user.as_str();
            let data = json!({"date": date.to_string()});
            let kind = NoticeKind::CheckInReminded;
            let notice = Notice { kind, subject_kind: "user", subject_id, data };
            tell(tx, by.at(), To::User(&person.user), &notice)?;
            note(tx, by, (PartnerId::parse(&partner.id).as_ref(), subject_id), date)?;
            done.done += 1;
        }
    }
    Ok(done)
}

fn note(
    tx: &mut Tx<'_>,
    by: &By,
    (partner, subject_id): (Option<&PartnerId>, &str),
    date: NaiveDate,
) -> Result<(), ServiceError> {
    let change = Change {
        action: "check_ins.remind",
        subject_kind: "user",
        subject_id,
        partner,
        after: Some(json!({"date": date.to_string()})),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

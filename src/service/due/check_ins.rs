//! Days whose check-ins are closed: who has not reported is told so, and so are those who wait for it.

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::Part;
use super::telling::once;
use crate::domain::check_in::{Deadlines, Report};
use crate::domain::{NoticeKind, PartnerId, Role, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::check_ins_day::{Outcome, PartnerDay, PersonDay, report};
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::service::{calendar, settings};
use crate::storage::{Tx, due};

use super::LastRun;

const MISSING: NoticeKind = NoticeKind::CheckInsMissing;
const CLOSED: &str = "check_ins.closed";
/// What closed days are kept as.
const PROGRAMME: &str = "programme";
/// How many days back is looked; who did not report before is not told any more.
const LOOKS_BACK: u64 = 14;

/// Whether a day's check-ins have been closed and nobody was told.
pub(super) fn is_due(tx: &mut Tx<'_>, by: &By, _: Option<&LastRun>) -> Result<bool, ServiceError> {
    Ok(next_day(tx, by)?.is_some())
}

/// The first day that is closed and of which nobody was told; in the beginning, the last one.
fn next_day(tx: &mut Tx<'_>, by: &By) -> Result<Option<NaiveDate>, ServiceError> {
    let last = due::last_told(tx, CLOSED)?;
    let mut day = by.now.today.checked_sub_days(Days::new(LOOKS_BACK)).unwrap_or(by.now.today);
    if let Some(last) = last {
        day = day.max(last.succ_opt().unwrap_or(last));
    }
    let mut found = None;
    while day < by.now.today {
        let settings = settings::in_force(tx, day)?;
        let working = calendar::working(tx, &settings)?;
        let deadlines = Deadlines::of(day, &working, settings.zone, &settings.check_ins);
        if working.is_working_day(day) && deadlines.is_locked_at(by.now.at) {
            found = Some(day);
            if last.is_some() {
                break;
            }
        }
        day = day.succ_opt().unwrap_or(by.now.today);
    }
    Ok(found)
}

/// Tells who has not reported the next day that was closed.
pub(super) fn close_day(tx: &mut Tx<'_>, by: &By, _: &str) -> Result<Part, ServiceError> {
    let Some(date) = next_day(tx, by)? else { return Ok(Part::default()) };
    let report = report(tx, by, date)?;
    let mut missing = 0;
    for partner in &report.partners {
        missing += tell_partner(tx, by, (partner, date))?;
    }
    if missing > 0 {
        let expected = report.compliance.expected();
        let data = json!({"date": date.to_string(), "missing": missing, "expected": expected});
        tell(tx, by.at(), To::Everybody(Role::Manager), &about(("programme", PROGRAMME), data))?;
    }
    due::keep_told(tx, (CLOSED, PROGRAMME), (date, by.at()))?;
    let day = date.to_string();
    let after = json!({"expected": report.compliance.expected(), "missing": missing});
    let change = Change {
        action: "check_ins.close_day",
        subject_kind: "day",
        subject_id: &day,
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok(Part { effects: 1, next: Some(String::new()) })
}

/// Tells a partner's people who have not reported, and its owners how many they are.
fn tell_partner(
    tx: &mut Tx<'_>,
    by: &By,
    (partner, date): (&PartnerDay, NaiveDate),
) -> Result<usize, ServiceError> {
    let mut missing = 0;
    let is_missing = |person: &&PersonDay| person.outcome == Outcome::Expected(Report::Missing);
    for person in partner.people.iter().filter(is_missing) {
        let data = json!({"date": date.to_string()});
        let notice = about(("user", person.user.as_str()), data);
        missing +=
            usize::from(once(tx, by, (MISSING.as_str(), date), To::User(&person.user), &notice)?);
    }
    if missing > 0
        && let Some(id) = PartnerId::parse(&partner.id)
    {
        let expected = partner.compliance.expected();
        let data = json!({"date": date.to_string(), "missing": missing, "expected": expected});
        tell(tx, by.at(), To::OwnersOf(&id), &about(("partner", &partner.id), data))?;
    }
    Ok(missing)
}

fn about<'a>((subject_kind, id): (&'static str, &'a str), data: serde_json::Value) -> Notice<'a> {
    Notice { kind: MISSING, subject_kind, subject_id: id, data }
}

//! The working calendar: holidays, leave, and each person's own week.

use chrono::{NaiveDate, Weekday};
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::settings;
use crate::domain::programme::Settings;
use crate::domain::recruit::Decision;
use crate::domain::{
    Holiday, Leave, LeaveId, LeaveStatus, Note, NoticeKind, PartnerId, PersonWeek, Role, Span,
    User, UserId, Word, WorkingCalendar, day_of,
};
use crate::storage::{StorageError, Tx, calendar, users};

pub use crate::storage::calendar::LEAVES;

/// The programme's working days: its week, and its holidays of either kind.
pub fn working(tx: &mut Tx<'_>, settings: &Settings) -> Result<WorkingCalendar, ServiceError> {
    let declared = calendar::holidays(tx)?.into_iter().map(|holiday| holiday.date);
    Ok(WorkingCalendar::new(settings.week, settings.holidays.iter().copied().chain(declared)))
}

/// The public holidays, by day.
pub fn holidays(tx: &mut Tx<'_>) -> Result<Vec<Holiday>, ServiceError> {
    Ok(calendar::holidays(tx)?)
}

/// Declares a public holiday.
pub fn declare(tx: &mut Tx<'_>, by: &By, holiday: &Holiday) -> Result<Holiday, ServiceError> {
    calendar::insert_holiday(tx, holiday, (by.actor.user(), by.at())).map_err(
        |error| match error {
            StorageError::Refused(_) => {
                let detail = format!("{} is a holiday already", holiday.date);
                ServiceError::Conflict("holiday_exists", detail)
            }
            error => error.into(),
        },
    )?;
    let date = holiday.date.to_string();
    let after = json!({"date": date, "name": holiday.name.as_str()});
    note_holiday(tx, by, ("holidays.create", &date), (None, Some(after)))?;
    Ok(holiday.clone())
}

/// Takes a public holiday back.
pub fn revoke(tx: &mut Tx<'_>, by: &By, date: NaiveDate) -> Result<Holiday, ServiceError> {
    let all = calendar::holidays(tx)?;
    let holiday = all.into_iter().find(|holiday| holiday.date == date);
    let holiday = holiday.ok_or(ServiceError::NotFound)?;
    ServiceError::stale_unless(calendar::delete_holiday(tx, date)?)?;
    let before = json!({"date": date.to_string(), "name": holiday.name.as_str()});
    note_holiday(tx, by, ("holidays.revoke", &date.to_string()), (Some(before), None))?;
    Ok(holiday)
}

fn note_holiday(
    tx: &mut Tx<'_>,
    by: &By,
    (action, date): (&'static str, &str),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), ServiceError> {
    let subject = Change { subject_kind: "holiday", subject_id: date, ..Change::default() };
    audit::note(tx, by, &Change { action, before, after, ..subject })
}

/// A leave that a person asks for itself.
#[derive(Debug, Clone)]
pub struct NewLeave {
    /// The days.
    pub days: Span,
    /// Why.
    pub reason: Option<Note>,
}

/// Asks for leave: the asker's own.
pub fn ask(tx: &mut Tx<'_>, by: &By, new: &NewLeave) -> Result<Leave, ServiceError> {
    let partner = by.actor.partner().cloned().ok_or(ServiceError::Forbidden)?;
    if calendar::has_leave_within(tx, by.actor.user(), new.days)? {
        let detail = "you have asked for leave on one of these days already".to_owned();
        return Err(ServiceError::Conflict("leave_overlaps", detail));
    }
    let leave = Leave {
        id: new_id(),
        partner,
        user: by.actor.user().clone(),
        days: new.days,
        reason: new.reason.clone(),
        status: LeaveStatus::Asked,
        decided_by: None,
        withdrawn: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    calendar::insert_leave(tx, &leave)?;
    audit::note(tx, by, &Change::of("leaves.ask", (None, &leave)))?;
    Ok(leave)
}

/// A leave that the caller may see.
pub fn leave(tx: &mut Tx<'_>, id: &LeaveId) -> Result<Leave, ServiceError> {
    calendar::leave_by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the leaves that the caller may see.
pub fn leaves(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Leave>, ServiceError> {
    Ok(calendar::list_leaves(tx, listing)?)
}

/// Decides on a leave; nobody on its own.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &By,
    (id, decision): (&LeaveId, Decision),
) -> Result<Leave, ServiceError> {
    let before = leave(tx, id)?;
    let status = match decision {
        Decision::Approve => LeaveStatus::Approved,
        Decision::Refuse => LeaveStatus::Refused,
    };
    still(&before, before.can_be_decided())?;
    by.is_second_to(&before.user)?;
    let leave = Leave {
        status,
        decided_by: Some(by.actor.user().clone()),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    ServiceError::stale_unless(calendar::update_leave(tx, &leave)?)?;
    let notice = Notice {
        kind: NoticeKind::LeaveDecided,
        subject_kind: "leave",
        subject_id: leave.id.as_str(),
        data: json!({
            "first_on": leave.days.first.to_string(),
            "last_on": leave.days.last.to_string(),
            "decision": decision.as_str(),
        }),
    };
    tell(tx, by.at(), To::User(&leave.user), &notice)?;
    audit::note(tx, by, &Change::of("leaves.decide", (Some(&before), &leave)))?;
    Ok(leave)
}

/// Refuses what cannot be done with a leave where it stands.
fn still(leave: &Leave, can_be: bool) -> Result<(), ServiceError> {
    if can_be {
        return Ok(());
    }
    let detail = format!("the leave is {} already", leave.standing());
    Err(ServiceError::Conflict("status", detail))
}

/// Takes a leave back: who asked, while nobody has decided; a manager also one that holds. What is over
/// stays as it was.
pub fn withdraw(
    tx: &mut Tx<'_>,
    by: &By,
    (id, reason): (&LeaveId, &Note),
) -> Result<Leave, ServiceError> {
    let before = leave(tx, id)?;
    let is_platform = by.actor.partner().is_none();
    if !is_platform && before.user != *by.actor.user() {
        return Err(ServiceError::Forbidden);
    }
    still(&before, before.can_be_withdrawn())?;
    if before.status == LeaveStatus::Approved && !is_platform {
        let detail = "a manager takes back what was approved".to_owned();
        return Err(ServiceError::Conflict("needs_second_person", detail));
    }
    if before.days.last < by.now.today {
        let detail = "the leave is over".to_owned();
        return Err(ServiceError::Conflict("status", detail));
    }
    let leave = Leave {
        withdrawn: Some((by.actor.user().clone(), by.at())),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    ServiceError::stale_unless(calendar::update_leave(tx, &leave)?)?;
    if is_platform {
        let data = json!({
            "first_on": leave.days.first.to_string(),
            "last_on": leave.days.last.to_string(),
        });
        let subject_id = leave.id.as_str();
        let notice =
            Notice { kind: NoticeKind::LeaveWithdrawn, subject_kind: "leave", subject_id, data };
        tell(tx, by.at(), To::User(&leave.user), &notice)?;
    }
    let change = Change::of("leaves.withdraw", (Some(&before), &leave)).because(reason);
    audit::note(tx, by, &change)?;
    Ok(leave)
}

impl Recorded for Leave {
    const KIND: &'static str = "leave";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        json!({
            "user_id": self.user.as_str(),
            "first_on": self.days.first.to_string(),
            "last_on": self.days.last.to_string(),
            "reason": self.reason.as_ref().map(Note::as_str),
            "status": self.standing(),
        })
    }
}

/// How a person works from a day on.
#[derive(Debug, Clone)]
pub struct NewWeek {
    /// From which day on; absent is today.
    pub from: Option<NaiveDate>,
    /// The day off, besides the programme's.
    pub day_off: Option<Weekday>,
    /// Whether the person reports; absent is as its role does.
    pub reports: Option<bool>,
}

/// Says how a person works from a day on. What is past stays as it was expected.
pub fn set_week(
    tx: &mut Tx<'_>,
    by: &By,
    (id, new): (&UserId, &NewWeek),
) -> Result<PersonWeek, ServiceError> {
    let (user, partner) = person(tx, id)?;
    let from = new.from.unwrap_or(by.now.today);
    if from < by.now.today {
        let message = "is past; a week changes from today on at the earliest";
        return Err(ServiceError::invalid("/from", "in_the_past", message));
    }
    let reports = new.reports.unwrap_or(user.role == Role::PartnerStaff);
    let week = PersonWeek { user: user.id, partner, from, day_off: new.day_off, reports };
    calendar::put_week(tx, &week, (by.actor.user(), by.at()))?;
    let after = json!({
        "from": from.to_string(),
        "day_off": week.day_off.map(Word::as_str),
        "reports": week.reports,
    });
    let change = Change {
        action: "users.week",
        subject_kind: "user",
        subject_id: week.user.as_str(),
        partner: Some(&week.partner),
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok(week)
}

/// How a person works today.
pub fn week(tx: &mut Tx<'_>, by: &By, id: &UserId) -> Result<PersonWeek, ServiceError> {
    let (user, partner) = person(tx, id)?;
    let weeks = calendar::weeks_until(tx, by.now.today)?;
    let zone = settings::in_force(tx, by.now.today)?.zone;
    let usual = PersonWeek {
        user: user.id,
        partner,
        from: day_of(user.created_at.and_utc(), zone),
        day_off: None,
        reports: user.role == Role::PartnerStaff,
    };
    Ok(weeks.into_iter().rfind(|week| week.user == *id).unwrap_or(usual))
}

/// A partner's person whom the caller may see.
fn person(tx: &mut Tx<'_>, id: &UserId) -> Result<(User, PartnerId), ServiceError> {
    let user = users::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    let partner = user.partner.clone().ok_or(ServiceError::NotFound)?;
    Ok((user, partner))
}

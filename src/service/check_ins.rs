//! Check-ins: one report of each person and day.
//!
//! `docs/DOMAIN.md`, "Check-ins". Receipt decides what is late; what the phone says of its capture only
//! lets a report in after the lock.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::batch::{self, AllDone, Item};
use super::by::{By, new_id};
use super::calendar;
use super::check_ins_day;
use super::error::{Invalid, ServiceError, fresh};
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::settings;
use crate::domain::check_in::{
    Blocker, CheckIn, CheckInRefused, CheckInStatus, Counted, Deadlines, EditRefused,
    ReviewDecision, Timing, Told,
};
use crate::domain::{CheckInId, ClientRef, Note, NoticeKind, PartnerId, RecruitId, UserId, Word};
use crate::storage::{Tx, check_ins, recruits, users};

pub use crate::storage::check_ins::LISTED;

/// A check-in to be made.
#[derive(Debug, Clone)]
pub struct NewCheckIn {
    /// The day.
    pub date: NaiveDate,
    /// What is told of it.
    pub told: Told,
    /// When it was written, by the phone.
    pub captured_at: Option<chrono::NaiveDateTime>,
    /// The phone's reference.
    pub client_ref: Option<ClientRef>,
}

/// What changes of a check-in: what is there.
#[derive(Debug, Clone, Default)]
pub struct CheckInChanges {
    /// Figures, each that changes.
    pub counts: Vec<(Counted, u32)>,
    /// What was sold.
    pub sales_amount: Option<crate::domain::Money>,
    /// What stood in the way.
    pub blockers: Option<Vec<Blocker>>,
    /// What is planned, or nothing.
    pub plan: Option<Option<Note>>,
    /// The recruits that the plan is about.
    pub planned: Option<Vec<RecruitId>>,
    /// Anything else, or nothing.
    pub note: Option<Option<Note>>,
    /// Why the figures are not those of the records, or nothing.
    pub correction: Option<Option<Note>>,
}

/// Takes the caller's check-in of a day; the second value says whether it is a new one.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewCheckIn) -> Result<(CheckIn, bool), ServiceError> {
    let (partner, user) = author(by)?;
    if let Some(client_ref) = &new.client_ref
        && let Some(known) = check_ins::by_client_ref(tx, &partner, client_ref)?
    {
        return if known.user == user { Ok((known, false)) } else { Err(reference_taken()) };
    }
    if let Some(known) = check_ins::of_day(tx, &user, new.date)? {
        let (date, id) = (new.date, known.id);
        let detail = format!("your check-in of {date} is {id}; change that one");
        return Err(ServiceError::Conflict("check_in_exists", detail));
    }
    are_right(tx, by, (Some(new.date), &new.told.planned))?;
    let Timing { late, after_lock } = timing(tx, by, new)?;
    let corrected = corrects(tx, by, (new.date, &new.told))?;
    let check_in = CheckIn {
        id: new_id(),
        partner,
        user,
        date: new.date,
        told: new.told.clone(),
        captured_at: new.captured_at,
        received_at: by.at(),
        client_ref: new.client_ref.clone(),
        status: CheckInStatus::Submitted,
        late,
        after_lock,
        corrected,
        reviewed: None,
        review_comment: None,
        version: 1,
        updated_at: by.at(),
    };
    check_ins::insert(tx, &check_in).map_err(ServiceError::meanwhile)?;
    audit::note(tx, by, &Change::of("check_ins.create", (None, &check_in)))?;
    Ok((check_in, true))
}

/// Takes many check-ins of the caller, each with an effect of its own.
pub fn create_all<F: Clone>(
    tx: &mut Tx<'_>,
    by: &By,
    items: &[Item<NewCheckIn, F>],
) -> AllDone<(CheckIn, bool), F> {
    batch::each(tx, by, items, |tx, new| create(tx, by, new))
}

/// Whose check-in it is: its author's, who is a partner's person.
fn author(by: &By) -> Result<(PartnerId, UserId), ServiceError> {
    let partner = by.actor.partner().cloned().ok_or(ServiceError::Forbidden)?;
    Ok((partner, by.actor.user().clone()))
}

fn are_right(
    tx: &mut Tx<'_>,
    by: &By,
    said: (Option<NaiveDate>, &[RecruitId]),
) -> Result<(), ServiceError> {
    let faults = faults(tx, by, said)?;
    if faults.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(faults)) }
}

/// What is wrong with the day of a report, as far as it is known, and with what it plans: a day has come,
/// and plans are about recruits of one's partner.
pub fn faults(
    tx: &mut Tx<'_>,
    by: &By,
    (date, planned): (Option<NaiveDate>, &[RecruitId]),
) -> Result<Vec<Invalid>, ServiceError> {
    let mut faults = Vec::new();
    if date.is_some_and(|date| date > by.now.today) {
        let (pointer, message) = ("/date".to_owned(), CheckInRefused::OfTheFuture.to_string());
        faults.push(Invalid { pointer, code: "in_the_future", message });
    }
    for (place, recruit) in planned.iter().enumerate() {
        if recruits::by_id(tx, recruit)?.is_none() {
            let message = "is not the id of a recruit that you can see".to_owned();
            let pointer = format!("/plan_recruits/{place}");
            faults.push(Invalid { pointer, code: "unknown_id", message });
        }
    }
    Ok(faults)
}

/// Whether what the caller tells of a day is not what the records say now.
fn corrects(
    tx: &mut Tx<'_>,
    by: &By,
    (date, told): (NaiveDate, &Told),
) -> Result<bool, ServiceError> {
    let record = check_ins_day::on_record(tx, by, date)?;
    Ok(told.corrects(&record.counts, record.sold_in(told.sales_amount.currency)))
}

/// How a new check-in comes.
fn timing(tx: &mut Tx<'_>, by: &By, new: &NewCheckIn) -> Result<Timing, ServiceError> {
    let settings = settings::in_force(tx, new.date)?;
    let working = calendar::working(tx, &settings)?;
    let captured_at = new.captured_at.map(|at| at.and_utc());
    let (zone, rules) = (settings.zone, &settings.check_ins);
    match rules.timing(new.date, &working, zone, captured_at, by.now.at) {
        Ok(timing) => Ok(timing),
        Err(refused @ CheckInRefused::OfTheFuture) => {
            Err(ServiceError::invalid("/date", "in_the_future", refused.to_string()))
        }
        Err(CheckInRefused::Locked) if check_ins::is_reopened(tx, by.actor.user(), new.date)? => {
            Ok(Timing { late: true, after_lock: true })
        }
        Err(refused @ CheckInRefused::Locked) => {
            Err(ServiceError::Conflict("locked", refused.to_string()))
        }
    }
}

fn reference_taken() -> ServiceError {
    let detail = "the client_ref is that of another record of your partner".to_owned();
    ServiceError::Conflict("client_ref_taken", detail)
}

/// A check-in that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &CheckInId) -> Result<CheckIn, ServiceError> {
    check_ins::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the check-ins that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<CheckIn>, ServiceError> {
    Ok(check_ins::list(tx, listing)?)
}

/// Changes the caller's own check-in until its day is closed; one that was returned is sent again by
/// that, and keeps its first time.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&CheckInId, Option<i32>),
    changes: &CheckInChanges,
) -> Result<CheckIn, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    if before.user != *by.actor.user() {
        let detail = "only its author changes a check-in".to_owned();
        return Err(ServiceError::Conflict("not_the_author", detail));
    }
    are_right(tx, by, (None, changes.planned.as_deref().unwrap_or_default()))?;
    let status = sent_again(tx, by, &before)?;
    let told = changed(&before.told, changes);
    let check_in = CheckIn {
        corrected: corrects(tx, by, (before.date, &told))?,
        told,
        status,
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &check_in)?;
    audit::note(tx, by, &Change::of("check_ins.change", (Some(&before), &check_in)))?;
    Ok(check_in)
}

fn sent_again(tx: &mut Tx<'_>, by: &By, check_in: &CheckIn) -> Result<CheckInStatus, ServiceError> {
    let settings = settings::in_force(tx, check_in.date)?;
    let working = calendar::working(tx, &settings)?;
    let (date, zone) = (check_in.date, settings.zone);
    let deadlines = Deadlines::of(date, &working, zone, &settings.check_ins);
    let reopened = check_ins::is_reopened(tx, &check_in.user, date)?;
    check_in.status.sent_again(&deadlines, by.now.at, reopened).map_err(|refused| {
        let code = match refused {
            EditRefused::Approved => "status",
            EditRefused::Locked => "locked",
        };
        ServiceError::Conflict(code, refused.to_string())
    })
}

fn changed(before: &Told, changes: &CheckInChanges) -> Told {
    let CheckInChanges { counts, sales_amount, blockers, plan, planned, note, correction } =
        changes.clone();
    let mut told = before.clone();
    for (what, count) in counts {
        told.counts.set(what, count);
    }
    Told {
        counts: told.counts,
        sales_amount: sales_amount.unwrap_or(told.sales_amount),
        blockers: blockers.unwrap_or(told.blockers),
        plan: plan.unwrap_or(told.plan),
        planned: planned.unwrap_or(told.planned),
        note: note.unwrap_or(told.note),
        correction: correction.unwrap_or(told.correction),
    }
}

/// A manager agrees to a check-in, or returns it with a word on what to mend.
pub fn review(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&CheckInId, Option<i32>),
    (decision, comment): (ReviewDecision, Option<&Note>),
) -> Result<CheckIn, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    if decision == ReviewDecision::Return && comment.is_none() {
        let message = "must say what to mend";
        return Err(ServiceError::invalid("/comment", "required", message));
    }
    let status = before.status.reviewed(decision).ok_or_else(|| {
        let detail = format!("the check-in is {} already", before.status.as_str());
        ServiceError::Conflict("status", detail)
    })?;
    let check_in = CheckIn {
        status,
        reviewed: Some((by.actor.user().clone(), by.at())),
        review_comment: comment.cloned(),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &check_in)?;
    if decision == ReviewDecision::Return {
        let notice = Notice {
            kind: NoticeKind::CheckInReturned,
            subject_kind: "check_in",
            subject_id: check_in.id.as_str(),
            data: json!({"date": check_in.date.to_string()}),
        };
        tell(tx, by.at(), To::User(&check_in.user), &notice)?;
    }
    let change = Change::of("check_ins.review", (Some(&before), &check_in)).because(comment);
    audit::note(tx, by, &change)?;
    Ok(check_in)
}

/// A manager opens a day again for a person.
pub fn reopen(
    tx: &mut Tx<'_>,
    by: &By,
    (user, date): (&UserId, NaiveDate),
    reason: &Note,
) -> Result<(), ServiceError> {
    let person = users::by_id(tx, user)?;
    let partner = person.and_then(|person| person.partner).ok_or_else(|| {
        let message = "is not the id of a partner's person";
        ServiceError::invalid("/user_id", "unknown_id", message)
    })?;
    if date > by.now.today {
        let message = CheckInRefused::OfTheFuture.to_string();
        return Err(ServiceError::invalid("/date", "in_the_future", message));
    }
    if check_ins::is_reopened(tx, user, date)? {
        let detail = format!("{date} is open for this person already");
        return Err(ServiceError::Conflict("reopened", detail));
    }
    check_ins::insert_reopening(tx, (&partner, user, date), reason, (by.actor.user(), by.at()))?;
    let change = Change {
        action: "check_ins.reopen",
        subject_kind: "user",
        subject_id: user.as_str(),
        partner: Some(&partner),
        after: Some(json!({"date": date.to_string()})),
        reason: Some(reason.as_str()),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}

fn store(tx: &mut Tx<'_>, check_in: &CheckIn) -> Result<(), ServiceError> {
    ServiceError::stale_unless(check_ins::update(tx, check_in)?)
}

impl Recorded for CheckIn {
    const KIND: &'static str = "check_in";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        let Told { counts, sales_amount, blockers, plan, planned, note, correction } = &self.told;
        let figure = |what: &Counted| (what.as_str().to_owned(), json!(counts.get(*what)));
        let figures: serde_json::Map<String, Value> = Counted::ALL.iter().map(figure).collect();
        let amount = sales_amount.amount.in_currency(sales_amount.currency);
        json!({
            "user_id": self.user.as_str(),
            "date": self.date.to_string(),
            "counts": figures,
            "sales_amount": format!("{amount} {}", sales_amount.currency),
            "blockers": blockers.iter().map(|b| b.category.as_str()).collect::<Vec<_>>(),
            "plan": plan.as_ref().map(Note::as_str),
            "plan_recruits": planned.iter().map(RecruitId::as_str).collect::<Vec<_>>(),
            "note": note.as_ref().map(Note::as_str),
            "status": self.status.as_str(),
            "late": self.late,
            "after_lock": self.after_lock,
            "corrected": self.corrected,
            "correction_reason": correction.as_ref().map(Note::as_str),
        })
    }
}

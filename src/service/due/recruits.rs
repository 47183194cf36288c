//! Protections that end, and recruits for which nothing is done.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde_json::json;

use super::telling::{note, once};
use super::{PART, Part, wanted};
use crate::domain::programme::Settings;
use crate::domain::recruit::{Idleness, Recruit, idle_days, idleness};
use crate::domain::{Days as Count, NoticeKind, Span, Word, day_of, start_of};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::service::{recruits, settings};
use crate::storage::{Tx, due};

const IDLE: NoticeKind = NoticeKind::RecruitIdle;
const ENDS: NoticeKind = NoticeKind::ProtectionEnds;
/// What it is written down as that an end was told of first, and last, whatever the settings say of when.
const FIRST_NOTICE: &str = "recruits.protection_ends/7";
const LAST_NOTICE: &str = "recruits.protection_ends/1";

/// Writes down that protections are over.
pub(super) fn expire(tx: &mut Tx<'_>, by: &By, _: &str) -> Result<Part, ServiceError> {
    let effects = recruits::expire_overdue(tx, by, PART)?;
    // What has been written down is not found again, so that the next part begins at the beginning.
    let next = (effects >= usize::from(PART)).then(String::new);
    Ok(Part { effects, next })
}

/// Warns of recruits for which nothing is done, and gives them back to the pool.
pub(super) fn leave_idle(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let settings = settings::in_force(tx, by.now.today)?;
    let warned_after = settings.recruits.idle_warning;
    let since =
        start_of(before(by.now.today, warned_after).succ_opt().unwrap_or_default(), settings.zone);
    let quiet = due::quiet(tx, (by.now.today, since.naive_utc()), wanted(after))?;
    let (mut effects, mut warned) = (0, 0);
    for id in &quiet {
        let recruit = recruits::get(tx, id)?;
        match idleness_of(tx, (&recruit, &settings), by.now.today)? {
            Idleness::Busy | Idleness::Standing => {}
            Idleness::Warned { left } => {
                warned += usize::from(warn(tx, by, (&recruit, &settings), left)?);
            }
            Idleness::Released => {
                let days = settings.recruits.idle.get();
                let released = recruits::release_idle(tx, by, (&recruit, days))?;
                let data = json!({"name": released.seller_name.as_str(), "idle_days": days});
                let notice = Notice { data, ..about(&released, NoticeKind::RecruitReleased) };
                tell(tx, by.at(), whose(&released), &notice)?;
                effects += 1;
            }
        }
    }
    note(tx, by, IDLE, warned)?;
    Ok(Part::of(effects + warned, &quiet))
}

/// How idle a recruit is, without the days on which its clock stood.
fn idleness_of(
    tx: &mut Tx<'_>,
    (recruit, settings): (&Recruit, &Settings),
    today: NaiveDate,
) -> Result<Idleness, ServiceError> {
    let sales = due::sales_of(tx, &recruit.seller)?;
    let sale_waits = sales.iter().any(|sale| sale.ended_at.is_none());
    let day = |at: chrono::NaiveDateTime| day_of(at.and_utc(), settings.zone);
    let standing = sales
        .iter()
        .map(|sale| Span { first: day(sale.recorded_at), last: sale.ended_at.map_or(today, day) });
    let standing: Vec<Span> = standing.collect();
    let days = idle_days(last_activity(recruit, settings.zone), today, &standing);
    let warned = warned_on(tx, (recruit, settings))?;
    let warned = warned.and_then(|warned| usize::try_from((today - warned).num_days()).ok());
    Ok(idleness((days, warned), recruit.stage, sale_waits, &settings.recruits))
}

/// The day on which a recruit was warned of, since something was last done for it.
fn warned_on(
    tx: &mut Tx<'_>,
    (recruit, settings): (&Recruit, &Settings),
) -> Result<Option<NaiveDate>, ServiceError> {
    let since = last_activity(recruit, settings.zone);
    let told = due::told_at(tx, (IDLE.as_str(), recruit.id.as_str()), since)?;
    Ok(told.map(|at| day_of(at.and_utc(), settings.zone)))
}

/// The day on which something was last done for a recruit: its receipt, where nothing was.
fn last_activity(recruit: &Recruit, zone: Tz) -> NaiveDate {
    let last = recruit.last_activity_at.unwrap_or(recruit.received_at).max(recruit.received_at);
    day_of(last.and_utc(), zone)
}

fn warn(
    tx: &mut Tx<'_>,
    by: &By,
    (recruit, settings): (&Recruit, &Settings),
    left: u16,
) -> Result<bool, ServiceError> {
    let on = by.now.today.checked_add_days(Days::new(left.into())).unwrap_or(NaiveDate::MAX);
    let data = json!({
        "name": recruit.seller_name.as_str(),
        "days_left": left,
        "released_on": on.to_string(),
    });
    let notice = Notice { data, ..about(recruit, IDLE) };
    let since = last_activity(recruit, settings.zone);
    once(tx, by, (IDLE.as_str(), since), whose(recruit), &notice)
}

/// Tells of protections that end soon.
pub(super) fn tell_of_ends(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let today = by.now.today;
    let [first, last] = settings::in_force(tx, today)?.recruits.ending_notices;
    let ending = due::ending(tx, (today, first.after(today)), wanted(after))?;
    let mut told = 0;
    for id in &ending {
        let recruit = recruits::get(tx, id)?;
        let Some(until) = recruit.protected_until else { continue };
        let left = (until - today).num_days();
        let what = if left <= i64::from(last.get()) { LAST_NOTICE } else { FIRST_NOTICE };
        let data = json!({
            "name": recruit.seller_name.as_str(),
            "stage": recruit.stage.as_str(),
            "protected_until": until.to_string(),
            "days_left": left,
        });
        let notice = Notice { data, ..about(&recruit, ENDS) };
        told += usize::from(once(tx, by, (what, until), whose(&recruit), &notice)?);
    }
    note(tx, by, ENDS, told)?;
    Ok(Part::of(told, &ending))
}

fn about<'a>(recruit: &'a Recruit, kind: NoticeKind) -> Notice<'a> {
    let subject_id = recruit.id.as_str();
    Notice { kind, subject_kind: "recruit", subject_id, data: json!({}) }
}

fn whose(recruit: &Recruit) -> To<'_> {
    To::PersonAndOwners(recruit.user.as_ref(), &recruit.partner)
}

fn before(day: NaiveDate, days: Count) -> NaiveDate {
    day.checked_sub_days(Days::new(days.get().into())).unwrap_or(NaiveDate::MIN)
}

//! `/review`: a morning's work, from who has not reported to what waits for a decision.
//!
//! Everything is a form, so that it works without scripts; with them, what is decided leaves the page at
//! once, can be taken back for ten seconds, and is sent then.

mod acts;
mod check_in;
mod rows;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::answer::page;
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::listing;
use super::overview::READERS;
use super::session::{Visitor, app_of};
use super::shown;
use super::texts::Line;
use crate::domain::check_in::CheckInStatus;
use crate::domain::{Role, parse_date};
use crate::service::review::{self, Morning};

use rows::{Claim, Decision, Missing, OnTime, Report, Rows};

pub(super) use acts::act;
pub(super) use check_in::{decide, show as show_check_in};

/// Those who decide.
const DECIDERS: &[Role] = &[Role::Manager, Role::Admin];

/// What is asked of the page, and what has just been done.
#[derive(Default)]
struct Asked {
    date: Option<NaiveDate>,
    /// A word of what was done, how many, and how many somebody else had decided.
    done: Option<(String, u64, u64)>,
}

impl Asked {
    fn read(request: &HttpRequest) -> Result<Self, PageError> {
        let (mut asked, mut counts) = (Self::default(), [0, 0]);
        let mut done = None;
        for (name, value) in listing::asked(request)? {
            match name.as_str() {
                "date" => {
                    let malformed = || PageError::Malformed(format!("{value} is no day"));
                    asked.date = Some(parse_date(&value).ok_or_else(malformed)?);
                }
                "done" => done = Some(value),
                "count" => counts[0] = value.parse().unwrap_or(0),
                "passed" => counts[1] = value.parse().unwrap_or(0),
                _ => return Err(PageError::Malformed(format!("{name} is no parameter"))),
            }
        }
        let [count, passed] = counts;
        asked.done = done.map(|word| (word, count, passed));
        Ok(asked)
    }
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    frame: Frame,
    date: NaiveDate,
    as_of: String,
    /// The instant as the form sends it back, so that only what is shown is accepted.
    seen_at: String,
    is_working_day: bool,
    is_over: bool,
    reported: String,
    all_reviewed: Option<String>,
    may_decide: bool,
    missing: Vec<Missing>,
    late: Vec<Report>,
    to_check: Vec<Report>,
    cases: Vec<Decision>,
    more_cases: bool,
    conflicts: Vec<Claim>,
    on_time: Vec<OnTime>,
    on_time_count: u64,
    plain_count: u64,
    accept_on_time: String,
    reviewed_count: u64,
}

impl ReviewPage {
    fn csrf(&self) -> &str {
        self.frame.reader.as_ref().map_or("", |reader| reader.csrf.as_str())
    }

    /// The parts in which reports are decided: each part's id, its name, and its rows.
    fn reports(&self) -> [(Line, Line, &[Report]); 2] {
        let r = &self.frame.t.desk.review;
        [("late", r.late, &self.late), ("to-check", r.to_check, &self.to_check)]
    }

    /// The parts of the page: each part's id, its name, and how much there is in it.
    fn parts(&self) -> [(Line, Line, u64); 6] {
        let r = &self.frame.t.desk.review;
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        [
            ("missing", r.missing, count(self.missing.len())),
            ("late", r.late, count(self.late.len())),
            ("to-check", r.to_check, count(self.to_check.len())),
            ("cases", r.to_decide, count(self.cases.len())),
            ("conflicts", r.conflicts, count(self.conflicts.len())),
            ("on-time", r.on_time, self.on_time_count),
        ]
    }

    /// How many stand in a part of the page.
    fn count<T>(&self, rows: &[T]) -> usize {
        rows.len()
    }
}

/// The page.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let asked = Asked::read(&request)?;
    let (app, by) = (app_of(&request)?, visitor.by.clone());
    let zone = app.clock.zone();
    let date = asked.date;
    let morning = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| review::morning(tx, &by, date))
    })
    .await?;
    let mut frame = Frame::of_visitor(&request, &visitor);
    if let Some((word, count, passed)) = &asked.done {
        let text = told(&frame, word, (*count, *passed));
        frame = frame.with_flash("good", text);
    }
    let may_decide = DECIDERS.contains(&visitor.user.role);
    page(&made(frame, &morning, (&visitor, zone), may_decide))
}

/// What has just been done, in words.
fn told(frame: &Frame, word: &str, (count, passed): (u64, u64)) -> String {
    let t = &frame.t.desk.review;
    let mut text = match word {
        "accepted" => (t.accepted)(count),
        "reminded" => (t.reminded)(count),
        "returned" => t.returned.to_owned(),
        _ => t.decided.to_owned(),
    };
    if passed > 0 {
        text.push_str(" · ");
        text.push_str(&(t.passed_over)(passed));
    }
    text
}

fn made(
    frame: Frame,
    morning: &Morning,
    (visitor, zone): (&Visitor, chrono_tz::Tz),
    may_decide: bool,
) -> ReviewPage {
    let t = &frame.t.desk.review;
    let at = visitor.by.at();
    let rows = Rows::of(&frame, morning, zone);
    let (day, compliance) = (&morning.day, morning.day.compliance);
    let nothing_waits = rows.plain == 0
        && rows.late.iter().chain(&rows.to_check).all(|report| !report.waits)
        && morning.cases.rows.is_empty()
        && morning.conflicts.rows.is_empty();
    let last = morning.last_review.map(|at| (t.all_reviewed_at)(&shown::time(&at, zone)));
    ReviewPage {
        date: day.date,
        as_of: shown::time(&at, zone),
        seen_at: at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        is_working_day: day.is_working_day,
        is_over: day.is_over,
        reported: (t.reported)(compliance.submitted().into(), compliance.expected().into()),
        all_reviewed: nothing_waits.then(|| last.unwrap_or_else(|| t.all_reviewed.to_owned())),
        may_decide,
        missing: rows.missing,
        late: rows.late,
        to_check: rows.to_check,
        cases: rows.cases,
        more_cases: morning.cases.next.is_some(),
        conflicts: rows.conflicts,
        on_time: rows.on_time,
        on_time_count: rows.on_time_count,
        plain_count: rows.plain,
        accept_on_time: (t.accept_on_time)(rows.plain),
        reviewed_count: rows.reviewed,
        frame,
    }
}

/// How good a decision on a report is.
fn tone(status: &CheckInStatus) -> Line {
    match status {
        CheckInStatus::Submitted => "",
        CheckInStatus::Returned => "warn",
        CheckInStatus::Approved => "good",
    }
}

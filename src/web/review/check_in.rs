//! `/review/{check-in}`: a report beside what the records say, to be accepted or returned.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::rows::why;
use super::{DECIDERS, tone};
use crate::domain::check_in::{CheckIn, CheckInStatus, Counted, ReviewDecision};
use crate::domain::recruit::Recruit;
use crate::domain::{CheckInId, Note, Word};
use crate::service::check_ins_day::OnRecord;
use crate::service::{Hold, ServiceError, check_ins, check_ins_day, recruits};
use crate::web::acts::{Form, Sent, act};
use crate::web::answer::{go_to, page, page_with};
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::overview::READERS;
use crate::web::session::{Visitor, app_of};
use crate::web::shown;
use crate::web::texts::Line;

/// A figure as it was claimed and as it was logged.
struct Figure {
    name: Line,
    claimed: String,
    logged: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "review_check_in.html")]
struct CheckInPage {
    frame: Frame,
    check_in: CheckIn,
    name: String,
    partner: String,
    received: String,
    figures: Vec<Figure>,
    why: Vec<String>,
    blockers: Vec<String>,
    /// The recruits that the plan is about.
    planned: Vec<Recruit>,
    waits: bool,
    status: Line,
    tone: Line,
    may_decide: bool,
    fault: Option<Line>,
    csrf: String,
}

/// The page.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    page(&load(&request, &visitor, &id, None).await?)
}

async fn load(
    request: &HttpRequest,
    visitor: &Visitor,
    id: &str,
    fault: Option<Line>,
) -> Result<CheckInPage, PageError> {
    visitor.is_one_of(READERS)?;
    let id = CheckInId::parse(id).ok_or(PageError::NotFound)?;
    let (app, by) = (app_of(request)?, visitor.by.clone());
    let zone = app.clock.zone();
    let (check_in, day, planned) = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| -> Result<_, ServiceError> {
            let check_in = check_ins::get(tx, &id)?;
            let day = check_ins_day::report(tx, &by, check_in.date)?;
            let planned = check_in.told.planned.iter().map(|id| recruits::get(tx, id));
            let planned = planned.collect::<Result<_, _>>()?;
            Ok((check_in, day, planned))
        })
    })
    .await?;
    let frame = Frame::of_visitor(request, visitor);
    let found = day.partners.iter().find_map(|partner| {
        let person = partner.people.iter().find(|person| person.user == check_in.user)?;
        Some((partner.name.clone(), person))
    });
    let (partner, person) = found.ok_or(PageError::NotFound)?;
    Ok(CheckInPage {
        name: person.name.clone(),
        partner,
        received: shown::minute(&check_in.received_at, zone),
        figures: figures(&frame, (&check_in, &person.on_record)),
        why: why(&frame, person),
        blockers: blockers(&frame, &check_in),
        planned,
        waits: check_in.status == CheckInStatus::Submitted,
        status: frame.language.check_in_status(check_in.status),
        tone: tone(&check_in.status),
        may_decide: DECIDERS.contains(&visitor.user.role),
        fault,
        csrf: visitor.csrf.clone(),
        check_in,
        frame,
    })
}

fn figures(frame: &Frame, (check_in, logged): (&CheckIn, &OnRecord)) -> Vec<Figure> {
    let told = &check_in.told;
    let counted = |what: &Counted| {
        let (claimed, logged) = (told.counts.get(*what), logged.counts.get(*what));
        Figure {
            name: frame.language.counted(*what),
            claimed: shown::count(claimed),
            logged: shown::count(logged),
            differs: claimed > logged,
        }
    };
    let mut figures: Vec<Figure> = Counted::ALL.iter().map(counted).collect();
    let sold = logged.sold_in(told.sales_amount.currency);
    figures.push(Figure {
        name: frame.t.desk.lists.amount,
        claimed: shown::money(&told.sales_amount).text(),
        logged: shown::money(&sold).text(),
        differs: told.sales_amount != sold,
    });
    figures
}

fn blockers(frame: &Frame, check_in: &CheckIn) -> Vec<String> {
    let words = check_in.told.blockers.iter().map(|blocker| {
        let word = frame.language.blocker(blocker.category);
        match &blocker.note {
            Some(note) => format!("{word}: {note}"),
            None => word.to_owned(),
        }
    });
    words.collect()
}

/// Accepts a report, or returns it with a word on what to mend.
pub(in crate::web) async fn decide(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::of((&request, &visitor), form)?;
    visitor.is_one_of(DECIDERS)?;
    let check_in = CheckInId::parse(&id).ok_or(PageError::NotFound)?;
    let decision = sent.read("decision", ReviewDecision::parse)?;
    let version = sent.read("version", |typed| typed.parse().ok())?;
    let comment = Note::parse(sent.text("comment"));
    if decision == ReviewDecision::Return && comment.is_none() {
        let mut shown = load(&request, &visitor, &id, None).await?;
        shown.fault = Some(shown.frame.t.desk.review.comment_hint);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let date = act((&request, &visitor), Hold::Nothing, move |tx, by| {
        let seen = (&check_in, Some(version));
        let reviewed = check_ins::review(tx, by, seen, (decision, comment.as_ref()))?;
        Ok(reviewed.date.to_string())
    })
    .await?;
    let word = if decision == ReviewDecision::Approve { "accepted" } else { "returned" };
    Ok(go_to(&format!("/review?date={date}&done={word}&count=1")))
}

//! `/periods`: months, from open to paid.

mod changes;
mod chart;
mod close;
mod exceptions;
mod show;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::sections::{AUDITORS, read, sections};
use super::session::Visitor;
use super::tables::{Cell, Head, List, Look, Rows, Shape, load};
use super::texts::{Language, Line};
use crate::domain::Period;
use crate::service::month::{self, ListedMonth, Step};
use crate::service::periods;

pub(super) use close::{close, try_close};
pub(super) use show::{act_on, show};

#[derive(Template)]
#[template(path = "periods/all.html")]
struct PeriodsPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
    next: Next,
}

/// The month that comes next.
struct Next {
    name: String,
    path: String,
    /// Whether it is over, so that it can be closed.
    is_over: bool,
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(AUDITORS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let rows = load((&request, &visitor), (&periods::LISTED, "-period"), month::list).await?;
    let list = listed(&frame, rows);
    if list.is_file {
        return list.sent("periods");
    }
    let next = next(&request, &visitor, frame.language).await?;
    page(&PeriodsPage { sections: sections(&frame, &visitor), frame, list, next })
}

fn listed(frame: &Frame, rows: Rows<ListedMonth>) -> List {
    let (m, language) = (frame.t.money, frame.language);
    let row = |month: ListedMonth| {
        let period = month.closed.period;
        vec![
            Cell::text(language.month(period)).leading(format!("/periods/{period}")),
            Cell::state((tone(month.step), language.step(month.step))),
            Cell::code(month.closed.entries),
            Cell::code(month.closed.statements),
            Cell::code(month.standing.drafts),
            Cell::code(month.standing.unpaid),
        ]
    };
    let shape = Shape {
        title: m.periods,
        path: "/periods".to_owned(),
        fields: Vec::new(),
        heads: vec![
            Head::new(m.month).sorted("period"),
            Head::new(m.state),
            Head::numbers(m.lines),
            Head::numbers(m.statements),
            Head::numbers(m.to_approve),
            Head::numbers(m.to_pay),
        ],
        empty: m.no_periods,
        next_step: None,
    };
    List::of(frame.t, shape, rows, row)
}

async fn next(
    request: &HttpRequest,
    visitor: &Visitor,
    language: Language,
) -> Result<Next, PageError> {
    let today = visitor.by.now.today;
    let this = Period::of(today);
    let last = read((request, visitor), |tx, _| month::last(tx)).await?;
    let next = last.map_or(this.before(), Period::next);
    Ok(Next {
        name: language.month(next),
        path: format!("/periods/{next}"),
        is_over: next.last_day() < today,
    })
}

/// How good a step is.
fn tone(step: Step) -> Line {
    match step {
        Step::Open => "info",
        Step::Closed | Step::InReview => "warn",
        Step::Approved => "info",
        Step::Paid => "good",
    }
}

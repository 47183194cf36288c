//! `/periods`: months, from open to paid.

mod changes;
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
use super::table::{self, Asked, Cell, Column, Field, List, Shape};
use super::texts::{Language, Line};
use crate::domain::Period;
use crate::service::month::{self, ListedMonth, Step};
use crate::service::periods;

pub(super) use close::{close, try_close};
pub(super) use show::{act_on, show};

static SHAPE: Shape<ListedMonth> = Shape {
    title: |t| t.money.periods,
    order: "-period",
    fields: &[Field::SEARCH],
    columns: &[
        Column::<ListedMonth>::new(
            |t| t.money.month,
            |month, m| {
                let period = month.closed.period;
                Cell::text(m.language.month(period)).leading(format!("/periods/{period}"))
            },
        )
        .sorted("period"),
        Column::<ListedMonth>::new(
            |t| t.money.state,
            |month, m| Cell::state((tone(month.step), m.language.step(month.step))),
        ),
        Column::<ListedMonth>::new(|t| t.money.lines, |month, _| Cell::code(month.closed.entries))
            .figures(),
        Column::<ListedMonth>::new(
            |t| t.money.statements,
            |month, _| Cell::code(month.closed.statements),
        )
        .figures(),
        Column::<ListedMonth>::new(
            |t| t.money.to_approve,
            |month, _| Cell::code(month.standing.drafts),
        )
        .figures(),
        Column::<ListedMonth>::new(
            |t| t.money.to_pay,
            |month, _| Cell::code(month.standing.unpaid),
        )
        .figures(),
    ],
    none: |t| t.money.no_periods,
    next_step: None,
    action: None,
};

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
    let of = (&periods::LISTED, &SHAPE);
    let list = match table::asked((&request, &visitor), &frame, of, month::list).await? {
        Asked::File(file) => return Ok(file),
        Asked::Page(list) => list,
    };
    let next = next(&request, &visitor, frame.language).await?;
    page(&PeriodsPage { sections: sections(&frame, &visitor), frame, list, next })
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

//! `/statements`: what partners earned in closed months; their owners see their own.

mod lines;
mod show;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::sections::{READERS, sections};
use super::session::Visitor;
use super::tables::{Cell, Field, Head, List, Look, Rows, Shape, load};
use super::texts::Line;
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Currency, Money, Word};
use crate::service::listing::{Listing, Page};
use crate::service::naming::Names;
use crate::service::{By, ServiceError, Tx, statements};

pub(super) use lines::lines;
pub(super) use show::{act_on, show};

/// A page that is a list and no more.
#[derive(Template)]
#[template(path = "money/list.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) sections: Vec<Place>,
    pub(super) list: List,
}

impl ListPage {
    /// The page of a list, or its file.
    pub(super) fn answer(
        (frame, visitor): (Frame, &Visitor),
        (list, name): (List, &str),
    ) -> Result<HttpResponse, PageError> {
        if list.is_file {
            return list.sent(name);
        }
        page(&Self { sections: sections(&frame, visitor), frame, list })
    }
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let rows = load((&request, &visitor), (&statements::LISTED, "-period"), named).await?;
    let list = listed(&frame, rows);
    ListPage::answer((frame, &visitor), (list, "statements"))
}

fn named(
    tx: &mut Tx<'_>,
    by: &By,
    listing: &Listing,
) -> Result<Page<(Statement, String)>, ServiceError> {
    let page = statements::list(tx, by, listing)?;
    let mut names = Names::default();
    names.learn_partners(tx, page.rows.iter().map(|one| &one.partner))?;
    Ok(page.map(|one| {
        let name = names.partner(&one.partner).to_owned();
        (one, name)
    }))
}

fn listed(frame: &Frame, rows: Rows<(Statement, String)>) -> List {
    let (m, language) = (frame.t.money, frame.language);
    let money = |amount: Amount, currency: Currency| Cell::money(Money { amount, currency });
    let row = |(one, name): (Statement, String)| {
        vec![
            Cell::text(name).leading(format!("/statements/{}", one.id)),
            Cell::text(language.month(one.period)),
            Cell::state((tone(&one.status), language.statement_status(&one.status))),
            money(one.given.commission, one.currency),
            money(one.figures.carried_forward, one.currency),
            money(one.figures.net, one.payout_currency),
        ]
    };
    let statuses = StatementStatus::ALL.iter();
    let statuses = statuses.map(|one| (one.as_str(), language.statement_status(one))).collect();
    let shape = Shape {
        title: m.statements,
        path: "/statements".to_owned(),
        fields: vec![
            Field::search(frame.t.lists.search),
            Field::typed("period", m.month, "month"),
            Field::choice("status", m.state, statuses),
        ],
        heads: vec![
            Head::new(m.partner),
            Head::new(m.month).sorted("period"),
            Head::new(m.state).sorted("status"),
            Head::money(m.commission),
            Head::money(m.carried_forward),
            Head::money(m.net),
        ],
        empty: m.no_statements,
        next_step: None,
    };
    List::of(frame.t, shape, rows, row)
}

/// How good a status is.
pub(super) fn tone(status: &StatementStatus) -> Line {
    match status {
        StatementStatus::Draft => "warn",
        StatementStatus::Approved => "good",
        StatementStatus::Paid => "good",
    }
}

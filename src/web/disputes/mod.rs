//! `/disputes`: lines that partners do not agree with; their owners see their own.

mod show;

use actix_web::{HttpRequest, HttpResponse};

use super::error::PageError;
use super::frame::Frame;
use super::sections::READERS;
use super::session::Visitor;
use super::statements::ListPage;
use super::tables::{Cell, Field, Head, List, Rows, Shape, load};
use super::texts::{Language, Line};
use crate::domain::statement::Dispute;
use crate::domain::{Amount, Money};
use crate::service::listing::{Listing, Page};
use crate::service::naming::Names;
use crate::service::{By, ServiceError, Tx, disputes};

pub(super) use show::{act_on, show};

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let rows = load((&request, &visitor), (&disputes::LISTED, "-created_at"), named).await?;
    let list = listed(&frame, rows);
    ListPage::answer((frame, &visitor), (list, "disputes"))
}

fn named(
    tx: &mut Tx<'_>,
    by: &By,
    listing: &Listing,
) -> Result<Page<(Dispute, String)>, ServiceError> {
    let page = disputes::list(tx, by, listing)?;
    let mut names = Names::default();
    names.learn_partners(tx, page.rows.iter().map(|one| &one.partner))?;
    Ok(page.map(|one| {
        let name = names.partner(&one.partner).to_owned();
        (one, name)
    }))
}

fn listed(frame: &Frame, rows: Rows<(Dispute, String)>) -> List {
    let m = frame.t.money;
    let row = |(one, name): (Dispute, String)| {
        let money = |amount: Amount| Cell::money(Money { amount, currency: one.currency });
        vec![
            Cell::text(name).leading(format!("/disputes/{}", one.id)),
            Cell::state(standing(frame.language, &one)),
            money(one.line),
            money(one.held),
            Cell::text(&one.reason),
            Cell::code(one.created_at.date()),
        ]
    };
    let shape = Shape {
        title: m.disputes,
        path: "/disputes".to_owned(),
        fields: vec![
            Field::search(frame.t.lists.search),
            Field::choice("status", m.state, vec![("open", m.undecided), ("decided", m.decided)]),
        ],
        heads: vec![
            Head::new(m.partner),
            Head::new(m.state),
            Head::money(m.line),
            Head::money(m.held),
            Head::new(m.reason),
            Head::new(m.day).sorted("created_at"),
        ],
        empty: m.no_disputes,
        next_step: Some(("/statements", m.statements)),
    };
    List::of(frame.t, shape, rows, row)
}

/// Where a dispute stands, and how good that is.
fn standing(language: Language, dispute: &Dispute) -> (Line, Line) {
    match &dispute.decided {
        None => ("warn", language.texts().money.undecided),
        Some(decided) => ("good", language.decision(decided.decision)),
    }
}

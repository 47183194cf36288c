//! `/disputes`: lines that partners do not agree with; their owners see their own.

mod show;

use actix_web::{HttpRequest, HttpResponse};

use super::acts::Sent;
use super::error::PageError;
use super::evidence::{pieces, too_many};
use super::lists::with_partners;
use super::sections::READERS;
use super::session::Visitor;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::{Language, Line};
use crate::domain::statement::{Dispute, Evidence};
use crate::domain::{Amount, Money, Note};
use crate::service::{ServiceError, disputes};

pub(super) use show::{act_on, show};

/// A dispute, and what its partner is called.
type Row = (Dispute, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.money.disputes,
    order: "-created_at",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.money.state,
            |language| {
                let m = language.texts().money;
                vec![("open", m.undecided), ("decided", m.decided)]
            },
        ),
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.money.partner,
            |(one, name), _| Cell::text(name).leading(format!("/disputes/{}", one.id)),
        ),
        Column::<Row>::new(|t| t.money.state, |(one, _), m| Cell::state(standing(m.language, one))),
        Column::<Row>::new(|t| t.money.line, |(one, _), _| money(one, one.line)).money(),
        Column::<Row>::new(|t| t.money.held, |(one, _), _| money(one, one.held)).money(),
        Column::<Row>::new(|t| t.money.reason, |(one, _), _| Cell::text(&one.reason)),
        Column::<Row>::new(|t| t.money.day, |(one, _), m| m.at(one.created_at))
            .sorted("created_at"),
        Column::<Row>::new(
            |t| t.money.answer_by,
            |(one, _), _| match one.answer_by {
                Some(day) => Cell::code(day),
                None => Cell::text("—"),
            },
        ),
    ],
    none: |t| t.money.no_disputes,
    next_step: Some(|t| (t.money.statements, "/statements")),
    action: None,
};

fn money(of: &Dispute, amount: Amount) -> Cell {
    Cell::money(Money { amount, currency: of.currency })
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &disputes::LISTED, &SHAPE, |tx, by, listing| {
        let page = disputes::list(tx, by, listing)?;
        with_partners(tx, page, |one| Some(&one.partner))
    })
    .await
}

/// Where a dispute stands, and how good that is.
fn standing(language: Language, dispute: &Dispute) -> (Line, Line) {
    match &dispute.decided {
        Some(decided) if !decided.has_lapsed => ("good", language.decision(decided.decision)),
        _ => ("warn", language.texts().money.undecided),
    }
}

/// The evidence of a form.
pub(super) fn evidence(sent: &Sent) -> Result<Evidence, ServiceError> {
    let pieces = pieces(sent, "evidence", Note::parse)?;
    Evidence::new(pieces).ok_or_else(|| too_many("evidence", Evidence::MOST))
}

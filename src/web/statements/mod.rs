//! `/statements`: what partners earned in closed months; their owners see their own.

mod lines;
mod show;

use actix_web::{HttpRequest, HttpResponse};

use super::error::PageError;
use super::lists::{with_partners, words};
use super::sections::READERS;
use super::session::Visitor;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Line;
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Currency, Money};
use crate::service::statements;

pub(super) use lines::lines;
pub(super) use show::{act_on, show};

/// A statement, and what its partner is called.
type Row = (Statement, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.money.statements,
    order: "-period",
    fields: &[
        Field::SEARCH,
        Field::typed("period", |t| t.money.month, "month"),
        Field::choice(
            "status",
            |t| t.money.state,
            |language| words(language, |l, word: StatementStatus| l.statement_status(&word)),
        ),
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.money.partner,
            |(one, name), _| Cell::text(name).leading(format!("/statements/{}", one.id)),
        ),
        Column::<Row>::new(
            |t| t.money.month,
            |(one, _), m| Cell::text(m.language.month(one.period)),
        )
        .sorted("period"),
        Column::<Row>::new(
            |t| t.money.state,
            |(one, _), m| {
                Cell::state((tone(&one.status), m.language.statement_status(&one.status)))
            },
        )
        .sorted("status"),
        Column::<Row>::new(
            |t| t.money.commission,
            |(one, _), _| money(one.given.commission, one.currency),
        )
        .money(),
        Column::<Row>::new(
            |t| t.money.carried_forward,
            |(one, _), _| money(one.figures.carried_forward, one.currency),
        )
        .money(),
        Column::<Row>::new(
            |t| t.money.net,
            |(one, _), _| money(one.figures.net, one.payout_currency),
        )
        .money(),
    ],
    none: |t| t.money.no_statements,
    next_step: None,
    action: None,
};

fn money(amount: Amount, currency: Currency) -> Cell {
    Cell::money(Money { amount, currency })
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &statements::LISTED, &SHAPE, |tx, by, listing| {
        let page = statements::list(tx, by, listing)?;
        with_partners(tx, page, |one| Some(&one.partner))
    })
    .await
}

/// How good a status is.
pub(super) fn tone(status: &StatementStatus) -> Line {
    match status {
        StatementStatus::Draft => "warn",
        StatementStatus::Approved => "good",
        StatementStatus::Paid => "good",
    }
}

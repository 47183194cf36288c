//! `/payouts`: batches of approved statements, sent to the bank.

mod show;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::acts::{Form, Sent, act, refusal};
use super::answer::{go_to, page_with};
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::lists::words;
use super::sections::{AUDITORS, FINANCE, is_finance, sections};
use super::session::Visitor;
use super::table::{self, Asked, Cell, Column, Field, List, Shape};
use super::texts::Line;
use crate::domain::payout::{Payout, PayoutStatus};
use crate::domain::{Currency, Money, Period};
use crate::service::payouts::{self, NewPayout};
use crate::service::{By, Hold, Tx};

pub(super) use show::{act_on, show};

static SHAPE: Shape<Payout> = Shape {
    title: |t| t.money.payouts,
    order: "-created_at",
    fields: &[
        Field::SEARCH,
        Field::typed("period", |t| t.money.month, "month"),
        Field::choice(
            "status",
            |t| t.money.state,
            |language| words(language, |l, word: PayoutStatus| l.payout_status(&word)),
        ),
    ],
    columns: &[
        Column::<Payout>::new(
            |t| t.money.month,
            |one, m| {
                Cell::text(m.language.month(one.period)).leading(format!("/payouts/{}", one.id))
            },
        )
        .sorted("period"),
        Column::<Payout>::new(
            |t| t.money.state,
            |one, m| Cell::state((tone(&one.status), m.language.payout_status(&one.status))),
        )
        .sorted("status"),
        Column::<Payout>::new(|t| t.money.pay_on, |one, _| Cell::code(one.pay_on)),
        Column::<Payout>::new(|t| t.money.payments, |one, _| Cell::code(one.payments)).figures(),
        Column::<Payout>::new(
            |t| t.money.total,
            |one, _| Cell::money(Money { amount: one.total, currency: one.currency }),
        )
        .money(),
    ],
    none: |t| t.money.no_payouts,
    next_step: Some(|t| (t.money.periods, "/periods")),
    action: None,
};

#[derive(Template)]
#[template(path = "payouts/all.html")]
struct PayoutsPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
    is_finance: bool,
    /// What was put into the form of a new one.
    sent: Sent,
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(AUDITORS)?;
    shown((&request, &visitor), Sent::default(), (StatusCode::OK, None)).await
}

/// Prepares one.
pub(super) async fn create(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let asked = sent.clone();
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let currency = |text: &str| Currency::parse(&text.to_ascii_uppercase());
        let period = asked.read("period", Period::parse)?;
        let new = NewPayout { period, currency: asked.read("currency", currency)? };
        let prepared = payouts::create(tx, by, &new)?;
        let told = if prepared.waiting.is_empty() { "prepared" } else { "prepared_some" };
        Ok(format!("/payouts/{}?told={told}", prepared.batch.payout.id))
    };
    match act((&request, &visitor), Hold::Nothing, work).await {
        Ok(path) => Ok(go_to(&path)),
        Err(error) => {
            let (status, flash) = refusal(error, Frame::of(&request).language)?;
            shown((&request, &visitor), sent, (status, Some(flash))).await
        }
    }
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    sent: Sent,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let of = (&payouts::LISTED, &SHAPE);
    let list = match table::asked((request, visitor), &frame, of, payouts::list).await? {
        Asked::File(file) => return Ok(file),
        Asked::Page(list) => list,
    };
    let (sections, is_finance) = (sections(&frame, visitor), is_finance(visitor));
    page_with(status, &PayoutsPage { frame, sections, list, is_finance, sent })
}

/// How good a status is.
pub(super) fn tone(status: &PayoutStatus) -> Line {
    match status {
        PayoutStatus::Draft => "warn",
        PayoutStatus::Approved => "info",
        PayoutStatus::Settled => "good",
        PayoutStatus::Withdrawn => "",
    }
}

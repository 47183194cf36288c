//! `/payouts`: batches of approved statements, sent to the bank.

mod show;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::acts::{Form, Sent, act, refusal};
use super::answer::{go_to, page_with};
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::sections::{AUDITORS, FINANCE, is_finance, sections};
use super::session::Visitor;
use super::tables::{Cell, Field, Head, List, Look, Rows, Shape, load};
use super::texts::Line;
use crate::domain::payout::{Payout, PayoutStatus};
use crate::domain::{Currency, Money, Period, Word};
use crate::service::payouts::{self, NewPayout};
use crate::service::{By, Hold, Tx};

pub(super) use show::{act_on, show};

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
    let rows = load((request, visitor), (&payouts::LISTED, "-created_at"), payouts::list).await?;
    let list = listed(&frame, rows);
    if list.is_file {
        return list.sent("payouts");
    }
    let (sections, is_finance) = (sections(&frame, visitor), is_finance(visitor));
    page_with(status, &PayoutsPage { frame, sections, list, is_finance, sent })
}

fn listed(frame: &Frame, rows: Rows<Payout>) -> List {
    let (m, language) = (frame.t.money, frame.language);
    let row = |one: Payout| {
        vec![
            Cell::text(language.month(one.period)).leading(format!("/payouts/{}", one.id)),
            Cell::state((tone(&one.status), language.payout_status(&one.status))),
            Cell::code(one.pay_on),
            Cell::code(one.payments),
            Cell::money(Money { amount: one.total, currency: one.currency }),
        ]
    };
    let statuses = PayoutStatus::ALL.iter();
    let statuses = statuses.map(|one| (one.as_str(), language.payout_status(one))).collect();
    let shape = Shape {
        title: m.payouts,
        path: "/payouts".to_owned(),
        fields: vec![
            Field::typed("period", m.month, "month"),
            Field::choice("status", m.state, statuses),
        ],
        heads: vec![
            Head::new(m.month).sorted("period"),
            Head::new(m.state).sorted("status"),
            Head::new(m.pay_on),
            Head::numbers(m.payments),
            Head::money(m.total),
        ],
        empty: m.no_payouts,
        next_step: Some(("/periods", m.periods)),
    };
    List::of(frame.t, shape, rows, row)
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

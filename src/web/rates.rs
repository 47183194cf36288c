//! `/rates`: what one currency was worth in another, day by day.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::acts::{Form, Sent, act, back, refusal, told};
use super::answer::page_with;
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::sections::{AUDITORS, FINANCE, is_finance, sections};
use super::session::Visitor;
use super::tables::{Cell, Field, Head, List, Look, Rows, Shape, load};
use crate::domain::{Currency, ExchangeRate, Rate, parse_date};
use crate::service::exchange_rates::{self, NewRate};
use crate::service::{By, Hold, ServiceError, Tx};

#[derive(Template)]
#[template(path = "rates/all.html")]
struct RatesPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
    is_finance: bool,
    today: String,
    /// What was put into the form of a new one.
    sent: Sent,
}

impl RatesPage {
    /// What stands in a field of the form.
    fn typed<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        Some(self.sent.text(name)).filter(|text| !text.is_empty()).unwrap_or(usual)
    }
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(AUDITORS)?;
    shown((&request, &visitor), Sent::default(), (StatusCode::OK, None)).await
}

/// States one.
pub(super) async fn add(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let asked = sent.clone();
    let work = move |tx: &mut Tx<'_>, by: &By| {
        exchange_rates::create(tx, by, &new(&asked)?)?;
        Ok("rate_added".to_owned())
    };
    match act((&request, &visitor), Hold::Facts, work).await {
        Ok(told) => Ok(back(request.path(), &told)),
        Err(error) => {
            let (status, flash) = refusal(error, Frame::of(&request).language)?;
            shown((&request, &visitor), sent, (status, Some(flash))).await
        }
    }
}

fn new(sent: &Sent) -> Result<NewRate, ServiceError> {
    let currency = |text: &str| Currency::parse(&text.to_ascii_uppercase());
    Ok(NewRate {
        date: sent.read("date", parse_date)?,
        base: sent.read("base", currency)?,
        quote: sent.read("quote", currency)?,
        rate: sent.read("rate", |text| Rate::parse(text).ok())?,
    })
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    sent: Sent,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash.or_else(|| told(request, frame.language));
    let listed = &exchange_rates::LISTED;
    let rows = load((request, visitor), (listed, "-date"), exchange_rates::list).await?;
    let list = listed_rates(&frame, rows);
    if list.is_file {
        return list.sent("rates");
    }
    page_with(
        status,
        &RatesPage {
            sections: sections(&frame, visitor),
            is_finance: is_finance(visitor),
            today: visitor.by.now.today.to_string(),
            frame,
            list,
            sent,
        },
    )
}

fn listed_rates(frame: &Frame, rows: Rows<ExchangeRate>) -> List {
    let m = frame.t.money;
    let row = |rate: ExchangeRate| {
        vec![
            Cell::code(rate.date),
            Cell::code(rate.base.code()),
            Cell::code(rate.quote.code()),
            Cell::code(rate.rate),
        ]
    };
    let shape = Shape {
        title: m.rates,
        path: "/rates".to_owned(),
        fields: vec![
            Field::search(frame.t.lists.search),
            Field::typed("date[gte]", m.from_day, "date"),
            Field::typed("date[lte]", m.to_day, "date"),
        ],
        heads: vec![
            Head::new(m.day).sorted("date"),
            Head::new(m.base).sorted("base"),
            Head::new(m.quote).sorted("quote"),
            Head::numbers(m.rate),
        ],
        empty: m.no_rates,
        next_step: None,
    };
    List::of(frame.t, shape, rows, row)
}

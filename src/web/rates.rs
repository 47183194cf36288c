//! `/rates`: what one currency was worth in another, day by day.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::acts::{Form, Sent, act_here, told};
use super::answer::page_with;
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::sections::{AUDITORS, FINANCE, is_finance, sections};
use super::session::Visitor;
use super::table::{self, Asked, Cell, Column, Field, List, Shape};
use crate::domain::{Currency, ExchangeRate, Rate, parse_date};
use crate::service::exchange_rates::{self, NewRate};
use crate::service::{By, Hold, ServiceError, Tx};

static SHAPE: Shape<ExchangeRate> = Shape {
    title: |t| t.money.rates,
    order: "-date",
    fields: &[
        Field::SEARCH,
        Field::typed("date[gte]", |t| t.money.from_day, "date"),
        Field::typed("date[lte]", |t| t.money.to_day, "date"),
    ],
    columns: &[
        Column::<ExchangeRate>::new(|t| t.money.day, |rate, _| Cell::code(rate.date))
            .sorted("date"),
        Column::<ExchangeRate>::new(|t| t.money.base, |rate, _| Cell::code(rate.base.code()))
            .sorted("base"),
        Column::<ExchangeRate>::new(|t| t.money.quote, |rate, _| Cell::code(rate.quote.code()))
            .sorted("quote"),
        Column::<ExchangeRate>::new(|t| t.money.rate, |rate, _| Cell::code(rate.rate)).figures(),
    ],
    none: |t| t.money.no_rates,
    next_step: None,
    action: None,
};

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
    let again = |told| shown((&request, &visitor), sent, told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
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
    let of = (&exchange_rates::LISTED, &SHAPE);
    let list = match table::asked((request, visitor), &frame, of, exchange_rates::list).await? {
        Asked::File(file) => return Ok(file),
        Asked::Page(list) => list,
    };
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

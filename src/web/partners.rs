//! `/partners`: the companies of the programme.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::answer::page;
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::lists::words;
use super::session::{Visitor, app_of};
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Line;
use crate::domain::{Partner, PartnerId, PartnerStatus, Role};
use crate::service::partners;

/// Those who look after partners.
const READERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin, Role::Auditor];

static SHAPE: Shape<Partner> = Shape {
    title: |t| t.places.partners,
    order: "name",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: PartnerStatus| l.partner_status(&word)),
        ),
    ],
    columns: &[
        Column::<Partner>::new(
            |t| t.lists.name,
            |row, _| Cell::text(&row.name).leading(format!("/partners/{}", row.id)),
        )
        .sorted("name"),
        Column::<Partner>::new(|t| t.lists.code, |row, _| Cell::code(&row.code)).sorted("code"),
        Column::<Partner>::new(|t| t.lists.city, |row, _| Cell::text(&row.city)).sorted("city"),
        Column::<Partner>::new(|t| t.lists.tier, |row, _| Cell::maybe(row.tier.as_ref())),
        Column::<Partner>::new(
            |t| t.lists.status,
            |row, m| Cell::state((tone(&row.status), m.language.partner_status(&row.status))),
        )
        .sorted("status"),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: None,
};

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &partners::LISTED, &SHAPE, partners::list).await
}

#[derive(Template)]
#[template(path = "partner.html")]
struct PartnerPage {
    frame: Frame,
    partner: Partner,
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = PartnerId::parse(&id).ok_or(PageError::NotFound)?;
    let (app, by) = (app_of(&request)?, visitor.by.clone());
    let partner =
        in_background(move || app.database.read(&by.actor.scope(), |tx| partners::get(tx, &id)))
            .await?;
    page(&PartnerPage { frame: Frame::of_visitor(&request, &visitor), partner })
}

/// How good a standing is.
fn tone(status: &PartnerStatus) -> Line {
    match status {
        PartnerStatus::Applicant => "info",
        PartnerStatus::Active => "good",
        PartnerStatus::Suspended => "warn",
        PartnerStatus::Terminated => "bad",
    }
}

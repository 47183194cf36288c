//! `/recruits`: what partners have registered.

use actix_web::{HttpRequest, HttpResponse};

use super::{with_partners, words};
use crate::domain::recruit::{Recruit, RecruitStatus, Source, Stage};
use crate::service::recruits;
use crate::web::error::PageError;
use crate::web::overview::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::Line;

type Row = (Recruit, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.places.recruits,
    order: "-received_at",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: RecruitStatus| l.recruit_status(&word)),
        ),
        Field::choice(
            "stage",
            |t| t.charts.stage,
            |language| words(language, |l, word: Stage| l.stage(&word)),
        ),
        Field::choice(
            "source",
            |t| t.desk.lists.source,
            |language| words(language, |l, word: Source| l.source(word)),
        ),
    ],
    columns: &[
        Column::<Row>::new(|t| t.lists.name, |(row, _), _| Cell::text(&row.seller_name))
            .sorted("name"),
        Column::<Row>::new(|t| t.lists.city, |(row, _), _| Cell::text(&row.seller_city)),
        Column::<Row>::new(
            |t| t.desk.lists.partner,
            |(row, partner), _| Cell::text(partner).leading(format!("/partners/{}", row.partner)),
        ),
        Column::<Row>::new(
            |t| t.charts.stage,
            |(row, _), m| Cell::text(m.language.stage(&row.stage)),
        )
        .sorted("stage"),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, _), m| Cell::state((tone(row.status), m.language.recruit_status(&row.status))),
        )
        .sorted("status"),
        Column::<Row>::new(
            |t| t.recruit.protected_until,
            |(row, _), _| Cell::maybe_code(row.protected_until),
        )
        .figures(),
        Column::<Row>::new(|t| t.desk.lists.received, |(row, _), m| m.at(row.received_at))
            .sorted("received_at")
            .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: None,
};

/// All of them.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &recruits::LISTED, &SHAPE, |tx, by, listing| {
        let page = recruits::list(tx, by, listing)?;
        with_partners(tx, page, |recruit| Some(&recruit.partner))
    })
    .await
}

/// How good a status is.
fn tone(status: RecruitStatus) -> Line {
    match status {
        RecruitStatus::Open | RecruitStatus::Won => "good",
        RecruitStatus::InReview => "warn",
        RecruitStatus::Refused | RecruitStatus::Lost => "bad",
        RecruitStatus::Expired | RecruitStatus::Released => "",
    }
}

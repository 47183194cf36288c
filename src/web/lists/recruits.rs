//! `/recruits`: what partners have registered.

use actix_web::{HttpRequest, HttpResponse};

use super::{with_partners, words};
use crate::domain::recruit::{Recruit, RecruitStatus, Source, Stage};
use crate::service::recruits;
use crate::web::error::PageError;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::Line;

type Row = (Recruit, String);

const FIELDS: &[Field] = &[
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
];

const NAME: Column<Row> = Column::<Row>::new(
    |t| t.lists.name,
    |(row, _), _| Cell::text(&row.seller_name).leading(format!("/recruits/{}", row.id)),
)
.sorted("name");
const CITY: Column<Row> =
    Column::<Row>::new(|t| t.lists.city, |(row, _), _| Cell::text(&row.seller_city));
const PARTNER: Column<Row> = Column::<Row>::new(
    |t| t.desk.lists.partner,
    |(row, partner), _| Cell::text(partner).leading(format!("/partners/{}", row.partner)),
);
const STAGE: Column<Row> =
    Column::<Row>::new(|t| t.charts.stage, |(row, _), m| Cell::text(m.language.stage(&row.stage)))
        .sorted("stage");
const STATUS: Column<Row> = Column::<Row>::new(
    |t| t.lists.status,
    |(row, _), m| {
        let state = Cell::state((tone(row.status), m.language.recruit_status(&row.status)));
        // Where one can say that it should be one's own all the same.
        if row.may_be_claimed() {
            state.leading(format!("/recruits/{}#claims", row.id))
        } else {
            state
        }
    },
)
.sorted("status");
const PROTECTED: Column<Row> = Column::<Row>::new(
    |t| t.recruit.protected_until,
    |(row, _), _| Cell::maybe_code(row.protected_until),
)
.figures();
const RECEIVED: Column<Row> =
    Column::<Row>::new(|t| t.desk.lists.received, |(row, _), m| m.at(row.received_at))
        .sorted("received_at")
        .figures();

static SHAPE: Shape<Row> = Shape {
    title: |t| t.places.recruits,
    order: "-received_at",
    fields: FIELDS,
    columns: &[NAME, CITY, PARTNER, STAGE, STATUS, PROTECTED, RECEIVED],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: Some(|t| (t.pipeline.title, "/pipeline")),
};

/// As a partner's people see their own.
static OWN: Shape<Row> = Shape {
    title: |t| t.places.recruits,
    order: "-received_at",
    fields: FIELDS,
    columns: &[NAME, CITY, STAGE, STATUS, PROTECTED, RECEIVED],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: Some(|t| (t.pipeline.title, "/pipeline")),
};

/// All of them, or those of the visitor's partner.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let shape = if visitor.by.actor.partner().is_some() { &OWN } else { &SHAPE };
    table::list((&request, &visitor), &recruits::LISTED, shape, |tx, by, listing| {
        let page = recruits::list(tx, by, listing)?;
        with_partners(tx, page, |recruit| Some(&recruit.partner))
    })
    .await
}

/// How good a status is.
pub(in crate::web) fn tone(status: RecruitStatus) -> Line {
    match status {
        RecruitStatus::Open | RecruitStatus::Won => "good",
        RecruitStatus::InReview => "warn",
        RecruitStatus::Refused | RecruitStatus::Lost => "bad",
        RecruitStatus::Expired | RecruitStatus::Released => "",
    }
}

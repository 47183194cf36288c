//! `/check-ins`: what people reported of their days.

use actix_web::{HttpRequest, HttpResponse};

use super::words;
use crate::domain::Word;
use crate::domain::check_in::{CheckIn, CheckInStatus, Counted};
use crate::service::check_ins;
use crate::service::naming::Names;
use crate::web::error::PageError;
use crate::web::overview::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::Line;

/// A check-in, whose it is, and of which partner.
type Row = (CheckIn, String, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.check_ins,
    order: "-date",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: CheckInStatus| l.check_in_status(word)),
        ),
        Field::choice("late", |t| t.desk.lists.late, |l| vec![("true", l.texts().desk.lists.yes)]),
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.desk.lists.person,
            |(row, person, _), _| Cell::text(person).leading(format!("/review/{}", row.id)),
        ),
        Column::<Row>::new(|t| t.desk.lists.day, |(row, ..), _| Cell::code(row.date))
            .sorted("date"),
        Column::<Row>::new(
            |t| t.desk.lists.partner,
            |(row, _, partner), _| {
                Cell::text(partner).leading(format!("/partners/{}", row.partner))
            },
        ),
        Column::<Row>::new(
            |t| t.desk.review.claimed,
            |(row, ..), m| {
                let counts = Counted::ALL.iter().map(|what| (what, row.told.counts.get(*what)));
                let told = counts.filter(|(_, count)| *count > 0);
                let told = told.map(|(what, n)| format!("{} {n}", m.language.counted(*what)));
                Cell::text(told.collect::<Vec<_>>().join(" · "))
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.late,
            |(row, ..), m| match row.late {
                true => Cell::state(("warn", m.t.desk.lists.late)),
                false => Cell::NOTHING,
            },
        ),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, ..), m| Cell::state((tone(row.status), m.language.check_in_status(row.status))),
        )
        .sorted("status"),
        Column::<Row>::new(|t| t.desk.lists.received, |(row, ..), m| m.at(row.received_at))
            .sorted("received_at")
            .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.places.review, "/review")),
    action: None,
};

/// All of them.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &check_ins::LISTED, &SHAPE, |tx, by, listing| {
        let page = check_ins::list(tx, by, listing)?;
        let mut names = Names::default();
        names.learn_users(tx, page.rows.iter().map(|row| &row.user))?;
        names.learn_partners(tx, page.rows.iter().map(|row| &row.partner))?;
        Ok(page.map(|row| {
            let person = names.user(&row.user).to_owned();
            let partner = names.partner(&row.partner).to_owned();
            (row, person, partner)
        }))
    })
    .await
}

/// How good a report stands.
fn tone(status: CheckInStatus) -> Line {
    match status {
        CheckInStatus::Submitted => "",
        CheckInStatus::Returned => "warn",
        CheckInStatus::Approved => "good",
    }
}

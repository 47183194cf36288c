//! `/check-ins`: what people reported of their days.

use actix_web::{HttpRequest, HttpResponse};

use super::words;
use crate::domain::Word;
use crate::domain::check_in::{CheckIn, CheckInStatus, Counted};
use crate::service::{check_ins, names};
use crate::web::error::PageError;
use crate::web::overview::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Filter, Shape};
use crate::web::texts::Line;

/// A check-in, whose it is, and of which partner.
type Row = (CheckIn, String, String);

static SHAPE: Shape<Row> = Shape {
    file: "check-ins",
    title: |t| t.desk.places.check_ins,
    searches: true,
    order: "-date",
    filters: &[
        Filter {
            field: "status",
            name: |t| t.lists.status,
            words: |language| words(language, |l, word: CheckInStatus| l.check_in_status(word)),
        },
        Filter {
            field: "late",
            name: |t| t.desk.lists.late,
            words: |l| vec![("true", l.texts().desk.lists.yes)],
        },
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.desk.lists.person,
            |(row, person, _), _| Cell::Link {
                to: format!("/review/{}", row.id),
                text: person.clone(),
            },
        ),
        Column::<Row>::new(|t| t.desk.lists.day, |(row, ..), _| Cell::day(row.date)).sorted("date"),
        Column::<Row>::new(
            |t| t.desk.lists.partner,
            |(row, _, partner), _| Cell::Link {
                to: format!("/partners/{}", row.partner),
                text: partner.clone(),
            },
        ),
        Column::<Row>::new(
            |t| t.desk.review.claimed,
            |(row, ..), m| {
                let counts = Counted::ALL.iter().map(|what| (what, row.told.counts.get(*what)));
                let told = counts.filter(|(_, count)| *count > 0);
                let told = told.map(|(what, n)| format!("{} {n}", m.language.counted(*what)));
                Cell::Text(told.collect::<Vec<_>>().join(" · "))
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.late,
            |(row, ..), m| match row.late {
                true => Cell::State { tone: "warn", text: m.t.desk.lists.late.to_owned() },
                false => Cell::Nothing,
            },
        ),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, ..), m| Cell::State {
                tone: tone(row.status),
                text: m.language.check_in_status(row.status).to_owned(),
            },
        )
        .sorted("status"),
        Column::<Row>::new(|t| t.desk.lists.received, |(row, ..), m| m.at(row.received_at))
            .sorted("received_at")
            .figures(),
    ],
    empty: Some(|t| (t.places.review, "/review")),
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
        let people = page.rows.iter().map(|row| row.user.to_string()).collect();
        let (people, partners) = (names::of_users(tx, people)?, names::of_partners(tx)?);
        Ok(page.map(|row| {
            let person = people.of(row.user.as_str()).to_owned();
            let partner = partners.of(row.partner.as_str()).to_owned();
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

//! `/events/{id}/guests`: who said they would come, and who came.

use actix_web::{HttpRequest, HttpResponse, web};

use super::READERS;
use crate::domain::EventId;
use crate::domain::event::Mode;
use crate::service::events::{self, Visitor as Guest};
use crate::web::error::PageError;
use crate::web::lists::words;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::{Language, Line};

fn yes(language: Language) -> Vec<(Line, Line)> {
    vec![("true", language.texts().desk.lists.yes)]
}

static SHAPE: Shape<Guest> = Shape {
    title: |t| t.desk.events.guests,
    order: "name",
    fields: &[
        Field::SEARCH,
        Field::choice("arrived", |t| t.desk.events.arrived, yes),
        Field::choice("walk_in", |t| t.desk.events.walk_ins, yes),
        Field::choice(
            "mode",
            |t| t.desk.lists.mode,
            |language| words(language, |l, word: Mode| l.mode(word)),
        ),
        Field::choice("waiting", |t| t.desk.events.waiting, yes),
    ],
    columns: &[
        Column::<Guest>::new(|t| t.lists.name, |row, _| Cell::text(&row.registration.name))
            .sorted("name"),
        Column::<Guest>::new(
            |t| t.desk.lists.company,
            |row, _| Cell::maybe(row.registration.company.as_ref()),
        ),
        Column::<Guest>::new(|t| t.lists.code, |row, _| Cell::code(&row.registration.code)),
        Column::<Guest>::new(
            |t| t.desk.lists.mode,
            |row, m| Cell::text(m.language.mode(row.registration.mode)),
        )
        .sorted("mode"),
        Column::<Guest>::new(
            |t| t.desk.events.arrived,
            |row, m| row.arrival.as_ref().map_or(Cell::NOTHING, |a| m.at(a.received_at)),
        )
        .figures(),
        Column::<Guest>::new(
            |t| t.desk.events.walk_ins,
            |row, m| match row.registration.walk_in {
                true => Cell::text(m.t.desk.lists.yes),
                false => Cell::NOTHING,
            },
        ),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: None,
};

/// All of an event's.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = EventId::parse(&id).ok_or(PageError::NotFound)?;
    let listed = events::listed(&visitor.by.actor);
    table::list((&request, &visitor), listed, &SHAPE, move |tx, by, listing| {
        events::registrations(tx, by, &id, listing)
    })
    .await
}

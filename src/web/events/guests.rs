//! `/events/{id}/guests`: who said they would come, and who came.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::EventId;
use crate::domain::event::Mode;
use crate::service::events::{self, Visitor as Guest};
use crate::web::error::PageError;
use crate::web::lists::words;
use crate::web::overview::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Filter, Shape};
use crate::web::texts::{Language, Line};

fn yes(language: Language) -> Vec<(Line, Line)> {
    vec![("true", language.texts().desk.lists.yes)]
}

static SHAPE: Shape<Guest> = Shape {
    file: "guests",
    title: |t| t.desk.events.guests,
    searches: true,
    order: "name",
    filters: &[
        Filter { field: "arrived", name: |t| t.desk.events.arrived, words: yes },
        Filter { field: "walk_in", name: |t| t.desk.events.walk_ins, words: yes },
        Filter {
            field: "mode",
            name: |t| t.desk.lists.mode,
            words: |language| words(language, |l, word: Mode| l.mode(word)),
        },
        Filter { field: "waiting", name: |t| t.desk.events.waiting, words: yes },
    ],
    columns: &[
        Column::<Guest>::new(|t| t.lists.name, |row, _| Cell::text(&row.registration.name))
            .sorted("name"),
        Column::<Guest>::new(
            |t| t.desk.lists.company,
            |row, _| Cell::maybe(row.registration.company.as_ref()),
        ),
        Column::<Guest>::new(
            |t| t.lists.code,
            |row, _| Cell::Code(row.registration.code.to_string()),
        ),
        Column::<Guest>::new(
            |t| t.desk.lists.mode,
            |row, m| Cell::text(m.language.mode(row.registration.mode)),
        )
        .sorted("mode"),
        Column::<Guest>::new(
            |t| t.desk.events.arrived,
            |row, m| row.arrival.as_ref().map_or(Cell::Nothing, |a| m.at(a.received_at)),
        )
        .figures(),
        Column::<Guest>::new(
            |t| t.desk.events.walk_ins,
            |row, m| match row.registration.walk_in {
                true => Cell::text(m.t.desk.lists.yes),
                false => Cell::Nothing,
            },
        ),
    ],
    empty: None,
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

//! `/events`: summits and smaller gatherings, who came, and what came of them. A host's owner sees those
//! that its partner hosts.

mod fundings;
mod guests;
mod report;

use actix_web::{HttpRequest, HttpResponse};

use super::error::PageError;
use super::lists::words;
use super::session::Visitor;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Line;
use crate::domain::Role;
use crate::domain::event::{Event, EventStatus};
use crate::service::events;

pub(super) use guests::list as guests;
pub(super) use report::{move_on, show};
pub(super) use {fundings::act_on as act_on_fundings, fundings::show as fundings};

/// Those who read events: owners, what their partner hosts.
const READERS: &[Role] =
    &[Role::PartnerOwner, Role::Manager, Role::Finance, Role::Admin, Role::Auditor];
/// Those who say where an event stands, and decide what its hosts ask for.
const MANAGERS: &[Role] = &[Role::Manager, Role::Admin];

static SHAPE: Shape<Event> = Shape {
    title: |t| t.desk.events.title,
    order: "-starts_at",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: EventStatus| l.event_status(word)),
        ),
    ],
    columns: &[
        Column::<Event>::new(
            |t| t.desk.events.name,
            |row, _| Cell::text(&row.title).leading(format!("/events/{}", row.id)),
        )
        .sorted("title"),
        Column::<Event>::new(|t| t.lists.city, |row, _| Cell::text(&row.city)).sorted("city"),
        Column::<Event>::new(|t| t.desk.events.venue, |row, _| Cell::text(&row.venue)),
        Column::<Event>::new(|t| t.desk.events.begins, |row, m| m.at(row.starts_at))
            .sorted("starts_at")
            .figures(),
        Column::<Event>::new(|t| t.desk.events.ends, |row, m| m.at(row.ends_at))
            .sorted("ends_at")
            .figures(),
        Column::<Event>::new(|t| t.desk.events.hosts, |row, _| Cell::code(row.hosts.len()))
            .figures(),
        Column::<Event>::new(
            |t| t.desk.events.cost,
            |row, _| row.cost.map_or(Cell::NOTHING, Cell::money),
        )
        .money(),
        Column::<Event>::new(
            |t| t.lists.status,
            |row, m| Cell::state((tone(row.status), m.language.event_status(row.status))),
        )
        .sorted("status"),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.desk.events.none, "/docs")),
    action: None,
};

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &events::LISTED, &SHAPE, events::list).await
}

/// How good an event stands.
fn tone(status: EventStatus) -> Line {
    match status {
        EventStatus::Draft => "warn",
        EventStatus::Open => "info",
        EventStatus::Running => "good",
        EventStatus::Closed => "",
    }
}

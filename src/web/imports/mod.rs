//! `/imports`: files of records, from their columns to what became of each row.

mod detail;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::Frame;
use super::lists::words;
use super::overview::READERS;
use super::session::Visitor;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Line;
use crate::domain::{Import, ImportKind, ImportStatus, Role, Word};
use crate::service::imports;

pub(super) use detail::{act, show};

/// Those who import.
const IMPORTERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin];

const SHAPE: Shape<Import> = Shape {
    title: |t| t.desk.places.imports,
    order: "-created_at",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "kind",
            |t| t.desk.imports.kind,
            |language| words(language, |l, word: ImportKind| l.import_kind(word)),
        ),
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: ImportStatus| l.import_status(word)),
        ),
    ],
    columns: &[
        Column::<Import>::new(
            |t| t.desk.imports.file,
            |row, _| {
                Cell::text(row.file_name.clone().unwrap_or_else(|| row.id.to_string()))
                    .leading(format!("/imports/{}", row.id))
            },
        ),
        Column::<Import>::new(
            |t| t.desk.imports.kind,
            |row, m| Cell::text(m.language.import_kind(row.kind)),
        )
        .sorted("kind"),
        Column::<Import>::new(|t| t.desk.imports.total, |row, _| Cell::code(row.counts.rows))
            .figures(),
        Column::<Import>::new(|t| t.desk.imports.created, |row, _| Cell::code(row.counts.new))
            .figures(),
        Column::<Import>::new(|t| t.desk.imports.faulty, |row, _| Cell::code(row.counts.faulty))
            .figures(),
        Column::<Import>::new(
            |t| t.lists.status,
            |row, m| Cell::state((tone(row.status), m.language.import_status(row.status))),
        )
        .sorted("status"),
        Column::<Import>::new(|t| t.desk.lists.at, |row, m| m.at(row.created_at))
            .sorted("created_at")
            .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.desk.imports.first, "/imports/new")),
    action: Some(|t| (t.desk.imports.new, "/imports/new")),
};

static TO_IMPORT: Shape<Import> = SHAPE;
/// The same for whoever imports nothing.
static TO_READ: Shape<Import> = Shape { next_step: None, action: None, ..SHAPE };

/// All that the reader may see.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let shape = if IMPORTERS.contains(&visitor.user.role) { &TO_IMPORT } else { &TO_READ };
    table::list((&request, &visitor), &imports::LISTED, shape, imports::list).await
}

/// How good an import stands.
fn tone(status: ImportStatus) -> Line {
    match status {
        ImportStatus::Uploaded => "",
        ImportStatus::Checking | ImportStatus::Committing => "info",
        ImportStatus::Checked => "warn",
        ImportStatus::Done => "good",
    }
}

#[derive(Template)]
#[template(path = "import_new.html")]
struct NewPage {
    frame: Frame,
    csrf: String,
    kinds: Vec<(Line, Line)>,
}

/// The form that sends a file.
pub(super) async fn form(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(IMPORTERS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let may = |kind: &&ImportKind| match visitor.user.role {
        Role::Manager => !kind.is_money(),
        Role::Finance => kind.is_money(),
        _ => true,
    };
    let named = |kind: &ImportKind| (kind.as_str(), frame.language.import_kind(*kind));
    let kinds = ImportKind::ALL.iter().filter(may).map(named).collect();
    page(&NewPage { csrf: visitor.csrf.clone(), kinds, frame })
}

//! `/imports/{id}`: which column is what, what a check has found, and the import itself.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{IMPORTERS, tone};
use crate::domain::{Import, ImportFault, ImportId, ImportMapping, ImportStatus};
use crate::service::imports::{self, Shown};
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{self, Form, Sent};
use crate::web::answer::{go_to, page};
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::overview::READERS;
use crate::web::session::{Visitor, app_of};
use crate::web::texts::Line;

/// A column of the file: its place, its heading, and the fields that it may become.
struct HeadingRow {
    place: usize,
    heading: String,
    /// Each field, what it takes, and whether the column becomes it.
    fields: Vec<(Line, Line, bool, bool)>,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    name: String,
    kind: Line,
    status: Line,
    tone: Line,
    csrf: String,
    version: i32,
    id: String,
    /// How far it is: upload, columns, check, import.
    step: usize,
    headings: Vec<HeadingRow>,
    can_be_mapped: bool,
    is_checked: bool,
    is_running: bool,
    is_done: bool,
    may_import: bool,
    counts: [(Line, String); 4],
    commit_hint: String,
    faults: Vec<ImportFault>,
    has_faults: bool,
    /// The columns that nothing is taken from, once the rows were tried.
    ignored: Vec<String>,
}

impl ImportPage {
    fn is_done(&self, step: &usize) -> bool {
        *step < self.step
    }

    fn is_at(&self, step: &usize) -> bool {
        *step == self.step
    }
}

/// The page.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = ImportId::parse(&id).ok_or(PageError::NotFound)?;
    let (app, by) = (app_of(&request)?, visitor.by.clone());
    let shown = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| imports::show(tx, &by, &id))
    })
    .await?;
    page(&made(Frame::of_visitor(&request, &visitor), shown, &visitor))
}

fn made(frame: Frame, shown: Shown, visitor: &Visitor) -> ImportPage {
    let headings = headings(&shown);
    let Shown { import, faults, .. } = shown;
    let (t, counts) = (&frame.t.desk.imports, import.counts);
    ImportPage {
        name: import.file_name.clone().unwrap_or_else(|| import.id.to_string()),
        kind: frame.language.import_kind(import.kind),
        status: frame.language.import_status(import.status),
        tone: tone(import.status),
        csrf: visitor.csrf.clone(),
        version: import.version,
        id: import.id.to_string(),
        step: match import.status {
            ImportStatus::Uploaded => 1,
            ImportStatus::Checking | ImportStatus::Checked => 2,
            ImportStatus::Committing => 3,
            ImportStatus::Done => 4,
        },
        headings,
        can_be_mapped: import.status.can_be_mapped() && !import.status.is_running(),
        is_checked: import.status == ImportStatus::Checked,
        is_running: import.status.is_running(),
        is_done: import.status == ImportStatus::Done,
        may_import: IMPORTERS.contains(&visitor.user.role),
        counts: [
            (t.total, counts.rows.to_string()),
            (t.created, counts.new.to_string()),
            (t.unchanged, counts.unchanged.to_string()),
            (t.faulty, counts.faulty.to_string()),
        ],
        commit_hint: (t.commit_hint)(u64::try_from(counts.new).unwrap_or(0)),
        faults,
        has_faults: counts.faulty > 0,
        ignored: match import.status {
            ImportStatus::Uploaded => Vec::new(),
            _ => import.ignored().map(str::to_owned).collect(),
        },
        frame,
    }
}

fn headings(shown: &Shown) -> Vec<HeadingRow> {
    let columns = &shown.import.mapping.columns;
    let row = |(place, heading): (usize, &String)| {
        let chosen = columns.get(heading).map(String::as_str);
        let fields = shown.fields.iter();
        let field = |field: &imports::Field| {
            (field.name, field.takes, field.required, chosen == Some(field.name))
        };
        HeadingRow { place, heading: heading.clone(), fields: fields.map(field).collect() }
    };
    shown.import.headings.iter().enumerate().map(row).collect()
}

/// What is asked for.
enum Act {
    /// Try the rows, with the columns as they stand in the form.
    Check(Sent),
    Commit,
}

/// Names the columns and tries the rows, or makes records of them; the rows are gone through behind the
/// answer.
pub(in crate::web) async fn act(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::of((&request, &visitor), form)?;
    visitor.is_one_of(IMPORTERS)?;
    let id = ImportId::parse(&id).ok_or(PageError::NotFound)?;
    let version = sent.read("version", |typed| typed.parse().ok())?;
    let asked = match sent.text("do") {
        "check" => Act::Check(sent),
        "commit" => Act::Commit,
        _ => return Err(PageError::Malformed("the form is not whole".to_owned())),
    };
    let begun = id.clone();
    acts::act((&request, &visitor), Hold::Nothing, move |tx, by| {
        begin(tx, by, (&begun, version), &asked)?;
        Ok(String::new())
    })
    .await?;
    let path = format!("/imports/{id}");
    let (worker, by) = (app_of(&request)?, visitor.by);
    actix_web::rt::spawn(async move {
        let run = in_background(move || worker.run_import(&by, &id));
        if let Err(error) = run.await {
            tracing::error!(%error, "an import stopped; it can go on");
        }
    });
    Ok(go_to(&path))
}

fn begin(
    tx: &mut Tx<'_>,
    by: &By,
    (id, version): (&ImportId, i32),
    act: &Act,
) -> Result<Import, ServiceError> {
    let sent = match act {
        Act::Commit => return imports::commit(tx, by, (id, Some(version))),
        Act::Check(sent) => sent,
    };
    let before = imports::get(tx, by, id)?;
    let named = |(name, value): &(String, String)| {
        let place: usize = name.strip_prefix("column-")?.parse().ok()?;
        let heading = before.headings.get(place)?.clone();
        (!value.is_empty()).then(|| (heading, value.clone()))
    };
    let columns: BTreeMap<String, String> = sent.0.iter().filter_map(named).collect();
    let seen = (id, Some(version));
    if columns == before.mapping.columns {
        return imports::check(tx, by, seen);
    }
    let mapping = ImportMapping { columns, fixed: before.mapping.fixed };
    let mapped = imports::map(tx, by, seen, &mapping)?;
    imports::check(tx, by, (id, Some(mapped.version)))
}

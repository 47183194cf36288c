//! Imports: a file of records is sent, its columns are named, its rows are tried, and what was shown is
//! committed.
//!
//! `docs/API.md`, "Imports". Rows are gone through a thousand to a transaction (`running`), each by the use
//! case of its record (`rows`), so that no rule is written twice.

mod file;
mod known;
mod repeated;
mod rows;
mod running;

use std::io::Write;

use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{Invalid, ServiceError, fresh};
use super::listing::{Listing, Page};
use crate::domain::{
    Actor, Import, ImportCounts, ImportFault, ImportId, ImportKind, ImportMapping, ImportStatus,
    Role, Word, hex,
};
use crate::formats::import::{
    FaultyFile, Layout, MappingFault, Opened, Unreadable, each_row, fields, open, propose,
};
use crate::storage::{Tx, imports};
use file::failed;

pub use crate::formats::import::{Field, Proposal};
pub use crate::storage::imports::LISTED;
pub use file::{Incoming, SentFile};
pub(in crate::service) use running::Running;

/// The largest file, in bytes.
pub const LARGEST: usize = 20 << 20;
/// How many faults are shown beside an import; its file of faulty rows has all.
const FAULTS_SHOWN: i64 = 100;
/// How many faults are read at once.
const FAULTS_AT_ONCE: i64 = 5_000;

/// A file that was sent and can be read.
#[derive(Debug)]
pub struct NewImport {
    kind: ImportKind,
    file_name: Option<String>,
    file: SentFile,
    opened: Opened,
}

impl NewImport {
    /// Looks at a file. It takes a while, and nothing of the database.
    pub fn open(
        kind: ImportKind,
        file_name: Option<String>,
        file: SentFile,
    ) -> Result<Self, ServiceError> {
        if file.bytes > LARGEST {
            let detail = format!("the file is larger than {} MiB", LARGEST >> 20);
            return Err(ServiceError::Unprocessable("file_too_large", detail));
        }
        let opened = open(&mut file.rewound()?).map_err(|why| unreadable(&why))?;
        Ok(Self { kind, file_name, file, opened })
    }
}

fn unreadable(why: &Unreadable) -> ServiceError {
    ServiceError::Unprocessable("unreadable_file", format!("the file {why}"))
}

/// An import with what helps to go on with it.
#[derive(Debug)]
pub struct Shown {
    /// The import.
    pub import: Import,
    /// Which column is probably what.
    pub proposals: Vec<Proposal>,
    /// What its records can have.
    pub fields: &'static [Field],
    /// The first of its faults.
    pub faults: Vec<ImportFault>,
}

/// Whether somebody imports records of a kind: finance the money, managers the rest.
fn may_import(actor: &Actor, kind: ImportKind) -> bool {
    match actor.role() {
        Role::Admin => true,
        Role::Finance => kind.is_money(),
        Role::Manager => !kind.is_money(),
        Role::Auditor | Role::PartnerOwner | Role::PartnerStaff => false,
    }
}

/// Whether somebody sees imports of a kind.
fn may_see(actor: &Actor, kind: ImportKind) -> bool {
    actor.role() == Role::Auditor || may_import(actor, kind)
}

/// Keeps a file, with the columns named as they are probably meant.
pub fn upload(tx: &mut Tx<'_>, by: &By, new: &NewImport) -> Result<Import, ServiceError> {
    if !may_import(&by.actor, new.kind) {
        return Err(ServiceError::Forbidden);
    }
    let headings = new.opened.headings.clone();
    let proposals = propose(new.kind, &headings).into_iter();
    let columns = proposals.filter_map(|p| Some((p.heading, p.field?.name.to_owned()))).collect();
    let import = Import {
        id: new_id(),
        kind: new.kind,
        format: new.opened.format,
        file_name: new.file_name.clone(),
        file_hash: new.file.hash,
        file_bytes: i64::try_from(new.file.bytes).unwrap_or(i64::MAX),
        headings,
        mapping: ImportMapping { columns, ..ImportMapping::default() },
        status: ImportStatus::Uploaded,
        counts: ImportCounts::default(),
        total_rows: None,
        at_row: 0,
        created_by: by.actor.user().clone(),
        committed_by: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    imports::insert(tx, &import, &mut new.file.rewound()?)?;
    audit::note(tx, by, &Change::of("imports.upload", (None, &import)))?;
    Ok(import)
}

/// An import that the caller may see.
pub fn get(tx: &mut Tx<'_>, by: &By, id: &ImportId) -> Result<Import, ServiceError> {
    let found = imports::by_id(tx, id)?.filter(|import| may_see(&by.actor, import.kind));
    found.ok_or(ServiceError::NotFound)
}

/// An import with what helps to go on with it.
pub fn show(tx: &mut Tx<'_>, by: &By, id: &ImportId) -> Result<Shown, ServiceError> {
    let import = get(tx, by, id)?;
    Ok(Shown {
        proposals: propose(import.kind, &import.headings),
        fields: fields(import.kind),
        faults: imports::faults(tx, id, 0, FAULTS_SHOWN)?,
        import,
    })
}

/// A page of the imports that the caller may see.
pub fn list(tx: &mut Tx<'_>, by: &By, listing: &Listing) -> Result<Page<Import>, ServiceError> {
    let seen: Vec<ImportKind> =
        ImportKind::ALL.iter().copied().filter(|kind| may_see(&by.actor, *kind)).collect();
    Ok(imports::list(tx, &seen, listing)?)
}

/// Says which column is what; what was found by a check is forgotten. `seen` is the version that the
/// caller has seen.
pub fn map(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&ImportId, Option<i32>),
    mapping: &ImportMapping,
) -> Result<Import, ServiceError> {
    let before = get(tx, by, id)?;
    fresh(before.version, seen)?;
    still_open(&before)?;
    Layout::bind(before.kind, &before.headings, mapping)
        .map_err(|faults| unmapped(&faults, mapping))?;
    let after = anew(&before, by, ImportStatus::Uploaded);
    let after = Import { mapping: mapping.clone(), total_rows: None, ..after };
    imports::forget_faults(tx, id)?;
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("imports.map", (Some(&before), &after)))?;
    Ok(after)
}

/// Begins to try the rows, or, where that has begun, lets it go on; [`super::App::run_import`] does it.
pub fn check(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&ImportId, Option<i32>),
) -> Result<Import, ServiceError> {
    let before = get(tx, by, id)?;
    fresh(before.version, seen)?;
    still_open(&before)?;
    if before.status == ImportStatus::Checking {
        return Ok(before);
    }
    layout(&before)?;
    let after = anew(&before, by, ImportStatus::Checking);
    imports::forget_faults(tx, id)?;
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("imports.check", (Some(&before), &after)))?;
    Ok(after)
}

/// Begins to make records of what the check has shown, or, where that has begun, lets it go on.
pub fn commit(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&ImportId, Option<i32>),
) -> Result<Import, ServiceError> {
    let before = get(tx, by, id)?;
    fresh(before.version, seen)?;
    match before.status {
        ImportStatus::Committing | ImportStatus::Done => return Ok(before),
        ImportStatus::Uploaded | ImportStatus::Checking => {
            let detail = "its rows were not checked yet; what a check shows is committed";
            return Err(ServiceError::Conflict("import_not_checked", detail.to_owned()));
        }
        ImportStatus::Checked => {}
    }
    let after = anew(&before, by, ImportStatus::Committing);
    let after = Import { committed_by: Some(by.actor.user().clone()), ..after };
    store(tx, &after)?;
    audit::note(tx, by, &Change::of("imports.commit", (Some(&before), &after)))?;
    Ok(after)
}

/// Writes the rows that could not be taken, as a file that can be mended and sent again.
pub fn faulty_file(
    tx: &mut Tx<'_>,
    by: &By,
    (id, out): (&ImportId, &mut dyn Write),
) -> Result<(), ServiceError> {
    let import = get(tx, by, id)?;
    let mut out = FaultyFile::begin(out, &import.headings).map_err(failed)?;
    let mut reasons = Reasons { of: id.clone(), waiting: Vec::new(), read_to: 0 };
    let mut file = file::kept(tx, id)?;
    let mut done = Ok(());
    let read = each_row(import.format, &mut file, &mut |row| {
        done = reasons.of_row(tx, row.number).and_then(|reason| match reason {
            Some(reason) => out.add(&row, &reason).map_err(failed),
            None => Ok(()),
        });
        if done.is_ok() {
            std::ops::ControlFlow::Continue(())
        } else {
            std::ops::ControlFlow::Break(())
        }
    });
    done?;
    // What lies behind a quote that is never closed was told as a fault of its row, and cannot be read here
    // either.
    drop(read);
    out.end().map_err(failed)?;
    Ok(())
}

/// The faults of an import, read on as its rows are gone through.
struct Reasons {
    of: ImportId,
    waiting: Vec<ImportFault>,
    /// The last row whose faults have all been read.
    read_to: i64,
}

impl Reasons {
    /// What is wrong with a row, in words; `None` where nothing is.
    fn of_row(&mut self, tx: &mut Tx<'_>, row: i64) -> Result<Option<String>, ServiceError> {
        while self.read_to < row {
            let mut more = imports::faults(tx, &self.of, self.read_to, FAULTS_AT_ONCE)?;
            let whole = i64::try_from(more.len()).is_ok_and(|count| count < FAULTS_AT_ONCE);
            let last = more.last().map_or(0, |fault| fault.row);
            // The last row's faults may go on; no row has as many as are read at once.
            more.retain(|fault| whole || fault.row < last);
            self.read_to = if whole { i64::MAX } else { last - 1 };
            more.reverse();
            more.append(&mut self.waiting);
            self.waiting = more;
        }
        let mut reasons = Vec::new();
        while self.waiting.last().is_some_and(|fault| fault.row <= row) {
            reasons.extend(self.waiting.pop().filter(|fault| fault.row == row));
        }
        let told = |ImportFault { column, reason, .. }: &ImportFault| {
            if column.is_empty() { reason.clone() } else { format!("{column} {reason}") }
        };
        let told: Vec<String> = reasons.iter().map(told).collect();
        Ok((!told.is_empty()).then(|| told.join("; ")))
    }
}

/// The next version of an import, whose rows are gone through from the beginning.
fn anew(before: &Import, by: &By, status: ImportStatus) -> Import {
    Import {
        status,
        counts: ImportCounts::default(),
        at_row: 0,
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    }
}

/// Which cell is which field, or what is wrong with what was said of that.
fn layout(import: &Import) -> Result<Layout, ServiceError> {
    Layout::bind(import.kind, &import.headings, &import.mapping)
        .map_err(|faults| unmapped(&faults, &import.mapping))
}

fn unmapped(faults: &[MappingFault], mapping: &ImportMapping) -> ServiceError {
    let invalid = |fault: &MappingFault| {
        let MappingFault { name, code, message } = fault.clone();
        let within = if mapping.columns.contains_key(&name) { "columns" } else { "fixed" };
        let name = name.replace('~', "~0").replace('/', "~1");
        let pointer =
            if code == "required" { "/columns".to_owned() } else { format!("/{within}/{name}") };
        Invalid { pointer, code, message }
    };
    ServiceError::Invalid(faults.iter().map(invalid).collect())
}

/// Of what has become records, the columns cannot be named anew.
fn still_open(import: &Import) -> Result<(), ServiceError> {
    if import.status.can_be_mapped() {
        return Ok(());
    }
    let detail = "its rows have become records; send the file again".to_owned();
    Err(ServiceError::Conflict("import_committed", detail))
}

fn store(tx: &mut Tx<'_>, import: &Import) -> Result<(), ServiceError> {
    ServiceError::stale_unless(imports::update(tx, import)?)
}

impl Recorded for Import {
    const KIND: &'static str = "import";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        json!({
            "kind": self.kind.as_str(),
            "file_name": self.file_name,
            "file_sha256": hex(&self.file_hash),
            "columns": self.mapping.columns,
            "fixed": self.mapping.fixed,
            "status": self.status.as_str(),
            "rows": self.counts.rows,
            "new": self.counts.new,
            "unchanged": self.counts.unchanged,
            "faulty": self.counts.faulty,
        })
    }
}

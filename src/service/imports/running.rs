//! Going through the rows of an import, a thousand to a transaction, so that others can write between.
//!
//! Where it stands is written in the same transaction as its rows, so a server that ends is no loss: whoever
//! goes on begins behind the last row that is written. Two that go on at once are harmless; the second finds
//! that the import is elsewhere and stops.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::app::App;
use super::super::audit::{self, Change};
use super::super::by::By;
use super::super::error::{Invalid, ServiceError};
use super::repeated::{Repeated, Seen};
use super::rows::{Outcome, take};
use super::{file, get, known, layout, store};
use crate::domain::{Import, ImportCounts, ImportFault, ImportId, ImportStatus, Scope};
use crate::formats::import::{
    CellFault, ImportRow, Layout, RawRow, Unreadable, each_row, fields, mentioned, read_row,
};
use crate::storage::{StorageError, Tx, imports};

/// How many rows a transaction takes.
const CHUNK: usize = 1_000;
/// How many of them are tried together before each is tried by itself.
const TOGETHER: usize = 50;

/// The imports that a process goes through.
#[derive(Debug, Default)]
pub(in crate::service) struct Running(Mutex<BTreeSet<String>>);

impl Running {
    fn ids(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, id: &ImportId) -> Option<Turn<'_>> {
        let id = id.to_string();
        self.ids().insert(id.clone()).then_some(Turn { running: self, id })
    }
}

/// The right to go through an import, until it is dropped.
struct Turn<'a> {
    running: &'a Running,
    id: String,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.running.ids().remove(&self.id);
    }
}

impl App {
    /// Goes through the rows of an import that is being checked or committed, from where it stands to the
    /// end. Does nothing where this process does so already.
    pub fn run_import(&self, by: &By, id: &ImportId) -> Result<(), ServiceError> {
        let Some(_turn) = self.imports.turn(id) else { return Ok(()) };
        let load = |tx: &mut Tx<'_>| -> Result<_, ServiceError> {
            let import = get(tx, by, id)?;
            if !import.status.is_running() {
                return Ok(None);
            }
            let faulty = imports::faulty_rows(tx, id, (0, import.at_row))?;
            Ok(Some((import, file::kept(tx, id)?, faulty)))
        };
        let found = self.database.read(&by.actor.scope(), load)?;
        let Some((import, mut file, faulty)) = found else { return Ok(()) };
        let layout = layout(&import)?;
        let format = import.format;
        let mut run = Run {
            app: self,
            by,
            layout,
            at: import.at_row,
            import,
            faulty,
            seen: Seen::default(),
            rows: Vec::new(),
            stopped: None,
        };
        let read = each_row(format, &mut file, &mut |row| run.add(row));
        run.end(read)
    }
}

impl App {
    /// Goes on with what was being gone through when a server ended, for whoever asked for it.
    pub fn resume_imports(&self) -> Result<(), ServiceError> {
        let waiting = self.database.read(&Scope::of_programme(), imports::running)?;
        for import in waiting {
            let asker = import.committed_by.as_ref().unwrap_or(&import.created_by);
            if let Some(by) = self.by_id(asker)? {
                self.run_import(&by, &import.id)?;
            }
        }
        Ok(())
    }
}

/// A row as it was read.
struct Read {
    raw: RawRow,
    what: What,
}

/// What a row is before the database is asked.
enum What {
    Row(ImportRow),
    /// The same record as a row before it, in the same words.
    Repeated,
    Faulty(Vec<CellFault>),
}

/// Rows that one transaction takes.
struct Chunk {
    import: Import,
    layout: Layout,
    /// The row that the import must be at.
    at: i64,
    rows: Vec<Read>,
    /// Whether no rows come behind these.
    last: bool,
}

struct Run<'a> {
    app: &'a App,
    by: &'a By,
    layout: Layout,
    import: Import,
    /// The row behind which it goes on.
    at: i64,
    /// The rows up to there that were faulty.
    faulty: BTreeSet<i64>,
    seen: Seen,
    rows: Vec<Read>,
    stopped: Option<Result<(), ServiceError>>,
}

impl Run<'_> {
    fn add(&mut self, raw: RawRow) -> ControlFlow<()> {
        let what = match read_row(&self.layout, &raw) {
            Ok(row) => self.unless_repeated(&raw, row),
            Err(faults) => What::Faulty(faults),
        };
        if raw.number > self.at {
            self.rows.push(Read { raw, what });
        }
        if self.rows.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        self.flush(false)
    }

    /// A commit finds in the database what rows before have made; a check keeps nothing there.
    fn unless_repeated(&mut self, raw: &RawRow, row: ImportRow) -> What {
        if self.import.status != ImportStatus::Checking {
            return What::Row(row);
        }
        match self.seen.before(&row) {
            Some(Repeated { same: true, .. }) => What::Repeated,
            Some(Repeated { row: before, same: false }) => {
                let reason = format!("is the record of row {before} again, in other words");
                What::Faulty(vec![self.layout.fault(raw, "", reason)])
            }
            None => {
                if !self.faulty.contains(&raw.number) {
                    self.seen.keep(raw.number, &row);
                }
                What::Row(row)
            }
        }
    }

    /// Writes the rows that were gathered.
    fn flush(&mut self, last: bool) -> ControlFlow<()> {
        let chunk = Chunk {
            import: self.import.clone(),
            layout: self.layout.clone(),
            at: self.at,
            rows: std::mem::take(&mut self.rows),
            last,
        };
        let next = chunk.rows.last().map_or(self.at, |row| row.raw.number);
        let (chunk, by) = (Arc::new(chunk), self.by.clone());
        let written = self.app.database.write(by.actor.scope(), move |tx| write(tx, &by, &chunk));
        match written {
            Ok(true) => {
                self.at = next;
                ControlFlow::Continue(())
            }
            Ok(false) => self.stop(Ok(())),
            Err(error) => self.stop(Err(error)),
        }
    }

    fn stop(&mut self, how: Result<(), ServiceError>) -> ControlFlow<()> {
        self.stopped = Some(how);
        ControlFlow::Break(())
    }

    fn end(mut self, read: Result<(), Unreadable>) -> Result<(), ServiceError> {
        if let Some(stopped) = self.stopped {
            return stopped;
        }
        if let Err(why) = read {
            let number = match &why {
                Unreadable::Endless(line) => *line,
                _ => self.rows.last().map_or(self.at, |row| row.raw.number) + 1,
            };
            let reason = format!("the file {why}");
            let raw = RawRow::unread(number);
            let fault = self.layout.fault(&raw, "", reason);
            self.rows.push(Read { raw, what: What::Faulty(vec![fault]) });
        }
        let _written = self.flush(true);
        self.stopped.unwrap_or(Ok(()))
    }
}

/// Writes what came of some rows, with them or, in a check, without; `false` where the import is not where
/// these rows begin.
fn write(tx: &mut Tx<'_>, by: &By, chunk: &Chunk) -> Result<bool, ServiceError> {
    let before = get(tx, by, &chunk.import.id)?;
    if before.status != chunk.import.status || before.at_row != chunk.at {
        return Ok(false);
    }
    let last_row = chunk.rows.last().map_or(chunk.at, |row| row.raw.number);
    let told = match before.status {
        ImportStatus::Committing => imports::faulty_rows(tx, &before.id, (chunk.at, last_row))?,
        _ => BTreeSet::new(),
    };
    let done = if before.status == ImportStatus::Checking {
        tried(tx, by, chunk)?
    } else {
        taken(tx, by, chunk, &told)?
    };
    let mut faults = Vec::new();
    let mut counts = ImportCounts::default();
    for (read, done) in chunk.rows.iter().zip(done) {
        counts = counts.plus(counted(&done));
        if let Done::Faulty(found) = done {
            faults.extend(found.into_iter().map(|fault| of_row(read.raw.number, fault)));
        }
    }
    imports::insert_faults(tx, &before.id, &faults)?;
    let after = further(&before, by, (counts, last_row), chunk.last);
    store(tx, &after)?;
    if chunk.last {
        let action = match after.status {
            ImportStatus::Checked => "imports.checked",
            _ => "imports.done",
        };
        audit::note(tx, by, &Change::of(action, (Some(&before), &after)))?;
    }
    Ok(true)
}

/// An import that has come further.
fn further(before: &Import, by: &By, (counts, at_row): (ImportCounts, i64), last: bool) -> Import {
    let counts = before.counts.plus(counts);
    let status = match before.status {
        ImportStatus::Checking if last => ImportStatus::Checked,
        ImportStatus::Committing if last => ImportStatus::Done,
        status => status,
    };
    let total_rows = if last { Some(counts.rows) } else { before.total_rows };
    Import {
        status,
        counts,
        total_rows,
        at_row,
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    }
}

/// What a row came to in the end.
enum Done {
    Taken(Outcome),
    Faulty(Vec<CellFault>),
    /// It was faulty in the check, and that was told.
    Told,
}

fn counted(done: &Done) -> ImportCounts {
    let one = ImportCounts { rows: 1, ..ImportCounts::default() };
    match done {
        Done::Taken(Outcome::New) => ImportCounts { new: 1, ..one },
        Done::Taken(Outcome::Unchanged) => ImportCounts { unchanged: 1, ..one },
        Done::Faulty(_) | Done::Told => ImportCounts { faulty: 1, ..one },
    }
}

fn of_row(row: i64, CellFault { column, value, reason }: CellFault) -> ImportFault {
    ImportFault { row, column, value, reason }
}

/// What ends a savepoint: that it was only a try, or that something went wrong.
enum Undone {
    Tried(Vec<Done>),
    Failed(ServiceError),
}

impl From<StorageError> for Undone {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// What would come of rows: they are taken, and all of it is undone.
fn tried(tx: &mut Tx<'_>, by: &By, chunk: &Chunk) -> Result<Vec<Done>, ServiceError> {
    let undone = tx.savepoint(|tx| -> Result<(), Undone> {
        match taken(tx, by, chunk, &BTreeSet::new()) {
            Ok(done) => Err(Undone::Tried(done)),
            Err(error) => Err(Undone::Failed(error)),
        }
    });
    match undone {
        Err(Undone::Tried(done)) => Ok(done),
        Err(Undone::Failed(error)) => Err(error),
        Ok(()) => Err(ServiceError::Internal("a try was kept".to_owned())),
    }
}

/// Takes rows, but those that were told to be faulty. Some at a time are taken together; where one of them
/// is refused, these are undone and each is taken by itself.
fn taken(
    tx: &mut Tx<'_>,
    by: &By,
    chunk: &Chunk,
    told: &BTreeSet<i64>,
) -> Result<Vec<Done>, ServiceError> {
    let mut all = Vec::with_capacity(chunk.rows.len());
    for some in chunk.rows.chunks(TOGETHER) {
        let together = tx.savepoint(|tx| {
            some.iter().map(|row| one(tx, by, (chunk, row), told)).collect::<Result<Vec<_>, _>>()
        });
        match together {
            Ok(done) => all.extend(done),
            Err(error) if is_refusal(&error) => {
                for row in some {
                    match tx.savepoint(|tx| one(tx, by, (chunk, row), told)) {
                        Ok(done) => all.push(done),
                        Err(error) if is_refusal(&error) => {
                            let faults = refused(&chunk.layout, &row.raw, error);
                            all.push(Done::Faulty(with_unknown(tx, (chunk, row), faults)?));
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

fn one(
    tx: &mut Tx<'_>,
    by: &By,
    (chunk, row): (&Chunk, &Read),
    told: &BTreeSet<i64>,
) -> Result<Done, ServiceError> {
    if told.contains(&row.raw.number) {
        return Ok(Done::Told);
    }
    match &row.what {
        What::Faulty(faults) => with_unknown(tx, (chunk, row), faults.clone()).map(Done::Faulty),
        What::Repeated => Ok(Done::Taken(Outcome::Unchanged)),
        What::Row(record) => {
            let place = (chunk.import.file_hash, row.raw.number);
            take(tx, by, record, place).map(Done::Taken)
        }
    }
}

/// Whether an error says something of the row alone.
fn is_refusal(error: &ServiceError) -> bool {
    match error {
        ServiceError::Invalid(_)
        | ServiceError::NotFound
        | ServiceError::Unprocessable(..)
        | ServiceError::Conflict(..)
        | ServiceError::InTheWay(..) => true,
        ServiceError::Unauthenticated
        | ServiceError::Forbidden
        | ServiceError::Stale
        | ServiceError::KeyReused
        | ServiceError::StillRunning
        | ServiceError::TooMany(_)
        | ServiceError::Busy(_)
        | ServiceError::Contended
        | ServiceError::Internal(_) => false,
    }
}

/// The faults of a row, and all that it names and that nobody knows: nobody mends a row twice.
fn with_unknown(
    tx: &mut Tx<'_>,
    (chunk, row): (&Chunk, &Read),
    mut faults: Vec<CellFault>,
) -> Result<Vec<CellFault>, ServiceError> {
    let unknown = known::unknown(tx, &mentioned(&chunk.layout, &row.raw))?;
    let unknown = refused(&chunk.layout, &row.raw, ServiceError::Invalid(unknown));
    faults.retain(|fault| unknown.iter().all(|other| other.column != fault.column));
    faults.extend(unknown);
    Ok(faults)
}

/// A refusal as faults of a row.
fn refused(layout: &Layout, raw: &RawRow, error: ServiceError) -> Vec<CellFault> {
    match error {
        ServiceError::Invalid(faults) => {
            let fault = |Invalid { pointer, message, .. }: Invalid| {
                layout.fault(raw, &field_of(layout, &pointer), message)
            };
            faults.into_iter().map(fault).collect()
        }
        error => vec![layout.fault(raw, "", error.to_string())],
    }
}

/// The field that a pointer into a request means: `/partner_id` is given by `partner`.
fn field_of(layout: &Layout, pointer: &str) -> String {
    let name = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_field = fields(layout.kind).iter().any(|field| field.name == name);
    if is_field { name } else { name.trim_end_matches("_id") }.to_owned()
}

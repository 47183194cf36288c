//! The one writer of a SQLite database.
//!
//! All writes go through one thread. It takes whatever jobs wait into one transaction, a savepoint
//! each, and answers them after the commit: a disk that does 190 commits a second does thousands of
//! writes. A job that fails is rolled back alone; if the commit fails, none of them is acknowledged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{JoinHandle, current};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::{AnyConnection, open_sqlite_to_write};
use super::error::StorageError;
use super::lock::FileLock;
use super::transaction::{Purpose, begin, begin_savepoint, commit, roll_back};

/// How many jobs may wait.
const QUEUE: usize = 4_096;
/// The most jobs of one transaction, so that the first does not wait for ever.
const AT_ONCE: usize = 512;

/// After how many changed rows the log is taken into the file. A thousand rows may be some thousand pages.
const CHECKPOINT_AFTER: i64 = 2_000;

/// Tells whoever asked how the commit went.
type Answer = Box<dyn FnOnce(Result<(), StorageError>) + Send>;

/// What a job gives: whether its work stands, and how to answer once it is committed.
pub(super) struct Done {
    pub keep: bool,
    pub answer: Answer,
}

/// Work on the connection; or, where there is none to work on, why not.
type Job = Box<dyn FnOnce(Result<&mut AnyConnection, StorageError>) -> Done + Send>;

/// The queue to the writer's thread, which ends when this is dropped and the queue is empty.
pub(super) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// Let go of after the thread has ended.
    _lock: FileLock,
}

impl Writer {
    /// Takes the file for this process, and begins to write.
    pub fn start(file: &Path) -> Result<Self, StorageError> {
        let lock = FileLock::take(file)?;
        let connection = open_sqlite_to_write(file)?;
        let (jobs, waiting) = sync_channel(QUEUE);
        let file = file.to_path_buf();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || run(&file, connection, &waiting))
            .map_err(|error| StorageError::Failed(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), _lock: lock })
    }

    /// Queues a job.
    pub fn queue(&self, job: Job) -> Result<(), StorageError> {
        if self.is_here() {
            // It would wait for itself.
            return Err(StorageError::Failed("a write began inside another".to_owned()));
        }
        let jobs = self.jobs.as_ref().ok_or(StorageError::Busy)?;
        jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => StorageError::Busy,
            TrySendError::Disconnected(_) => StorageError::Failed("the writer ended".to_owned()),
        })
    }

    fn is_here(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.thread().id() == current().id())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        // A job may hold the last handle, and a thread cannot wait for itself.
        let is_here = self.is_here();
        if let Some(thread) = self.thread.take().filter(|_| !is_here) {
            // Its jobs are answered by now; how it ended changes nothing for them.
            let _ended = thread.join();
        }
    }
}

fn run(file: &Path, connection: AnyConnection, waiting: &Receiver<Job>) {
    let mut connection = Some(connection);
    let mut in_file = 0;
    while let Ok(first) = waiting.recv() {
        let jobs = std::iter::once(first).chain(waiting.try_iter()).take(AT_ONCE);
        connection = match begin_anew(connection, file) {
            Ok(connection) => commit_together(connection, jobs),
            Err(error) => {
                refuse(jobs, &error);
                None
            }
        };
        if let Some(connection) = &mut connection {
            take_log_into_file(connection, &mut in_file);
        }
    }
}

#[derive(QueryableByName)]
struct Changed {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Takes what was committed from the log into the file, now and then. SQLite would do so as a part of the
/// commit; here everybody has been answered before.
fn take_log_into_file(connection: &mut AnyConnection, in_file: &mut i64) {
    let AnyConnection::Sqlite(sqlite) = connection else { return };
    let changed = sql_query("SELECT total_changes() AS rows").get_result::<Changed>(sqlite);
    // A new connection counts from the beginning.
    let rows = changed.map_or(0, |changed| changed.rows);
    if (rows - *in_file).abs() >= CHECKPOINT_AFTER {
        // What cannot be taken now, because somebody still reads behind it, is taken the next time.
        let _taken = sqlite.batch_execute("PRAGMA wal_checkpoint(PASSIVE)");
        *in_file = rows;
    }
}

fn begin_anew(
    connection: Option<AnyConnection>,
    file: &Path,
) -> Result<AnyConnection, StorageError> {
    let mut connection = match connection {
        Some(connection) => connection,
        None => open_sqlite_to_write(file)?,
    };
    begin(&mut connection, Purpose::Write)?;
    Ok(connection)
}

/// Gives the connection back where it is still good.
///
/// After an I/O error or on a full disk SQLite may have undone the whole transaction, with the work
/// of jobs before this one. Then nothing of it is committed, and closing the connection undoes what
/// is left.
fn commit_together(
    mut connection: AnyConnection,
    jobs: impl Iterator<Item = Job>,
) -> Option<AnyConnection> {
    let mut answers = Vec::new();
    let mut outcome = Ok(());
    for job in jobs {
        match &outcome {
            Ok(()) => outcome = in_savepoint(&mut connection, job, &mut answers),
            Err(error) => answers.extend(ask(job, Err(StorageError::clone(error))).map(answer_of)),
        }
    }
    let outcome = outcome.and_then(|()| commit(&mut connection));
    let connection = outcome.is_ok().then_some(connection);
    for answer in answers {
        answer(outcome.clone());
    }
    connection
}

/// Runs a job in a savepoint of its own and keeps or undoes what it did. An error is the whole
/// transaction's.
fn in_savepoint(
    connection: &mut AnyConnection,
    job: Job,
    answers: &mut Vec<Answer>,
) -> Result<(), StorageError> {
    if let Err(error) = begin_savepoint(connection) {
        answers.extend(ask(job, Err(error.clone())).map(answer_of));
        return Err(error);
    }
    let done = ask(job, Ok(connection));
    let keep = done.as_ref().is_some_and(|done| done.keep);
    answers.extend(done.map(answer_of));
    if keep { commit(connection) } else { roll_back(connection) }
}

/// Does a job; `None` where it panicked, which would take every other one of this transaction with
/// it. Whoever asked finds the other end of the answer gone.
fn ask(job: Job, connection: Result<&mut AnyConnection, StorageError>) -> Option<Done> {
    catch_unwind(AssertUnwindSafe(|| job(connection))).ok()
}

fn answer_of(done: Done) -> Answer {
    done.answer
}

fn refuse(jobs: impl Iterator<Item = Job>, error: &StorageError) {
    for done in jobs.filter_map(|job| ask(job, Err(error.clone()))) {
        (done.answer)(Err(error.clone()));
    }
}

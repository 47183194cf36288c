//! The one writer of a SQLite database.
//!
//! All writes go through one thread. It takes whatever jobs wait into one transaction, a savepoint
//! each, and answers them after the commit: a disk that does 190 commits a second does thousands of
//! writes. A job that fails is rolled back alone; if the commit fails, none of them is acknowledged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::connection::{AnsiTransactionManager, TransactionManager};

use super::connection::AnyConnection;
use super::error::StorageError;

/// How many jobs may wait.
const QUEUE: usize = 4_096;
/// The most jobs of one transaction, so that the first does not wait for ever.
const AT_ONCE: usize = 512;

/// What a job gives: whether its work stands, and how to answer once it is committed.
pub(super) struct Done {
    pub keep: bool,
    pub answer: Box<dyn FnOnce(Result<(), StorageError>) + Send>,
}

type Job = Box<dyn FnOnce(Result<&mut AnyConnection, StorageError>) -> Done + Send>;

/// The queue to the writer's thread, which ends when this is dropped and the queue is empty.
pub(super) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(connection: AnyConnection) -> Result<Self, StorageError> {
        let (jobs, waiting) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || run(connection, &waiting))
            .map_err(|error| StorageError::Failed(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Queues a job.
    pub fn queue(&self, job: Job) -> Result<(), StorageError> {
        let jobs = self.jobs.as_ref().ok_or(StorageError::Busy)?;
        jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => StorageError::Busy,
            TrySendError::Disconnected(_) => StorageError::Failed("the writer ended".to_owned()),
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // Its jobs are answered by now; how it ended changes nothing for them.
            let _ended = thread.join();
        }
    }
}

fn run(mut connection: AnyConnection, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let jobs = std::iter::once(first).chain(waiting.try_iter()).take(AT_ONCE);
        match begin(&mut connection) {
            Ok(()) => commit_together(&mut connection, jobs),
            Err(error) => refuse(jobs, &error.to_string()),
        }
    }
}

fn begin(connection: &mut AnyConnection) -> Result<(), StorageError> {
    let AnyConnection::Sqlite(sqlite) = connection else { return Ok(()) };
    // A deferred transaction would fail at its first write after another one's commit.
    Ok(AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?)
}

fn commit_together(connection: &mut AnyConnection, jobs: impl Iterator<Item = Job>) {
    let answers: Vec<_> = jobs.map(|job| in_savepoint(connection, job)).collect();
    let committed = commit(connection);
    for answer in answers {
        answer(match &committed {
            Ok(()) => Ok(()),
            Err(error) => Err(StorageError::Failed(error.clone())),
        });
    }
}

/// Runs a job in a savepoint of its own and keeps or undoes what it did.
fn in_savepoint(
    connection: &mut AnyConnection,
    job: Job,
) -> Box<dyn FnOnce(Result<(), StorageError>) + Send> {
    type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
    if let Err(error) = Manager::begin_transaction(connection) {
        return job(Err(error.into())).answer;
    }
    // A job that panics would take every other one of this transaction with it.
    let ran = catch_unwind(AssertUnwindSafe(|| job(Ok(connection))));
    let Ok(done) = ran else {
        let _undone = Manager::rollback_transaction(connection);
        return Box::new(|_| ());
    };
    let settled = if done.keep {
        Manager::commit_transaction(connection)
    } else {
        Manager::rollback_transaction(connection)
    };
    match settled {
        Ok(()) => done.answer,
        Err(error) => {
            let error = error.to_string();
            Box::new(move |_| (done.answer)(Err(StorageError::Failed(error))))
        }
    }
}

fn commit(connection: &mut AnyConnection) -> Result<(), String> {
    type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
    Manager::commit_transaction(connection).map_err(|error| {
        let _undone = Manager::rollback_transaction(connection);
        error.to_string()
    })
}

fn refuse(jobs: impl Iterator<Item = Job>, error: &str) {
    for job in jobs {
        let done = job(Err(StorageError::Failed(error.to_owned())));
        (done.answer)(Err(StorageError::Failed(error.to_owned())));
    }
}

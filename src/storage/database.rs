//! The database: where transactions begin and end.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::available_parallelism;
use std::time::Duration;

use diesel::r2d2::{ManageConnection as _, Pool, PooledConnection};
use diesel::sql_types::Text;
use diesel::{RunQueryDsl, sql_query};

use super::connection::{AnyConnection, Connector, DatabaseUrl};
use super::error::StorageError;
use super::transaction::{Purpose, in_savepoint, in_transaction};
use super::writer::{Done, Writer};
use crate::domain::{PartnerId, Scope};

/// How often a transaction that others were in the way of is tried.
const TRIES: usize = 8;
/// How many of these tries go on beside those of others.
const TRIES_TOGETHER: usize = 1;

/// How much of the database a process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many connections, on SQLite besides the writer's.
    pub connections: u32,
    /// How long a request waits for one.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 8, patience: Duration::from_secs(3) }
    }
}

/// What a write keeps others from while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nothing: it goes on beside others.
    Nothing,
    /// Writing facts: sales, refunds, rates, partners' plans and parents, versions, taxes, adjustments.
    Facts,
}

/// A transaction: what every storage function takes. It sees what its scope may see.
pub struct Tx<'c> {
    pub(super) connection: &'c mut AnyConnection,
    scope: &'c Scope,
}

impl<'c> Tx<'c> {
    /// What this transaction may see.
    pub fn scope(&self) -> &Scope {
        self.scope
    }

    /// The connection, for SQL: other rooms may not name diesel and can do nothing with it.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Does work that is undone alone where it fails, while the transaction goes on.
    pub fn savepoint<T, E: From<StorageError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let scope = self.scope;
        in_savepoint(self.connection, |connection| work(&mut Tx { connection, scope }))
    }
}

impl Tx<'_> {
    /// Does a part of the work with the sight of the programme, where a rule looks across partners.
    /// What it gives back must tell the asker nothing beyond that rule.
    pub fn as_programme<T, E: From<StorageError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let programme = Scope::of_programme();
        if *self.scope == programme {
            return work(self);
        }
        narrow(self.connection, &programme)?;
        // Where the work fails, so does the transaction or the savepoint, and on PostgreSQL the sight
        // goes back with it.
        let done = work(&mut Tx { connection: self.connection, scope: &programme })?;
        narrow(self.connection, self.scope)?;
        Ok(done)
    }
}

/// An error that a whole transaction can fail with.
pub trait TransactionError: From<StorageError> + Send + 'static {
    /// Whether another transaction was in the way, so that the whole can be tried again.
    fn is_contended(&self) -> bool;
}

impl TransactionError for StorageError {
    fn is_contended(&self) -> bool {
        matches!(self, Self::Contended)
    }
}

/// The database of this process.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Connector>,
    /// On SQLite, where all writes go.
    writer: Option<Arc<Writer>>,
    /// Taken together by writes that go on beside each other, and alone by one that could not.
    turn: Arc<RwLock<()>>,
}

impl Database {
    /// Opens the database, on SQLite for this process alone. It must have been migrated.
    pub fn open(url: DatabaseUrl, limits: Limits) -> Result<Self, StorageError> {
        let writer = match &url {
            DatabaseUrl::Sqlite(file) => Some(Arc::new(Writer::start(file)?)),
            DatabaseUrl::Postgres(_) => None,
        };
        let connector = Connector { url };
        // The pool would try in silence until its patience ends; this one says what is wrong.
        drop(connector.connect()?);
        let connections = limits.connections.max(1);
        let pool = Pool::builder()
            .max_size(connections)
            // None in advance: it would be opened in the background, and may outlive this value.
            .min_idle(Some(0))
            .connection_timeout(limits.patience)
            // A file does not go away as a server does, and asking each time costs as much as a read.
            .test_on_check_out(writer.is_none())
            .build_unchecked(connector);
        Ok(Self { pool, writer, turn: Arc::default() })
    }

    /// Reads, in one snapshot; a write is refused.
    pub fn read<T, E: TransactionError>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(Purpose::Read, scope, work)
    }

    /// Reads as [`Self::read`] does, where that waits for nobody: on SQLite, by a connection that is
    /// free. Elsewhere it does not begin, and gives the work back.
    pub fn read_at_once<T, E: TransactionError, W>(
        &self,
        scope: &Scope,
        work: W,
    ) -> Result<Result<T, E>, W>
    where
        W: FnOnce(&mut Tx<'_>) -> Result<T, E>,
    {
        let free = self.writer.as_ref().and_then(|_| self.pool.try_get());
        let Some(mut connection) = free else { return Err(work) };
        Ok(in_scope(&mut connection, Purpose::Read, scope, work))
    }

    /// How many may read beside each other with profit: on SQLite, where reading is work for this
    /// machine's own processors, few.
    pub fn readers(&self) -> usize {
        let connections = usize::try_from(self.pool.max_size()).unwrap_or(usize::MAX);
        let processors = available_parallelism().map_or(1, NonZero::get);
        if self.writer.is_some() { connections.min(2 * processors) } else { connections }
    }

    /// How long a request waits for its turn.
    pub fn patience(&self) -> Duration {
        self.pool.connection_timeout()
    }

    /// Writes as [`Self::write`] does, and with [`Hold::Facts`] alone among those that write facts.
    pub fn write_holding<T: Send + 'static, E: TransactionError>(
        &self,
        hold: Hold,
        scope: Scope,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match (&self.writer, hold) {
            // The one writer is alone anyway.
            (Some(_), _) | (None, Hold::Nothing) => self.write(scope, work),
            (None, Hold::Facts) => self.retry(|| self.transact(Purpose::Close, &scope, &work)),
        }
    }

    /// Writes: all of `work`, or nothing. Where another transaction is in the way, it is done again
    /// from the beginning, so it must do nothing but what the transaction undoes. An error of
    /// [`StorageError::Busy`] or [`StorageError::Failed`] does not say that nothing was written: the
    /// connection may have gone during the commit. No write begins inside another.
    pub fn write<T: Send + 'static, E: TransactionError>(
        &self,
        scope: Scope,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match &self.writer {
            Some(writer) => queue(writer, scope, work),
            None => self.retry(|| self.transact(Purpose::Write, &scope, &work)),
        }
    }

    fn transact<T, E: TransactionError>(
        &self,
        purpose: Purpose,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        in_scope(&mut *self.connection()?, purpose, scope, work)
    }

    fn connection(&self) -> Result<PooledConnection<Connector>, StorageError> {
        Ok(self.pool.get()?)
    }

    fn retry<T, E: TransactionError>(&self, once: impl Fn() -> Result<T, E>) -> Result<T, E> {
        // As on the writer's thread, a panic is the caller's error.
        let panicked = |_| Err(StorageError::Failed("the work panicked".to_owned()).into());
        let caught = || catch_unwind(AssertUnwindSafe(&once)).unwrap_or_else(panicked);
        let mut tries = 1;
        loop {
            match self.in_turn(tries, caught) {
                Err(error) if error.is_contended() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    /// Tries beside the other writes of this process at first. Of many that want one row each round
    /// lets one through, and the last would lose every round; and as all writes want the end of the audit
    /// chain, one that met another meets the next one too. So later tries go alone, and only those of
    /// other servers can still be in the way.
    fn in_turn<T>(&self, tries: usize, once: impl Fn() -> T) -> T {
        if tries <= TRIES_TOGETHER {
            let _together = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            once()
        } else {
            let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
            once()
        }
    }
}

/// Does work in a transaction that sees what `scope` may see.
pub(super) fn in_scope<T, E: From<StorageError>>(
    connection: &mut AnyConnection,
    purpose: Purpose,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    in_transaction(connection, purpose, |connection| {
        narrow(connection, scope)?;
        work(&mut Tx { connection, scope })
    })
}

/// Gives work to the writer and waits for its commit.
fn queue<T: Send + 'static, E: TransactionError>(
    writer: &Writer,
    scope: Scope,
    work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let (answer, answered) = sync_channel(1);
    writer.queue(Box::new(move |connection| {
        let done = match connection {
            Ok(connection) => work(&mut Tx { connection, scope: &scope }),
            Err(error) => Err(error.into()),
        };
        Done {
            keep: done.is_ok(),
            answer: Box::new(move |committed| {
                let done = done.and_then(|value| committed.map(|()| value).map_err(E::from));
                // Whoever asked may have gone; what was committed stays.
                let _gone = answer.send(done);
            }),
        }
    }))?;
    let ended = |_| E::from(StorageError::Failed("the work ended without an answer".to_owned()));
    answered.recv().map_err(ended)?
}

/// On PostgreSQL, tells the row policies what this transaction may see.
fn narrow(connection: &mut AnyConnection, scope: &Scope) -> Result<(), StorageError> {
    if let AnyConnection::Postgres(postgres) = connection {
        let partner = scope.partner().map_or("platform", PartnerId::as_str);
        sql_query("SELECT set_config('saathi.partner', $1, true)")
            .bind::<Text, _>(partner)
            .execute(postgres)?;
    }
    Ok(())
}

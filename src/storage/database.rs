//! The database: where transactions begin and end.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use diesel::connection::TransactionManager;
use diesel::r2d2::Pool;
use diesel::sql_types::Text;
use diesel::{RunQueryDsl, sql_query};

use super::connection::{AnyConnection, Connector, DatabaseUrl, open_sqlite};
use super::error::StorageError;
use super::writer::{Done, Writer};
use crate::domain::{PartnerId, Scope};

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a transaction that others were in the way of is tried.
const TRIES: usize = 8;

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

    /// Does work that is undone alone where it fails, while the transaction goes on.
    pub fn savepoint<T, E: From<StorageError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let scope = self.scope;
        in_transaction(self.connection, |connection| work(&mut Tx { connection, scope }))
    }
}

/// An error that a whole transaction can fail with.
pub trait TransactionError: From<StorageError> + Send + 'static {
    /// Whether another transaction was in the way, so that the whole can be tried again.
    fn is_contended(&self) -> bool;
}

/// The database of this process.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Connector>,
    /// On SQLite, where all writes go.
    writer: Option<Arc<Writer>>,
}

impl Database {
    /// Opens the database with so many connections.
    pub fn open(url: DatabaseUrl, connections: u32) -> Result<Self, StorageError> {
        let writer = match &url {
            DatabaseUrl::Sqlite(file) => {
                let connection = open_sqlite(&file.to_string_lossy())?;
                Some(Arc::new(Writer::start(AnyConnection::Sqlite(connection))?))
            }
            DatabaseUrl::Postgres(_) => None,
        };
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .build(Connector { url })?;
        Ok(Self { pool, writer })
    }

    /// Reads, in one snapshot.
    pub fn read<T, E: TransactionError>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.pool.get().map_err(StorageError::from)?;
        in_transaction(&mut connection, |connection| {
            narrow(connection, scope)?;
            work(&mut Tx { connection, scope })
        })
    }

    /// Writes: all of `work`, or nothing. Where another transaction is in the way, it is done again
    /// from the beginning, so it must do nothing but what the transaction undoes.
    pub fn write<T: Send + 'static, E: TransactionError>(
        &self,
        scope: Scope,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match &self.writer {
            Some(writer) => queue(writer, scope, work),
            None => self.retry(&scope, work),
        }
    }

    fn retry<T, E: TransactionError>(
        &self,
        scope: &Scope,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tries = 1;
        loop {
            match self.read(scope, &work) {
                Err(error) if error.is_contended() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }
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

fn in_transaction<T, E: From<StorageError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
    Manager::begin_transaction(connection).map_err(StorageError::from)?;
    match work(connection) {
        Ok(value) => {
            Manager::commit_transaction(connection).map_err(StorageError::from)?;
            Ok(value)
        }
        Err(error) => {
            // What is wrong with the connection shows when the pool looks at it again.
            let _undone = Manager::rollback_transaction(connection);
            Err(error)
        }
    }
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

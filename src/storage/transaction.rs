//! How a transaction begins and ends, the same for both databases.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};

use super::connection::AnyConnection;
use super::error::StorageError;

type Manager = <AnyConnection as Connection>::TransactionManager;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To see one snapshot. On PostgreSQL it is never in anybody's way, so it needs no second try.
    Read,
    /// To change something. On SQLite the lock comes first: a transaction that begins by reading
    /// fails at its first write after another one's commit.
    Write,
    /// To close a period: alone among those that write facts. It waits for them before it looks at
    /// anything, so that it can see what each of its statements finds committed, and nobody else can
    /// be in its way.
    Close,
    /// To change the schema, one process after the other: on PostgreSQL each statement must see what
    /// was committed while the transaction waited for its turn.
    Migrate,
}

impl Purpose {
    fn begin(self, is_sqlite: bool) -> &'static str {
        match (self, is_sqlite) {
            (Self::Read, true) => "BEGIN",
            (Self::Write | Self::Close | Self::Migrate, true) => "BEGIN IMMEDIATE",
            (Self::Read, false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Write, false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Self::Close | Self::Migrate, false) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

pub(super) fn begin(connection: &mut AnyConnection, purpose: Purpose) -> Result<(), StorageError> {
    Ok(match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, purpose.begin(true))
        }
        AnyConnection::Postgres(postgres) => {
            AnsiTransactionManager::begin_transaction_sql(postgres, purpose.begin(false))
        }
    }?)
}

/// Waits until nobody who writes facts is left, and keeps the others out until the transaction ends.
/// The number is that of `saathi_share_facts` in the migrations. A close has more to do than a request.
fn hold_facts(connection: &mut AnyConnection) -> Result<(), StorageError> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(postgres) => Ok(postgres.batch_execute(
            "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '120s'; \
             SELECT pg_advisory_xact_lock(439720572019)",
        )?),
    }
}

pub(super) fn begin_savepoint(connection: &mut AnyConnection) -> Result<(), StorageError> {
    Ok(Manager::begin_transaction(connection)?)
}

/// Commits the innermost savepoint, or the transaction where there is none.
pub(super) fn commit(connection: &mut AnyConnection) -> Result<(), StorageError> {
    Ok(Manager::commit_transaction(connection)?)
}

pub(super) fn roll_back(connection: &mut AnyConnection) -> Result<(), StorageError> {
    Ok(Manager::rollback_transaction(connection)?)
}

/// Does work in a transaction of its own: all of it, or nothing.
pub(super) fn in_transaction<T, E: From<StorageError>>(
    connection: &mut AnyConnection,
    purpose: Purpose,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection, purpose)?;
    settle(connection, |connection| {
        if purpose == Purpose::Close {
            hold_facts(connection)?;
        }
        let value = work(connection)?;
        still_stands(connection, purpose)?;
        Ok(value)
    })
}

/// Does work that is undone alone where it fails.
pub(super) fn in_savepoint<T, E: From<StorageError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin_savepoint(connection)?;
    settle(connection, work)
}

fn settle<T, E: From<StorageError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    // Work that panics is undone at each level on the way out, or the next work on this connection
    // would find itself deeper than it is.
    match catch_unwind(AssertUnwindSafe(|| work(connection))) {
        Ok(Ok(value)) => {
            commit(connection)?;
            Ok(value)
        }
        Ok(Err(error)) => {
            // A connection that cannot roll back is broken; the pool sees that and drops it.
            let _undone = roll_back(connection);
            Err(error)
        }
        Err(panic) => {
            let _undone = roll_back(connection);
            resume_unwind(panic)
        }
    }
}

/// PostgreSQL rolls back at the COMMIT of a transaction in which a statement failed, and calls that
/// a success. Where work hid such a failure, this statement brings it to light, along with whatever
/// a deferred constraint has to say.
fn still_stands(connection: &mut AnyConnection, purpose: Purpose) -> Result<(), StorageError> {
    match connection {
        AnyConnection::Postgres(postgres) if purpose != Purpose::Read => {
            Ok(postgres.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?)
        }
        _ => Ok(()),
    }
}

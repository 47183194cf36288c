//! What this database is: the one row that its first migration wrote.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, RunQueryDsl as _};

use super::connection::AnyConnection;
use super::database::Tx;
use super::error::StorageError;
use super::schema::installation::dsl;
use crate::domain::InstallationId;

/// A database, from its first migration on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// What the audit's chain belongs to.
    pub id: InstallationId,
    /// The day at which business time stood then: it makes a test database, for ever.
    pub first_today: Option<NaiveDate>,
    /// When that was.
    pub created_at: DateTime<Utc>,
}

impl Installation {
    /// Whether business time may stand still here.
    pub fn is_test(&self) -> bool {
        self.first_today.is_some()
    }
}

/// Reads what this database is.
pub fn installation(tx: &mut Tx<'_>) -> Result<Installation, StorageError> {
    let missing = || StorageError::Unusable("the database has no installation row".to_owned());
    let (id, first_today, created_at) = row(tx.connection)?.ok_or_else(missing)?;
    let no_id = || StorageError::Unusable(format!("{id} is no installation's id"));
    let id = InstallationId::parse(&id).ok_or_else(no_id)?;
    Ok(Installation { id, first_today, created_at: created_at.and_utc() })
}

/// Writes it where no run of the migrations has yet.
pub(super) fn settle(
    connection: &mut AnyConnection,
    first: &Installation,
) -> Result<(), StorageError> {
    if row(connection)?.is_none() {
        let values = (
            dsl::id.eq(1),
            dsl::installation_id.eq(first.id.as_str()),
            dsl::test_database.eq(first.is_test()),
            dsl::first_today.eq(first.first_today),
            dsl::created_at.eq(first.created_at.naive_utc()),
        );
        diesel::insert_into(dsl::installation).values(values).execute(connection)?;
    }
    Ok(())
}

type Row = (String, Option<NaiveDate>, NaiveDateTime);

fn row(connection: &mut AnyConnection) -> Result<Option<Row>, StorageError> {
    let columns = (dsl::installation_id, dsl::first_today, dsl::created_at);
    Ok(dsl::installation.select(columns).get_result(connection).optional()?)
}

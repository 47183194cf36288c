//! What can go wrong with a database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failure of the database, or of what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No connection could be had in time, or the writer has too much to do.
    #[error("the database is busy")]
    Busy,
    /// Another transaction was in the way; the whole transaction can be tried again.
    #[error("another transaction was in the way")]
    Contended,
    /// A rule of the database refused a row: which constraint or index, as far as it says so.
    #[error("the database refused: {0}")]
    Refused(String),
    /// The database cannot be used as it is; what to do about it.
    #[error("{0}")]
    Unusable(String),
    /// Anything else.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<DieselError> for StorageError {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, information) = &error else {
            return Self::Failed(error.to_string());
        };
        let constraint = information.constraint_name().map(str::to_owned);
        let refusal = || constraint.unwrap_or_else(|| information.message().to_owned());
        match kind {
            DatabaseErrorKind::SerializationFailure => Self::Contended,
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::RestrictViolation
            | DatabaseErrorKind::ExclusionViolation => Self::Refused(refusal()),
            _ if information.message().contains("deadlock detected") => Self::Contended,
            _ if information.message().contains("database is locked") => Self::Busy,
            _ => Self::Failed(information.message().to_owned()),
        }
    }
}

impl From<diesel::ConnectionError> for StorageError {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Unusable(error.to_string())
    }
}

impl From<diesel::r2d2::PoolError> for StorageError {
    fn from(_: diesel::r2d2::PoolError) -> Self {
        Self::Busy
    }
}

//! What can go wrong with a database.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

/// A failure of the database, or of what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// No connection could be had in time, the one in use went away, or what was asked for waited
    /// too long; later it may work.
    #[error("the database is busy")]
    Busy,
    /// Another transaction was in the way; the whole transaction can be tried again.
    #[error("another transaction was in the way")]
    Contended,
    /// A rule of the database refused a row. Triggers, unique constraints and indexes give their
    /// name, such as `audit_is_append_only` or `sellers_ntn_key`, the same on both databases; the
    /// rest, what the database has to say.
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
        match error {
            DieselError::DatabaseError(kind, information) => from_database(&kind, &*information),
            // The connection went away, and with it whatever could still be said.
            DieselError::BrokenTransactionManager => Self::Busy,
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            error => Self::Failed(error.to_string()),
        }
    }
}

fn from_database(
    kind: &DatabaseErrorKind,
    information: &dyn DatabaseErrorInformation,
) -> StorageError {
    let message = information.message();
    match kind {
        DatabaseErrorKind::SerializationFailure => StorageError::Contended,
        DatabaseErrorKind::ClosedConnection => StorageError::Busy,
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::CheckViolation
        | DatabaseErrorKind::NotNullViolation
        | DatabaseErrorKind::RestrictViolation
        | DatabaseErrorKind::ExclusionViolation => {
            let name = information.constraint_name().map(str::to_owned);
            StorageError::Refused(name.unwrap_or_else(|| rule(message)))
        }
        // What a trigger raises on SQLite has no kind, but the name of a rule.
        _ if is_name(message) => StorageError::Refused(message.to_owned()),
        _ => from_message(message),
    }
}

/// Diesel passes on no SQLSTATE, so that only the words are left to tell these by.
fn from_message(message: &str) -> StorageError {
    const IN_THE_WAY: &str = "deadlock detected";
    const LATER: [&str; 7] = [
        "due to lock timeout",
        "due to statement timeout",
        "terminating connection",
        "the database system is",
        "server closed the connection",
        "database is locked",
        "database table is locked",
    ];
    if message.contains(IN_THE_WAY) {
        StorageError::Contended
    } else if LATER.iter().any(|words| message.contains(words)) {
        StorageError::Busy
    } else {
        StorageError::Failed(message.to_owned())
    }
}

fn is_name(message: &str) -> bool {
    message.contains('_') && message.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// Unique indexes that have a name of their own, by the columns that SQLite gives in its place.
/// `bank_accounts` has two over one column, which SQLite cannot tell apart.
const NAMED: [(&str, &str); 8] = [
    // Their primary key is another column.
    ("audit.id", "audit_id_key"),
    ("notifications.id", "notifications_id_key"),
    ("refresh_tokens.family_id", "refresh_tokens_one_live"),
    ("password_links.user_id", "password_links_one_live"),
    ("recruits.seller_id", "recruits_one_live_protection"),
    ("seller_holders.seller_id", "seller_holders_one_open"),
    ("bank_accounts.partner_id", "bank_accounts_one_of_a_kind"),
    ("payments.statement_id", "payments_one_live"),
];

/// What SQLite says of a broken rule, as PostgreSQL would name it.
fn rule(message: &str) -> String {
    let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") else {
        return message.to_owned();
    };
    if let Some((_, name)) = NAMED.iter().find(|(named, _)| *named == columns) {
        return (*name).to_owned();
    }
    let table = columns.split('.').next().unwrap_or_default();
    let names: Vec<&str> =
        columns.split(", ").filter_map(|column| column.split('.').nth(1)).collect();
    match names.as_slice() {
        ["id"] => format!("{table}_pkey"),
        names => format!("{table}_{}_key", names.join("_")),
    }
}

impl From<diesel::ConnectionError> for StorageError {
    fn from(error: diesel::ConnectionError) -> Self {
        // PostgreSQL's library breaks its lines, and indents them.
        let words: Vec<String> = error.to_string().split_whitespace().map(str::to_owned).collect();
        Self::Unusable(format!("the database cannot be opened: {}", words.join(" ")))
    }
}

impl From<diesel::r2d2::PoolError> for StorageError {
    fn from(_: diesel::r2d2::PoolError) -> Self {
        Self::Busy
    }
}

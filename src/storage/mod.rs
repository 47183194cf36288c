//! The database, and nowhere else: diesel, connections, transactions, and one file for each group of
//! tables. Rows are private to their file.

pub mod adjustments;
pub mod audit;
pub mod backup;
mod connection;
mod database;
pub mod disk;
pub mod entries;
mod error;
pub mod facts;
pub mod idempotency;
pub mod inspection;
mod installation;
pub mod listing;
mod lock;
mod migrations;
pub mod partners;
pub mod periods;
pub mod schema;
pub mod sessions;
pub mod statements;
mod transaction;
pub mod users;
mod writer;

pub use connection::{AnyConnection, DatabaseUrl, NoDatabaseUrl};
pub use database::{Database, Hold, Limits, TransactionError, Tx};
pub use error::StorageError;
pub use installation::{Installation, installation};
pub use migrations::{migrate, pending};

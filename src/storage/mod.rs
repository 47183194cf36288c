//! The database, and nowhere else: diesel, connections, transactions, and one file for each group of
//! tables. Rows are private to their file.

mod connection;
mod database;
mod error;
mod installation;
mod lock;
mod migrations;
pub mod schema;
mod transaction;
mod writer;

pub use connection::{AnyConnection, DatabaseUrl, NoDatabaseUrl};
pub use database::{Database, Limits, TransactionError, Tx};
pub use error::StorageError;
pub use installation::{Installation, installation};
pub use migrations::{migrate, pending};

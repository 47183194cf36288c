//! The database, and nowhere else: diesel, connections, transactions, and one file for each group of
//! tables. Rows are private to their file.

pub mod audit;
mod connection;
mod database;
mod error;
pub mod partners;
pub mod schema;
pub mod sessions;
pub mod users;
mod writer;

pub use connection::{DatabaseUrl, NoDatabaseUrl};
pub use database::{Database, TransactionError, Tx};
pub use error::StorageError;

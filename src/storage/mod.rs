//! The database, and nowhere else: diesel, connections, transactions, and one file for each group of
//! tables. Rows are private to their file.

pub mod agreements;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod check_ins;
pub mod check_ins_day;
mod check_ins_row;
mod connection;
mod database;
pub mod disk;
mod error;
pub mod events;
pub mod exchange_rates;
pub mod holders;
pub mod idempotency;
pub mod imports;
pub mod inspection;
mod installation;
pub mod listing;
mod lock;
mod migrations;
pub mod partners;
pub mod plans;
pub mod products;
pub mod recruits;
pub mod refunds;
pub mod sales;
pub mod schema;
pub mod sellers;
pub mod sessions;
pub mod targets;
mod transaction;
pub mod users;
mod writer;

pub use connection::{AnyConnection, DatabaseUrl, NoDatabaseUrl};
pub use database::{Database, Limits, TransactionError, Tx};
pub use error::StorageError;
pub use installation::{Installation, installation};
pub use migrations::{migrate, pending};

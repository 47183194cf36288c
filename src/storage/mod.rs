//! The database, and nowhere else: diesel, connections, transactions, and one file for each group of
//! tables. Rows are private to their file.

pub mod agreements;
pub mod audit;
pub mod audit_trail;
pub mod backup;
pub mod bank_accounts;
mod connection;
mod database;
pub mod demo;
pub mod disk;
mod error;
pub mod exchange_rates;
pub mod holders;
pub mod idempotency;
pub mod inspection;
mod installation;
pub mod listing;
mod lock;
mod migrations;
pub mod notifications;
pub mod overview;
pub mod partners;
pub mod password_links;
pub mod plans;
pub mod products;
pub mod recruits;
pub mod refunds;
pub mod sales;
pub mod schema;
pub mod sellers;
pub mod sessions;
pub mod settings;
pub mod targets;
pub mod tax_profiles;
mod transaction;
pub mod users;
pub mod web_sessions;
mod writer;

pub use connection::{AnyConnection, DatabaseUrl, NoDatabaseUrl};
pub use database::{Database, Limits, TransactionError, Tx};
pub use error::StorageError;
pub use installation::{Installation, installation};
pub use migrations::{migrate, pending};

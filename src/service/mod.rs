//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

pub mod agreements;
mod app;
pub mod audit;
pub mod audit_trail;
pub mod backup;
pub mod bank_accounts;
mod by;
pub mod clock;
pub mod demo;
pub mod diagnosis;
mod error;
pub mod exchange_rates;
pub mod idempotency;
pub mod listing;
pub mod notifications;
pub mod partners;
mod password_links;
pub mod passwords;
pub mod people;
pub mod plans;
pub mod products;
pub mod recruits;
pub mod refunds;
pub mod sales;
pub mod sellers;
pub mod sessions;
pub mod settings;
pub mod targets;
pub mod tax_profiles;
mod throttle;
pub mod tokens;
pub mod users;
pub mod verification;
pub mod web_sessions;

pub use app::App;
pub use by::{By, new_id};
pub use error::{Invalid, ServiceError};

pub use crate::storage::Tx;

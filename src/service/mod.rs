//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

pub mod agreements;
mod app;
pub mod audit;
pub mod backup;
pub mod batch;
mod by;
pub mod calendar;
pub mod check_ins;
pub mod check_ins_day;
pub mod clock;
pub mod diagnosis;
mod error;
pub mod events;
pub mod exchange_rates;
pub mod idempotency;
pub mod imports;
pub mod listing;
pub mod partners;
pub mod passwords;
pub mod plans;
pub mod products;
pub mod recruits;
pub mod refunds;
pub mod sales;
pub mod sellers;
pub mod sessions;
pub mod targets;
mod throttle;
pub mod tokens;
pub mod users;
pub mod verification;

pub use app::App;
pub use by::{By, new_id};
pub use error::{Invalid, ServiceError};

pub use crate::storage::Tx;

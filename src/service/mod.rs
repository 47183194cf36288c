//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

pub mod adjustments;
mod app;
pub mod audit;
pub mod backup;
mod by;
pub mod clock;
mod closing;
pub mod diagnosis;
mod error;
pub mod estimate;
pub mod idempotency;
pub mod listing;
pub mod partners;
pub mod passwords;
pub mod periods;
pub mod sessions;
pub mod statements;
mod throttle;
pub mod tokens;
pub mod users;
pub mod verification;

pub use app::App;
pub use by::{By, new_id};
pub use error::{Invalid, ServiceError};

pub use crate::storage::{Hold, Tx};

//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

mod app;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod diagnosis;
mod error;
pub mod passwords;
pub mod sessions;
mod throttle;
pub mod tokens;
pub mod users;
pub mod verification;

pub use app::App;
pub use error::{Invalid, ServiceError};

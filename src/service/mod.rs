//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

mod app;
pub mod audit;
pub mod clock;
mod error;
pub mod passwords;
pub mod sessions;
mod throttle;
pub mod tokens;
pub mod users;

pub use app::App;
pub use error::{Invalid, ServiceError};

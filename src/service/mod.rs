//! Use cases: load, decide, store, audit; one transaction each. They know neither HTTP nor SQL.

pub mod clock;
mod error;
pub mod passwords;
pub mod tokens;

pub use error::{Invalid, ServiceError};

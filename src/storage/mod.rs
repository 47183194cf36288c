//! The databases, by diesel, and nowhere else.

pub mod schema;

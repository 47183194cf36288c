//! Bytes and values.

mod json;
pub mod plan_file;

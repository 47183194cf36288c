//! JSON over HTTP: thin handlers, each shaped alike, over the use cases.

pub mod body;
pub mod error;

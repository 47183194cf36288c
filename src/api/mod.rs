//! JSON over HTTP: thin handlers, each shaped alike, over the use cases.

pub mod body;
pub mod edge;
pub mod error;
pub mod payload;

//! Command line.

pub mod plan;

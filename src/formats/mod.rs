//! Bytes and values: plan files and fact tables in, entries out.

pub mod entries;
pub mod fact_tables;
mod json;
pub mod plan_file;

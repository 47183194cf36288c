//! Bytes and values: plan files, fact tables and imports in, entries out.

mod csv_records;
pub mod entries;
pub mod fact_tables;
pub mod import;
mod json;
pub mod plan_file;

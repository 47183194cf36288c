//! Bytes and values: plan files, fact tables and imports in, entries, statements and bank files out.

pub mod bank_csv;
pub mod bundle;
pub mod cells;
mod csv_records;
pub mod entries;
pub mod fact_tables;
pub mod import;
pub mod journal;
mod json;
pub mod latin;
pub mod pain_001;
pub mod payout;
pub mod period_bundle;
pub mod period_csv;
pub mod period_xlsx;
pub mod plan_examples;
pub mod plan_file;
pub mod qr;
pub mod statement;
pub mod statement_csv;
pub mod statement_pdf;
pub mod statement_xlsx;
mod workbook;

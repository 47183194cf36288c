//! Imports: files of records as people have them, row by row.
//!
//! A file comes from a spreadsheet, a form or another program, so its columns are called what they are
//! called there. [`propose`] says which column is probably which [`Field`], [`Layout`] holds a file's
//! headings against what somebody has decided, [`each_row`] goes through the rows with bounded memory,
//! and [`read_row`] makes a row's cells a record of the domain's own types, or says all that is wrong
//! with them. What is spelled in one way only by a machine is spelled in many ways by people; what could
//! mean two things is refused and never guessed at.

mod cells;
mod csv_file;
mod decoding;
mod faulty_file;
mod fields;
mod headings;
mod layout;
mod mentioned;
mod records;
mod rows;
mod values;
mod xlsx_file;

pub use faulty_file::FaultyFile;
pub use fields::{Field, fields};
pub use headings::{Proposal, propose};
pub use layout::{Layout, MappingFault};
pub use mentioned::{Mentioned, mentioned};
pub use records::{
    Described, ImportRow, RateRow, RecruitRow, RegistrationRow, SaleRow, SellerKey, SellerRow,
    read_row,
};
pub use rows::{Opened, RawRow, Unreadable, each_row, open};
pub use values::CellFault;

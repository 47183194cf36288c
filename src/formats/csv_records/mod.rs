//! The records of a CSV file, strictly by RFC 4180, from bytes of any length with bounded memory.

mod blocks;
mod records;

pub(super) use blocks::{Block, Blocks};
pub(super) use records::{Malformed, Record, Records};

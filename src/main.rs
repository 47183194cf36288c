//! The `saathi` binary.
fn main() {}

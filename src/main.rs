//! The `saathi` binary: everything is in the library.

use std::process::ExitCode;

/// Rows are many small pieces, which threads make for each other.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    saathi::cli::run()
}

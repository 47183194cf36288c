//! The `saathi` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    saathi::cli::run()
}

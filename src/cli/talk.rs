//! What the subcommands say on standard error, and output that nobody reads to its end.

use std::cell::Cell;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap::error::ErrorKind;

/// Says one line on standard error. Where it cannot be written nobody can be told so, and the exit
/// status still says how it went.
pub(super) fn say(line: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints data while a command goes on.
pub(super) fn print(data: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    let written = if data.is_empty() { Ok(()) } else { writeln!(out, "{data}") };
    closed_is_done(written.and_then(|()| out.flush())).map_err(|error| error.to_string())
}

/// Prints what a command gives, or says why it gives nothing.
pub(super) fn finish(done: Result<String, String>) -> ExitCode {
    match done.and_then(|data| print(&data)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(message);
            ExitCode::FAILURE
        }
    }
}

/// Prints what was found, and where something is wrong says so, in the exit status too.
pub(super) fn finish_with(data: String, wrong: Option<String>) -> ExitCode {
    let printed = finish(Ok(data));
    match wrong {
        Some(wrong) => {
            say(wrong);
            ExitCode::FAILURE
        }
        None => printed,
    }
}

/// Ends the program as bad usage of a subcommand, which is named by the words that lead to it.
pub(super) fn misused(words: &[&str], kind: ErrorKind, message: impl fmt::Display) -> ! {
    let mut program = super::Options::command();
    // Only then a subcommand knows what it is called with.
    program.build();
    let found =
        words.iter().try_fold(&mut program, |command, word| command.find_subcommand_mut(word));
    match found {
        Some(command) => command.error(kind, message).exit(),
        None => super::Options::command().error(kind, message).exit(),
    }
}

/// `1 error`, `2 errors`.
pub(super) fn errors(total: u64) -> String {
    format!("{total} {}", if total == 1 { "error" } else { "errors" })
}

/// Whoever reads a part of the output, with `head`, has what was wanted.
pub(super) fn closed_is_done(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// What is going on, on standard error, where a person waits for a large input: one line that is
/// written over and is gone when this is dropped.
pub(super) struct Progress {
    is_terminal: bool,
    stands: Cell<bool>,
}

impl Progress {
    /// From so many sales on it takes long enough to wonder.
    const LARGE: u64 = 200_000;

    pub fn new() -> Self {
        Self { is_terminal: io::stderr().is_terminal(), stands: Cell::new(false) }
    }

    /// Shows what is going on with so many sales.
    pub fn show(&self, sales: u64, what: fmt::Arguments<'_>) {
        if self.is_terminal && sales >= Self::LARGE {
            self.stands.set(true);
            let _ = write!(io::stderr(), "\r\x1b[K{what}");
        }
    }

    /// Clears the line, so that nothing is glued to it.
    pub fn clear(&self) {
        if self.stands.replace(false) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

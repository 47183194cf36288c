//! Events: who gets whom, what it cost, what came of it.

mod words;

pub use words::{EventStatus, Mode};

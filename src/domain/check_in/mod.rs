//! Check-ins: when they are due, and who sent one.

mod words;

pub use words::{BlockerCategory, CheckInStatus, ReviewDecision};

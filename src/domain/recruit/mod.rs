//! Recruits: how they move, how long they are protected.

mod words;

pub use words::{ActivityKind, Decision, RecruitStatus, Source, Stage};

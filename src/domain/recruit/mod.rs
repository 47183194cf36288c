//! Recruits: how they move, and how long they are protected.

mod conflict;
mod idle;
mod pipeline;
mod protection;
mod record;
mod review_reason;
mod rules;
mod stage;
mod status;
mod words;

pub use conflict::{Conflict, ProposedShare, Ruling, Side, Verdict};
pub use idle::{Idleness, cool_down_ends, idle_days, idleness};
pub use pipeline::{Course, FollowUp, Pipeline, StageFigures, pipeline};
pub use protection::{
    ExtensionRefused, day_of_capture, extended, free_from, is_over_daily_cap, is_protected_on,
    protected_until,
};
pub use record::{Activity, Extension, Recruit, StageMoved};
pub use review_reason::ReviewReason;
pub use rules::RecruitRules;
pub use stage::{StageMove, StageMoveRefused};
pub use words::{ActivityKind, Decision, RecruitStatus, Source, Stage};

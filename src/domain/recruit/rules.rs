//! The numbers of protection.

use super::super::calendar::Days;
use super::super::pace::Pace;

/// The numbers of protection: settings, whose defaults are the programme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecruitRules {
    /// For how many days after that of its receipt a registration is protected.
    pub protection: Days,
    /// By how many days the one extension prolongs that.
    pub extension: Days,
    /// After how many days without activity a recruit goes back to the pool.
    pub idle: Days,
    /// After how many of them its partner is warned.
    pub idle_warning: Days,
    /// For how many days the old partner may then not take it again.
    pub cool_down: Days,
    /// How many registrations of a partner and day of capture are taken without a look.
    pub daily_cap: u32,
    /// Within how many hours of its receipt a recruit is to be spoken to.
    pub first_contact_hours: u32,
    /// How many days before its last a protection's end is told of, and again.
    pub ending_notices: [Days; 2],
    /// After how many days in it a verification is stuck.
    pub stuck: Days,
    /// How often one person may ask whether a seller is free: enough for a table at a summit, too seldom to
    /// walk through a list of numbers.
    pub lookups: Pace,
}

impl Default for RecruitRules {
    fn default() -> Self {
        Self {
            protection: Days::of(60),
            extension: Days::of(30),
            idle: Days::of(14),
            idle_warning: Days::of(11),
            cool_down: Days::of(3),
            daily_cap: 30,
            first_contact_hours: 48,
            ending_notices: [Days::of(7), Days::of(1)],
            stuck: Days::of(14),
            lookups: Pace { at_once: 30, pause_seconds: 10 },
        }
    }
}

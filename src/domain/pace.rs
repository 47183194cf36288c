//! How often something may be tried.

/// How often something may be tried: a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many tries may come at once.
    pub at_once: u32,
    /// After how many seconds one more may.
    pub pause_seconds: u32,
}

/// How often public forms may be sent: settings, whose defaults are the programme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormPaces {
    /// From one address: phones in one hall, or of one network, share theirs.
    pub of_address: Pace,
    /// For one event.
    pub of_event: Pace,
}

impl Default for FormPaces {
    fn default() -> Self {
        Self {
            of_address: Pace { at_once: 40, pause_seconds: 3 },
            of_event: Pace { at_once: 200, pause_seconds: 1 },
        }
    }
}

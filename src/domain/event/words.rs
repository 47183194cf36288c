//! The words of events.

use super::super::word::Word;

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventStatus {
    /// A host plans it.
    Draft,
    /// A manager opened it for registrations.
    Open,
    /// People arrive.
    Running,
    /// Is over and counted.
    Closed,
}

impl Word for EventStatus {
    const ALL: &'static [Self] =
        &[EventStatus::Draft, EventStatus::Open, EventStatus::Running, EventStatus::Closed];

    fn as_str(self) -> &'static str {
        match self {
            EventStatus::Draft => "draft",
            EventStatus::Open => "open",
            EventStatus::Running => "running",
            EventStatus::Closed => "closed",
        }
    }
}

/// How somebody takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Is there.
    OnSite,
    /// Watches from elsewhere.
    Online,
}

impl Word for Mode {
    const ALL: &'static [Self] = &[Mode::OnSite, Mode::Online];

    fn as_str(self) -> &'static str {
        match self {
            Mode::OnSite => "on_site",
            Mode::Online => "online",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn have_their_words() {
        assert_words::<EventStatus>(&["draft", "open", "running", "closed"]);
        assert_words::<Mode>(&["on_site", "online"]);
    }
}

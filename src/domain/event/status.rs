//! How an event's status changes.

use super::words::EventStatus;

impl EventStatus {
    /// Whether an event of this status may get the other. One that nobody came to closes unopened.
    pub fn may_become(self, next: Self) -> bool {
        use EventStatus::{Closed, Draft, Open, Running};
        matches!(
            (self, next),
            (Draft, Open | Closed) | (Open, Running | Closed) | (Running, Closed)
        )
    }

    /// Whether people may register.
    pub fn takes_registrations(self) -> bool {
        matches!(self, EventStatus::Open | EventStatus::Running)
    }

    /// Whether people may arrive. What the door took without a connection may come when all is over.
    pub fn takes_arrivals(self) -> bool {
        self != EventStatus::Draft
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::Word;
    use super::*;

    #[test]
    fn moves_as_the_table_says() {
        let allowed =
            ["draft>open", "draft>closed", "open>running", "open>closed", "running>closed"];
        for from in EventStatus::ALL {
            for to in EventStatus::ALL {
                let name = format!("{}>{}", from.as_str(), to.as_str());
                assert_eq!(from.may_become(*to), allowed.contains(&name.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn doors_open_with_the_event() {
        for (status, registrations, arrivals) in [
            (EventStatus::Draft, false, false),
            (EventStatus::Open, true, true),
            (EventStatus::Running, true, true),
            (EventStatus::Closed, false, true),
        ] {
            assert_eq!(status.takes_registrations(), registrations, "{status:?}");
            assert_eq!(status.takes_arrivals(), arrivals, "{status:?}");
        }
    }
}

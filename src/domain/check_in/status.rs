//! How a check-in's status changes.

use chrono::{DateTime, Utc};

use super::deadline::Deadlines;
use super::words::{CheckInStatus, ReviewDecision};

/// Why a check-in cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// A manager agreed to it.
    #[error("an approved check-in does not change")]
    Approved,
    /// Its day is closed.
    #[error("the day is closed: a manager can reopen it")]
    Locked,
}

impl CheckInStatus {
    /// Whether a check-in of this status may get the other.
    pub fn may_become(self, next: Self) -> bool {
        use CheckInStatus::{Approved, Returned, Submitted};
        matches!((self, next), (Submitted, Approved | Returned) | (Returned, Submitted))
    }

    /// The status after a review; `None` where there is nothing to review.
    pub fn reviewed(self, decision: ReviewDecision) -> Option<Self> {
        (self == CheckInStatus::Submitted).then_some(match decision {
            ReviewDecision::Approve => CheckInStatus::Approved,
            ReviewDecision::Return => CheckInStatus::Returned,
        })
    }

    /// The status after its person sends it again. What a manager returned or reopened is open,
    /// whatever the hour.
    pub fn sent_again(
        self,
        deadlines: &Deadlines,
        at: DateTime<Utc>,
        reopened: bool,
    ) -> Result<Self, EditRefused> {
        match self {
            CheckInStatus::Approved => Err(EditRefused::Approved),
            CheckInStatus::Submitted if deadlines.is_locked_at(at) && !reopened => {
                Err(EditRefused::Locked)
            }
            CheckInStatus::Submitted | CheckInStatus::Returned => Ok(CheckInStatus::Submitted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::Word;
    use super::CheckInStatus::{Approved, Returned, Submitted};
    use super::*;

    #[test]
    fn moves_as_the_table_says() {
        let allowed = ["submitted>approved", "submitted>returned", "returned>submitted"];
        for from in CheckInStatus::ALL {
            for to in CheckInStatus::ALL {
                let name = format!("{}>{}", from.as_str(), to.as_str());
                assert_eq!(from.may_become(*to), allowed.contains(&name.as_str()), "{name}");
            }
            let waits = *from == Submitted;
            assert_eq!(from.reviewed(ReviewDecision::Approve), waits.then_some(Approved));
            assert_eq!(from.reviewed(ReviewDecision::Return), waits.then_some(Returned));
        }
    }

    #[test]
    fn it_is_sent_again_until_the_lock_or_when_a_manager_opens_it() {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let deadlines = Deadlines {
            cut_off: instant("2026-08-12T15:00:00Z"),
            lock: instant("2026-08-13T05:00:00Z"),
        };
        let (before, after) = (instant("2026-08-13T04:59:59Z"), instant("2026-08-13T05:00:00Z"));
        for (status, at, reopened, expected) in [
            (Submitted, before, false, Ok(Submitted)),
            (Submitted, after, false, Err(EditRefused::Locked)),
            (Submitted, after, true, Ok(Submitted)),
            (Returned, before, false, Ok(Submitted)),
            (Returned, after, false, Ok(Submitted)),
            (Approved, before, false, Err(EditRefused::Approved)),
            (Approved, after, true, Err(EditRefused::Approved)),
        ] {
            let sent = status.sent_again(&deadlines, at, reopened);
            assert_eq!(sent, expected, "{status:?} at {at}");
        }
    }
}

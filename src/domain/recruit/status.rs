//! How a recruit's status changes.

use super::words::{Decision, RecruitStatus};

impl RecruitStatus {
    /// Whether its seller is protected: the statuses of which a seller has at most one.
    pub fn is_live(self) -> bool {
        matches!(self, RecruitStatus::Open | RecruitStatus::InReview)
    }

    /// Whether a recruit of this status may get the other.
    ///
    /// A sale that was paid while the recruit was protected wins it also after that has ended, and a
    /// sale that is voided undoes what it did.
    pub fn may_become(self, next: Self) -> bool {
        use RecruitStatus::{Expired, InReview, Lost, Open, Refused, Released, Won};
        matches!(
            (self, next),
            (Open, Expired | Released | Won | Lost)
                | (InReview, Open | Refused | Expired | Released | Won | Lost)
                | (Expired | Released, Won)
                | (Won, Open | InReview | Expired | Released)
        )
    }

    /// The status after a manager's decision; `None` where there is nothing to decide.
    pub fn decided(self, decision: Decision) -> Option<Self> {
        (self == RecruitStatus::InReview).then_some(match decision {
            Decision::Approve => RecruitStatus::Open,
            Decision::Refuse => RecruitStatus::Refused,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::Word;
    use super::*;

    #[test]
    fn moves_as_the_table_says() {
        let allowed = [
            "open>expired",
            "open>released",
            "open>won",
            "open>lost",
            "in_review>open",
            "in_review>refused",
            "in_review>expired",
            "in_review>released",
            "in_review>won",
            "in_review>lost",
            "expired>won",
            "released>won",
            "won>open",
            "won>in_review",
            "won>expired",
            "won>released",
        ];
        for from in RecruitStatus::ALL {
            for to in RecruitStatus::ALL {
                let name = format!("{}>{}", from.as_str(), to.as_str());
                assert_eq!(from.may_become(*to), allowed.contains(&name.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn only_what_waits_is_decided() {
        for status in RecruitStatus::ALL {
            let waits = *status == RecruitStatus::InReview;
            let approved = status.decided(Decision::Approve);
            assert_eq!(approved, waits.then_some(RecruitStatus::Open), "{status:?}");
            let refused = status.decided(Decision::Refuse);
            assert_eq!(refused, waits.then_some(RecruitStatus::Refused), "{status:?}");
            for next in [approved, refused].into_iter().flatten() {
                assert!(status.may_become(next));
            }
        }
    }

    #[test]
    fn the_live_are_those_that_the_database_counts() {
        let live: Vec<&str> =
            RecruitStatus::ALL.iter().filter(|s| s.is_live()).map(|s| s.as_str()).collect();
        assert_eq!(live, ["open", "in_review"]);
    }
}

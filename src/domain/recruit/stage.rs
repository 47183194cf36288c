//! Moves of a recruit's stage.

use super::super::word::Word;
use super::words::{RecruitStatus, Stage};

/// What is asked of a recruit's stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageMove {
    /// On to a stage.
    To(Stage),
    /// Its seller does not want to: this ends the recruit.
    Lost,
}

/// Why a recruit cannot move so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StageMoveRefused {
    /// It is over.
    #[error("the recruit is over, and does not move any more")]
    Over,
    /// It is won, and cannot be lost.
    #[error("the recruit is won, and cannot be lost")]
    Won,
    /// Only forward.
    #[error("a stage only moves forward")]
    NotForward,
}

impl StageMove {
    /// Reads a stage, or `lost`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "lost" => Some(StageMove::Lost),
            _ => Stage::parse(text).map(StageMove::To),
        }
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            StageMove::To(stage) => stage.as_str(),
            StageMove::Lost => "lost",
        }
    }

    /// The stage and status of a recruit after this move. Stages may be skipped. A recruit that is
    /// won still has to be verified, so it goes on moving.
    pub fn apply(
        self,
        stage: Stage,
        status: RecruitStatus,
    ) -> Result<(Stage, RecruitStatus), StageMoveRefused> {
        let is_won = status == RecruitStatus::Won;
        if !status.is_live() && !is_won {
            return Err(StageMoveRefused::Over);
        }
        match self {
            StageMove::Lost if is_won => Err(StageMoveRefused::Won),
            StageMove::Lost => Ok((stage, RecruitStatus::Lost)),
            StageMove::To(next) if next <= stage => Err(StageMoveRefused::NotForward),
            StageMove::To(next) => Ok((next, status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_a_stage_or_lost() {
        for stage in Stage::ALL {
            assert_eq!(StageMove::parse(stage.as_str()), Some(StageMove::To(*stage)));
            assert_eq!(StageMove::To(*stage).as_str(), stage.as_str());
        }
        assert_eq!(StageMove::parse("lost"), Some(StageMove::Lost));
        assert_eq!(StageMove::Lost.as_str(), "lost");
        assert_eq!(StageMove::parse("won"), None);
    }

    #[test]
    fn a_stage_moves_forward_only_and_while_the_recruit_lives_or_is_won() {
        use RecruitStatus::{InReview, Open, Won};
        for status in RecruitStatus::ALL {
            for (here, from) in Stage::ALL.iter().enumerate() {
                for (there, to) in Stage::ALL.iter().enumerate() {
                    let expected = match status {
                        Open | InReview | Won if there > here => Ok((*to, *status)),
                        Open | InReview | Won => Err(StageMoveRefused::NotForward),
                        _ => Err(StageMoveRefused::Over),
                    };
                    let moved = StageMove::To(*to).apply(*from, *status);
                    assert_eq!(moved, expected, "{status:?}: {from:?} to {to:?}");
                }
            }
        }
    }

    #[test]
    fn any_live_recruit_can_be_lost_from_any_stage() {
        use RecruitStatus::{InReview, Lost, Open, Won};
        for status in RecruitStatus::ALL {
            for stage in Stage::ALL {
                let expected = match status {
                    Open | InReview => Ok((*stage, Lost)),
                    Won => Err(StageMoveRefused::Won),
                    _ => Err(StageMoveRefused::Over),
                };
                assert_eq!(StageMove::Lost.apply(*stage, *status), expected, "{status:?}");
            }
        }
    }
}

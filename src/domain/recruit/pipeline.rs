//! How recruits come on: how many reach which stage, how long they stay there, and how soon somebody spoke
//! to them.

use chrono::{NaiveDateTime, TimeDelta};

use super::super::money::round_half_away;
use super::super::proportion::Proportion;
use super::super::word::Word;
use super::stage::StageMove;
use super::words::{RecruitStatus, Stage};

/// By when somebody is to speak to a recruit that has so many hours from its receipt.
pub(super) fn first_contact_due(received_at: NaiveDateTime, hours: u32) -> NaiveDateTime {
    received_at.checked_add_signed(TimeDelta::hours(hours.into())).unwrap_or(NaiveDateTime::MAX)
}

/// What a recruit went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// When it was received.
    pub received_at: NaiveDateTime,
    /// Within how many hours of that somebody was to speak to it.
    pub first_contact_hours: u32,
    /// Where it stands.
    pub status: RecruitStatus,
    /// How it moved, in order.
    pub moves: Vec<(StageMove, NaiveDateTime)>,
    /// When something was first done for it.
    pub first_activity: Option<NaiveDateTime>,
}

impl Course {
    /// The stages that it has been in, each with when it entered and when it left it.
    fn stays(&self) -> Vec<(Stage, NaiveDateTime, Option<NaiveDateTime>)> {
        let mut stays = vec![(Stage::Lead, self.received_at, None)];
        for (moved, at) in &self.moves {
            if let Some((stage, _, left @ None)) = stays.last_mut()
                && *moved != StageMove::To(*stage)
            {
                *left = Some(*at);
            }
            match moved {
                StageMove::To(stage) if stays.last().is_some_and(|last| last.0 < *stage) => {
                    stays.push((*stage, *at, None));
                }
                StageMove::To(_) | StageMove::Lost => {}
            }
        }
        stays
    }

    /// When somebody first spoke to it: what was done first, or its first step on.
    fn first_contact(&self) -> Option<NaiveDateTime> {
        let beyond = |(moved, at): &(StageMove, NaiveDateTime)| match moved {
            StageMove::To(stage) if *stage > Stage::Lead => Some(*at),
            StageMove::To(_) | StageMove::Lost => None,
        };
        self.first_activity.into_iter().chain(self.moves.iter().find_map(beyond)).min()
    }
}

/// A stage in the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFigures {
    /// Which.
    pub stage: Stage,
    /// How many came so far, or further.
    pub reached: u32,
    /// Of those that reached the stage before, how many came so far; none for the first.
    pub conversion: Option<Proportion>,
    /// How many stand here now, and are not over.
    pub now: u32,
    /// The median of the hours that those stayed here who went on or were lost.
    pub median_hours: Option<i64>,
}

/// How soon somebody spoke to the recruits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FollowUp {
    /// In time.
    pub in_time: u32,
    /// Later.
    pub late: u32,
    /// Nobody yet, and there is time.
    pub waiting: u32,
    /// Nobody yet, and the time is over.
    pub overdue: u32,
    /// Nobody, and it is over.
    pub never: u32,
}

impl FollowUp {
    /// How many were spoken to in time, of all but those that wait.
    pub fn in_time_rate(self) -> Option<Proportion> {
        let Self { in_time, late, waiting: _, overdue, never } = self;
        let all = i64::from(in_time) + i64::from(late) + i64::from(overdue) + i64::from(never);
        Proportion::of(in_time, all)
    }

    fn add(&mut self, course: &Course, now: NaiveDateTime) {
        let due = first_contact_due(course.received_at, course.first_contact_hours);
        let count = match course.first_contact() {
            Some(at) if at <= due => &mut self.in_time,
            Some(_) => &mut self.late,
            None if !course.status.is_live() => &mut self.never,
            None if now <= due => &mut self.waiting,
            None => &mut self.overdue,
        };
        *count = count.saturating_add(1);
    }
}

/// How some recruits came on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// How many they are.
    pub received: u32,
    /// The stages in their order.
    pub stages: Vec<StageFigures>,
    /// How soon somebody spoke to them.
    pub follow_up: FollowUp,
    /// How many have which status.
    pub statuses: Vec<(RecruitStatus, u32)>,
}

/// The pipeline of some recruits as it stands.
pub fn pipeline(courses: &[Course], now: NaiveDateTime) -> Pipeline {
    let mut follow_up = FollowUp::default();
    courses.iter().for_each(|course| follow_up.add(course, now));
    let stays: Vec<_> = courses.iter().map(|course| (course.status, course.stays())).collect();
    let mut stages: Vec<StageFigures> = Vec::new();
    for stage in Stage::ALL {
        let furthest = |stays: &[(Stage, _, _)]| stays.last().map(|last| last.0);
        let reached = count(&stays, |(_, stays)| furthest(stays) >= Some(*stage));
        let before = stages.last().map(|before| before.reached);
        stages.push(StageFigures {
            stage: *stage,
            reached,
            conversion: before.and_then(|before| Proportion::of(reached, before)),
            now: count(&stays, |(status, stays)| {
                furthest(stays) == Some(*stage)
                    && (status.is_live() || *status == RecruitStatus::Won)
            }),
            median_hours: median_hours(stays.iter().flat_map(|(_, stays)| stays), *stage),
        });
    }
    let of_status =
        |status: &RecruitStatus| (*status, count(courses, |course| course.status == *status));
    Pipeline {
        received: count(courses, |_| true),
        stages,
        follow_up,
        statuses: RecruitStatus::ALL.iter().map(of_status).collect(),
    }
}

fn count<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> u32 {
    u32::try_from(all.iter().filter(|one| is_meant(one)).count()).unwrap_or(u32::MAX)
}

fn median_hours<'a>(
    stays: impl Iterator<Item = &'a (Stage, NaiveDateTime, Option<NaiveDateTime>)>,
    stage: Stage,
) -> Option<i64> {
    let ended = stays.filter(|(of, _, _)| *of == stage);
    let mut minutes: Vec<i64> =
        ended.filter_map(|(_, from, left)| Some(((*left)? - *from).num_minutes())).collect();
    minutes.sort_unstable();
    let middle = minutes.len() / 2;
    let upper = *minutes.get(middle)?;
    let lower =
        if minutes.len() % 2 == 1 { upper } else { *minutes.get(middle.checked_sub(1)?)? };
    let both = i128::from(lower) + i128::from(upper);
    i64::try_from(round_half_away(both, 120)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn course(status: RecruitStatus, moves: &[(StageMove, &str)], first: Option<&str>) -> Course {
        Course {
            received_at: at("2026-07-03 09:00"),
            first_contact_hours: 48,
            status,
            moves: moves.iter().map(|(moved, when)| (*moved, at(when))).collect(),
            first_activity: first.map(at),
        }
    }

    #[test]
    fn stages_are_counted_and_timed() {
        let to = StageMove::To;
        let courses = [
            course(RecruitStatus::Open, &[], None),
            course(
                RecruitStatus::Open,
                &[
                    (to(Stage::Lead), "2026-07-03 09:00"),
                    (to(Stage::Contacted), "2026-07-03 19:00"),
                ],
                None,
            ),
            // Skips a stage, and is lost a day later.
            course(
                RecruitStatus::Lost,
                &[(to(Stage::Visited), "2026-07-04 09:00"), (StageMove::Lost, "2026-07-05 09:00")],
                None,
            ),
            course(RecruitStatus::Expired, &[], None),
        ];
        let found = pipeline(&courses, at("2026-07-05 09:01"));
        let figures: Vec<_> = found
            .stages
            .iter()
            .take(4)
            .map(|stage| {
                let conversion = stage.conversion.map(|rate| rate.to_string());
                (stage.reached, conversion.unwrap_or_default(), stage.now, stage.median_hours)
            })
            .collect();
        // Ten hours and a day as leads: 17 in the middle.
        assert_eq!(
            figures,
            [
                (4, String::new(), 1, Some(17)),
                (2, "50.00".to_owned(), 1, None),
                (1, "50.00".to_owned(), 0, Some(24)),
                (0, "0.00".to_owned(), 0, None),
            ]
        );
        assert_eq!(found.received, 4);
        assert!(found.statuses.contains(&(RecruitStatus::Lost, 1)));
        let follow_up = FollowUp { in_time: 2, overdue: 1, never: 1, ..FollowUp::default() };
        assert_eq!(found.follow_up, follow_up);
    }

    #[test]
    fn a_first_contact_has_two_days() {
        for (first, now, expected) in [
            (Some("2026-07-05 09:00"), "2026-07-09 09:00", (1, 0, 0, 0)),
            (Some("2026-07-05 09:01"), "2026-07-09 09:00", (0, 1, 0, 0)),
            (None, "2026-07-05 09:00", (0, 0, 1, 0)),
            (None, "2026-07-05 09:01", (0, 0, 0, 1)),
        ] {
            let FollowUp { in_time, late, waiting, overdue, never: _ } =
                pipeline(&[course(RecruitStatus::Open, &[], first)], at(now)).follow_up;
            assert_eq!((in_time, late, waiting, overdue), expected, "{first:?} {now}");
        }
    }

    #[test]
    fn each_recruit_has_the_hours_that_it_was_given() {
        let hours = |first_contact_hours| Course {
            first_contact_hours,
            ..course(RecruitStatus::Open, &[], Some("2026-07-04 09:00"))
        };
        let courses = [hours(24), hours(23), hours(u32::MAX)];
        let FollowUp { in_time, late, .. } = pipeline(&courses, at("2026-07-09 09:00")).follow_up;
        assert_eq!((in_time, late), (2, 1));
    }
}

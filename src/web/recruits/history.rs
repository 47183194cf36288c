//! What has happened to a recruit, in one row each.

use chrono::NaiveDateTime;

use super::Loaded;
use crate::domain::recruit::{Activity, RecruitStatus, StageMoved};
use crate::web::frame::Frame;
use crate::web::texts::Line;

/// Something that has happened.
pub(super) struct Happened {
    pub(super) at: NaiveDateTime,
    pub(super) what: Line,
    /// To what it came.
    pub(super) more: String,
    /// By whom; nothing, where that is not told.
    pub(super) who: String,
    pub(super) note: Option<String>,
}

/// All that has happened, the last first. Who decided at the platform is for the platform.
pub(super) fn of(frame: &Frame, loaded: &Loaded, of_platform: bool) -> Vec<Happened> {
    let mut all = received(frame, loaded);
    all.extend(moves(frame, loaded));
    all.extend(activities(frame, loaded));
    all.extend(extended(frame, loaded));
    all.extend(decided(frame, loaded, of_platform));
    all.extend(ended(frame, loaded));
    all.sort_by_key(|happened| std::cmp::Reverse(happened.at));
    all
}

fn received(frame: &Frame, loaded: &Loaded) -> Vec<Happened> {
    vec![Happened {
        at: loaded.recruit.received_at,
        what: frame.t.recruit_page.registered,
        more: String::new(),
        who: loaded.names.user(&loaded.recruit.created_by).to_owned(),
        note: None,
    }]
}

/// The moves of its stage, but for the first, which is its registration.
fn moves(frame: &Frame, loaded: &Loaded) -> Vec<Happened> {
    let later = loaded.moves.iter().filter(|moved| moved.from.is_some());
    let row = |moved: &StageMoved| Happened {
        at: moved.at,
        what: frame.t.recruit_page.move_on,
        more: frame.language.stage_move(moved.to).to_owned(),
        who: moved
            .by
            .as_ref()
            .map_or(frame.t.desk.lists.by_system, |by| loaded.names.user(by))
            .to_owned(),
        note: moved.note.as_ref().map(ToString::to_string),
    };
    later.map(row).collect()
}

fn activities(frame: &Frame, loaded: &Loaded) -> Vec<Happened> {
    let row = |activity: &Activity| Happened {
        at: activity.happened_at,
        what: frame.language.activity(activity.kind),
        more: String::new(),
        who: loaded.names.user(&activity.created_by).to_owned(),
        note: activity.note.as_ref().map(ToString::to_string),
    };
    loaded.activities.iter().map(row).collect()
}

fn extended(frame: &Frame, loaded: &Loaded) -> Option<Happened> {
    let extension = loaded.extension.as_ref()?;
    Some(Happened {
        at: extension.at,
        what: frame.t.recruit_page.extended,
        more: extension.until_after.to_string(),
        who: loaded.names.user(&extension.by).to_owned(),
        note: Some(extension.reason.to_string()),
    })
}

fn decided(frame: &Frame, loaded: &Loaded, of_platform: bool) -> Option<Happened> {
    let recruit = &loaded.recruit;
    let (by, at) = recruit.decided.as_ref()?;
    let is_refused = recruit.status == RecruitStatus::Refused;
    let review = &frame.t.desk.review;
    let who = if of_platform { loaded.names.user(by) } else { "" };
    Some(Happened {
        at: *at,
        what: frame.t.recruit_page.decided,
        more: if is_refused { review.refuse } else { review.approve }.to_owned(),
        who: who.to_owned(),
        note: recruit.decision_reason.as_ref().map(ToString::to_string),
    })
}

/// Its end, where nothing else says it.
fn ended(frame: &Frame, loaded: &Loaded) -> Option<Happened> {
    let recruit = &loaded.recruit;
    let said = matches!(recruit.status, RecruitStatus::Lost | RecruitStatus::Refused);
    let at = recruit.ended_at.filter(|_| !said)?;
    Some(Happened {
        at,
        what: frame.t.recruit_page.ended,
        more: frame.language.recruit_status(&recruit.status).to_owned(),
        who: String::new(),
        note: recruit.ended_reason.as_ref().map(ToString::to_string),
    })
}

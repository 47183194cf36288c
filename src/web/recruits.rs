//! `/recruits`: what partners have registered.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::Frame;
use super::listing::View;
use super::session::Visitor;
use super::texts::Line;
use crate::domain::recruit::{Recruit, RecruitStatus};
use crate::domain::{Role, Word};
use crate::service::recruits;

/// Those who look after recruits.
const READERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin, Role::Auditor];

#[derive(Template)]
#[template(path = "recruits.html")]
struct RecruitsPage {
    frame: Frame,
    view: View<Recruit>,
}

impl RecruitsPage {
    fn statuses(&self) -> Vec<(Line, Line, bool)> {
        let named = |status: &RecruitStatus| {
            let (word, name) = (status.as_str(), self.frame.language.recruit_status(status));
            (word, name, self.view.asked("status") == word)
        };
        RecruitStatus::ALL.iter().map(named).collect()
    }
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let view = View::load((&request, &visitor), &recruits::LISTED, recruits::list).await?;
    page(&RecruitsPage { frame: Frame::of_visitor(&request, &visitor), view })
}

/// How good a status is.
fn tone(status: &RecruitStatus) -> Line {
    match status {
        RecruitStatus::Open | RecruitStatus::Won => "good",
        RecruitStatus::InReview => "warn",
        RecruitStatus::Refused | RecruitStatus::Lost => "bad",
        RecruitStatus::Expired | RecruitStatus::Released => "",
    }
}
